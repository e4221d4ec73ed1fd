//! Suite files of one's own: fixed examples, expected status codes, and what is wrong in them.

use super::support::{Done, Gate};

/// Runs a suite that feeds its checks by its own examples alone.
fn run(suite: &str, more: &[&str]) -> Done {
    let head = "description = \"examples\"\nchecks = [\"*\"]\nscenarios = [\"list/no-limit\"]\n\
                skip = [\"list::limit*\", \"list::response*\", \"list::accepts*\"]\n";
    let gate = Gate::new().file("my.toml", &format!("{head}{suite}"));
    gate.args(&["--suite", "my.toml", "--seed", "7"]).args(more).run()
}

const EXAMPLES: &str = r#"
[[example]]
name = "a phone number"
operation = "invite"
body = '{"canManageStudies":false,"clinicRole":"Radiologist","email":"ann@example.com","firstName":"Ann","hasDashboardAccess":true,"lastName":"Lee","level":"member","phoneNumber":"5551234567"}'
expect = "echoed"

[[example]]
name = "an empty suffix"
operation = "update"
body = '{"suffix1":""}'
expect = "refused"
check = "update::rejects::suffix1::minLength"

[[example]]
name = "nobody"
operation = "update"
user = "usr_00000000000000000000000000000000"
body = '{"suffix1":"MD"}'
expect = [404]
check = "update::refuses_unknown_user"

[[example]]
name = "half a body"
operation = "invite"
body = '{"email":'
expect = "refused"
check = "protocol::refuses_malformed_json"
"#;

#[test]
fn fixed_examples_are_played_and_judged() {
    let done = run(EXAMPLES, &[]).expect(0);
    for (check, observations) in [
        ("update::rejects::suffix1::minLength", 1),
        ("update::refuses_unknown_user", 1),
        ("protocol::refuses_malformed_json", 1),
    ] {
        assert_eq!(done.check(check)["observations"], observations, "{check}");
    }
}

#[test]
fn a_broken_example_fails_and_tells_its_name_and_how_to_replay_it() {
    for (fault, check, name) in [
        ("invite-reply-drops-phone-number", "invite::echoes_sent_fields", "a phone number"),
        ("update-empty-suffix1", "update::rejects::suffix1::minLength", "an empty suffix"),
    ] {
        let done = run(EXAMPLES, &["--fault", fault]).expect(1);
        let shown = &done.check(check)["counterexamples"][0];
        assert_eq!(shown["case"]["scenario"], format!("example/{name}"));
        assert!(shown["replay"].as_str().unwrap().ends_with(&format!("'example/{name}'")));
    }
}

#[test]
fn an_example_can_be_sent_again_and_again() {
    let twice = EXAMPLES.replace("a phone number", "the same address");
    let first = twice.split("\n\n").next().unwrap();
    run(&format!("{EXAMPLES}{first}"), &[]).expect(0);
}

#[test]
fn a_suite_can_narrow_the_status_codes() {
    let narrow =
        |set: &str, alternative: &[&str]| run(&format!("[status]\n{set}\n{EXAMPLES}"), alternative);
    narrow("refused = [400]", &[]).expect(0);
    narrow("refused = [422]", &[]).expect(1);
    narrow("refused = [400, 422]", &["--alternative", "invalid-is-422"]).expect(0);
}

#[test]
fn a_wrong_entry_is_shown_with_its_line_and_nothing_is_sent() {
    let done = run(&EXAMPLES.replace("[404]", "[504]"), &[]).expect(2).leaves_no_report();
    done.complains(&["my.toml", "line 24,", "24 | expect = [504]", "a 5xx never conforms"]);
    let done = run("pools = 3\n", &[]).expect(2).leaves_no_report();
    done.complains(&["my.toml", "line 5,", "5 | pools = 3"]);
}

#[test]
fn the_smoke_suite_has_its_stated_size_with_every_seed() {
    for seed in ["1", "2", "18446744073709551615"] {
        let done = Gate::new().args(&["--suite", "smoke", "--seed", seed]).run().expect(0);
        let summary = &done.json()["summary"];
        assert_eq!((&summary["requests"], &summary["invites"]), (&59.into(), &3.into()));
    }
}

#[test]
fn the_staging_suite_keeps_to_its_users_and_leaves_no_check_out() {
    // With the first seed, a history that is drawn would have spent the budget.
    for seed in ["1098283959", "1"] {
        let done = Gate::new().args(&["--suite", "staging", "--seed", seed]).run().expect(0);
        let run = done.json();
        assert_eq!(run["summary"]["invites"], 36, "seed {seed}");
        assert_eq!(run["info"]["deselected"], 0);
    }
}

#[test]
fn a_suite_says_what_it_leaves_unchecked() {
    let run = |args: &[&str]| Gate::new().args(&["--suite", "smoke"]).args(args).run().expect(0);
    let listed = run(&["--list"]).stdout;
    let (_, listed) = listed.split_once("clauses unchecked:\n").unwrap();
    let listed: Vec<&str> =
        listed.lines().map(|line| line.split_whitespace().nth(1).unwrap()).collect();
    assert!(listed.contains(&"update.idempotent") && !listed.contains(&"invite.echo"));
    let run = run(&["--seed", "7"]);
    let found = run.json()["summary"]["clausesUnchecked"].clone();
    assert_eq!(found, serde_json::json!(listed));
    let line = format!(" covered, {} left unchecked", listed.len());
    assert!(run.stdout.contains(&line), "{}", run.stdout);
}
