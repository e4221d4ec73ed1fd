//! Small schemas, each of which some generator of values was seen to fail at.

use std::{fs, path::Path};

use proptest::strategy::{Strategy, ValueTree};
use proptest_jsonschema::{Dialect, Documents, Location, boundary, invalid, near_misses, valid};
use serde_json::{Value, json};

use crate::shared::{judge, runner};

/// What is refused, and what for.
const REFUSED: &[(&str, &str)] =
    &[("items-1e9.json", "1000000000 items are more than the 100000 that are drawn")];

fn documents(schema: Value) -> (Documents, Location) {
    let mut documents = Documents::default();
    documents.insert("schema.json", schema);
    (documents, Location::root("schema.json"))
}

/// Values of each kind, all of them judged.
fn drawn(name: &str, documents: &Documents, at: &Location) -> Vec<Value> {
    let validator = documents.validator(at).unwrap();
    let strategy = valid(documents, at).unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut values: Vec<Value> =
        (0..40).map(|seed| strategy.new_tree(&mut runner(seed)).unwrap().current()).collect();
    let edges = boundary(documents, at).unwrap();
    assert!(!edges.is_empty(), "{name} has no edge cases");
    values.extend(edges.into_iter().map(|edge| edge.value));
    for value in &values {
        judge::valid(&validator, value, name);
    }
    for broken in broken(documents, at) {
        assert!(!validator.is_valid(&broken), "{name}: {broken} is drawn as invalid");
    }
    values
}

fn broken(documents: &Documents, at: &Location) -> Vec<Value> {
    let Ok(strategy) = invalid(documents, at) else { return Vec::new() };
    let drawn = (0..40).map(|seed| strategy.new_tree(&mut runner(seed)).unwrap().current().value);
    drawn.chain(near_misses(documents, at).unwrap().into_iter().map(|(_, b)| b.value)).collect()
}

fn values(schema: Value) -> Vec<Value> {
    let name = schema.to_string();
    let (documents, at) = documents(schema);
    drawn(&name, &documents, &at)
}

fn refused(schema: Value) -> String {
    let (documents, at) = documents(schema);
    boundary(&documents, &at).unwrap_err();
    valid(&documents, &at).unwrap_err().problem
}

#[test]
fn schemas_that_were_seen_to_fail_are_drawn_from() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases/generators");
    let Ok(entries) = fs::read_dir(&folder) else {
        println!("skipped: needs schemas that were seen to fail, looked for at {folder:?}");
        return;
    };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let mut documents = Documents::default();
        documents.insert_text(&name, &fs::read_to_string(&path).unwrap()).unwrap();
        let at = Location::root(&name);
        if let Some((_, problem)) = REFUSED.iter().find(|(refused, _)| *refused == name) {
            assert_eq!(valid(&documents, &at).unwrap_err().problem, *problem);
            continue;
        }
        drawn(&name, &documents, &at);
        assert!(!broken(&documents, &at).is_empty(), "{name}: nothing is broken");
    }
}

#[test]
fn formats_of_openapi_mean_what_they_say() {
    let list = values(json!({"type": "integer", "format": "int32"}));
    let range = i64::from(i32::MIN)..=i64::from(i32::MAX);
    assert!(list.iter().all(|n| range.contains(&n.as_i64().unwrap())), "{list:?}");
    assert!(list.contains(&json!(i32::MAX)) && list.contains(&json!(i32::MIN)));
    let list = values(json!({"type": "integer", "format": "int64"}));
    assert!(list.contains(&json!(i64::MAX)) && list.contains(&json!(i64::MIN)));
    let list = values(json!({"type": "number", "format": "int32", "minimum": 3_000_000_000_u32}));
    assert!(!list.is_empty(), "a bound counts more than an annotation");
    for value in values(json!({"type": "string", "format": "byte", "maxLength": 20})) {
        let text = value.as_str().unwrap();
        let letter = |c: char| c.is_ascii_alphanumeric() || "+/=".contains(c);
        assert!(text.len() % 4 == 0 && text.chars().all(letter), "{text:?}");
    }
    for name in ["float", "double", "binary", "password", "whatever"] {
        values(json!({"type": ["number", "string"], "format": name}));
    }
    // No validator can be held to them.
    let (documents, at) = documents(json!({"type": "integer", "format": "int32"}));
    let strategy = invalid(&documents, &at).unwrap();
    assert!(strategy.assertions().iter().map(|a| a.keyword.as_str()).eq(["type"]));
    assert!(strategy.implied().is_empty());
}

#[test]
fn formats_of_later_drafts_are_kept_to_and_never_broken() {
    let (documents, at) = documents(json!({"$schema": "http://json-schema.org/draft-07/schema#",
        "type": "string", "format": "uuid"}));
    let list = drawn("uuid", &documents, &at);
    assert!(list.iter().all(|value| value.as_str().unwrap().len() == 36), "{list:?}");
    let strategy = invalid(&documents, &at).unwrap();
    assert!(strategy.assertions().iter().map(|a| a.keyword.as_str()).eq(["type"]));
    let list = values(json!({"type": "string", "format": "url"}));
    assert!(list.iter().all(|value| value.as_str().unwrap().contains(':')), "{list:?}");
    let list = values(json!({"type": "string", "format": "url", "maxLength": 2, "minLength": 1}));
    assert!(!list.is_empty(), "a length counts more than an annotation");
}

