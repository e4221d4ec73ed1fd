//! A server that shares no line with the mock: `tests/second_server`, in Python, written from the
//! documentation alone. The gate finds it conforming, and finds each defect that it is given.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use super::support::{Done, Gate, KEY, skipped};

/// The second server as a process of its own; ends with the test.
struct Second {
    child: Child,
    url: String,
}

impl Second {
    /// `None` where there is no Python, which is printed.
    fn start(args: &[&str]) -> Option<Self> {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/second_server/server.py");
        let mut command = Command::new("python3");
        // No cache of the compiled modules among the sources.
        command.args(["-B", script, "--key", KEY]).args(args).stdin(Stdio::null());
        let Ok(mut child) = command.stdout(Stdio::piped()).spawn() else {
            skipped("there is no python3 to run the second server");
            return None;
        };
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        let url = url.trim().to_owned();
        assert!(url.starts_with("http://127.0.0.1:"), "the first line is `{url}`");
        Some(Self { child, url })
    }

    fn gate(&self, args: &[&str]) -> Done {
        let gate = Gate::new().args(&["--target", &self.url, "--strict", "--seed", "7"]);
        gate.args(args).env("AVARA_API_KEY", KEY).run()
    }
}

impl Drop for Second {
    fn drop(&mut self) {
        // It may be gone already, which is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_second_server_conforms() {
    let Some(server) = Second::start(&[]) else { return };
    for suite in ["full", "smoke", "read-only"] {
        server.gate(&["--suite", suite]).expect(0);
    }
    // What a run leaves behind does not disturb the next one.
    let again = server.gate(&[]).expect(0);
    assert_eq!(again.json()["summary"]["edition"], "modern");
}

/// HTTP/1.0 closes each connection after the answer, and has no chunks.
#[test]
fn the_second_server_conforms_over_an_older_http() {
    let Some(server) = Second::start(&["--http", "1.0"]) else { return };
    server.gate(&[]).expect(0);
}

/// A gateway may take the Date header away; then our own clock has to do.
#[test]
fn the_second_server_conforms_without_a_date() {
    let Some(server) = Second::start(&["--no-date"]) else { return };
    server.gate(&["invite::"]).expect(0);
}

/// Each defect of `defects.py` with the check that has to find it.
const DEFECTS: [(&str, &str); 14] = [
    ("drops-suffix", "invite::echoes_sent_fields"),
    ("loses-a-row-between-pages", "list::walk_is_a_partition"),
    ("ignores-the-level-filter", "filters::levels_partition_the_users"),
    ("null-does-not-clear", "update::null_clears_optional_fields"),
    ("puts-instead-of-patching", "update::changes_only_provided_fields"),
    ("fails-on-unknown-roles", "protocol::no_server_errors"),
    ("ignores-the-limit", "list::limit_is_an_upper_bound"),
    ("stores-rejected-invites", "invite::rejected_leaves_no_trace"),
    ("local-time-as-utc", "invite::created_at_is_now"),
    ("reuses-ids", "invite::user_ids_are_unique"),
    ("lists-for-anybody", "auth::list_requires_credentials"),
    ("takes-nine-digits", "invite::rejects::phoneNumber::pattern"),
    ("two-users-of-one-address", "invite::duplicate_email_never_makes_two_users"),
    ("answers-before-it-stores", "update::is_persisted"),
];

#[test]
fn every_defect_of_the_second_server_is_found() {
    for (defect, check) in DEFECTS {
        let Some(server) = Second::start(&["--defect", defect]) else { return };
        // It shows at once what was written, and a few cases are enough.
        let few = ["--settle", "20ms", "--cases", "10"];
        let done = server.gate(&[&["--exact", check], &few[..]].concat()).expect(1);
        let result = done.check(check);
        assert_eq!(result["verdict"], "fail", "{defect}: {result}");
        let counterexample = &result["counterexamples"][0];
        assert_eq!(counterexample["confirmed"], counterexample["reruns"], "{defect}: {result}");
    }
}
