//! `--waivers FILE`: known failures that do not stop a release, until their day.

use chrono::{TimeDelta, Utc};

use super::support::{Done, Gate};

const FAULT: &str = "invite-reply-drops-phone-number";

/// A waiver of what the fault shows, that ends so many days from now.
fn waiver(days: i64) -> String {
    let expires = (Utc::now() + TimeDelta::days(days)).date_naive();
    format!(
        "[[waiver]]\ncheck = \"invite::echoes_sent_fields\"\n\
         finding = \"invite.echo invite /phoneNumber dropped\"\nreason = \"being repaired\"\n\
         ticket = \"API-7\"\nowner = \"platform\"\nexpires = {expires}\n"
    )
}

fn run(waivers: &str, fault: &[&str]) -> Done {
    let gate = Gate::new().file("waivers.toml", waivers).args(&["--waivers", "waivers.toml"]);
    gate.args(&["--seed", "7"]).args(fault).run()
}

#[test]
fn a_waived_failure_does_not_stop_a_release() {
    let done = run(&waiver(30), &["--fault", FAULT]).expect(0);
    assert_eq!(done.check("invite::echoes_sent_fields")["verdict"], "waived");
    let (_, failures, errors) = done.junit_counts();
    assert_eq!((failures, errors), (0, 0));
    assert!(done.stdout.contains("1 waived"), "{}", done.stdout);
}

#[test]
fn an_expired_waiver_waives_nothing() {
    let done = run(&waiver(-1), &["--fault", FAULT]).expect(1);
    assert_eq!(done.check("invite::echoes_sent_fields")["verdict"], "fail");
}

#[test]
fn a_waiver_that_is_no_longer_needed_has_to_go() {
    let done = run(&waiver(30), &[]).expect(5);
    assert_eq!(done.json()["summary"]["conclusion"], "incomplete");
    let (_, failures, errors) = done.junit_counts();
    assert!(failures == 0 && errors > 0, "the report is red too");
}

#[test]
fn a_waiver_without_an_end_in_sight_is_refused() {
    let done = run(&waiver(91), &[]).expect(2).leaves_no_report();
    done.complains(&["waivers.toml", "line 7", "90"]);
    let nobody = waiver(30).replace("owner = \"platform\"\n", "");
    run(&nobody, &[]).expect(2).complains(&["waivers.toml", "owner"]).leaves_no_report();
}
