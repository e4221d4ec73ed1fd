//! One schema as the generators read it: its keywords, each known and well formed.

use serde_json::{Map, Value};

use super::{Documents, Location, SchemaError};

/// Keywords that assert or apply, which the generators understand (JSON Schema 2020-12 Validation
/// and Core, section 10).
const SUPPORTED: &[&str] = &[
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "contains",
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
    "uniqueItems",
];

/// Keywords that assert nothing about the value.
const ANNOTATIONS: &[&str] = &[
    "$comment",
    "$defs",
    "$schema",
    "$vocabulary",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "default",
    "definitions",
    "deprecated",
    "description",
    "example",
    "examples",
    "readOnly",
    "title",
    "writeOnly",
];

/// The dialect that every schema is read as.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// A schema: one of the two booleans, or an object of keywords.
#[derive(Clone, Copy, Debug)]
pub enum View<'a> {
    /// `true` or `{}`: every value is valid.
    Anything,
    /// `false`: no value is valid.
    Nothing,
    /// A schema object, its keywords checked.
    Object(&'a Map<String, Value>),
}

impl Documents {
    /// The schema at a place.
    ///
    /// # Errors
    /// When nothing stands there, when it is not a schema, or when it has a keyword that the
    /// generators do not support. Unknown keywords are refused as well, because most of them are
    /// misspelt; names that begin with `x-` are annotations.
    pub fn view(&self, at: &Location) -> Result<View<'_>, SchemaError> {
        match self.get(at)? {
            Value::Bool(true) => Ok(View::Anything),
            Value::Bool(false) => Ok(View::Nothing),
            Value::Object(map) => {
                check_keywords(map, at)?;
                Ok(View::Object(map))
            }
            other => Err(SchemaError::new(at.clone(), format!("not a schema: {}", shorten(other)))),
        }
    }
}

fn check_keywords(map: &Map<String, Value>, at: &Location) -> Result<(), SchemaError> {
    for (keyword, value) in map {
        let keyword = keyword.as_str();
        let root_id = keyword == "$id" && at.pointer.is_empty();
        if keyword == "$schema"
            && value.as_str().is_some_and(|s| s.trim_end_matches('#') != DIALECT)
        {
            return Err(SchemaError::new(
                at.child(keyword),
                format!("only {DIALECT} is supported"),
            ));
        }
        let known = SUPPORTED.contains(&keyword)
            || ANNOTATIONS.contains(&keyword)
            || keyword.starts_with("x-")
            || root_id;
        if !known {
            return Err(SchemaError::new(
                at.child(keyword),
                format!("the generators do not support the keyword {keyword}"),
            ));
        }
    }
    Ok(())
}

/// JSON for an error message, cut after 60 characters.
fn shorten(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 60 {
        return text;
    }
    text.chars().take(60).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_unsupported_keyword_is_an_error_at_its_place() {
        let mut documents = Documents::default();
        documents.insert("a.json", json!({"properties": {"b": {"unevaluatedItems": false}}}));
        let at = Location::root("a.json").child("properties").child("b");
        let error = documents.view(&at).unwrap_err();
        assert_eq!(
            error.to_string(),
            "a.json#/properties/b/unevaluatedItems: \
             the generators do not support the keyword unevaluatedItems"
        );
    }
}
