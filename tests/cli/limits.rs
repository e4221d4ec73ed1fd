//! Budgets, and two runs at once.

use super::{
    servers::{Mock, Recorder, Tap},
    support::{Done, Gate, KEY},
};

/// A defect that makes a run shrink and re-execute invitations.
const FAULT: &str = "invite-reply-drops-phone-number";

fn spent(done: &Done, what: &str) -> u64 {
    let run = done.json();
    let budgets = run["summary"]["budgets"].as_array().unwrap();
    let budget = budgets.iter().find(|budget| budget["what"] == what).unwrap();
    assert!(budget["spent"].as_u64() <= budget["most"].as_u64(), "{budget}");
    budget["spent"].as_u64().unwrap()
}

#[track_caller]
fn is_incomplete(done: &Done, reason: &str) {
    let run = done.json();
    assert_eq!(run["summary"]["reason"], reason);
    let results = run["results"].as_array().unwrap();
    let skipped = |result: &&serde_json::Value| {
        result["verdict"] == "skip" && result["reason"].as_str().unwrap().contains(reason)
    };
    assert!(results.iter().any(|result| skipped(&result)), "{}", done.stdout);
}

/// The number in front of a text.
#[track_caller]
fn number(text: &str, behind: &str) -> u64 {
    let line = text.lines().find(|line| line.contains(behind)).unwrap_or_default();
    let number = line.split(behind).next().and_then(|front| front.split_whitespace().last());
    number.and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("`{behind}` in {text}"))
}

#[test]
fn a_plan_tells_the_most_and_sends_nothing() {
    let server = Recorder::start("200 OK", "", r#"{"users":[],"hasMore":false}"#);
    let plan = |args: &[&str]| {
        let gate = Gate::new().args(&["--target", &server.url, "--seed", "7", "--plan"]);
        gate.args(args).env("AVARA_API_KEY", KEY).run().expect(0).leaves_no_report().stdout
    };
    let full = plan(&[]);
    let smoke = plan(&["--suite", "smoke", "--max-invites", "9", "--max-time", "2m"]);
    let reading = plan(&["--suite", "read-only"]);
    assert_eq!(server.requests(), Vec::<String>::new());

    let run = super::support::gate(&["--seed", "7"]).expect(0).json();
    let told = |what: &str| run["summary"][what].as_u64().unwrap();
    assert_eq!(number(&full, " of them accepted"), told("invites"), "{full}");
    assert!(number(&full, " users created while nothing is found") >= told("invites"), "{full}");
    let most = |what: &str| {
        let budgets = run["summary"]["budgets"].as_array().unwrap();
        budgets.iter().find(|budget| budget["what"] == what).unwrap()["most"].as_u64().unwrap()
    };
    let whatever = " users created, whatever is found";
    assert_eq!(number(&full, whatever), most("invitations"), "{full}");
    assert_eq!(number(&full, " requests of all kinds"), most("requests"), "{full}");
    assert_eq!(number(&smoke, whatever), 9, "{smoke}");
    assert!(smoke.contains("2m (--max-time)"), "{smoke}");
    assert_eq!(number(&reading, whatever), 0, "{reading}");
    assert!(reading.contains("0 updates") && reading.contains("none"), "{reading}");
}

#[test]
fn a_spent_budget_of_requests_leaves_the_run_incomplete() {
    let mock = Mock::start(&[]);
    let tap = Tap::start(&mock.url);
    let done = tap.gate(&["--seed", "7", "--max-requests", "60"]).run().expect(5);
    is_incomplete(&done, "the budget of 60 requests is spent");
    assert_eq!(spent(&done, "requests"), 60);
    assert_eq!(tap.count("HTTP/1.1\r\n") - tap.count("(cleanup)"), 60);
    assert!(done.stdout.contains("60 of 60 requests"), "{}", done.stdout);
    assert!(done.junit().contains("60 of 60 requests"));
}

#[test]
fn shrinking_and_re_execution_are_paid_for() {
    let mock = Mock::start(&["--fault", FAULT]);
    let before = mock.users();
    let only = ["--exact", "invite::echoes_sent_fields", "--seed", "7"];
    // Without an end it takes far more.
    let done = mock.gate(&only).args(&["--max-invites", "8"]).run().expect(1);
    assert_eq!(mock.users().len() - before.len(), 8);
    assert_eq!(spent(&done, "invitations"), 8);
    let tap = Tap::start(&mock.url);
    let done = tap.gate(&only).args(&["--max-requests", "45"]).run().expect(1);
    assert_eq!(tap.count("HTTP/1.1\r\n") - tap.count("(cleanup)"), 45);
    assert_eq!(spent(&done, "requests"), 45);
}

#[test]
fn the_time_is_a_budget_too() {
    let mock = Mock::start(&["--latency", "100ms"]);
    let done = mock.gate(&["--seed", "7", "--max-time", "1s"]).run().expect(5);
    is_incomplete(&done, "the budget of 1 s is spent");
}

#[test]
fn a_suite_can_name_budgets() {
    let suite = "description = \"x\"\nchecks = [\"*\"]\nrequests = 30\ntime = \"10m\"\n";
    let mock = Mock::start(&[]);
    let run = |more: &[&str]| {
        let gate = mock.gate(&["--suite", "my.toml", "--seed", "7"]).file("my.toml", suite);
        gate.args(more).run()
    };
    assert_eq!(spent(&run(&[]).expect(5), "requests"), 30);
    assert_eq!(spent(&run(&["--max-requests", "20"]).expect(5), "requests"), 20);
}

/// Requests that are spaced cannot be over sooner.
#[test]
fn a_rate_is_kept() {
    let args = ["--suite", "smoke", "--seed", "7", "--rate", "40"];
    let summary = super::support::gate(&args).expect(0).json()["summary"].clone();
    let (requests, millis) = (&summary["requests"], &summary["millis"]);
    assert!(millis.as_u64() >= requests.as_u64().map(|many| (many - 1) * 25), "{summary}");
}

/// What is kept idle must not keep others waiting until their time is over.
#[test]
fn a_server_of_one_connection_at_a_time_is_judged() {
    let mock = Mock::start(&["--one-connection"]);
    mock.gate(&["--seed", "7", "update::rejects::firstName"]).start().finish().expect(0);
}

/// Two runs with the same seed at once do not disturb each other: each judges what it owns.
#[test]
fn two_runs_at_once_are_both_clean() {
    let mock = Mock::start(&[]);
    let before = mock.users();
    let start = || mock.gate(&["--seed", "7"]).start();
    let (one, other) = (start(), start());
    let token = |done: &Done| done.json()["info"]["token"].as_str().unwrap().to_owned();
    let (one, other) = (one.finish().expect(0), other.finish().expect(0));
    assert_ne!(token(&one), token(&other));
    let invites = |done: &Done| done.json()["summary"]["invites"].as_u64().unwrap();
    let created = mock.users().len() - before.len();
    assert_eq!(created as u64, invites(&one) + invites(&other));
    for done in [&one, &other] {
        assert!(done.json()["summary"]["left"].is_null());
        assert_eq!(done.json()["summary"]["neutralised"], invites(done));
    }
}
