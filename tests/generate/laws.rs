//! What else the generators promise: fairness, bounds, the alphabet, and that trees are sane.

use std::collections::BTreeSet;

use avara_conformance::{
    generate::{Coverage, Invalidated, boundary, invalid, valid},
    schema::{Documents, Location},
};
use proptest::strategy::{CheckStrategySanityOptions, Strategy, ValueTree, check_strategy_sanity};
use serde_json::{Value, json};

use crate::{judge, runner, schemas};

/// The schemas of the project and the hard ones.
fn own() -> Vec<schemas::Schema> {
    schemas::embedded().into_iter().chain(schemas::extra()).collect()
}

#[test]
fn boundaries_are_valid_and_few() {
    for schemas::Schema { name, documents, at, .. } in own() {
        let validator = documents.validator(&at).unwrap();
        let list = boundary(&documents, &at).unwrap();
        assert!(list.len() < 250, "{name}: {} boundary values", list.len());
        for case in list {
            judge::valid(&validator, &case.value, &format!("{name}: {}", case.name));
        }
    }
}

/// Every string of a value, member names included.
fn strings(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| strings(item, found)),
        Value::Object(members) => {
            for (name, member) in members {
                found.push(name.clone());
                strings(member, found);
            }
        }
        _ => {}
    }
}

#[test]
fn strings_keep_to_the_alphabet_and_addresses_to_reserved_domains() {
    let documents = Documents::embedded().unwrap();
    let at = Location::root("invite-request.json");
    let drawn = valid(&documents, &at).unwrap();
    let broken = invalid(&documents, &at).unwrap();
    for seed in 0..2_000 {
        let mut value = drawn.new_tree(&mut runner(seed)).unwrap().current();
        let address = value.as_object_mut().unwrap().remove("email").unwrap();
        let (local, domain) = address.as_str().unwrap().split_once('@').unwrap();
        assert!(local.len() <= 30 && !local.is_empty(), "{address}");
        let reserved = ["example.com", "example.org", "example.net", ".test", ".example"];
        assert!(reserved.iter().any(|name| domain.ends_with(name)), "{address}");
        let mut texts = Vec::new();
        strings(&value, &mut texts);
        for text in texts {
            let forbidden =
                |c: char| c.is_control() || "@\u{ff20}\u{fe6b}\u{fffe}\u{ffff}".contains(c);
            assert!(!text.contains(forbidden), "{text:?}");
            assert!(!text.trim().is_empty(), "{text:?}");
            assert!(text.chars().count() <= 200, "{text:?}");
        }
        let mut texts = Vec::new();
        strings(&broken.new_tree(&mut runner(seed)).unwrap().current().value, &mut texts);
        for (_, after) in texts.iter().filter_map(|text| text.rsplit_once('@')) {
            let harmless = after.is_empty() || after.contains("example") || after.contains(".test");
            assert!(harmless, "{after:?}");
        }
    }
}

#[test]
fn fair_shares() {
    let documents = Documents::embedded().unwrap();
    let at = Location::root("invite-request.json");
    let (mut admins, mut open) = (0, 0);
    for seed in 0..1_000 {
        let value = valid(&documents, &at).unwrap().new_tree(&mut runner(seed)).unwrap().current();
        admins += u32::from(value["level"] == "admin");
        open += u32::from(value["hasDashboardAccess"] == true);
        if seed == 100 {
            break;
        }
    }
    assert!((30..=70).contains(&admins) && (50..=95).contains(&open), "{admins} {open}");
    let strategy = invalid(&documents, &at).unwrap();
    let mut counts = std::collections::BTreeMap::new();
    let total = strategy.constraints().len() as u64 * 100;
    for seed in 0..total {
        let mutation = strategy.new_tree(&mut runner(seed)).unwrap().current().mutation;
        let place = (mutation.schema_pointer, mutation.instance_pointer, mutation.sentence);
        let missing = place.2.strip_suffix(" is missing; it is required").map(str::to_owned);
        *counts.entry((place.0, place.1, missing)).or_insert(0) += 1;
    }
    assert_eq!(counts.len(), strategy.constraints().len());
    assert!(counts.values().all(|n| (50..=160).contains(n)), "{counts:#?}");
}

