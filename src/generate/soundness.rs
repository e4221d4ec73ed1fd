//! The generators judged by the `jsonschema` validator, on the bytes that go over the wire.

use std::{env, fs, path::Path};

use jsonschema::Validator;
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::{Config, RngAlgorithm, RngSeed, TestRunner},
};
use serde_json::Value;

use super::{invalid, source::Source, valid};
use crate::{
    model::Mutation,
    schema::{Documents, Location},
};

/// A runner that depends on the seed alone.
pub(super) fn runner(seed: u64) -> TestRunner {
    let config = Config {
        rng_algorithm: RngAlgorithm::ChaCha,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
}

/// How many values of each kind a test draws over all of its schemas together.
fn draws() -> usize {
    env::var("AVARA_SOUNDNESS_DRAWS").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000)
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

pub(super) fn judge_valid(validator: &Validator, value: &Value, what: &str) {
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
fn walk<T: ValueTree>(tree: &mut T, source: &mut Source<'_>, mut judge: impl FnMut(T::Value)) {
    for _ in 0..60 {
        let moved = if source.percent(60) { tree.simplify() } else { tree.complicate() };
        judge(tree.current());
        if !moved && !tree.simplify() {
            return;
        }
    }
}

/// Judges `draws` valid and as many invalid values, every tenth on a walk as well. What cannot be
/// drawn comes back as `valid: reason` or `invalid: reason`.
fn sound(documents: &Documents, at: &Location, draws: usize) -> Vec<String> {
    let validator = documents.validator(at).unwrap();
    let mut out_of_reach = Vec::new();
    match valid(documents, at) {
        Err(error) => out_of_reach.push(format!("valid: {}", error.problem)),
        Ok(strategy) => {
            for seed in 0..draws as u64 {
                let mut runner = runner(seed);
                let mut tree = strategy.new_tree(&mut runner).unwrap();
                judge_valid(&validator, &tree.current(), &at.to_string());
                if seed % 10 == 0 {
                    let mut source = Source::new(&mut runner);
                    walk(&mut tree, &mut source, |value| {
                        judge_valid(&validator, &value, &format!("{at}, shrunk"));
                    });
                }
            }
        }
    }
    match invalid(documents, at) {
        Err(error) => out_of_reach.push(format!("invalid: {}", error.problem)),
        Ok(strategy) => {
            for seed in 0..draws as u64 {
                let mut runner = runner(seed);
                let mut tree = strategy.new_tree(&mut runner).unwrap();
                let first = tree.current();
                judge_invalid(&validator, &first.value, &first.mutation, &at.to_string());
                if seed % 10 == 0 {
                    let mut source = Source::new(&mut runner);
                    walk(&mut tree, &mut source, |drawn| {
                        judge_invalid(
                            &validator,
                            &drawn.value,
                            &drawn.mutation,
                            &format!("{at}, shrunk"),
                        );
                        assert_eq!(drawn.mutation.schema_pointer, first.mutation.schema_pointer);
                    });
                }
            }
        }
    }
    out_of_reach
}

pub(super) fn embedded() -> Vec<Location> {
    let documents = Documents::embedded().unwrap();
    documents.names().filter(|name| *name != "openapi.json").map(Location::root).collect()
}

/// Judges schemas with an even share of the draws each; what is out of reach comes back by name.
fn all_sound(schemas: &[(String, Documents, Location)]) -> Vec<String> {
    let share = (draws() / schemas.len()).max(50);
    let mut out_of_reach = Vec::new();
    for (name, documents, at) in schemas {
        let reasons = sound(documents, at, share);
        out_of_reach.extend(reasons.into_iter().map(|reason| format!("{name}: {reason}")));
    }
    out_of_reach
}

#[test]
fn embedded_schemas_are_sound() {
    let documents = Documents::embedded().unwrap();
    let schemas: Vec<_> =
        embedded().into_iter().map(|at| (at.to_string(), documents.clone(), at)).collect();
    assert_eq!(all_sound(&schemas), [""; 0]);
}

/// Schemas from a file: name, document, place.
pub(super) fn listed(path: &Path) -> Vec<(String, Documents, Location)> {
    let text = fs::read_to_string(path).unwrap();
    let groups: Vec<Value> = serde_json::from_str(&text).unwrap();
    let stem = path.file_name().unwrap().to_string_lossy().into_owned();
    let one = |group: &Value| {
        let mut documents = Documents::default();
        documents.insert("schema.json", group["schema"].clone());
        let name = format!("{stem}: {}", group["description"].as_str().unwrap());
        (name, documents, Location::root("schema.json"))
    };
    groups.iter().map(one).collect()
}

#[test]
fn extra_schemas_are_sound() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas/extra.json");
    assert_eq!(all_sound(&listed(&path)), [""; 0]);
}

/// The schemas of the official test suite. The only ones out of reach fit every value, or none.
#[test]
fn suite_schemas_are_sound() {
    let folder = env::var("AVARA_SCHEMA_SUITE").unwrap_or_else(|_| {
        concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/json-schema-test-suite").to_owned()
    });
    let Ok(entries) = fs::read_dir(&folder) else {
        println!("skipped: there is no folder {folder}");
        return;
    };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    let schemas: Vec<_> = paths.iter().flat_map(|path| listed(path)).collect();
    let reasons = [
        "valid: no value fits this schema",
        "invalid: no constraint of this schema can be broken alone",
    ];
    for name in all_sound(&schemas) {
        println!("out of reach: {name}");
        assert!(reasons.iter().any(|reason| name.ends_with(reason)), "{name}");
    }
}
