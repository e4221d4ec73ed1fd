//! The exit code, the report for CI systems and the report for tools tell the same story.

use super::{
    servers::{Mock, answering, nobody},
    support::{AT_ONCE, Done, Gate, assert_valid_junit, gate},
};

#[track_caller]
fn agrees(done: &Done, code: i32, conclusion: &str) {
    assert_eq!(done.code, Some(code), "{}", done.stdout);
    let run = done.json();
    assert_eq!(run["summary"]["conclusion"], conclusion);
    let (tests, failures, errors) = done.junit_counts();
    assert_eq!(failures + errors > 0, code != 0, "{failures} failures, {errors} errors");
    let verdict = |name: &str| run["summary"]["tally"][name].as_u64().unwrap_or_default();
    assert_eq!(failures as u64, verdict("fail"));
    assert!(tests >= run["info"]["checks"].as_array().unwrap().len());
    assert!(done.stdout.contains(&format!("exit code  {code}")), "{}", done.stdout);
    assert_valid_junit(done);
}

fn against(url: &str, args: &[&str]) -> Done {
    Gate::new().args(&["--target", url]).args(args).env("AVARA_API_KEY", "some-key").run()
}

#[test]
fn on_a_conforming_server() {
    agrees(&gate(&["--suite", "smoke"]), 0, "conforming");
    agrees(&gate(&["--suite", "smoke", "--strict"]), 0, "conforming");
}

#[test]
fn on_every_kind_of_defect() {
    for fault in ["page-loses-last-row", "filter-last-name-ignored"] {
        let args = [&["--fault", fault, "--seed", "7"], &AT_ONCE[..]].concat();
        agrees(&gate(&args), 1, "failed");
    }
}

#[test]
fn on_a_server_that_cannot_be_judged() {
    agrees(&against(&format!("http://{}", nobody()), &[]), 3, "undecided");
    agrees(&against(&answering("403 Forbidden", "{}"), &[]), 3, "undecided");
}

/// A tenant of one user has no second page, so some promises cannot be observed.
#[test]
fn on_a_server_that_shows_too_little() {
    let mock = Mock::start(&["--seed-users", "1"]);
    let done = mock.gate(&["--suite", "read-only"]).run();
    agrees(&done, 0, "conforming");
    assert_eq!(done.check("list::filter_survives_the_cursor")["verdict"], "skip");
}

/// A walk over nothing has shown nothing.
#[test]
fn on_a_server_that_shows_nothing() {
    let url = answering("200 OK", r#"{"users":[],"hasMore":false}"#);
    let done = against(&url, &["--suite", "read-only", "list::walk_is_a_partition"]);
    agrees(&done, 5, "incomplete");
}
