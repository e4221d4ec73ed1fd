//! The generators judged by the `jsonschema` validator, on the bytes that go over the wire.

use std::{collections::BTreeSet, env, fs, path::Path};

use jsonschema::Validator;
use proptest::{
    strategy::{CheckStrategySanityOptions, Strategy, ValueTree, check_strategy_sanity},
    test_runner::{Config, RngAlgorithm, RngSeed, TestRunner},
};
use serde_json::{Value, json};

use super::{Coverage, Invalidated, boundary, invalid, source::Source, valid};
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

fn embedded() -> Vec<Location> {
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

/// Schemas from a file: name, document, place.
fn listed(path: &Path) -> Vec<(String, Documents, Location)> {
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
    let documents = Documents::embedded().unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas/extra.json");
    let extra = listed(&path).into_iter().map(|(_, documents, at)| (documents, at));
    for (documents, at) in embedded().into_iter().map(|at| (documents.clone(), at)).chain(extra) {
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
                (_, None) => continue,
            }
            judge_valid(&validator, &value, &mutation.sentence);
        }
    }
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

#[test]
fn strategies_are_sane() {
    let options =
        || Some(CheckStrategySanityOptions { error_on_local_rejects: true, ..Default::default() });
    let extra = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas/extra.json");
    let kinds = [
        "a tree",
        "if, then",
        "nested oneOf",
        "cents",
        "length and pattern",
        "email",
        "pattern prop",
        "unique items",
        "contains with",
    ];
    for (name, documents, at) in listed(&extra) {
        if kinds.iter().any(|kind| name.contains(kind)) {
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
    let size = match value {
        Value::String(text) => text.chars().count() as f64,
        Value::Array(items) => items.len() as f64,
        Value::Object(members) => members.len() as f64,
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
    let documents = Documents::embedded().unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas/extra.json");
    let extra = listed(&path).into_iter().map(|(_, documents, at)| (documents, at));
    for (documents, at) in embedded().into_iter().map(|at| (documents.clone(), at)).chain(extra) {
        let strategy = invalid(&documents, &at).unwrap();
        for constraint in strategy.constraints() {
            let promise = documents.get(&constraint.schema).cloned().unwrap_or_default();
            let only = strategy.only(constraint);
            let least = (0..60)
                .filter_map(|seed| {
                    let drawn = only.new_tree(&mut runner(seed)).unwrap().current().mutation;
                    distance(&constraint.keyword, &promise, &drawn.after?)
                })
                .reduce(f64::min);
            // Multiples and fractions are further apart than whole numbers.
            let coarse = promise.is_number()
                && documents.get(&at).unwrap().to_string().contains("multipleOf");
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
