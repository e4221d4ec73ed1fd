//! Queries are what they say, judged as they are on the wire and apart from the generator's own
//! classes.

use avara_conformance::{
    generate::query::{Class, Parameters, Query},
    schema::{self, Documents, Location},
};
use jsonschema::Validator;
use proptest::strategy::{CheckStrategySanityOptions, Strategy, ValueTree, check_strategy_sanity};
use serde_json::{Map, Value};

use crate::shared::{draws, runner};

fn at() -> (Documents, Location) {
    (schema::embedded().unwrap(), Location::root("list-query.json"))
}

/// What a strict server reads: `limit` is a number where it is written as one, all else is text.
fn fits(validator: &Validator, query: &Query) -> bool {
    let mut members = Map::new();
    for (name, text) in &query.pairs {
        let number = text.parse::<i64>().ok().filter(|n| name == "limit" && n.to_string() == *text);
        let value = number.map_or_else(|| Value::from(text.as_str()), Value::from);
        assert!(members.insert(name.clone(), value).is_none(), "{query:?}");
    }
    validator.is_valid(&Value::Object(members))
}

#[test]
fn queries_are_sound_also_while_they_shrink() {
    let (documents, at) = at();
    let validator = documents.validator(&at).unwrap();
    let parameters = Parameters::new(&documents, &at).unwrap();
    let (valid, invalid) = (parameters.valid().unwrap(), parameters.invalid().unwrap());
    for seed in 0..(draws() / 50) as u64 {
        let mut tree = valid.new_tree(&mut runner(seed)).unwrap();
        loop {
            let query = tree.current();
            assert!(query.class == Class::Valid && fits(&validator, &query), "{query:?}");
            if seed % 10 > 0 || !tree.simplify() {
                break;
            }
        }
        let mut tree = invalid.new_tree(&mut runner(seed)).unwrap();
        let first = tree.current();
        loop {
            let query = tree.current();
            assert!(query.class == Class::Invalid && !fits(&validator, &query), "{query:?}");
            assert_eq!(query.assertion, first.assertion);
            if seed % 10 > 0 || !tree.simplify() {
                break;
            }
        }
    }
}

#[test]
fn strategies_of_queries_are_sane() {
    let options =
        || Some(CheckStrategySanityOptions { error_on_local_rejects: true, ..Default::default() });
    let (documents, at) = at();
    let parameters = Parameters::new(&documents, &at).unwrap();
    check_strategy_sanity(parameters.valid().unwrap(), options());
    check_strategy_sanity(parameters.invalid().unwrap(), options());
}
