//! `--shard`: a run that several machines share.

use serde_json::Value;

use super::support::{Done, Gate};

/// Checks of some families are enough to be shared.
const SOME: [&str; 5] = ["--seed", "7", "auth::", "list::rejects", "update::refuses"];

fn run(more: &[&str]) -> Done {
    Gate::new().args(&SOME).args(more).run()
}

fn merge(shards: &[&Done]) -> Done {
    let runs: Vec<String> =
        shards.iter().map(|done| done.path("run.json").display().to_string()).collect();
    let runs: Vec<&str> = runs.iter().map(String::as_str).collect();
    Gate::new().args(&["merge", "--reports-dir", "reports"]).args(&runs).run()
}

/// The verdict of each check, with the keys of what it found.
fn verdicts(run: &Value) -> Vec<(String, String, Vec<String>)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let found = |check: &Value| {
        let shown = check["counterexamples"].as_array().into_iter().flatten();
        let keys = shown.map(|shown| {
            let finding = &shown["finding"];
            format!("{} {} {}", finding["clause"], finding["place"], finding["kind"])
        });
        keys.collect()
    };
    let checks = run["results"].as_array().unwrap().iter();
    checks.map(|check| (text(&check["id"]), text(&check["verdict"]), found(check))).collect()
}

#[test]
fn three_shards_come_to_what_one_run_comes_to() {
    let fault = ["--fault", "limit-zero-means-default"];
    let whole = run(&fault).expect(1);
    let shards =
        ["1/3", "2/3", "3/3"].map(|shard| run(&[&fault[..], &["--shard", shard]].concat()));
    let merged = merge(&shards.each_ref());
    assert_eq!(verdicts(&merged.json()), verdicts(&whole.json()));
    assert_eq!(merged.code, Some(1));
    let [one, two, _] = &shards;
    assert!(one.json()["info"]["replay"].as_str().unwrap().contains("--shard 1/3"));
    merge(&[one, two]).expect(5).complains(&["3/3 is missing"]).leaves_no_report();
    merge(&[one, two, two]).expect(5).complains(&["2/3 is there more than once"]);
}

#[test]
fn a_shard_of_another_seed_or_suite_is_none_of_them() {
    let shard =
        |more: &[&str]| Gate::new().args(&["auth::", "list::rejects"]).args(more).run().expect(0);
    let one = shard(&["--seed", "7", "--shard", "1/2"]);
    let seed = shard(&["--seed", "8", "--shard", "2/2"]);
    let suite = shard(&["--seed", "7", "--shard", "2/2", "--suite", "read-only"]);
    merge(&[&one, &seed]).expect(5).complains(&["their seeds are 7 and 8"]);
    merge(&[&one, &suite]).expect(5).complains(&["differ in their suite"]);
}

#[test]
fn the_ci_system_says_which_shard_it_is() {
    let listed = |more: &[&str], variables: &[(&str, &str)]| {
        let gate = Gate::new().args(&["--list", "--seed", "7"]).args(more);
        let gate = variables.iter().fold(gate, |gate, (name, value)| gate.env(name, value));
        gate.run().expect(0).stdout
    };
    let third = listed(&["--shard", "3/3"], &[]);
    let gitlab = [("CI_NODE_INDEX", "3"), ("CI_NODE_TOTAL", "3")];
    assert_eq!(listed(&["--shard", "auto"], &gitlab), third);
    assert_ne!(listed(&[], &gitlab), third, "nobody asked for a part");
    let circle = [("CIRCLE_NODE_INDEX", "2"), ("CIRCLE_NODE_TOTAL", "3")];
    assert_eq!(listed(&["--shard", "auto"], &circle), third);
}

#[test]
fn a_shard_is_not_guessed() {
    for (args, why) in [
        (&["--shard", "2/3"][..], "--shard needs --seed"),
        (&["--shard", "4/3", "--seed", "7"], "is no shard"),
    ] {
        Gate::new().args(args).run().expect(2).complains(&[why]);
    }
    let gate = Gate::new().args(&["--shard", "auto", "--seed", "7"]);
    let gate = gate.env("CI_NODE_INDEX", "0").env("CI_NODE_TOTAL", "2");
    gate.run().expect(2).complains(&["CI_NODE_INDEX is `0`"]);
}
