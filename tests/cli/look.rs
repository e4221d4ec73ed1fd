//! What only looks and sends nothing: `--list`, `explain`, `mock --list-faults`.

use super::{
    servers::nobody,
    support::{Gate, gate},
};

#[test]
fn the_list_names_every_selected_check_and_sends_nothing() {
    let done = gate(&["--list"]).expect(0).leaves_no_report();
    assert!(done.stdout.contains("invite::echoes_sent_fields: "), "{}", done.stdout);
    assert!(done.stdout.contains("checks, 0 left out\n"));
    // With a target that is not there, and without a key.
    let target = format!("http://{}", nobody());
    let args = ["--target", &target, "--list", "--skip", "rejects", "invite::"];
    let done = gate(&args).expect(0).leaves_no_report();
    let ids = done.stdout.lines().filter(|line| line.contains("::"));
    assert!(ids.clone().count() > 5);
    assert!(ids.clone().all(|line| line.contains(" invite::") && !line.contains("rejects")));
}

#[test]
fn a_check_is_explained() {
    let done = gate(&["explain", "invite::echoes_sent_fields"]).expect(0).leaves_no_report();
    for word in ["property", "sends", "expects", "clause", "why must", "stated by", "run it"] {
        assert!(done.stdout.contains(word), "`{word}` is missing in:\n{}", done.stdout);
    }
}

#[test]
fn a_clause_is_explained_with_its_checks() {
    let done = gate(&["explain", "update.partial"]).expect(0);
    assert!(done.stdout.contains("update::changes_only_provided_fields"), "{}", done.stdout);
}

#[test]
fn an_unknown_id_is_answered_with_what_there_is() {
    let done = gate(&["explain", "echoes"]).expect(2);
    done.complains(&["echoes", "invite::echoes_sent_fields"]);
    gate(&["explain", "xyzzy"]).expect(2).complains(&["xyzzy", "--list"]);
}

#[test]
fn faults_are_listed_with_the_checks_that_find_them() {
    let done = gate(&["mock", "--list-faults"]).expect(0);
    assert!(done.stdout.contains("found by update::changes_only_provided_fields"));
}

#[test]
fn colour_is_for_terminals_and_for_those_who_insist() {
    let run = |variable: &str| Gate::new().args(&["--suite", "smoke"]).env(variable, "1").run();
    assert!(!gate(&["--suite", "smoke"]).stdout.contains('\u{1b}'));
    assert!(!run("NO_COLOR").stdout.contains('\u{1b}'));
    assert!(run("CLICOLOR_FORCE").stdout.contains('\u{1b}'));
}

#[test]
fn quiet_says_less_and_verbose_more() {
    let lines = |flags: &[&str]| {
        Gate::new().args(&["--suite", "smoke"]).args(flags).run().stdout.lines().count()
    };
    let (quiet, usual, verbose) = (lines(&["--quiet"]), lines(&[]), lines(&["--verbose"]));
    assert!(quiet <= usual && usual < verbose, "{quiet}, {usual}, {verbose}");
}
