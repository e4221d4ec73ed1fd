//! A run does no harm: it changes only what it made, and goes only where it was sent.

use std::collections::BTreeSet;

use super::{
    servers::{Mock, Recorder, Tap},
    support::{Gate, KEY},
};

#[test]
fn users_that_were_there_stay_as_they_were() {
    let mock = Mock::start(&["--seed-users", "150"]);
    let before = mock.users();
    assert_eq!(before.len(), 150);
    let done = mock.gate(&["--seed", "7"]).run().expect(0);
    let after = mock.users();
    for (id, user) in &before {
        assert_eq!(after.get(id), Some(user));
    }
    let token = done.json()["info"]["token"].as_str().unwrap().to_owned();
    let created: Vec<_> = after.iter().filter(|(id, _)| !before.contains_key(*id)).collect();
    assert!(!created.is_empty());
    for (_, user) in &created {
        let email = user["email"].as_str().unwrap();
        assert!(email.contains(&token), "{email} does not hold the token {token}");
        assert!(email.ends_with("@example.com"), "{email}");
    }
    // Who cleans up afterwards relies on it.
    let told = done.json()["summary"]["invites"].as_u64().unwrap();
    assert_eq!(created.len() as u64, told, "as many users as the summary tells");
}

#[test]
fn the_read_only_suite_leaves_everything_as_it_was() {
    let mock = Mock::start(&[]);
    let before = mock.users();
    mock.gate(&["--suite", "read-only"]).run().expect(0);
    assert_eq!(mock.users(), before);
}

/// Not even a write that has to be refused, whatever the server answers.
#[test]
fn the_read_only_suite_sends_only_reads() {
    for (status, body) in [
        ("200 OK", r#"{"users":[],"hasMore":false}"#),
        ("401 Unauthorized", "{}"),
        ("500 Internal Server Error", "{}"),
    ] {
        let server = Recorder::start(status, "", body);
        let args = ["--target", &server.url, "--suite", "read-only"];
        Gate::new().args(&args).env("AVARA_API_KEY", KEY).run();
        let requests = server.requests();
        assert!(!requests.is_empty());
        for request in requests {
            assert!(request.starts_with("GET /v1/viewer/users"), "{request}");
        }
    }
}

#[test]
fn a_redirect_is_not_followed() {
    let elsewhere = Recorder::start("200 OK", "", r#"{"users":[],"hasMore":false}"#);
    let location = format!("location: {}/v1/viewer/users\r\n", elsewhere.url);
    let server = Recorder::start("307 Temporary Redirect", &location, "");
    let args = ["--target", &server.url, "--suite", "smoke"];
    let done = Gate::new().args(&args).env("AVARA_API_KEY", KEY).run();
    assert!(matches!(done.code, Some(1 | 5)), "{:?}: {}", done.code, done.stdout);
    assert!(!server.requests().is_empty());
    assert_eq!(elsewhere.requests(), Vec::<String>::new());
}

/// The server's logs can be searched for what a run did.
#[test]
fn every_request_says_who_sends_it() {
    let server = Recorder::start("200 OK", "", r#"{"users":[],"hasMore":false}"#);
    let args = ["--target", &server.url, "--suite", "smoke", "-H", "X-Tenant: of the tests"];
    Gate::new().args(&args).env("AVARA_API_KEY", KEY).run();
    let mut purposes = BTreeSet::new();
    for request in server.requests() {
        let request = request.to_ascii_lowercase();
        for header in ["traceparent: 00-", "x-tenant: of the tests"] {
            assert!(request.contains(header), "{header} is missing in: {request}");
        }
        let agent = format!("user-agent: avara-conformance/{} (", env!("CARGO_PKG_VERSION"));
        let (_, rest) = request.split_once(&agent).unwrap_or_else(|| panic!("{request}"));
        purposes.insert(rest.split(')').next().unwrap().to_owned());
    }
    // What each request is for, too.
    for purpose in ["preflight", "auth/list", "list/cursor"] {
        assert!(purposes.contains(purpose), "{purpose} is not among {purposes:?}");
    }
}

/// A connection that dies under a write tells nothing about it, so the write is not sent again.
#[test]
fn no_write_is_sent_twice() {
    let mock = Mock::start(&[]);
    let tap = Tap::dropping(&mock.url);
    tap.gate(&["--seed", "7", "--max-requests", "300", "--settle", "0s"]).run();
    let sent = tap.said();
    // The trace is made anew for each request that the run means to send.
    let requests = sent.split("HTTP/1.1\r\n").skip(1);
    let starts = sent.lines().filter(|line| line.ends_with("HTTP/1.1"));
    let mut seen = BTreeSet::new();
    let mut writes = 0;
    for (start, request) in starts.zip(requests) {
        if start.contains("POST ") || start.contains("PATCH ") {
            let trace = request.lines().find(|line| line.starts_with("traceparent: ")).unwrap();
            assert!(seen.insert(trace.to_owned()), "{start} was sent twice");
            writes += 1;
        }
    }
    assert!(writes > 3, "{writes}");
}
