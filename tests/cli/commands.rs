//! The commands that reports print: typed into a shell as they stand, they do the same again.

use std::fs;

use serde_json::Value;

use super::{
    servers::{Mock, Tap},
    support::{AT_ONCE, Done, Gate, KEY, gate},
};

const FAULT: &str = "invite-reply-drops-phone-number";
const CHECK: &str = "invite::echoes_sent_fields";

/// The first counterexample of the check.
fn shown(done: &Done) -> Value {
    done.check(CHECK)["counterexamples"][0].clone()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// A copy of the contract in a folder whose name a shell would take apart.
fn with_schemas(mut gate: Gate) -> Gate {
    gate = gate.folder("its schemas");
    for entry in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas")).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("its schemas/{}", path.file_name().unwrap().to_str().unwrap());
        gate = gate.file(&name, &fs::read_to_string(&path).unwrap());
    }
    gate
}

#[test]
fn a_finding_is_shown_again_the_way_it_was_found() {
    let mock = Mock::start(&["--fault", FAULT]);
    let tap = Tap::start(&mock.url);
    // What a header says is a secret, and is asked for where the command is played again.
    let header = ["--header", "X-Tenant: Ann's & Bob's"];
    let told = [
        ["--schemas", "its schemas"],
        ["--email-domain", "example.org"],
        ["--cases", "3"],
        ["--edition", "modern"],
        ["--settle", "50ms"],
        ["--timeout", "9s"],
        ["--concurrency", "3"],
        ["--max-invites", "200"],
        ["--seed", "7"],
    ];
    let gate =
        with_schemas(tap.gate(&["--exact", CHECK])).args(&header).args(told.iter().flatten());
    let run = gate.run().expect(1);
    let found = shown(&run);
    let line = text(&found["replay"]);
    let words = shlex::split(&line).unwrap();
    for pair in told {
        assert!(words.windows(2).any(|two| two == pair), "{pair:?} is missing in {line}");
    }
    assert!(words.windows(2).any(|two| two == ["--header", "X-Tenant: [redacted]"]), "{line}");
    let line = shlex::try_join(words.iter().map(|word| match word.as_str() {
        "X-Tenant: [redacted]" => header[1],
        other => other,
    }))
    .unwrap();
    let before = tap.count("x-tenant: Ann's & Bob's\r\n");
    let again = run.types(&line).env("AVARA_API_KEY", KEY).run().expect(1);
    assert_eq!(shown(&again)["finding"], found["finding"]);
    assert!(tap.count("x-tenant: Ann's & Bob's\r\n") > before && before > 0);
    assert!(text(&shown(&again)["exchanges"][0]["request"]["body"]).contains("@example.org"));
}

#[test]
fn a_run_is_repeated_by_the_command_on_its_page() {
    let args = ["--fault", FAULT, "--cases", "3", "--edition", "older", "--skip", "::rejects::"];
    let run = gate(&[&args[..], &["--seed", "7", "invite::"], &AT_ONCE].concat()).expect(1);
    let line = text(&run.json()["info"]["replay"]);
    let page = fs::read_to_string(run.path("report.html")).unwrap();
    assert!(page.contains(&format!("<code>{line}</code>")), "the page has another than {line}");
    let before = run.json();
    let after = run.types(&line).run().expect(1).json();
    for facts in ["checks", "deselected", "settings", "seed"] {
        assert_eq!(before["info"][facts], after["info"][facts], "{facts}");
    }
}

/// A suite file is named by its path, since its bare name finds nothing.
#[test]
fn a_suite_file_is_found_again() {
    let text_of = "extends = \"smoke\"\ndescription = \"mine\"\n";
    let run = Gate::new().file("my suite.toml", text_of).args(&["--suite", "my suite.toml"]);
    let run = run.run().expect(0);
    let line = text(&run.json()["info"]["replay"]);
    run.types(&line).run().expect(0);
}

#[test]
fn users_that_are_left_are_cleaned_up_the_way_they_came() {
    let mock = Mock::start(&[]);
    let tap = Tap::start(&mock.url);
    let args = ["--suite", "smoke", "--keep-users", "--reports-dir", "my reports"];
    let run = tap.gate(&[&args[..], &["--header", "X-Tenant: Ann's"]].concat()).run().expect(0);
    let (_, line) = run.stdout.split_once("clean with").unwrap();
    let line = line.lines().next().unwrap().trim().to_owned();
    let before = tap.count("x-tenant: Ann's\r\n");
    let done = run.types(&line).env("AVARA_API_KEY", KEY).run().expect(0);
    assert!(done.stdout.contains("have no access any more"), "{}", done.stdout);
    assert!(tap.count("x-tenant: Ann's\r\n") > before);
}

#[test]
fn an_explanation_runs_the_check_of_the_same_contract() {
    let explain = ["explain", CHECK, "--schemas", "its schemas"];
    let done = with_schemas(Gate::new()).args(&explain).run().expect(0);
    let (_, line) = done.stdout.split_once("run it").unwrap();
    let line = line.trim().to_owned();
    assert!(line.contains("--schemas 'its schemas'"), "{line}");
    let done = done.types(&line).run().expect(0);
    assert_eq!(done.check(CHECK)["verdict"], "pass");
}

#[test]
fn merged_runs_are_repeated_one_after_the_other() {
    let shard = |check: &str| gate(&["--seed", "7", "--exact", check]);
    let runs = [CHECK, "list::walk_is_a_partition"].map(|check| shard(check).expect(0));
    let lines = runs.each_ref().map(|run| text(&run.json()["info"]["replay"]));
    let paths = runs.each_ref().map(|run| run.path("run.json").display().to_string());
    let merged = gate(&["merge", "--reports-dir", "reports", &paths[0], &paths[1]]).expect(0);
    assert_eq!(text(&merged.json()["info"]["replay"]), lines.join("; "));
}
