//! `avara-conformance replay`: fixed, still failing, or nobody can tell.

use serde_json::{Value, from_str};

use super::{
    servers::{Mock, Tap, answering, nobody},
    support::{AT_ONCE, Done, Gate, KEY, gate},
};

const FAULT: &str = "invite-reply-drops-phone-number";
const CHECK: &str = "invite::echoes_sent_fields";
const FINDING: &str = "invite.echo invite /phoneNumber dropped";

/// A run of one check against the embedded mock with a fault.
fn failed(fault: &str, check: &str) -> Done {
    let args = ["--fault", fault, "--seed", "7", "--exact", check];
    gate(&[&args[..], &AT_ONCE].concat()).expect(1)
}

/// Plays the findings of a run again.
fn replay(run: &Done, args: &[&str]) -> Done {
    let path = run.path("run.json");
    let command = Gate::new().args(&["replay", path.to_str().unwrap()]).env("AVARA_API_KEY", KEY);
    command.args(args).run().leaves_no_report()
}

#[track_caller]
fn says(done: &Done, words: &[&str]) {
    for word in words {
        assert!(done.stdout.contains(word), "`{word}` is missing in:\n{}", done.stdout);
    }
}

#[test]
fn what_is_still_there_still_fails() {
    let run = failed(FAULT, CHECK);
    for finding in [&[][..], &["1"], &[FINDING], &[CHECK]] {
        let done = replay(&run, finding).expect(1);
        says(&done, &["STILL FAILING  phoneNumber is absent", "POST /v1/viewer/users"]);
        says(&done, &["0 fixed, 1 still failing, 0 not reproducible"]);
    }
}

#[test]
fn what_is_gone_is_fixed() {
    let run = failed(FAULT, CHECK);
    let mock = Mock::start(&[]);
    let done = replay(&run, &["--target", &mock.url]).expect(0);
    says(&done, &["FIXED", "its case passed 3 times", "1 fixed, 0 still failing"]);
}

/// A replay invites as well: its users are taken down and lose their access.
#[test]
fn the_users_of_a_replay_are_cleaned_up() {
    let run = failed(FAULT, CHECK);
    let mock = Mock::start(&[]);
    let tap = Tap::start(&mock.url);
    replay(&run, &["--target", &tap.url]).expect(0);
    let created = tap.count("POST /v1/viewer/users HTTP");
    assert!(created > 0);
    assert_eq!(tap.count("POST /v1/viewer/users/revoke-access "), created);
    let journal = std::fs::read_to_string(run.path("journal.ndjson")).unwrap();
    assert!(journal.contains(&tap.url) && journal.trim_end().ends_with("\"event\":\"ended\"}"));
}

/// One finding of every kind of scenario: a near miss, a walk, a filter that needs users to be
/// found, a user of the pool, a history.
#[test]
fn every_kind_of_case_can_be_played_again() {
    let conforming = Mock::start(&[]);
    for (fault, check) in [
        ("invite-takes-short-phones", "invite::rejects::phoneNumber::pattern"),
        ("page-loses-last-row", "list::walk_is_a_partition"),
        ("filter-last-name-ignored", "filters::last_name_is_sound"),
        ("update-wipes-absent-suffix1", "update::changes_only_provided_fields"),
        ("update-wipes-absent-suffix1", "model::users_are_what_their_history_made_them"),
    ] {
        let run = failed(fault, check);
        let file = run.path("found.toml");
        let save = ["--tries", "1", "--save-regressions", file.to_str().unwrap()];
        says(&replay(&run, &save).expect(1), &["STILL FAILING", "saved: "]);
        let done = replay(&run, &["--target", &conforming.url, "--tries", "1"]).expect(0);
        says(&done, &["its case passed once"]);
        // Nothing but what was saved: no case is drawn.
        let text = std::fs::read_to_string(&file).unwrap();
        let alone = |more: &[&str]| {
            let scenarios = ["--scenario", "example/*", "--scenario", "regression/*"];
            let gate = Gate::new().file("found.toml", &text).env("AVARA_API_KEY", KEY);
            gate.args(&["--suite", "found.toml", "--exact", check])
                .args(&scenarios)
                .args(more)
                .run()
        };
        assert!(
            alone(&["--fault", fault]).expect(1).json()["summary"]["cases"].as_u64() < Some(20)
        );
        alone(&["--target", &conforming.url]).expect(0);
    }
}

/// Who cannot be asked has mended nothing.
#[test]
fn what_cannot_be_played_is_not_fixed() {
    let run = failed(FAULT, CHECK);
    let url = format!("http://{}", nobody());
    let done = replay(&run, &["--target", &url]).expect(3);
    says(&done, &["NOT REPRODUCIBLE", "cannot reach the target", "1 not reproducible"]);
    let url = answering("404 Not Found", "{}");
    replay(&run, &["--target", &url]).expect(3);
}

