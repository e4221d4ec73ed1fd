//! What standard output is for: a person, a program, a CI job; and what shells know of the flags.

use serde_json::{Value, from_str};

use super::support::{Gate, gate};

const FAULT: &str = "invite-reply-drops-phone-number";
const CHECK: &str = "invite::echoes_sent_fields";

#[test]
fn json_is_the_stream_of_events_and_nothing_else() {
    let done = gate(&["--fault", FAULT, "--seed", "7", CHECK, "--format", "json"]).expect(1);
    let file = std::fs::read_to_string(done.path("events.ndjson")).unwrap();
    assert_eq!(done.stdout, file);
    let kinds: Vec<Value> =
        done.stdout.lines().map(|line| from_str::<Value>(line).unwrap()["event"].clone()).collect();
    assert_eq!(kinds[0], "runStarted");
    assert_eq!(kinds[kinds.len() - 1], "runFinished");
}

#[test]
fn github_gets_annotations_at_the_end() {
    let done = gate(&["--fault", FAULT, "--seed", "7", CHECK, "--format", "github"]).expect(1);
    let marks: Vec<&str> = done.stdout.lines().filter(|line| line.starts_with("::")).collect();
    assert!(marks[0].starts_with("::error "), "{marks:?}");
    assert!(marks.len() <= 10 && done.stdout.contains("FAILED: "), "{}", done.stdout);
    assert!(!gate(&["--suite", "smoke"]).stdout.contains("\n::"), "only where it is asked for");
}

#[test]
fn the_list_is_to_be_had_as_json() {
    let done = gate(&["--list", "--format", "json", "--suite", "smoke"]).expect(0);
    let list: Value = from_str(&done.stdout).unwrap();
    let checks = list["checks"].as_array().unwrap();
    assert!(checks.iter().all(|check| check["id"].is_string() && check["level"].is_string()));
    let text = gate(&["--list", "--suite", "smoke"]).expect(0).stdout;
    let ids = checks.iter().map(|check| check["id"].as_str().unwrap());
    assert!(ids.clone().count() > 5 && ids.clone().all(|id| text.contains(id)), "{text}");
    done.leaves_no_report();
}

#[test]
fn a_terminal_that_cannot_go_back_gets_no_bar() {
    let done = Gate::new().args(&["--suite", "smoke"]).env("TERM", "dumb").run().expect(0);
    assert_eq!(done.stderr, "");
    assert!(!done.stdout.contains('\u{1b}'), "{}", done.stdout);
}

#[test]
fn shells_can_complete_the_flags() {
    for (shell, word) in [
        ("bash", "complete -F"),
        ("zsh", "#compdef avara-conformance"),
        ("fish", "complete -c avara-conformance"),
        ("elvish", "avara-conformance"),
        ("powershell", "Register-ArgumentCompleter"),
    ] {
        let text = gate(&["completions", shell]).expect(0).leaves_no_report().stdout;
        assert!(text.contains(word) && text.contains("reports-dir"), "{shell}");
    }
    gate(&["completions", "tcsh"]).expect(2).complains(&["tcsh", "bash"]);
}

#[test]
fn there_is_a_manual_page_for_everything() {
    let page = gate(&["man"]).expect(0).leaves_no_report().stdout;
    for word in [".TH avara-conformance 1", ".SH OPTIONS", "Exit codes", "\\-\\-reports\\-dir"] {
        assert!(page.contains(word), "{word} is missing in:\n{page}");
    }
    let page = gate(&["man", "replay"]).expect(0).stdout;
    assert!(page.contains("FINDING"), "{page}");
    gate(&["man", "xyzzy"]).expect(2).complains(&["no command `xyzzy`"]);
}
