//! A server with one known defect: the check that is named for it fails, with a small case.

use serde_json::{Value, json};

use super::{
    servers::Mock,
    support::{AT_ONCE, Done, assert_valid_junit, gate},
};

/// What every invitation has to have.
const REQUIRED: [&str; 7] = [
    "canManageStudies",
    "clinicRole",
    "email",
    "firstName",
    "hasDashboardAccess",
    "lastName",
    "level",
];

/// A run against the embedded mock with a defect.
fn failing(fault: &str, args: &[&str]) -> Done {
    gate(&[&["--fault", fault, "--seed", "7"], &AT_ONCE[..], args].concat()).expect(1)
}

/// The counterexample of the check that the defect is named for.
fn counterexample(fault: &str, check: &str) -> Value {
    let done = failing(fault, &["--exact", check]);
    let result = done.check(check);
    assert_eq!(result["verdict"], "fail", "{check}: {result}");
    result["counterexamples"][0].clone()
}

/// The body of the last request that has one.
fn body(counterexample: &Value) -> Value {
    let exchanges = counterexample["exchanges"].as_array().unwrap();
    let mut bodies = exchanges.iter().rev().filter_map(|e| e["request"]["body"].as_str());
    serde_json::from_str(bodies.next().unwrap()).unwrap()
}

/// The names of the fields that are not required.
fn optional(body: &Value) -> Vec<&str> {
    let names = body.as_object().unwrap().keys().map(String::as_str);
    names.filter(|name| !REQUIRED.contains(name)).collect()
}

/// The first five, as a gate between two processes sees them; `selftest` puts the suite to all.
#[test]
fn a_fault_fails_the_check_that_is_named_for_it() {
    for (fault, check) in [
        ("invite-reply-drops-phone-number", "invite::echoes_sent_fields"),
        ("invite-takes-short-phones", "invite::rejects::phoneNumber::pattern"),
        ("page-loses-last-row", "list::walk_is_a_partition"),
        ("filter-last-name-ignored", "filters::last_name_is_sound"),
        ("update-wipes-absent-suffix1", "update::changes_only_provided_fields"),
    ] {
        let mock = Mock::start(&["--fault", fault]);
        let done = mock.gate(&["--seed", "7"]).args(&AT_ONCE).run().expect(1);
        assert_eq!(done.check(check)["verdict"], "fail", "{fault}");
    }
}

/// A defect at the edge of a constraint is found whatever is drawn.
#[test]
fn a_fault_at_a_bound_is_found_with_every_seed() {
    let check = "invite::rejects::phoneNumber::pattern";
    for seed in ["1", "2", "3", "4", "5"] {
        let fault = "invite-takes-short-phones";
        gate(&["--fault", fault, "--seed", seed, "--exact", check]).expect(1);
    }
}

#[test]
fn a_dropped_field_is_shown_by_that_field_alone() {
    let found = counterexample("invite-reply-drops-phone-number", "invite::echoes_sent_fields");
    let body = body(&found);
    assert_eq!(optional(&body), ["phoneNumber"], "{body}");
    assert_eq!(body["phoneNumber"].as_str().unwrap().len(), 10, "{body}");
    assert_eq!(found["exchanges"].as_array().unwrap().len(), 1);
}

#[test]
fn an_accepted_short_phone_is_shown_by_one_digit_too_few() {
    let found =
        counterexample("invite-takes-short-phones", "invite::rejects::phoneNumber::pattern");
    let body = body(&found);
    assert_eq!(optional(&body), ["phoneNumber"], "{body}");
    assert_eq!(body["phoneNumber"].as_str().unwrap().len(), 9, "missed by one: {body}");
}

#[test]
fn a_lost_row_is_shown_by_one_walk() {
    let found = counterexample("page-loses-last-row", "list::walk_is_a_partition");
    assert_eq!(found["finding"]["kind"], "missing");
    for exchange in found["exchanges"].as_array().unwrap() {
        assert_eq!(exchange["request"]["method"], "GET", "{exchange}");
    }
}

#[test]
fn an_ignored_filter_is_shown_by_one_request() {
    let found = counterexample("filter-last-name-ignored", "filters::last_name_is_sound");
    let exchanges = found["exchanges"].as_array().unwrap();
    assert_eq!(exchanges.len(), 1);
    let path = exchanges[0]["request"]["path"].as_str().unwrap();
    assert!(path.contains("?lastName="), "{path}");
}

#[test]
fn a_wiped_field_is_shown_by_an_empty_update() {
    let found =
        counterexample("update-wipes-absent-suffix1", "update::changes_only_provided_fields");
    let body = body(&found);
    assert!(body == json!({}) || body.as_object().unwrap().len() == 1, "{body}");
    assert_eq!(found["confirmed"], found["reruns"], "a deterministic defect");
}

/// A failure can be handed on: the clause, the page, the case, the `curl` line, the next commands.
fn can_be_acted_on(done: &Done, check: &str) {
    let next = ["avara-conformance explain ", "avara-conformance replay reports/run.json 1"];
    let words = ["failed ", "turn ", "expected", "actual", "curl -i", "FAILED"];
    for word in words.into_iter().chain(next) {
        assert!(done.stdout.contains(word), "`{word}` is missing in:\n{}", done.stdout);
    }
    let page = std::fs::read_to_string(done.path("report.html")).unwrap();
    for word in [check, "--exact"] {
        assert!(page.contains(word), "`{word}` is missing on the page");
    }
}

#[test]
fn a_failure_reads_well_everywhere() {
    let done = failing("update-wipes-absent-suffix1", &[]);
    can_be_acted_on(&done, "update::changes_only_provided_fields");
    let (_, failures, errors) = done.junit_counts();
    assert!(failures > 0 && errors == 0, "{failures} failures, {errors} errors");
    assert!(done.junit().contains("curl -i"));
    assert_valid_junit(&done);
}

#[test]
fn the_command_that_is_told_shows_the_failure_again() {
    let found =
        counterexample("update-wipes-absent-suffix1", "update::changes_only_provided_fields");
    let replay = found["replay"].as_str().unwrap();
    let words: Vec<&str> = replay.split(' ').skip(1).map(|word| word.trim_matches('\'')).collect();
    let again = gate(&words).expect(1);
    let result = again.check("update::changes_only_provided_fields");
    assert_eq!(result["counterexamples"][0]["finding"], found["finding"]);
}
