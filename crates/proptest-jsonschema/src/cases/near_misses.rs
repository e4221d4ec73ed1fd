//! The finite list of near misses: the edge cases of the other side.

use std::{borrow::Cow, collections::HashSet, iter};

use jsonschema::Validator;
use serde_json::{Map, Value};

use super::boundary::{Boundary, boundary, parts};
use crate::{
    broken::{Invalidated, Mutation, Violation, breaks, sentence},
    compile::lookalikes,
    schema::{Assertion, Documents, Location, SchemaError, enumerate},
    text::{edits, format},
};

/// Edge cases from which the near misses of one assertion are made, at most.
const BASES: usize = 4;

/// Where there are more assertions, the near misses of each are made from one edge case.
const MANY: usize = 300;

/// The most parts that all values which are tried have together.
const MOST_PARTS: usize = 1_000_000;

/// Values of more parts than this are made smaller.
const LARGE: usize = 50;

/// The near misses of the schema at a place: edge cases with one small edit that breaks exactly one
/// assertion. They need no luck, so that a bound which is off by one shows with every seed.
///
/// The list is always the same for a schema, assertion by assertion in document order; of each
/// assertion a value comes once. Assertions whose near misses are no edit of one place (such as
/// `contains`) have none here and are left to [`crate::invalid`].
///
/// # Errors
/// As for [`crate::valid`].
///
/// # Examples
/// ```
/// use proptest_jsonschema::{Documents, Location, near_misses};
/// use serde_json::json;
///
/// let mut documents = Documents::default();
/// documents.insert("age.json", json!({"type": "integer", "minimum": 18}));
/// let list = near_misses(&documents, &Location::root("age.json"))?;
/// let (assertion, broken) = list.iter().find(|(_, b)| b.value == json!(17)).expect("off by one");
/// assert_eq!(assertion.keyword, "minimum");
/// assert_eq!(broken.mutation.before, Some(json!(18)));
/// # Ok::<(), proptest_jsonschema::SchemaError>(())
/// ```
pub fn near_misses(
    documents: &Documents,
    at: &Location,
) -> Result<Vec<(Assertion, Invalidated)>, SchemaError> {
    let validator = documents.validator(at)?;
    let edges = boundary(documents, at)?;
    let schemas = documents.schemas(at)?;
    let mut list: Vec<(Assertion, Invalidated)> = Vec::new();
    let all = enumerate(&schemas).map_err(|e| schemas.told(e))?;
    let most = if all.len() > MANY { 1 } else { BASES + 1 };
    let mut room = MOST_PARTS;
    for (assertion, _) in all {
        let violation = Violation::new(&schemas, assertion).map_err(|e| schemas.told(e))?;
        let mut known: HashSet<String> = HashSet::new();
        for base in
            bases(&edges, &violation.told, violation.member.as_deref()).into_iter().take(most)
        {
            let base = slim(&base.value, &violation.assertion.instance, &validator);
            let size = parts(&base);
            for (value, mutation) in misses(&violation, &base) {
                if room < size {
                    break;
                }
                // Each of them is judged, which takes as long as it is large.
                room -= size;
                if known.insert(value.to_string())
                    && breaks(&validator, &value, &violation, &mutation.instance_pointer)
                {
                    list.push((violation.told.clone(), Invalidated { value, mutation }));
                }
            }
        }
    }
    Ok(list)
}

/// The edge cases that sit on a assertion's bound, or else the first ones that have its place.
fn bases<'a>(
    edges: &'a [Boundary],
    assertion: &Assertion,
    member: Option<&str>,
) -> Vec<&'a Boundary> {
    let place = match member {
        Some(member) => format!("{}/{}", assertion.instance, escaped(member)),
        None => assertion.instance.clone(),
    };
    let has_place = |edge: &&Boundary| edge.value.pointer(&place).is_some();
    let on_bound = |edge: &&Boundary| edge.assertions.contains(assertion);
    let mut bases: Vec<&Boundary> = edges.iter().filter(has_place).filter(on_bound).collect();
    if bases.len() > BASES {
        // Both ends: the shortest are listed first, the longest last.
        let last = bases.split_off(bases.len() - BASES / 2);
        bases.truncate(BASES / 2);
        bases.extend(last);
    }
    // The plainest value too, whether or not it sits on the bound.
    bases.extend(edges.iter().find(has_place));
    bases
}

