//! What a binding check wants to be accepted is what binding clauses oblige a server to take: nothing
//! that a clause of another level speaks of, or none.

use serde_json::Value;

use super::{cases::CaseGenerator, sources::Sources};
use crate::{
    check::{Scenario, catalogue},
    model::{Level, Seed},
    promise::Promise,
    schema::{Contract, Location},
    suite::Suite,
};

/// What nobody has to take, in a body, a query, or a history of them.
fn objection(contract: &Contract, value: &Value) -> Option<String> {
    let agreed = Location::root("clinic-role-agreed.json");
    let agreed = contract.documents.validator(&agreed).unwrap();
    let limit = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match value {
        Value::String(text) if !text.is_empty() && text.trim().is_empty() => {
            Some(format!("{text:?}, white space and nothing else"))
        }
        Value::Array(pair) if matches!(pair.first(), Some(name) if name == "limit") => {
            pair.last()?.as_str().filter(|text| !limit(text)).map(|text| format!("limit {text}"))
        }
        Value::Array(items) => items.iter().find_map(|item| objection(contract, item)),
        Value::Object(members) => members.iter().find_map(|(name, value)| {
            let role = name == "clinicRole" && !agreed.is_valid(value);
            role.then(|| format!("the role {value}")).or_else(|| objection(contract, value))
        }),
        _ => None,
    }
}

/// Whether a scenario fails a binding check where its request is refused.
fn wants_acceptance(contract: &Contract, scenario: &Scenario) -> bool {
    let binds = |promise: &Promise| {
        let clause = contract.clause(&promise.clause);
        promise.check.contains("::accepts_") && clause.is_some_and(|c| c.level == Level::Must)
    };
    scenario.judges().any(binds)
}

#[test]
fn what_a_binding_check_wants_to_be_accepted_is_obliged() {
    let contract = Contract::embedded().unwrap();
    let scenarios = catalogue(&contract).unwrap().scenarios;
    let sources = Sources::prepare(&contract, None, &scenarios).unwrap();
    let generator = CaseGenerator { seed: Seed(12), cases: 400 };
    let mut looked_at = 0;
    for scenario in scenarios.iter().filter(|one| wants_acceptance(&contract, one)) {
        let source = sources.of(scenario);
        for index in 0..generator.planned(scenario, source) {
            let case = generator.case(scenario, source, index).unwrap();
            assert_eq!(objection(&contract, &case.value), None, "{}: {case:?}", scenario.id);
            looked_at += 1;
        }
    }
    assert!(looked_at > 1_000, "{looked_at}");
}

#[test]
fn so_are_the_examples_of_the_suites() {
    let contract = Contract::embedded().unwrap();
    let catalogue = catalogue(&contract).unwrap();
    for name in ["full", "staging", "smoke", "read-only"] {
        for example in Suite::load(name, &catalogue).unwrap().examples {
            let body = example.body.as_deref().filter(|_| example.expect.is_acceptance());
            let body: Option<Value> = body.map(|body| serde_json::from_str(body).unwrap());
            let objection = body.and_then(|body| objection(&contract, &body));
            assert_eq!(objection, None, "{name}: {}", example.name);
        }
    }
}

#[test]
fn what_nobody_has_to_take_is_seen() {
    let contract = Contract::embedded().unwrap();
    let whole = Contract::embedded().unwrap().documents;
    let cases = proptest_jsonschema::boundary(&whole, &Location::root("update-request.json"));
    let odd = |value: &Value| objection(&contract, value).is_some();
    assert!(cases.unwrap().iter().any(|case| odd(&case.value)), "null and disputed roles");
    for (value, expected) in [
        (r#"{"firstName":"\u3000"}"#, true),
        (r#"{"clinicRole":null}"#, true),
        (r#"{"clinicRole":"Scribe"}"#, true),
        (r#"[["limit","5.0"]]"#, true),
        (r#"[["limit","5"],["email","x"]]"#, false),
        (r#"{"clinicRole":"Doctor","suffix1":null}"#, false),
    ] {
        assert_eq!(odd(&serde_json::from_str(value).unwrap()), expected, "{value}");
    }
}
