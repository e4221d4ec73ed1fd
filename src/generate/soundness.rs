//! The generators judged by the `jsonschema` validator, on the bytes that go over the wire.

use std::env;

use jsonschema::Validator;
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::{Config, RngAlgorithm, RngSeed, TestRunner},
};
use serde_json::Value;

use super::{boundary, invalid, source::Source, valid};
use crate::{
    model::Mutation,
    schema::{Documents, Location},
};

/// A runner that depends on the seed alone.
fn runner(seed: u64) -> TestRunner {
    let config = Config {
        rng_algorithm: RngAlgorithm::ChaCha,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
}

/// How many values each schema is judged by.
fn draws() -> u64 {
    env::var("AVARA_SOUNDNESS_DRAWS").ok().and_then(|n| n.parse().ok()).unwrap_or(600)
}

fn wire(value: &Value) -> Value {
    serde_json::from_slice(&serde_json::to_vec(value).unwrap()).unwrap()
}

fn errors(validator: &Validator, value: &Value) -> Vec<String> {
    validator
        .iter_errors(value)
        .map(|error| {
            let at = error.absolute_keyword_location().map(ToString::to_string).unwrap_or_default();
            let at = percent_encoding::percent_decode_str(&at).decode_utf8_lossy().into_owned();
            format!(
                "{} at '{}'",
                at.trim_start_matches("https://schemas.invalid/"),
                error.instance_path()
            )
        })
        .collect()
}

fn judge_valid(validator: &Validator, value: &Value, what: &str) {
    let found = errors(validator, &wire(value));
    assert!(found.is_empty(), "{what}: {value} is drawn as valid, but {found:?}");
}

fn judge_invalid(validator: &Validator, value: &Value, mutation: &Mutation, what: &str) {
    let mut found = errors(validator, &wire(value));
    if mutation.keyword == "dependentRequired" {
        // The validator names the list of the member, by its place.
        let listed = format!("{}/0", mutation.schema_pointer);
        for error in &mut found {
            *error = error.replacen(&listed, &mutation.schema_pointer, 1);
        }
    }
    found.dedup();
    let expected = format!("{} at '{}'", mutation.schema_pointer, mutation.instance_pointer);
    assert_eq!(found, [expected], "{what}: {value}\n{mutation:#?}");
}

/// A random walk down the tree, every stop judged.
fn walk<T: ValueTree>(
    tree: &mut T,
    source: &mut Source<'_>,
    steps: usize,
    mut judge: impl FnMut(T::Value),
) {
    for _ in 0..steps {
        let moved = if source.percent(60) { tree.simplify() } else { tree.complicate() };
        judge(tree.current());
        if !moved && !tree.simplify() {
            return;
        }
    }
}

fn sound(documents: &Documents, at: &Location, draws: u64) {
    let validator = documents.validator(at).unwrap();
    match valid(documents, at) {
        Err(error) => println!("{at}: no valid values: {error}"),
        Ok(strategy) => {
            for seed in 0..draws {
                let mut runner = runner(seed);
                let mut tree = strategy.new_tree(&mut runner).unwrap();
                judge_valid(&validator, &tree.current(), &at.to_string());
                if seed % 10 == 0 {
                    let mut source = Source::new(&mut runner);
                    walk(&mut tree, &mut source, 60, |v| {
                        judge_valid(&validator, &v, &format!("{at} shrunk"));
                    });
                }
            }
        }
    }
    match invalid(documents, at) {
        Err(error) => println!("{at}: no invalid values: {error}"),
        Ok(strategy) => {
            for implied in strategy.implied() {
                println!("{at}: implied: {implied}");
            }
            for seed in 0..draws {
                let mut runner = runner(seed);
                let mut tree = strategy.new_tree(&mut runner).unwrap();
                let first = tree.current();
                judge_invalid(&validator, &first.value, &first.mutation, &at.to_string());
                if seed % 10 == 0 {
                    let mut source = Source::new(&mut runner);
                    walk(&mut tree, &mut source, 60, |v| {
                        judge_invalid(&validator, &v.value, &v.mutation, &format!("{at} shrunk"));
                        assert_eq!(v.mutation.schema_pointer, first.mutation.schema_pointer);
                    });
                }
            }
        }
    }
}

fn embedded() -> Vec<Location> {
    let documents = Documents::embedded().unwrap();
    documents.names().filter(|name| *name != "openapi.json").map(Location::root).collect()
}

#[test]
fn embedded_schemas_are_sound() {
    let documents = Documents::embedded().unwrap();
    for at in embedded() {
        sound(&documents, &at, draws());
    }
}

#[test]
fn boundaries_are_valid_and_few() {
    let documents = Documents::embedded().unwrap();
    for at in embedded() {
        let validator = documents.validator(&at).unwrap();
        let list = boundary(&documents, &at).unwrap();
        assert!(list.len() < 250, "{at}: {} boundary values", list.len());
        for case in list {
            judge_valid(&validator, &case.value, &case.name);
        }
    }
}
