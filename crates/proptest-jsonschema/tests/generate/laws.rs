//! What else the generators promise: fairness, bounds, the alphabet, and that trees are sane.

use proptest::strategy::{Strategy, ValueTree};
use proptest_jsonschema::{Documents, Location, invalid, valid};
use serde_json::json;

use crate::{
    schemas,
    shared::{Schema, laws, runner},
};

/// The schemas of the shop and the hard ones.
fn all() -> Vec<Schema> {
    schemas::own().into_iter().chain(schemas::hard()).collect()
}

/// The one whose name ends so.
fn one(name: &str) -> Schema {
    let found = all().into_iter().find(|schema| schema.name.ends_with(name));
    found.unwrap_or_else(|| panic!("no schema is called {name}"))
}

#[test]
fn boundaries_are_valid_and_few() {
    laws::boundaries_are_valid_and_few(&all());
}

#[test]
fn strings_keep_to_the_alphabet_and_addresses_to_reserved_domains() {
    let mut order = one("order.json");
    order.documents = order.documents.without_blanks();
    laws::strings_keep_to_the_alphabet(&order, "email");
}

#[test]
fn fair_shares() {
    let order = one("order.json");
    let level = laws::share(&order, 101, "/payment", &json!("invoice"));
    let flag = laws::share(&order, 101, "/approved", &json!(true));
    assert!((30..=70).contains(&level) && (50..=95).contains(&flag), "{level} {flag}");
    laws::assertions_are_broken_evenly(&order);
}

#[test]
fn the_part_before_the_mutation_makes_the_value_valid_again() {
    laws::the_part_before_mends(&all());
}

#[test]
fn every_assertion_is_exercised_on_both_sides() {
    for name in ["order.json", "order-change.json", "stored-order.json"] {
        laws::both_sides_are_exercised(&one(name));
    }
}

#[test]
fn the_same_seed_gives_the_same_case() {
    laws::the_same_seed_gives_the_same_case(&one("order-change.json"));
}

#[test]
fn only_breaks_one_assertion_and_shrinks_to_little_else() {
    let change = one("order-change.json");
    let strategy = invalid(&change.documents, &change.at).unwrap();
    let bound = strategy.assertions().iter().find(|a| a.keyword == "minLength").unwrap();
    let mut tree = strategy.only(bound).new_tree(&mut runner(7)).unwrap();
    while tree.simplify() {}
    assert_eq!(tree.current().value, json!({"firstName": ""}));
    assert_eq!(
        tree.current().mutation.sentence,
        "firstName is empty; at least 1 character is required"
    );
    let condition = strategy.assertions().iter().find(|a| a.keyword == "const").unwrap();
    let tree = strategy.only(condition).new_tree(&mut runner(7)).unwrap();
    let value = tree.current().value;
    assert_eq!((&value["payment"], &value["approved"]), (&json!("invoice"), &json!(false)));
}

#[test]
fn every_bound_is_missed_by_as_little_as_can_be_and_by_more() {
    laws::bounds_are_missed_by_little(&all());
}

/// A schema for each kind of value and of condition, whose trees are quickly walked.
const KINDS: &[&str] = &[
    "country.json",
    "phone.json",
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
    for kind in KINDS {
        laws::strategies_are_sane(&one(kind));
    }
}

#[test]
fn what_cannot_be_drawn_is_an_error_with_its_place() {
    let cases = [
        (
            json!({"properties": {"a": {"$ref": "absent.json"}}}),
            "schema.json#/properties/a/$ref: the reference absent.json needs the document absent.json, and nothing is fetched; there is schema.json",
        ),
        (json!({"type": "string", "pattern": "a(?=b)c"}), "look-ahead within the expression"),
        (json!({"type": "string", "pattern": "(a)\\1"}), "back-reference"),
        (
            json!({"type": "array", "minItems": 1_000_000_000}),
            "schema.json#: 1000000000 items are more than the 100000 that are drawn",
        ),
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
