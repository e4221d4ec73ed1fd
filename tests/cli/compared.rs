//! Two runs side by side: `diff`, and `--baseline` on the gate.

use std::path::PathBuf;

use serde_json::{Value, from_str};

use super::{
    servers::Mock,
    support::{AT_ONCE, Done, Gate, gate},
};

const DROPS: &str = "invite-reply-drops-phone-number";
const WIPES: &str = "update-wipes-absent-suffix1";
const ECHOES: &str = "invite::echoes_sent_fields";
const PARTIAL: &str = "update::changes_only_provided_fields";

/// A run of these two checks against the mock with these faults.
fn run(faults: &[&str]) -> Done {
    with(&[ECHOES, PARTIAL], faults, &[])
}

fn with(checks: &[&str], faults: &[&str], flags: &[&str]) -> Done {
    let faults: Vec<_> = faults.iter().flat_map(|name| ["--fault", name]).collect();
    let common = ["--seed", "7", "--suite", "full", "--exact"];
    Gate::new().args(&common).args(&AT_ONCE).args(checks).args(&faults).args(flags).run()
}

fn file(run: &Done, name: &str) -> PathBuf {
    run.path(name)
}

fn diff(old: &Done, new: &Done) -> Done {
    let (old, new) = (file(old, "run.json"), file(new, "events.ndjson"));
    gate(&["diff", old.to_str().unwrap(), new.to_str().unwrap()]).leaves_no_report()
}

#[track_caller]
fn sums(done: &Done, line: &str) {
    assert!(done.stdout.lines().any(|l| l == line), "{line} is missing in:\n{}", done.stdout);
}

#[test]
fn diff_tells_new_from_fixed_and_ends_with_a_code_of_its_own() {
    let (none, one, two) = (run(&[]), run(&[DROPS]), run(&[DROPS, WIPES]));
    sums(&diff(&none, &none).expect(0), "0 new, 0 fixed, 0 still failing, 0 not exercised");
    sums(&diff(&one, &none).expect(0), "0 new, 1 fixed, 0 still failing, 0 not exercised");
    sums(&diff(&one, &two).expect(1), "1 new, 0 fixed, 1 still failing, 0 not exercised");
    sums(&diff(&two, &one).expect(0), "0 new, 1 fixed, 1 still failing, 0 not exercised");
    let less = with(&[PARTIAL], &[], &[]).expect(0);
    sums(&diff(&one, &less).expect(5), "0 new, 0 fixed, 0 still failing, 1 not exercised");
}

#[test]
fn diff_speaks_json_as_well() {
    let (old, new) = (run(&[]), run(&[DROPS]));
    let (old, new) = (file(&old, "run.json"), file(&new, "run.json"));
    let paths = [old.to_str().unwrap(), new.to_str().unwrap()];
    let done = gate(&["diff", paths[0], paths[1], "--format", "json"]).expect(1);
    let told: Value = from_str(&done.stdout).unwrap();
    let new = told["findings"]["new"].as_array().unwrap();
    assert_eq!(new.len(), 1, "{told}");
    assert_eq!(new[0]["key"], "invite.echo invite /phoneNumber dropped");
}

#[test]
fn diff_of_what_is_no_run_is_wrong_usage() {
    let files = Gate::new().file("a.json", "{").file("b.json", "{}");
    files.args(&["diff", "a.json", "b.json"]).run().expect(2).complains(&["a.json"]);
}

/// The gate on a target with these faults, with what `earlier` found as its baseline.
fn since(earlier: &Done, checks: &[&str], faults: &[&str]) -> Done {
    let baseline = file(earlier, "events.ndjson");
    with(checks, faults, &["--baseline", baseline.to_str().unwrap()])
}

#[test]
fn what_the_baseline_knows_fails_no_run() {
    let earlier = run(&[DROPS]).expect(1);
    let done = since(&earlier, &[ECHOES, PARTIAL], &[DROPS]).expect(0);
    let result = done.check(ECHOES);
    assert_eq!(result["verdict"], "waived");
    assert!(result["reason"].as_str().unwrap().starts_with("known since the run of 2"), "{result}");
    assert!(done.stdout.contains("known      invite.echo invite /phoneNumber dropped"));
    let (_, failures, errors) = done.junit_counts();
    assert_eq!((failures, errors), (0, 0));
}

#[test]
fn what_is_new_fails_it() {
    let earlier = run(&[DROPS]).expect(1);
    let done = since(&earlier, &[ECHOES, PARTIAL], &[DROPS, WIPES]).expect(1);
    assert!(done.stdout.contains("1 promise"), "{}", done.stdout);
    assert_eq!(done.check(PARTIAL)["verdict"], "fail");
}

#[test]
fn what_is_gone_is_said_and_what_was_not_looked_at_as_well() {
    let earlier = run(&[DROPS]).expect(1);
    let key = "invite.echo invite /phoneNumber dropped";
    let gone = since(&earlier, &[ECHOES, PARTIAL], &[]).expect(0);
    assert!(gone.stdout.contains(&format!("gone       {key}")), "{}", gone.stdout);
    let unseen = since(&earlier, &[PARTIAL], &[]).expect(0);
    assert!(unseen.stdout.contains(&format!("not seen   {key}")), "{}", unseen.stdout);
}

/// A server without a second page stays undecided, whatever the baseline knows.
#[test]
fn a_baseline_makes_no_unfinished_run_green() {
    let check = "list::filter_survives_the_cursor";
    let mock = Mock::start(&["--seed-users", "1"]);
    let run = |flags: &[&str]| mock.gate(&["--suite", "read-only", check]).args(flags).run();
    let earlier = run(&[]).expect(5);
    let baseline = file(&earlier, "run.json");
    run(&["--baseline", baseline.to_str().unwrap()]).expect(5);
}

#[test]
fn a_baseline_that_is_none_is_refused() {
    let refused = |text: &str, words: &[&str]| {
        let gate = Gate::new().file("old.json", text).args(&["--baseline", "old.json"]);
        gate.run().expect(2).complains(&["old.json"]).complains(words).leaves_no_report();
    };
    refused("<html>", &["XML", "run.json"]);
    refused("", &["never began"]);
    gate(&["--baseline", "no-such-file"]).expect(2).complains(&["no-such-file"]);
}
