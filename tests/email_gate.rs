//! Whatever is drawn, broken or shrunk, no request body holds an address of a real person: the
//! generators keep to reserved domains, and the gate above the socket agrees.

use avara_conformance::{
    generate::raw,
    model::{Credentials, Operation, Request, Seed},
    schema::{Contract, Location},
    target::{forbidden_address, withheld},
};
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use proptest_jsonschema::{invalid, near_misses, seeded_runner, valid};
use serde_json::Value;

const DRAWS: u64 = 600;

fn runner(index: u64) -> TestRunner {
    seeded_runner(&Seed(3).for_case("gate", index))
}

fn assert_harmless(value: &Value) {
    let found = forbidden_address(value.to_string().as_bytes(), None);
    assert_eq!(found, None, "{value}");
}

#[test]
fn no_valid_value_holds_a_foreign_address() {
    let contract = Contract::embedded().unwrap();
    for schema in ["invite-request.json", "update-request.json", "sequence.json"] {
        let valid = valid(&contract.documents, &Location::root(schema)).unwrap();
        for index in 0..DRAWS {
            let mut tree = valid.new_tree(&mut runner(index)).unwrap();
            assert_harmless(&tree.current());
            while index % 50 == 0 && tree.simplify() {
                assert_harmless(&tree.current());
            }
        }
    }
}

#[test]
fn no_broken_value_holds_a_foreign_address() {
    let contract = Contract::embedded().unwrap();
    for schema in ["invite-request.json", "update-request.json"] {
        let invalid = invalid(&contract.documents, &Location::root(schema)).unwrap();
        for assertion in invalid.assertions() {
            let only = invalid.only(assertion);
            for index in 0..DRAWS / 10 {
                let mut tree = only.new_tree(&mut runner(index)).unwrap();
                assert_harmless(&tree.current().value);
                while tree.simplify() {
                    assert_harmless(&tree.current().value);
                }
            }
        }
    }
}

#[test]
fn no_raw_body_holds_a_foreign_address() {
    let base = serde_json::json!({"email": "a@example.com", "lastName": "Johnson"});
    let raw = raw::faults(&base, "lastName");
    for raw in raw {
        let coding = raw.content_encoding.map(|coding| ("content-encoding".into(), coding.into()));
        let request = Request {
            operation: Operation::Invite,
            method: "POST".into(),
            path: "/v1/viewer/users".into(),
            headers: coding.into_iter().collect(),
            body: Some(raw.bytes),
            credentials: Credentials::Valid,
        };
        assert_eq!(withheld(&request, None), None, "{}", raw.name);
    }
}

#[test]
fn no_near_miss_holds_a_foreign_address() {
    let contract = Contract::embedded().unwrap();
    for schema in ["invite-request.json", "update-request.json"] {
        let near_misses = near_misses(&contract.documents, &Location::root(schema)).unwrap();
        assert!(near_misses.len() > 100, "{}", near_misses.len());
        for (_, broken) in &near_misses {
            assert_harmless(&broken.value);
        }
    }
}

#[test]
fn every_near_miss_was_shown_to_the_usual_validators() {
    let table: Value = serde_json::from_str(include_str!("email/verdicts.json")).unwrap();
    let contract = Contract::embedded().unwrap();
    let near = near_misses(&contract.documents, &Location::root("invite-request.json"));
    let near = near.unwrap();
    let near = near.iter().filter(|(assertion, _)| assertion.keyword == "format");
    let near: Vec<_> = near.filter_map(|(_, broken)| broken.value["email"].as_str()).collect();
    assert!(near.len() > 20, "{near:?}");
    for text in near {
        assert!(table["verdicts"][text].is_array(), "{text:?} is not in verdicts.json");
    }
}