/// The value without the members that have nothing to do with a place, when it is large and they can
/// go.
fn slim<'a>(value: &'a Value, place: &str, validator: &Validator) -> Cow<'a, Value> {
    let members = value.as_object().filter(|_| parts(value) > LARGE);
    let name = place.split('/').nth(1).map(|name| name.replace("~1", "/").replace("~0", "~"));
    let kept = members.zip(name).and_then(|(members, name)| {
        let member = members.get(&name)?.clone();
        Some(Value::Object(Map::from_iter([(name, member)])))
    });
    kept.filter(|kept| validator.is_valid(kept)).map_or(Cow::Borrowed(value), Cow::Owned)
}

fn escaped(member: &str) -> String {
    member.replace('~', "~0").replace('/', "~1")
}

/// The value with each small edit of the constrained place, whatever that comes to.
fn misses<'a>(
    violation: &'a Violation,
    base: &'a Value,
) -> Box<dyn Iterator<Item = (Value, Mutation)> + 'a> {
    let pointer = violation.assertion.instance.as_str();
    let Some(part) = base.pointer(pointer) else { return Box::new(iter::empty()) };
    if let Some(member) = &violation.member {
        let mut value = base.clone();
        let parent = value.pointer_mut(pointer).and_then(Value::as_object_mut);
        let before = parent.and_then(|members| members.remove(&**member));
        return Box::new(iter::once((value, mutation(violation, before, None))));
    }
    let mut edits = match violation.assertion.keyword.as_str() {
        "type" => lookalikes::confusing().concat(),
        "enum" | "const" | "anyOf" => {
            let mut edits = lookalikes::constants(std::slice::from_ref(part)).concat();
            edits.extend(lookalikes::confusing().concat());
            edits
        }
        "additionalProperties" => {
            part.as_object().map(with_an_unknown_member).into_iter().collect()
        }
        "format" => {
            let format = violation.stated.as_str().unwrap_or_default();
            format::misses(format).iter().copied().map(Value::from).collect()
        }
        _ => Vec::new(),
    };
    match part {
        // An edited address could be somebody's.
        Value::String(text) if text.contains('@') => {}
        Value::String(text) => edits.extend(edits::edits(text).into_iter().map(Value::from)),
        Value::Number(_) => {
            edits.extend(lookalikes::constants(std::slice::from_ref(part)).concat());
        }
        _ => {}
    }
    Box::new(edits.into_iter().filter_map(move |edit| {
        let mut value = base.clone();
        *value.pointer_mut(pointer)? = edit.clone();
        Some((value, mutation(violation, Some(part.clone()), Some(edit))))
    }))
}

fn with_an_unknown_member(members: &Map<String, Value>) -> Value {
    let mut more = members.clone();
    more.insert("unknown".to_owned(), Value::from("x"));
    Value::Object(more)
}

fn mutation(violation: &Violation, before: Option<Value>, after: Option<Value>) -> Mutation {
    let pointer = &violation.assertion.instance;
    let name = (violation.assertion.keyword == "additionalProperties").then_some("unknown");
    Mutation {
        schema_pointer: violation.pointer().to_owned(),
        instance_pointer: pointer.clone(),
        keyword: violation.told.keyword.clone(),
        sentence: sentence(violation, pointer, after.as_ref(), name),
        before,
        after,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(schema: Value, keyword: &str) -> Vec<Option<Value>> {
        let mut documents = Documents::default();
        documents.insert("s.json", schema);
        let list = near_misses(&documents, &Location::root("s.json")).unwrap();
        let wanted = list.into_iter().filter(|(assertion, _)| assertion.keyword == keyword);
        wanted.map(|(_, broken)| broken.mutation.after).collect()
    }

    #[test]
    fn both_ends_of_a_pattern_are_missed_by_one() {
        let after = of(json!({"type": "string", "pattern": "^[0-9]{10,15}$"}), "pattern");
        let lengths: Vec<usize> = after
            .iter()
            .filter_map(|value| value.as_ref()?.as_str())
            .filter(|text| text.bytes().all(|b| b.is_ascii_digit()))
            .map(str::len)
            .collect();
        assert!(lengths.contains(&9) && lengths.contains(&16), "{lengths:?}");
    }

    #[test]
    fn both_ends_of_a_range_are_missed_by_one() {
        let schema = json!({"type": "integer", "minimum": 1, "maximum": 100});
        assert!(of(schema.clone(), "minimum").contains(&Some(json!(0))));
        assert!(of(schema, "maximum").contains(&Some(json!(101))));
    }

    #[test]
    fn a_missing_member_and_a_forbidden_one_are_told() {
        let schema = json!({"type": "object", "required": ["a"], "additionalProperties": false,
            "properties": {"a": {"enum": ["x", "y"]}}});
        assert_eq!(of(schema.clone(), "required"), [None]);
        assert!(!of(schema.clone(), "additionalProperties").is_empty());
        assert!(of(schema, "enum").contains(&Some(json!("X"))));
    }
}
