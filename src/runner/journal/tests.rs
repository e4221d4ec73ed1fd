use std::{fs, path::Path};

use super::*;
use crate::{
    model::{Operation, Request, TransportFault},
    target::ApiKey,
};

const RUN: &str = "4801ef0e";

const KEY: &str = "a-key-of-nobody";

fn request(operation: Operation, body: &str) -> Request {
    let path = "/v1/viewer/users/usr_1".to_owned();
    Request { path, ..Request::fixture(operation).with_body(body) }
}

fn address(name: &str) -> String {
    format!("{name}.{RUN}-0-0@example.com")
}

fn invitation(email: &str) -> Request {
    request(Operation::Invite, &serde_json::json!({ "email": email }).to_string())
}

/// Records an invitation with what came of it.
fn book(journal: &Journal, email: &str, outcome: Result<(u16, &str), TransportFault>) {
    let request = invitation(email);
    let pending = journal.intend(&request).unwrap().unwrap();
    journal.settle(pending, &request.answered(outcome));
}

/// Records a write of which nothing is heard any more.
fn leave_open(journal: &Journal, request: &Request) {
    assert!(journal.intend(request).unwrap().is_some());
}

fn begin(journal: &Journal, run: &str, key: &str) {
    let key = ApiKey::new(key);
    journal.begin(&key, run, "http://127.0.0.1:9", "example.com", false).unwrap();
}

fn begun() -> Journal {
    let journal = Journal::resume(Path::new("no-such-folder/journal.ndjson"), Account::default());
    begin(&journal, RUN, KEY);
    journal
}

fn suspects(journal: &Journal) -> Vec<(Option<String>, Option<String>)> {
    journal.account().suspects().into_iter().map(|s| (s.email, s.user_id)).collect()
}

