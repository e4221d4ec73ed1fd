//! Targets that cannot be judged: never a pass, one clear line, and a red report.

use super::{
    servers::{answering, nobody},
    support::{AT_ONCE, Done, Gate, assert_valid_junit},
};

fn against(url: &str) -> Done {
    let gate = Gate::new().args(&["--target", url, "--seed", "7"]).args(&AT_ONCE);
    gate.env("AVARA_API_KEY", "some-key").run()
}

#[track_caller]
fn is_undecided(done: &Done, reason: &str) {
    assert!(done.stdout.contains("UNDECIDED"), "{}", done.stdout);
    let (_, failures, errors) = done.junit_counts();
    assert_eq!((failures, errors), (0, 1));
    assert_valid_junit(done);
    let summary = done.json()["summary"].clone();
    assert_eq!(summary["conclusion"], "undecided");
    assert!(summary["reason"].as_str().unwrap().contains(reason), "{summary}");
    // The reason is told once, in one line that is not buried.
    let told = done.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(told.matches(reason).count(), 1, "{}", done.stdout);
}

#[test]
fn an_address_where_nothing_listens() {
    let done = against(&format!("http://{}", nobody())).expect(3);
    is_undecided(&done, "cannot reach the target");
    assert_eq!(done.json()["summary"]["requests"], 1, "it does not try again and again");
}

#[test]
fn a_server_that_refuses_every_credential() {
    let done = against(&answering("401 Unauthorized", r#"{"error":"no"}"#)).expect(3);
    is_undecided(&done, "refuses the credentials with 401 for every operation");
}

/// Whatever speaks no HTTP cannot be judged.
#[test]
fn a_server_that_speaks_no_http() {
    let done = against(&answering_nothing()).expect(3);
    is_undecided(&done, "cannot reach the target");
}

/// A listener that closes every connection at once.
fn answering_nothing() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || listener.incoming().for_each(drop));
    url
}

/// A server that fails at everything is broken, not unreachable.
#[test]
fn a_server_that_only_fails_is_judged() {
    let done = against(&answering("500 Internal Server Error", r#"{"error":"sorry"}"#)).expect(1);
    let result = done.check("protocol::no_server_errors");
    assert_eq!(result["verdict"], "fail", "{result}");
    // What could not be observed is said to be so: a failing precondition is reported once.
    let result = done.check("invite::echoes_sent_fields");
    assert_eq!(result["verdict"], "inconclusive", "{result}");
}

/// A server that answers every request with the same page keeps no promise at all.
#[test]
fn a_server_that_says_yes_to_everything_is_judged() {
    let done = against(&answering("200 OK", r#"{"users":[],"hasMore":false}"#)).expect(1);
    for check in ["invite::response_matches_schema", "auth::list_requires_credentials"] {
        assert_eq!(done.check(check)["verdict"], "fail", "{check}");
    }
}
