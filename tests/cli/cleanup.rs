//! After a run, or after its death: its users lose their access, nobody else is touched, and what
//! is left is named.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::Value;

use super::{
    servers::{Mock, Tap},
    support::{Done, Gate, KEY},
};

type Users = BTreeMap<String, Value>;

/// Users that were not there before.
fn created(before: &Users, after: &Users) -> Users {
    let new = after.iter().filter(|(id, _)| !before.contains_key(*id));
    new.map(|(id, user)| (id.clone(), user.clone())).collect()
}

#[track_caller]
fn nobody_else_was_touched(before: &Users, after: &Users) {
    for (id, user) in before {
        assert_eq!(after.get(id), Some(user));
    }
}

#[track_caller]
fn all_plain(users: &Users) {
    for user in users.values() {
        assert_eq!(user["level"], "member", "{user}");
        assert_eq!(user["hasDashboardAccess"], false, "{user}");
    }
}

fn clean_up(journal: &Path, target: &str) -> Done {
    let journal = journal.to_str().unwrap();
    let args = ["cleanup", "--journal", journal, "--target", target];
    Gate::new().args(&args).env("AVARA_API_KEY", KEY).run()
}

const REVOKE: &str = "POST /v1/viewer/users/revoke-access ";

#[test]
fn a_run_revokes_the_access_of_exactly_its_users() {
    let mock = Mock::start(&[]);
    let before = mock.users();
    let tap = Tap::start(&mock.url);
    let done = tap.gate(&["--suite", "smoke", "--seed", "7"]).run().expect(0);
    let after = mock.users();
    nobody_else_was_touched(&before, &after);
    let created = created(&before, &after);
    all_plain(&created);
    // The canary finds out whether it can be done.
    assert_eq!(tap.count(REVOKE), created.len() + 1);
    for id in created.keys() {
        assert!(tap.said().contains(&format!("{{\"userId\":\"{id}\"}}")), "{id}");
    }
    let summary = done.json()["summary"].clone();
    assert_eq!(summary["neutralised"], created.len());
    assert!(summary["left"].is_null() && !done.stdout.contains("clean up "), "{}", done.stdout);
    // What is sent to clean up is no part of the run.
    let all = tap.count("HTTP/1.1\r\n");
    let judged = usize::try_from(summary["requests"].as_u64().unwrap()).unwrap();
    assert!(all >= judged + 2 * created.len(), "{all} {judged}");
    assert_eq!(tap.count("(cleanup)"), all - judged);
}

#[test]
fn users_are_demoted_where_access_cannot_be_revoked() {
    let mock = Mock::start(&["--no-revoke-access"]);
    let before = mock.users();
    let done = mock.gate(&["--suite", "smoke", "--seed", "7"]).run().expect(0);
    let created = created(&before, &mock.users());
    all_plain(&created);
    assert_eq!(done.json()["summary"]["neutralised"], created.len());
}

#[test]
fn users_that_are_kept_are_named() {
    let mock = Mock::start(&[]);
    let tap = Tap::start(&mock.url);
    let done = tap.gate(&["--suite", "smoke", "--keep-users"]).run().expect(0);
    assert_eq!(tap.count("(cleanup)"), 0);
    let left = done.json()["summary"]["left"].clone();
    let left = left.as_array().unwrap();
    assert!(!left.is_empty());
    for user in left {
        let id = user["userId"].as_str().unwrap();
        assert!(done.stdout.contains(id) && done.junit().contains(id), "{}", done.stdout);
    }
    clean_up(&done.path("journal.ndjson"), &mock.url).expect(0);
}

/// Kills a run that has created 20 users, with answers still under way, and cleans up twice.
/// Returns the ids of its users, and what was sent to clean up.
fn killed(flags: &[&str]) -> (Vec<String>, Tap) {
    let mock = Mock::start(flags);
    let before = mock.users();
    let tap = Tap::holding(&mock.url, 20);
    let running = tap.gate(&["--seed", "7"]).start();
    tap.wait_for_created(21);
    running.signal("KILL");
    let done = running.finish();
    assert_eq!(done.code, None);
    let journal = done.path("journal.ndjson");

    let watched = Tap::start(&mock.url);
    let cleaned = clean_up(&journal, &watched.url).expect(0);
    let after = mock.users();
    nobody_else_was_touched(&before, &after);
    let created = created(&before, &after);
    assert!(created.len() > 20, "{}", created.len());
    all_plain(&created);
    let told = format!("{} have no access any more", created.len());
    assert!(cleaned.stdout.contains(&told), "{}", cleaned.stdout);

    let again = Tap::start(&mock.url);
    let done = clean_up(&journal, &again.url).expect(0);
    assert_eq!(done.stdout, "nothing is left to be cleaned up\n");
    assert_eq!(again.said(), "");
    assert_eq!(mock.users(), after);
    (created.into_keys().collect(), watched)
}