#[test]
fn whoever_may_have_been_created_is_suspected_and_nobody_else() {
    let journal = begun();
    book(&journal, &address("made"), Ok((201, r#"{"userId":"usr_1"}"#)));
    book(&journal, &address("refused"), Ok((400, "{}")));
    book(&journal, &address("unreached"), Err(TransportFault::Connect));
    book(&journal, &address("lost"), Err(TransportFault::Timeout));
    book(&journal, &address("broken"), Ok((500, "{}")));
    leave_open(&journal, &invitation(&address("open")));
    assert_eq!(
        suspects(&journal),
        [
            (Some(address("broken")), None),
            (Some(address("lost")), None),
            (Some(address("made")), Some("usr_1".to_owned())),
            (Some(address("open")), None),
        ]
    );
}

#[test]
fn an_address_that_was_invited_twice_is_one_suspect() {
    let journal = begun();
    book(&journal, &address("twice"), Ok((201, r#"{"userId":"usr_1"}"#)));
    book(&journal, &address("twice"), Err(TransportFault::Timeout));
    assert_eq!(suspects(&journal), [(Some(address("twice")), Some("usr_1".to_owned()))]);
    journal.clear(&address("twice").to_uppercase(), Some("usr_1"), How::Revoked);
    assert_eq!(suspects(&journal), []);
}

#[test]
fn reads_and_updates_leave_nobody_behind() {
    let journal = begun();
    assert!(journal.intend(&request(Operation::List, "")).unwrap().is_none());
    let update = request(Operation::Update, "{}");
    let pending = journal.intend(&update).unwrap().unwrap();
    journal.settle(pending, &update.answered(Ok((200, r#"{"userId":"usr_1"}"#))));
    assert_eq!(suspects(&journal), []);
}

#[test]
fn an_address_is_found_in_a_body_that_is_no_json() {
    let journal = begun();
    let body = format!("{{\"email\":\"{}\",", address("raw"));
    leave_open(&journal, &request(Operation::Invite, &body));
    leave_open(&journal, &request(Operation::Invite, "{\"email\":\"b@example.com\""));
    assert_eq!(suspects(&journal), [(Some(address("raw")), None)]);
}

#[test]
fn an_address_is_owned_when_it_holds_the_token_under_the_domain() {
    let account = begun().account();
    assert!(account.owns(&address("a")) && account.owns(&address("a").to_uppercase()));
    for email in ["a@example.com", "a.4801ef0e@example.org", "4801ef0e", "a@4801ef0e.example.com"] {
        assert!(!account.owns(email), "{email}");
    }
    assert!(!Account::default().owns("a@example.com"));
}

#[test]
fn what_was_recorded_is_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.ndjson");
    let (journal, left) = Journal::create(&path).unwrap();
    assert_eq!(left, 0);
    begin(&journal, RUN, KEY);
    book(&journal, &address("made"), Ok((201, r#"{"userId":"usr_1"}"#)));
    leave_open(&journal, &invitation(&address("open")));
    // Nothing is in a buffer: what is known here is known to everybody.
    assert_eq!(read(&path).unwrap(), [journal.account()]);
}

#[test]
fn an_unsettled_journal_is_continued_and_a_settled_one_begins_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.ndjson");
    let (first, _) = Journal::create(&path).unwrap();
    begin(&first, "first000", KEY);
    book(&first, "a.first000@example.com", Ok((201, r#"{"userId":"usr_1"}"#)));
    drop(first);

    let (second, left) = Journal::create(&path).unwrap();
    assert_eq!(left, 1);
    begin(&second, "second00", KEY);
    second.end();
    let runs: Vec<String> = read(&path).unwrap().into_iter().map(|account| account.run).collect();
    assert_eq!(runs, ["first000", "second00"]);

    let earlier = read(&path).unwrap().remove(0);
    let resumed = Journal::resume(&path, earlier);
    resumed.clear("a.first000@example.com", Some("usr_1"), How::Revoked);
    resumed.end();
    let (_, left) = Journal::create(&path).unwrap();
    assert_eq!((left, fs::read(&path).unwrap().len()), (0, 0));
}

#[test]
fn half_a_line_hides_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.ndjson");
    let (journal, _) = Journal::create(&path).unwrap();
    begin(&journal, RUN, KEY);
    book(&journal, &address("made"), Ok((201, r#"{"userId":"usr_1"}"#)));
    let known = journal.account();
    let mut text = fs::read(&path).unwrap();
    text.extend_from_slice(b"{\"at\":\"2026-11-22T09:30:00.000Z\",\"ru");
    fs::write(&path, text).unwrap();
    assert_eq!(read(&path).unwrap(), std::slice::from_ref(&known));
    let resumed = Journal::resume(&path, known);
    resumed.clear(&address("made"), Some("usr_1"), How::Demoted);
    assert_eq!(read(&path).unwrap()[0].suspects(), []);
}

#[test]
fn another_file_is_no_journal() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.json");
    fs::write(&path, "{\"format\": 1}").unwrap();
    assert!(read(&path).unwrap_err().to_string().contains("is no journal"));
    assert!(Journal::create(&path).is_err());
    assert_eq!(fs::read(&path).unwrap(), b"{\"format\": 1}");
    assert!(Journal::create(folder.path()).is_err());
}

/// `/dev/full` takes a file's place on a full disk.
#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_recorded_is_not_to_be_sent() {
    let journal = Journal::resume(Path::new("/dev/full"), Account::default());
    for _ in 0..2 {
        let refused = journal.intend(&invitation(&address("a"))).err().unwrap();
        assert!(refused.contains("the journal cannot be written"), "{refused}");
    }
    assert_eq!(suspects(&journal), []);
}

#[test]
fn a_key_that_a_server_makes_an_id_is_not_written_down() {
    let key = "s3cr3t-key-0123456789";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.ndjson");
    let (journal, _) = Journal::create(&path).unwrap();
    begin(&journal, RUN, key);
    let body = format!(r#"{{"userId":"usr_{key}"}}"#);
    book(&journal, &address("a"), Ok((201, &body)));
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("usr_[redacted]") && !text.contains(&key[..16]), "{text}");
    let known = &journal.account().suspects()[0];
    assert_eq!(known.user_id, Some(format!("usr_{key}")), "the run itself can clean up");
}

#[test]
fn whoever_lost_the_access_within_the_run_is_told_apart() {
    let by = |operation, outcome| {
        let body = r#"{"userId":"usr_1"}"#;
        let journal = begun();
        book(&journal, &address("made"), Ok((201, body)));
        for (operation, outcome) in
            [(Operation::RevokeAccess, Ok((200, "{}"))), (operation, outcome)]
        {
            let request = request(operation, body);
            let pending = journal.intend(&request).unwrap().unwrap();
            journal.settle(pending, &request.answered(outcome));
        }
        journal.account().suspects()[0].revoked
    };
    assert!(by(Operation::Update, Ok((404, "{}"))));
    assert!(by(Operation::RevokeAccess, Ok((404, "{}"))));
    // Whatever is not refused may have given the access back.
    assert!(!by(Operation::Update, Ok((200, "{}"))));
    assert!(!by(Operation::Update, Ok((500, "{}"))));
    assert!(!by(Operation::Update, Err(TransportFault::Timeout)));
}