#[test]
fn the_part_before_the_mutation_makes_the_value_valid_again() {
    let (mut mended, mut without) = (0, 0);
    for schemas::Schema { documents, at, .. } in own() {
        let validator = documents.validator(&at).unwrap();
        let Ok(strategy) = invalid(&documents, &at) else { continue };
        for seed in 0..100 {
            let Invalidated { mut value, mutation } =
                strategy.new_tree(&mut runner(seed)).unwrap().current();
            let place = value.pointer_mut(&mutation.instance_pointer).unwrap();
            match (mutation.keyword.as_str(), mutation.before) {
                ("required" | "dependentRequired", Some(before)) => {
                    let name = mutation.sentence.split(" is missing").next().unwrap();
                    let name = name.split(" of ").next().unwrap().to_owned();
                    place[name] = before;
                }
                (_, Some(before)) => *place = before,
                // What was too much was not there before.
                ("additionalProperties" | "propertyNames", None) => continue,
                (_, None) => {
                    without += 1;
                    continue;
                }
            }
            judge::valid(&validator, &value, &mutation.sentence);
            mended += 1;
        }
    }
    // No single part mends a broken link in a chain of demands, but that is rare.
    assert!(without * 50 < mended, "{without} without, {mended} with");
}

#[test]
fn every_constraint_is_exercised_on_both_sides() {
    let documents = Documents::embedded().unwrap();
    for name in ["invite-request.json", "update-request.json", "list-query.json"] {
        let at = Location::root(name);
        let coverage = Coverage::new(&documents, &at).unwrap();
        let cases = boundary(&documents, &at).unwrap();
        let seen: BTreeSet<_> =
            cases.iter().flat_map(|case| coverage.exercised(&case.value)).collect();
        for constraint in invalid(&documents, &at).unwrap().constraints() {
            assert!(
                seen.contains(constraint),
                "{constraint} is not on its bound in any boundary case"
            );
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_case() {
    let documents = Documents::embedded().unwrap();
    let at = Location::root("update-request.json");
    for seed in 0..50 {
        let draw = || {
            let strategy = invalid(&documents, &at).unwrap();
            strategy.new_tree(&mut runner(seed)).unwrap().current()
        };
        assert_eq!(draw(), draw());
    }
}

#[test]
fn only_breaks_one_constraint_and_shrinks_to_little_else() {
    let documents = Documents::embedded().unwrap();
    let at = Location::root("update-request.json");
    let strategy = invalid(&documents, &at).unwrap();
    let bound = strategy.constraints().iter().find(|c| c.keyword == "minLength").unwrap();
    let mut tree = strategy.only(bound).new_tree(&mut runner(7)).unwrap();
    while tree.simplify() {}
    assert_eq!(tree.current().value, json!({"firstName": ""}));
    assert_eq!(
        tree.current().mutation.sentence,
        "firstName is empty; at least 1 character is required"
    );
    let condition = strategy.constraints().iter().find(|c| c.keyword == "const").unwrap();
    let tree = strategy.only(condition).new_tree(&mut runner(7)).unwrap();
    let value = tree.current().value;
    assert_eq!((&value["level"], &value["hasDashboardAccess"]), (&json!("admin"), &json!(false)));
}

/// A schema for each kind of value and of condition, whose trees are quickly walked.
const KINDS: &[&str] = &[
    "assignable-level.json",
    "phone-number.json",
    "a linked list by definition",
    "if, then and else",
    "cents",
    "patterns together",
    "format date",
    "pattern properties",
    "unique items",
    "contains with counts",
    "constants of every type",
];

#[test]
fn strategies_are_sane() {
    let names: Vec<_> = own().into_iter().map(|schema| schema.name).collect();
    for kind in KINDS {
        assert!(names.iter().any(|name| name.ends_with(kind)), "no schema is called {kind}");
    }
    let options =
        || Some(CheckStrategySanityOptions { error_on_local_rejects: true, ..Default::default() });
    for schemas::Schema { name, documents, at, .. } in own() {
        if KINDS.iter().any(|kind| name.ends_with(kind)) {
            check_strategy_sanity(valid(&documents, &at).unwrap(), options());
            check_strategy_sanity(invalid(&documents, &at).unwrap(), options());
        }
    }
}

#[test]
fn what_cannot_be_drawn_is_an_error_with_its_place() {
    let cases = [
        (
            json!({"properties": {"a": {"unevaluatedProperties": false}}}),
            "schema.json#/properties/a/unevaluatedProperties: the generators do not support the keyword unevaluatedProperties",
        ),
        (
            json!({"type": "string", "format": "idn-email"}),
            "schema.json#/format: the generators do not support the format idn-email",
        ),
        (json!({"type": "string", "pattern": "(?=a)b"}), "look-around"),
        (
            json!({"type": "integer", "minimum": 2, "maximum": 1}),
            "schema.json#: no value fits this schema",
        ),
        (
            json!({"type": "object", "required": ["a"], "properties": {"a": {"$ref": "#"}}}),
            "no value fits this schema",
        ),
    ];
    for (schema, problem) in cases {
        let mut documents = Documents::default();
        documents.insert("schema.json", schema.clone());
        let error = valid(&documents, &Location::root("schema.json")).unwrap_err().to_string();
        assert!(error.contains(problem), "{schema}: {error}");
    }
}

/// How far a value is beyond its bound, for the keywords that have one.
fn distance(keyword: &str, promise: &Value, value: &Value) -> Option<f64> {
    let count = |n: usize| f64::from(u32::try_from(n).unwrap());
    let size = match value {
        Value::String(text) => count(text.chars().count()),
        Value::Array(items) => count(items.len()),
        Value::Object(members) => count(members.len()),
        other => other.as_f64()?,
    };
    let beyond = size - promise.as_f64()?;
    match keyword {
        "minLength" | "minItems" | "minProperties" | "minimum" | "exclusiveMinimum" => {
            Some(-beyond)
        }
        "maxLength" | "maxItems" | "maxProperties" | "maximum" | "exclusiveMaximum" => Some(beyond),
        _ => None,
    }
}

#[test]
fn every_bound_is_missed_by_as_little_as_can_be_and_by_more() {
    for schemas::Schema { documents, at, .. } in own() {
        let strategy = invalid(&documents, &at).unwrap();
        for constraint in strategy.constraints() {
            let promise = documents.get(&constraint.schema).cloned().unwrap_or_default();
            let only = strategy.only(constraint);
            let least = (0..200)
                .filter_map(|seed| {
                    let drawn = only.new_tree(&mut runner(seed)).unwrap().current().mutation;
                    distance(&constraint.keyword, &promise, &drawn.after?)
                })
                .reduce(f64::min);
            // Multiples and fractions are further apart than whole numbers, and strings of a format
            // do not come in every length.
            let coarse = promise.is_number()
                && documents.get(&at).unwrap().to_string().contains("multipleOf")
                || constraint.schema.pointer.rsplit_once('/').is_some_and(|(parent, _)| {
                    let pointer = format!("{parent}/format");
                    documents.get(&Location { pointer, ..constraint.schema.clone() }).is_ok()
                });
            let most = match (coarse, constraint.keyword.starts_with("exclusive")) {
                (true, _) => f64::INFINITY,
                (false, true) => 0.0,
                (false, false) => 1.0,
            };
            let fits = least.is_none_or(|least| (0.0..=most).contains(&least));
            assert!(fits, "{at}: {constraint}: missed by {least:?}, not by {most}");
        }
    }
}