#[test]
fn after_a_kill_every_user_is_revoked_once() {
    let (ids, sent) = killed(&[]);
    assert_eq!(sent.count(REVOKE), ids.len());
    for id in ids {
        assert_eq!(sent.count(&format!("{{\"userId\":\"{id}\"}}")), 1, "{id}");
    }
}

/// Plain members need no update.
#[test]
fn after_a_kill_every_user_is_demoted_where_access_cannot_be_revoked() {
    let (ids, sent) = killed(&["--no-revoke-access"]);
    let updates: usize =
        ids.iter().map(|id| sent.count(&format!("PATCH /v1/viewer/users/{id} "))).sum();
    assert!(updates > 0 && updates == sent.count("PATCH /"), "{updates}");
}

/// A cleanup that was cut off goes on where it was.
#[test]
fn a_cleanup_resumes() {
    let mock = Mock::start(&[]);
    let done = mock.gate(&["--suite", "smoke", "--keep-users"]).run().expect(0);
    let journal = done.path("journal.ndjson");
    let nobody = format!("http://{}", super::servers::nobody());
    let unreachable = clean_up(&journal, &nobody).expect(3);
    assert!(unreachable.stdout.contains("left: usr_"), "{}", unreachable.stdout);
    clean_up(&journal, &super::servers::answering("403 Forbidden", "{}")).expect(5);
    clean_up(&journal, &mock.url).expect(0);
}

/// A full disk, where nothing can be noted, is no reason to leave users their access.
#[test]
fn a_cleanup_needs_no_disk() {
    let mock = Mock::start(&[]);
    let done = mock.gate(&["--suite", "smoke", "--keep-users"]).run().expect(0);
    let created = done.json()["summary"]["invites"].clone();
    let journal = done.path("journal.ndjson");
    let text = fs::read(&journal).unwrap();
    // Half a line, as a full disk leaves it.
    fs::write(&journal, &text[..text.len() - 1]).unwrap();
    let args = ["cleanup", "--journal", journal.to_str().unwrap(), "--target", &mock.url];
    let gate = Gate::new().args(&args).env("AVARA_API_KEY", KEY).largest_file(512);
    let done = gate.run().expect(0);
    let told = format!("{created} have no access any more");
    assert!(done.stdout.contains(&told), "{}", done.stdout);
    assert_eq!(fs::read(&journal).unwrap().len(), text.len() - 1);
}

/// A server that gives away the ids of others does not make us change them.
#[test]
fn ids_of_others_are_left_alone() {
    let mock = Mock::start(&[]);
    let before = mock.users();
    let (id, other) = before.iter().next().unwrap();
    let email = other["email"].as_str().unwrap();
    let lines = [
        r#"{"at":"","run":"4801ef0e","event":"began","version":"0","target":"http://x.test","emailDomain":"example.com"}"#.to_owned(),
        r#"{"at":"","run":"4801ef0e","event":"intent","number":1,"operation":"invite","email":"a.4801ef0e@example.com"}"#.to_owned(),
        format!(r#"{{"at":"","run":"4801ef0e","event":"settled","number":1,"status":201,"userId":"{id}"}}"#),
        format!(r#"{{"at":"","run":"4801ef0e","event":"intent","number":2,"operation":"invite","email":"{email}"}}"#),
    ];
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal.ndjson");
    fs::write(&journal, lines.join("\n")).unwrap();
    let done = clean_up(&journal, &mock.url).expect(5);
    for reason in ["does not show this id under the address", "others may have the same address"] {
        assert!(done.stdout.contains(reason), "{}", done.stdout);
    }
    assert_eq!(mock.users(), before);
}

#[test]
fn a_journal_that_is_none_is_wrong_usage() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.ndjson");
    clean_up(&path, "http://127.0.0.1:9").expect(2).complains(&["journal.ndjson"]);
    fs::write(&path, "{}\n").unwrap();
    clean_up(&path, "http://127.0.0.1:9").expect(2).complains(&["is no journal"]);
}

#[test]
fn production_is_not_cleaned_up_without_being_asked_for() {
    let mock = Mock::start(&[]);
    let done = mock.gate(&["--suite", "smoke", "--keep-users"]).run().expect(0);
    let production = "https://api.avarasoftware.com";
    let done = clean_up(&done.path("journal.ndjson"), production).expect(2);
    done.complains(&["--allow-production"]);
}