#[test]
fn an_intermittent_finding_that_does_not_show_is_not_fixed() {
    let run = failed(FAULT, CHECK);
    let json = std::fs::read_to_string(run.path("run.json")).unwrap();
    let json = json.replace("\"confirmed\": 2", "\"confirmed\": 1");
    let mock = Mock::start(&[]);
    let args = ["replay", "rare.json", "--target", &mock.url];
    let done =
        Gate::new().file("rare.json", &json).env("AVARA_API_KEY", KEY).args(&args).run().expect(5);
    says(&done, &["it was intermittent (1 of 2)", "did not show in 20"]);
}

#[test]
fn what_is_not_there_cannot_be_chosen() {
    let run = failed(FAULT, CHECK);
    replay(&run, &["7"]).expect(2).complains(&["no finding `7`", "there are 1"]);
    let clean = gate(&["--suite", "smoke"]).expect(0);
    replay(&clean, &[]).expect(4).complains(&["this run has no finding"]);
    gate(&["replay", "no-such-file"]).expect(2).complains(&["no-such-file"]);
}

/// The guards are those of a run.
#[test]
fn a_replay_is_as_careful_as_a_run() {
    let run = failed(FAULT, CHECK);
    let production = "https://api.avarasoftware.com";
    replay(&run, &["--target", production]).expect(2).complains(&["--allow-production"]);
    let json = std::fs::read_to_string(run.path("run.json")).unwrap();
    let json = json.replace("\"emailDomain\": \"example.com\"", "\"emailDomain\": \"avara.com\"");
    let gate = Gate::new().file("run.json", &json).args(&["replay", "run.json"]);
    gate.run().expect(2).complains(&["avara.com", "--i-own-this-domain"]);
}

/// One finding that reads as a fixed example, one that takes a history.
#[test]
fn saved_findings_are_played_first_from_then_on() {
    let conforming = Mock::start(&[]);
    for (fault, check, id, entry) in [
        ("invite-takes-short-phones", "invite::rejects::phoneNumber::pattern", "example", "body"),
        (
            "update-wipes-absent-suffix1",
            "model::users_are_what_their_history_made_them",
            "regression",
            "value",
        ),
    ] {
        let run = failed(fault, check);
        let file = run.path("found.toml");
        let save = ["--save-regressions", file.to_str().unwrap()];
        says(&replay(&run, &save).expect(1), &["saved: 1, in "]);
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(
            text.contains("extends = \"full\"") && text.contains(&format!("[[{id}]]")),
            "{text}"
        );
        assert!(text.contains(&format!("\n{entry} = ")), "{text}");
        says(&replay(&run, &save).expect(1), &["saved: nothing new"]);
        assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
        let again = |more: &[&str]| {
            let gate = Gate::new().file("found.toml", &text).env("AVARA_API_KEY", KEY);
            gate.args(&["--suite", "found.toml", "--keep", "all", "--exact", check])
                .args(more)
                .run()
        };
        let broken = again(&["--fault", fault]).expect(1);
        let shown = run.check(check)["counterexamples"][0].clone();
        let first = |kind: &str| {
            let events = std::fs::read_to_string(broken.path("events.ndjson")).unwrap();
            let mut events = events.lines().map(|line| from_str::<Value>(line).unwrap());
            events.find(|event| event["event"] == kind && event["scenario"] != "canary").unwrap()
        };
        assert!(text.contains(&format!("\"{}\"", first("findingSeen")["key"].as_str().unwrap())));
        let sender = first("exchanged")["scenario"].clone();
        if id == "regression" {
            // It keeps its scenario, stands for the finding, and can be asked for alone.
            assert_eq!(sender, shown["case"]["scenario"]);
            let again = &broken.check(check)["counterexamples"][0];
            assert_eq!(again["case"]["value"], shown["case"]["value"]);
            assert!(again["replay"].as_str().unwrap().contains("--scenario 'regression/"));
        } else {
            assert!(sender.as_str().unwrap().starts_with("example/"), "{sender}");
        }
        again(&["--target", &conforming.url]).expect(0);
    }
}

#[test]
fn findings_are_saved_where_they_can_be_played_or_nothing_is_sent() {
    let run = failed(FAULT, CHECK);
    let mock = Mock::start(&[]);
    let tap = Tap::start(&mock.url);
    let refused = |text: &str, says: &str| {
        let file = run.path("other.toml");
        std::fs::write(&file, text).unwrap();
        let args = ["--target", &tap.url, "--save-regressions", file.to_str().unwrap()];
        replay(&run, &args).expect(2).complains(&["--save-regressions ", says]);
        assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    };
    refused("no suite", "other.toml");
    refused("extends = \"read-only\"\n", "allows no writes");
    refused("extends = \"full\"\nskip = [\"invite::*\"]\n", "leaves out the check");
    assert_eq!(tap.count("HTTP/1.1"), 0);
    let new = run.path("new.toml");
    let args = ["--target", &tap.url, "--save-regressions", new.to_str().unwrap()];
    says(&replay(&run, &args).expect(0), &["saved: nothing, since nothing still fails"]);
    assert!(!new.exists());
}
