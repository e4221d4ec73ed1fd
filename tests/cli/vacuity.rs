//! Tenants and accounts that do not let a check see what it is about: it says so. What an account
//! may not do leaves the run incomplete, what a tenant does not have is told once. Nothing that was
//! not observed is a pass.

use super::{servers::Mock, support::Done};

/// A run against a mock with these alternatives. The tenant is fresh: what a run leaves behind
/// would be there to be seen.
fn run(alternatives: &[&str], args: &[&str]) -> Done {
    let named: Vec<&str> = alternatives.iter().flat_map(|name| ["--alternative", *name]).collect();
    Mock::start(&named).gate(&["--seed", "7", "--strict"]).args(args).run()
}

/// The reason why a check is inconclusive.
fn reason(done: &Done, check: &str) -> String {
    let result = done.check(check);
    assert_eq!(result["verdict"], "inconclusive", "{check}: {result}");
    result["reason"].as_str().unwrap().to_owned()
}

/// The checks with a verdict, of one family or of all.
fn checks(done: &Done, verdict: &str, family: &str) -> Vec<String> {
    let run = done.json();
    let results = run["results"].as_array().unwrap().iter();
    let named = results.filter(|result| result["verdict"] == verdict);
    let ids = named.map(|result| result["id"].as_str().unwrap().to_owned());
    ids.filter(|id| id.starts_with(family)).collect()
}

/// The reason why a check is skipped: the tenant does not have what it looks for.
fn absence(done: &Done, check: &str) -> String {
    let result = done.check(check);
    assert_eq!((&result["verdict"], &result["absent"]), (&"skip".into(), &true.into()), "{result}");
    result["reason"].as_str().unwrap().to_owned()
}

#[test]
fn a_kind_of_user_that_is_not_there_is_told_once_and_filtered_all_the_same() {
    for (alternative, check, missing) in [
        ("no-owners", "filters::levels_partition_the_users", "level owner"),
        ("no-dashboard-users", "filters::sources_partition_the_users", "invitedSource dashboard"),
    ] {
        for suite in ["full", "read-only"] {
            let done = run(&[alternative], &["--suite", suite, "filters::"]).expect(0);
            assert_eq!(done.check(check)["verdict"], "pass");
            let told = format!("the target does not have users with {missing}");
            let observed = done.json()["summary"]["observed"].clone();
            let observed = observed.as_array().unwrap();
            assert_eq!(observed.iter().filter(|note| **note == told.as_str()).count(), 1);
        }
    }
}

#[test]
fn an_empty_tenant_shows_nothing_to_those_who_only_read() {
    let done = run(&["no-users"], &["--suite", "read-only"]).expect(0);
    // What is left are requests that have to be refused, and answers as such.
    for id in checks(&done, "pass", "list::") {
        let refusal = id.contains("::rejects::") || id.starts_with("list::refuses_");
        assert!(refusal || id == "list::accepts_documented_parameters", "{id} passes");
    }
    assert_eq!(checks(&done, "pass", "filters::"), Vec::<String>::new());
    let why = absence(&done, "filters::email_is_exact");
    assert_eq!(why, "the target does not have users to look for");
    run(&["no-users"], &["--suite", "read-only", "filters::"]).expect(5);
}

#[test]
fn one_user_makes_no_second_page() {
    let done = run(&["one-user"], &["--suite", "read-only", "list::"]).expect(0);
    for check in [
        "list::limit_is_an_upper_bound",
        "list::limit_is_reached_while_more_follows",
        "list::walk_is_a_partition",
        "list::has_more_agrees_with_what_follows",
        "list::cursor_is_base64",
        "list::same_cursor_gives_same_page",
        "list::filter_survives_the_cursor",
    ] {
        assert!(absence(&done, check).contains("second page"), "{check}");
    }
}

/// 403 says nothing about the request while nobody could be invited at all.
#[test]
fn an_account_that_may_not_invite_decides_nothing_about_invitations() {
    for tenant in [&["may-not-invite"][..], &["may-not-invite", "no-users"]] {
        let done = run(tenant, &[]).expect(5);
        assert_eq!(checks(&done, "fail", ""), Vec::<String>::new());
        assert_eq!(checks(&done, "pass", "invite::"), Vec::<String>::new());
        assert_eq!(checks(&done, "pass", "model::"), Vec::<String>::new());
        let why = reason(&done, "invite::accepts_documented_example");
        assert!(why.contains("403") && why.contains("account"), "{why}");
        // All that is known without a user of one's own.
        for id in checks(&done, "pass", "update::") {
            assert!(["unknown_user", "malformed_id"].iter().any(|end| id.ends_with(end)), "{id}");
        }
    }
    run(&["may-not-invite"], &["--suite", "smoke"]).expect(5);
    run(&["may-not-invite"], &["--suite", "read-only"]).expect(0);
}

/// The same for updates.
#[test]
fn an_account_that_may_not_update_decides_nothing_about_updates() {
    let done = run(&["may-not-update"], &[]).expect(5);
    assert_eq!(checks(&done, "fail", ""), Vec::<String>::new());
    let why = reason(&done, "update::accepts_valid_payloads");
    assert!(why.contains("403") && why.contains("account"), "{why}");
    for id in checks(&done, "pass", "update::") {
        assert!(["unknown_user", "malformed_id"].iter().any(|end| id.ends_with(end)), "{id}");
    }
    run(&["may-not-update"], &["--suite", "read-only"]).expect(0);
}