#[test]
fn numbers_of_any_size_are_drawn() {
    for (schema, fits) in [
        (json!({"type": "number", "minimum": 1e40}), 1e40..=f64::MAX),
        (json!({"type": "number", "exclusiveMaximum": -1e300}), f64::MIN..=-1e300),
        (json!({"type": "number", "multipleOf": 1e-40, "minimum": 1e-39}), 1e-39..=f64::MAX),
        (json!({"type": "number", "multipleOf": 1e300}), f64::MIN..=f64::MAX),
        (json!({"type": "integer", "multipleOf": 1e30, "minimum": -5}), -5.0..=f64::MAX),
    ] {
        let list = values(schema.clone());
        assert!(list.iter().all(|n| fits.contains(&n.as_f64().unwrap())), "{schema}: {list:?}");
    }
}

#[test]
fn strings_of_blanks_only_are_drawn_unless_they_are_unwanted() {
    let schema = json!({"type": "string", "minLength": 2, "maxLength": 9});
    let blank = |value: &Value| value.as_str().is_some_and(|text| text.trim().is_empty());
    let (documents, at) = documents(schema);
    let some = |documents: &Documents| drawn("blanks", documents, &at).iter().any(blank);
    assert!(some(&documents));
    assert!(!some(&documents.without_blanks()));
}

#[test]
fn what_would_take_too_much_is_refused_with_the_reason() {
    let nested = |item: Value| json!({"type": "array", "minItems": 5000, "items": item});
    for (schema, problem) in [
        (nested(nested(json!({"type": "string"}))), "four million characters"),
        (nested(json!({"type": "string", "minLength": 100_000})), "four million characters"),
        (json!({"type": "string", "minLength": 1e30}), "longer than the 1048576 that are drawn"),
        (json!({"type": "array", "contains": true, "minContains": 1e9}), "1000000000 items"),
        (json!({"type": "object", "minProperties": 1e9}), "1000000000 members"),
        (json!({"$ref": "#"}), "refers to itself"),
        (json!({"anyOf": [{"$ref": "#"}, {"type": "integer"}]}), "refers to itself"),
        (json!({"not": {"$ref": "#"}}), "refers to itself"),
    ] {
        let found = refused(schema.clone());
        assert!(found.contains(problem), "{schema}: {found}");
    }
    let (documents, at) = documents(
        json!({"type": "array", "contains": true, "minContains": 0, "maxContains": 1e12}),
    );
    assert!(invalid(&documents, &at).unwrap().assertions().iter().all(|a| a.keyword == "type"));
}

#[test]
fn many_parts_that_have_to_differ_are_drawn() {
    let list = values(json!({"type": "array", "minItems": 3000, "uniqueItems": true,
        "items": {"type": "integer"}, "maxItems": 3001}));
    assert!(list.iter().all(|value| value.as_array().unwrap().len() >= 3000));
    values(json!({"type": "object", "minProperties": 3000, "maxProperties": 3000}));
}

#[test]
fn demands_in_a_circle_and_many_patterns_are_no_maze() {
    let names: Vec<String> = (0..60).map(|i| format!("p{i}")).collect();
    let demands: serde_json::Map<String, Value> =
        (0..60).map(|i| (names[i].clone(), json!([names[(i + 1) % 60]]))).collect();
    let list = values(json!({"type": "object", "dependentRequired": demands}));
    assert!(list.iter().any(|value| value.get("p0").is_some()), "all of them are there");
    let patterns: serde_json::Map<String, Value> =
        (0..12).map(|i| (format!("^x{i}_"), json!({"type": "integer"}))).collect();
    let list = values(json!({"type": "object", "patternProperties": patterns,
        "additionalProperties": false, "minProperties": 1}));
    assert!(
        list.iter().any(|value| value.as_object().unwrap().keys().any(|k| k.starts_with("x7_")))
    );
}

#[test]
fn surrogates_in_a_class_match_nothing() {
    let list = values(json!({"type": "string", "minLength": 1,
        "pattern": "^[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDBFF-\\uDC00\\uDFFF\\t\\r\\n]*$"}));
    assert!(list.iter().all(|value| value.as_str().unwrap().chars().all(|c| c <= '\u{fffd}')));
}

#[test]
fn lists_with_needed_items_have_edge_cases_of_their_own() {
    let list = values(json!({"type": "array", "contains": {"type": "integer", "minimum": 5},
        "minContains": 2, "maxItems": 4}));
    let lengths: Vec<usize> = list.iter().map(|value| value.as_array().unwrap().len()).collect();
    assert!(lengths.contains(&2) && lengths.contains(&4), "{lengths:?}");
    values(json!({"type": "array", "contains": {"enum": [1, 2]}, "maxContains": 2,
        "uniqueItems": true}));
}

#[test]
fn a_draft_says_what_a_keyword_means() {
    let mut documents = Documents::default().with_dialect(Dialect::Draft4);
    documents
        .insert("schema.json", json!({"type": "integer", "minimum": 3, "exclusiveMinimum": true}));
    let list = drawn("draft 04", &documents, &Location::root("schema.json"));
    assert!(list.iter().all(|n| n.as_i64() > Some(3)) && list.contains(&json!(4)), "{list:?}");
}
