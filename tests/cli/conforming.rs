//! A server that keeps its promises, embedded or in a process of its own.

use std::fs;

use super::{
    servers::Mock,
    support::{Gate, KEY, assert_valid_junit, gate},
};

#[test]
fn without_arguments_the_embedded_mock_conforms() {
    let done = gate(&[]).expect(0);
    for word in ["CONFORMING", "checks", "cases", "requests", "clauses", "edition", "seed", "time"]
    {
        assert!(done.stdout.contains(word), "`{word}` is missing in:\n{}", done.stdout);
    }
    let (tests, failures, errors) = done.junit_counts();
    assert!(tests > 100, "{tests} tests");
    assert_eq!((failures, errors), (0, 0));
    assert_valid_junit(&done);
    let run = done.json();
    assert_eq!(run["summary"]["conclusion"], "conforming");
    assert_eq!(run["results"].as_array().unwrap().len(), tests);
    assert!(run["summary"]["requests"].as_u64().unwrap() > 1000);
}

/// A conforming server is never red, whatever is drawn.
#[test]
fn no_seed_makes_a_conforming_server_red() {
    for seed in ["1", "2", "3", "4", "5", "6", "7", "8"] {
        gate(&["--seed", seed]).expect(0);
    }
}

#[test]
fn a_mock_in_another_process_conforms() {
    let mock = Mock::start(&[]);
    let done = mock.gate(&["--seed", "7"]).run().expect(0);
    assert!(done.stdout.contains(&mock.url), "{}", done.stdout);
    assert_eq!(done.json()["info"]["embeddedMock"], false);
}

#[test]
fn every_suite_conforms() {
    for suite in ["full", "smoke", "read-only"] {
        let done = gate(&["--suite", suite, "--seed", "7"]).expect(0);
        assert_eq!(done.json()["info"]["suite"], suite);
    }
}

#[test]
fn the_smoke_suite_is_small() {
    let summary = gate(&["--suite", "smoke"]).expect(0).json()["summary"].clone();
    assert!(summary["requests"].as_u64().unwrap() < 60, "{summary}");
    assert!(summary["invites"].as_u64().unwrap() <= 3, "{summary}");
}

#[test]
fn the_read_only_suite_creates_nobody() {
    let summary = gate(&["--suite", "read-only"]).expect(0).json()["summary"].clone();
    assert_eq!(summary["invites"], 0);
}

#[test]
fn the_key_comes_from_a_file_or_standard_input_too() {
    let mock = Mock::start(&[]);
    let common = ["--target", &mock.url, "--suite", "smoke", "--api-key-file"];
    let line = format!("{KEY}\n");
    Gate::new().file("key", &line).args(&common).args(&["key"]).run().expect(0);
    Gate::new().input(&line).args(&common).args(&["-"]).run().expect(0);
}

#[test]
fn reports_go_where_they_are_asked_to() {
    let done = gate(&["--suite", "smoke", "--reports-dir", "a/b", "--junit", "c/d.xml"]).expect(0);
    let there = |name: &str| done.folder.path().join(name).is_file();
    assert!(there("a/b/run.json") && there("c/d.xml") && !there("a/b/junit.xml"));
    assert!(!done.folder.path().join("reports").exists());
    let names = fs::read_dir(done.folder.path().join("a/b")).unwrap();
    let mut names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert!(names.all(|name| !name.contains("tmp")), "temporary files are left");
}

/// As `head` does.
#[test]
fn whoever_stops_reading_does_not_change_the_verdict() {
    for args in [&["--suite", "smoke"][..], &["--list"], &["mock", "--list-faults"]] {
        let done = Gate::new().args(args).start().hang_up().expect(0);
        assert_eq!(done.stderr, "", "{args:?}");
    }
}

/// A proxy is for the world outside; the embedded mock is inside.
#[test]
fn a_proxy_does_not_come_between_the_gate_and_its_own_mock() {
    let nowhere = format!("http://{}", super::servers::nobody());
    Gate::new().args(&["--suite", "smoke"]).env("http_proxy", &nowhere).run().expect(0);
}
