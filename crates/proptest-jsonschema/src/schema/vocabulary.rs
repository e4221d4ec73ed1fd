//! The keywords, over all drafts.

/// Keywords that assert or apply, of any draft.
const ASSERTIONS: &[&str] = &[
    "$dynamicRef",
    "$recursiveRef",
    "$ref",
    "additionalItems",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "contains",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "if",
    "items",
    "maxContains",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minContains",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "oneOf",
    "pattern",
    "patternProperties",
    "prefixItems",
    "properties",
    "propertyNames",
    "required",
    "then",
    "type",
    "unevaluatedItems",
    "unevaluatedProperties",
    "uniqueItems",
];

/// Keywords that assert nothing about the value.
const ANNOTATIONS: &[&str] = &[
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$id",
    "$recursiveAnchor",
    "$schema",
    "$vocabulary",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "default",
    "definitions",
    "deprecated",
    "description",
    "discriminator",
    "example",
    "examples",
    "externalDocs",
    "id",
    "nullable",
    "readOnly",
    "title",
    "writeOnly",
    "xml",
];

/// Whether a keyword asserts or applies, in some draft.
pub(super) fn is_assertion(keyword: &str) -> bool {
    ASSERTIONS.binary_search(&keyword).is_ok()
}

/// Whether a keyword belongs to some draft, or says by its name that it is an annotation.
pub(super) fn is_known(keyword: &str) -> bool {
    is_assertion(keyword)
        || ANNOTATIONS.binary_search(&keyword).is_ok()
        || keyword.starts_with("x-")
}

/// The known keyword that is closest to a misspelt one.
pub(super) fn similar(keyword: &str) -> Option<&'static str> {
    let all = ASSERTIONS.iter().chain(ANNOTATIONS);
    let near = all.map(|known| (distance(keyword, known), *known));
    near.min().filter(|(distance, _)| *distance <= 2).map(|(_, known)| known)
}

/// How many letters differ (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, c) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, d) in b.iter().enumerate() {
            let cost = diagonal + usize::from(c != *d);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

/// What a keyword holds.
pub(super) enum Children {
    /// No schema.
    None,
    One,
    List,
    OneOrList,
    Map,
}

/// The subschemas of a keyword, as some draft has them.
pub(super) fn children(keyword: &str) -> Children {
    match keyword {
        "additionalItems"
        | "additionalProperties"
        | "contains"
        | "else"
        | "if"
        | "not"
        | "propertyNames"
        | "then"
        | "unevaluatedItems"
        | "unevaluatedProperties" => Children::One,
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => Children::List,
        "items" => Children::OneOrList,
        "dependencies" | "dependentSchemas" | "patternProperties" | "properties" => Children::Map,
        _ => Children::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted_and_a_slip_is_recognised() {
        assert!(ASSERTIONS.is_sorted() && ANNOTATIONS.is_sorted());
        assert_eq!(similar("minimun"), Some("minimum"));
        assert_eq!(similar("whatever"), None);
    }
}
