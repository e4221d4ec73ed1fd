//! What else the generators promise about any schema.

use std::collections::{BTreeMap, BTreeSet};

use proptest::strategy::{CheckStrategySanityOptions, Strategy, ValueTree, check_strategy_sanity};
use proptest_jsonschema::{Coverage, Invalidated, Location, boundary, invalid, valid};
use serde_json::Value;

use super::{Schema, judge, runner};

/// Every edge case fits, and they are few enough to be sent.
pub fn boundaries_are_valid_and_few(all: &[Schema]) {
    for Schema { name, documents, at, .. } in all {
        let validator = documents.validator(at).unwrap();
        let list = boundary(documents, at).unwrap();
        assert!(list.len() < 250, "{name}: {} boundary values", list.len());
        for case in list {
            judge::valid(&validator, &case.value, &format!("{name}: {}", case.name));
        }
    }
}

/// With the part before the mutation put back, the value is valid again.
pub fn the_part_before_mends(all: &[Schema]) {
    let (mut mended, mut without) = (0, 0);
    for Schema { documents, at, .. } in all {
        let validator = documents.validator(at).unwrap();
        let Ok(strategy) = invalid(documents, at) else { continue };
        for seed in 0..100 {
            let Invalidated { mut value, mutation } =
                strategy.new_tree(&mut runner(seed)).unwrap().current();
            let place = value.pointer_mut(&mutation.instance_pointer).unwrap();
            match (mutation.keyword.as_str(), mutation.before) {
                ("required" | "dependentRequired" | "dependencies", Some(before)) => {
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

/// How far a value is out of its bound, for the keywords that have one.
fn distance(keyword: &str, promise: &Value, value: &Value) -> Option<f64> {
    let count = |n: usize| f64::from(u32::try_from(n).unwrap());
    let size = match value {
        Value::String(text) => count(text.chars().count()),
        Value::Array(items) => count(items.len()),
        Value::Object(members) => count(members.len()),
        other => other.as_f64()?,
    };
    let excess = size - promise.as_f64()?;
    match keyword {
        "minLength" | "minItems" | "minProperties" | "minimum" | "exclusiveMinimum" => {
            Some(-excess)
        }
        "maxLength" | "maxItems" | "maxProperties" | "maximum" | "exclusiveMaximum" => Some(excess),
        _ => None,
    }
}

/// Every bound is missed by as little as can be, and by more.
pub fn bounds_are_missed_by_little(all: &[Schema]) {
    for Schema { documents, at, .. } in all {
        let strategy = invalid(documents, at).unwrap();
        for assertion in strategy.assertions() {
            let promise = documents.get(&assertion.schema).cloned().unwrap_or_default();
            let only = strategy.only(assertion);
            let least = (0..200)
                .filter_map(|seed| {
                    let drawn = only.new_tree(&mut runner(seed)).unwrap().current().mutation;
                    distance(&assertion.keyword, &promise, &drawn.after?)
                })
                .reduce(f64::min);
            // Multiples and fractions are further apart than whole numbers, and strings of a format
            // do not come in every length; beyond 64 bits numbers keep
            // away from bounds.
            let beyond = promise.as_f64().is_some_and(|bound| bound.abs() > 1e15);
            let coarse = beyond
                || promise.is_number()
                    && documents.get(at).unwrap().to_string().contains("multipleOf")
                || assertion.schema.pointer.rsplit_once('/').is_some_and(|(parent, _)| {
                    let pointer = format!("{parent}/format");
                    documents.get(&Location { pointer, ..assertion.schema.clone() }).is_ok()
                });
            let most = match (coarse, assertion.keyword.starts_with("exclusive")) {
                (true, _) => f64::INFINITY,
                (false, true) => 0.0,
                (false, false) => 1.0,
            };
            let fits = least.is_none_or(|least| (0.0..=most).contains(&least));
            assert!(fits, "{at}: {assertion}: missed by {least:?}, not by {most}");
        }
    }
}

/// The strategies of a schema keep proptest's contract, and reject nothing.
pub fn strategies_are_sane(Schema { documents, at, .. }: &Schema) {
    let options =
        || Some(CheckStrategySanityOptions { error_on_local_rejects: true, ..Default::default() });
    check_strategy_sanity(valid(documents, at).unwrap(), options());
    check_strategy_sanity(invalid(documents, at).unwrap(), options());
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

/// Strings keep to the alphabet, and the addresses in the member `address` to reserved domains,
/// valid or not.
pub fn strings_keep_to_the_alphabet(Schema { documents, at, .. }: &Schema, address: &str) {
    let drawn = valid(documents, at).unwrap();
    let broken = invalid(documents, at).unwrap();
    for seed in 0..2_000 {
        let mut value = drawn.new_tree(&mut runner(seed)).unwrap().current();
        let address = value.as_object_mut().unwrap().remove(address).unwrap();
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

/// How often, out of so many draws, a value has the constant at the pointer.
pub fn share(schema: &Schema, draws: u64, pointer: &str, constant: &Value) -> u64 {
    let strategy = valid(&schema.documents, &schema.at).unwrap();
    let values = (0..draws).map(|seed| strategy.new_tree(&mut runner(seed)).unwrap().current());
    values.map(|value| u64::from(value.pointer(pointer) == Some(constant))).sum()
}

/// Every assertion is broken about as often as every other.
pub fn assertions_are_broken_evenly(Schema { documents, at, .. }: &Schema) {
    let strategy = invalid(documents, at).unwrap();
    let mut counts = BTreeMap::new();
    let total = strategy.assertions().len() as u64 * 100;
    for seed in 0..total {
        let mutation = strategy.new_tree(&mut runner(seed)).unwrap().current().mutation;
        let place = (mutation.schema_pointer, mutation.instance_pointer, mutation.sentence);
        let missing = place.2.strip_suffix(" is missing; it is required").map(str::to_owned);
        *counts.entry((place.0, place.1, missing)).or_insert(0) += 1;
    }
    assert_eq!(counts.len(), strategy.assertions().len());
    assert!(counts.values().all(|n| (50..=160).contains(n)), "{counts:#?}");
}

/// Some edge case sits on the bound of every assertion that can be broken.
pub fn both_sides_are_exercised(Schema { documents, at, .. }: &Schema) {
    let coverage = Coverage::new(documents, at).unwrap();
    let cases = boundary(documents, at).unwrap();
    let seen: BTreeSet<_> = cases.iter().flat_map(|case| coverage.exercised(&case.value)).collect();
    for assertion in invalid(documents, at).unwrap().assertions() {
        assert!(seen.contains(assertion), "{assertion} is not on its bound in any edge case");
    }
}

/// The same seed gives the same case, also from a strategy made anew.
pub fn the_same_seed_gives_the_same_case(Schema { documents, at, .. }: &Schema) {
    for seed in 0..50 {
        let draw = || {
            let strategy = invalid(documents, at).unwrap();
            strategy.new_tree(&mut runner(seed)).unwrap().current()
        };
        assert_eq!(draw(), draw());
    }
}
