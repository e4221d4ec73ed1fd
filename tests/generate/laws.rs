//! What else the generators promise, on the schemas of the API: fairness, bounds, the alphabet, and
//! that trees are sane.

use proptest::strategy::{Strategy, ValueTree};
use proptest_jsonschema::invalid;
use serde_json::json;

use crate::{
    embedded,
    shared::{Schema, laws, runner},
};

fn one(name: &str) -> Schema {
    embedded().into_iter().find(|schema| schema.name == name).unwrap()
}

#[test]
fn boundaries_are_valid_and_few() {
    laws::boundaries_are_valid_and_few(&embedded());
}

#[test]
fn strings_keep_to_the_alphabet_and_addresses_to_reserved_domains() {
    laws::strings_keep_to_the_alphabet(&one("invite-request.json"), "email");
}

#[test]
fn fair_shares() {
    let invitation = one("invite-request.json");
    let level = laws::share(&invitation, 101, "/level", &json!("admin"));
    let flag = laws::share(&invitation, 101, "/hasDashboardAccess", &json!(true));
    assert!((30..=70).contains(&level) && (50..=95).contains(&flag), "{level} {flag}");
    laws::assertions_are_broken_evenly(&invitation);
}

#[test]
fn the_part_before_the_mutation_makes_the_value_valid_again() {
    laws::the_part_before_mends(&embedded());
}

#[test]
fn every_assertion_is_exercised_on_both_sides() {
    for name in ["invite-request.json", "update-request.json", "list-query.json"] {
        laws::both_sides_are_exercised(&one(name));
    }
}

#[test]
fn the_same_seed_gives_the_same_case() {
    laws::the_same_seed_gives_the_same_case(&one("update-request.json"));
}

#[test]
fn only_breaks_one_assertion_and_shrinks_to_little_else() {
    let change = one("update-request.json");
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
    assert_eq!((&value["level"], &value["hasDashboardAccess"]), (&json!("admin"), &json!(false)));
}

#[test]
fn every_bound_is_missed_by_as_little_as_can_be_and_by_more() {
    laws::bounds_are_missed_by_little(&embedded());
}

#[test]
fn strategies_are_sane() {
    for name in ["assignable-level.json", "phone-number.json"] {
        laws::strategies_are_sane(&one(name));
    }
}
