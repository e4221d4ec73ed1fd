//! Ctrl-C and `kill`: the run ends soon, and its reports say that it is not whole.

use std::process::Command;

use super::{
    servers::Mock,
    support::{Done, Gate, assert_valid_junit},
};

/// Interrupts a run in the middle, after the first finding and long before the end: every answer
/// takes a fifth of a second, and a run has thousands.
fn interrupted_by(signal: &str) -> Done {
    let mock = Mock::start(&["--latency", "200ms", "--fault", "invite-reply-drops-phone-number"]);
    let mut running = mock.gate(&["-v", "--seed", "7"]).start();
    running.wait_for_line("finding");
    running.signal(signal);
    running.finish()
}

#[track_caller]
fn says_so(done: &Done, conclusion: &str) {
    assert!(done.stdout.contains("INTERRUPTED"), "{}", done.stdout);
    let (_, _, errors) = done.junit_counts();
    assert!(errors > 0, "an interrupted run is red beside what it found");
    assert_valid_junit(done);
    let run = done.json();
    assert_eq!(run["summary"]["conclusion"], conclusion);
    assert!(run["summary"]["millis"].as_u64().unwrap() < 30_000, "it does not go on to the end");
    let results = run["results"].as_array().unwrap();
    assert!(results.iter().all(|result| result["verdict"] != "pass"), "nothing was finished");
    // Its users are named, and the journal is good for cleaning up after it.
    let left = run["summary"]["left"].as_array().unwrap();
    assert!(!left.is_empty(), "{}", run["summary"]);
    let token = run["info"]["token"].as_str().unwrap();
    assert!(left.iter().all(|user| user["email"].as_str().unwrap().contains(token)), "{left:?}");
    let command = "avara-conformance cleanup --journal reports/journal.ndjson";
    assert!(done.stdout.contains(command), "{}", done.stdout);
}

/// Whoever has no patience for the reports, which here nobody reads, ends the run at once.
#[test]
fn a_second_ctrl_c_ends_at_once() {
    let mock = Mock::start(&["--latency", "200ms", "--fault", "invite-reply-drops-phone-number"]);
    let gate = mock.gate(&["-v", "--seed", "7", "--junit", "pipe"]);
    let pipe = gate.path("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    // Nobody comes to read it.
    let mut running = gate.start();
    running.wait_for_line("finding");
    running.signal("INT");
    running.wait_for_line("INTERRUPTED");
    running.signal("INT");
    running.finish().expect(130);
}

/// The embedded mock goes with the run, and with it its users.
#[test]
fn a_run_on_the_embedded_mock_is_interrupted_as_well() {
    let mut running = Gate::new()
        .args(&["-v", "--seed", "7", "--fault", "invite-reply-drops-phone-number"])
        .start();
    running.wait_for_line("finding");
    running.signal("TERM");
    let done = running.finish().expect(143);
    assert!(done.json()["summary"]["left"].is_null());
}

#[test]
fn ctrl_c() {
    says_so(&interrupted_by("INT").expect(130), "interrupted");
}

#[test]
fn kill() {
    says_so(&interrupted_by("TERM").expect(143), "terminated");
}

/// A re-execution that was cut off says nothing about a defect.
#[test]
fn an_interruption_makes_no_defect_intermittent() {
    let done = interrupted_by("INT").expect(130);
    assert!(!done.stdout.contains("intermittent"), "{}", done.stdout);
}

/// A request that never gets an answer does not hold up the end.
#[test]
fn a_hanging_server_cannot_keep_a_run() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let target = format!("http://{}", listener.local_addr().unwrap());
    let running = Gate::new().args(&["--target", &target, "--timeout", "1h"]).start();
    // The connection stays open, and nobody ever answers.
    let _connection = listener.accept().unwrap();
    running.signal("INT");
    let done = running.finish().expect(130);
    assert_eq!(done.json()["summary"]["conclusion"], "interrupted");
    let (_, _, errors) = done.junit_counts();
    assert!(errors > 0);
}

/// Nobody can write a report after `kill -9`; what is left does not look like a pass.
#[test]
fn a_killed_run_leaves_reports_that_say_unfinished() {
    let mock = Mock::start(&["--latency", "200ms"]);
    let running = mock.gate(&["--seed", "7"]).start();
    running.signal("KILL");
    let done = running.finish();
    assert_eq!(done.code, None, "ended by a signal");
    let (_, _, errors) = done.junit_counts();
    assert!(errors > 0, "{}", done.junit());
    assert!(done.json()["summary"].is_null());
}

#[test]
fn the_mock_goes_when_it_is_told_to() {
    for signal in ["INT", "TERM"] {
        let mock = Gate::new().args(&["mock", "--port", "0"]).start();
        assert!(mock.first.starts_with("listening on http://127.0.0.1:"), "{}", mock.first);
        mock.signal(signal);
        mock.finish().expect(0);
    }
}
