//! What somebody meets first: `init`, and `--watch` while the server is worked on.

use std::fs;

use super::{
    servers::Mock,
    support::{AT_ONCE, Gate},
};

/// A mock that takes what a server on this machine is shown without a key.
fn mock(words: &[&str]) -> Mock {
    Mock::with_key("mock-api-key", words)
}

#[test]
fn init_asks_the_server_and_writes_a_file_that_the_gate_reads() {
    let server = mock(&["--seed-users", "40"]);
    let done = Gate::new().args(&["init", "--target", &server.url]).run().expect(0);
    assert!(done.stdout.contains("users   40 were seen"), "{}", done.stdout);
    let text = fs::read_to_string(done.folder.path().join("avara-conformance.toml")).unwrap();
    assert!(text.contains(&format!("target = \"{}", server.url)), "{text}");
    assert!(text.contains("suite = \"staging\""), "{text}");
    let shown = done.types("avara-conformance config --profile nightly").run().expect(0);
    assert!(shown.stdout.contains("30m"), "{}", shown.stdout);
    shown.types("avara-conformance init").run().expect(2).complains(&["--force"]);
}

#[test]
fn the_canary_finds_out_whether_the_key_may_write() {
    let ask = |words: &[&str]| {
        let server = mock(words);
        let words = ["init", "--canary", "--target", &server.url];
        Gate::new().args(&words).args(&AT_ONCE).run().expect(0)
    };
    let good = ask(&[]);
    assert!(good.stdout.contains("3 users were invited and lost their access"), "{}", good.stdout);
    let hidden = ask(&["--alternative", "may-not-invite"]);
    let text = fs::read_to_string(hidden.folder.path().join("avara-conformance.toml")).unwrap();
    assert!(text.contains("suite = \"read-only\""), "{}{text}", hidden.stdout);
}

#[test]
fn init_writes_nothing_where_nobody_answers() {
    let done = Gate::new().args(&["init", "--target", "http://127.0.0.1:9"]).run().expect(3);
    assert!(!done.folder.path().join("avara-conformance.toml").exists());
}

#[test]
fn watching_plays_what_did_not_pass_again_until_somebody_quits() {
    let server = mock(&["--fault", "invite-without-level"]);
    let words = ["--watch", "--target", &server.url, "rejects::level", "auth::list"];
    let done = Gate::new().args(&words).args(&AT_ONCE).input("\nq\n").run().expect(1);
    let told: Vec<&str> = done.stdout.lines().filter(|line| line.starts_with("watching")).collect();
    assert_eq!(told.len(), 2, "{}", done.stdout);
    assert!(told[0].contains("plays `invite::rejects::level::required` again"), "{told:?}");
    // Only the one check was played.
    assert_eq!(done.json()["results"].as_array().unwrap().len(), 1);
}

#[test]
fn only_a_server_on_this_machine_is_watched() {
    let refused = |words: &[&str]| {
        Gate::new().args(&["--watch"]).args(words).run().expect(2).leaves_no_report()
    };
    refused(&["--target", "https://staging.test"]).complains(&["--watch", "this machine"]);
    refused(&[]).complains(&["--watch"]);
}
