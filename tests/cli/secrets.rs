//! The API key appears nowhere: not in the output, not in a report, in no disguise.

use std::fs;

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{
    servers::Mock,
    support::{AT_ONCE, Done, Gate, KEY},
};

/// Everything that a run said and wrote.
fn everything(done: &Done) -> String {
    let mut text = format!("{}\n{}\n", done.stdout, done.stderr);
    let mut folders = vec![done.folder.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                text += &String::from_utf8_lossy(&fs::read(path).unwrap());
            }
        }
    }
    text
}

#[track_caller]
fn keeps_the_secret(done: &Done) {
    let text = everything(done);
    assert!(text.contains("</testsuites>") && text.contains("\"results\""), "no report was read");
    let disguises = [
        KEY.to_owned(),
        STANDARD.encode(KEY),
        STANDARD_NO_PAD.encode(KEY),
        URL_SAFE.encode(KEY),
        URL_SAFE_NO_PAD.encode(KEY),
        utf8_percent_encode(KEY, NON_ALPHANUMERIC).to_string(),
        KEY.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D"),
    ];
    for disguise in disguises {
        assert!(!text.contains(&disguise), "the key leaks as `{disguise}`");
    }
}

#[test]
fn a_passing_run_keeps_the_secret() {
    let done = Mock::start(&[]).gate(&["--verbose", "--seed", "7"]).run().expect(0);
    keeps_the_secret(&done);
}

#[test]
fn a_failing_run_keeps_the_secret() {
    let mock = Mock::start(&["--fault", "update-wipes-absent-suffix1"]);
    let done = mock.gate(&["--verbose", "--seed", "7"]).args(&AT_ONCE).run().expect(1);
    assert!(done.stdout.contains("$AVARA_API_KEY"), "the curl line names the variable");
    keeps_the_secret(&done);
}

/// A server that echoes the credentials in its errors, as debugging pages do.
#[test]
fn a_server_that_tells_the_secret_is_masked() {
    let body = "{\"error\":\"bad token canary+key/of=the-tests~0123456789\"}";
    assert!(body.contains(KEY));
    let url = super::servers::answering("500 Internal Server Error", body);
    let args = ["--target", &url, "--verbose", "--seed", "7"];
    let done = Gate::new().args(&args).args(&AT_ONCE).env("AVARA_API_KEY", KEY).run().expect(1);
    assert!(done.stdout.contains("[redacted]"), "{}", done.stdout);
    keeps_the_secret(&done);
    let run = done.folder.path().join("reports/run.json");
    let args = ["replay", run.to_str().unwrap(), "--tries", "1"];
    let again = everything(&Gate::new().args(&args).env("AVARA_API_KEY", KEY).run().expect(1));
    assert!(again.contains("[redacted]") && !again.contains(&KEY[..16]), "{again}");
}

/// A key in the address would end up in every report.
#[test]
fn credentials_in_the_address_are_not_told() {
    let mock = Mock::start(&[]);
    let url = mock.url.replace("http://", "http://someone:canary-password-0123456789@");
    let args = ["--target", &url, "--suite", "smoke", "--seed", "7"];
    let done = Gate::new().args(&args).env("AVARA_API_KEY", KEY).run();
    assert!(!everything(&done).contains("canary-password-0123456789"), "{}", done.stdout);
}

/// They are refused, since they would be sent beside the key, and not told.
#[test]
fn credentials_in_the_address_are_not_repeated() {
    let url = super::servers::answering("500 Internal Server Error", "{}");
    let url = url.replace("http://", "http://someone:canary-password-0123456789@");
    let args = ["--target", &url, "--exact", "protocol::no_server_errors"];
    let done = Gate::new().args(&args).env("AVARA_API_KEY", KEY).run().expect(2);
    let done = done.complains(&["AVARA_API_KEY", "the target is http://127.0.0.1:"]);
    assert!(!everything(&done).contains("canary-password-0123456789"), "{}", done.stdout);
}

/// A header may carry a session; the command that repeats it asks for a variable.
#[test]
fn a_header_that_may_be_a_secret_is_not_told() {
    let mock = Mock::start(&["--fault", "invite-reply-drops-phone-number"]);
    let secret = "canary-session-0123456789";
    let header = format!("Cookie: session={secret}");
    let args = ["--exact", "invite::echoes_sent_fields", "--header", &header];
    let done = mock.gate(&args).run().expect(1);
    assert!(!everything(&done).contains(secret), "{}", done.stdout);
    let found = done.check("invite::echoes_sent_fields")["counterexamples"][0].clone();
    let line = found["replay"].as_str().unwrap().to_owned();
    let done = done.types(&line).env("AVARA_API_KEY", KEY).run();
    assert!(done.code != Some(1), "{}", done.stdout);
    let done = done.complains(&["COOKIE"]).types(&line).env("AVARA_API_KEY", KEY);
    done.env("COOKIE", &format!("session={secret}")).run().expect(1);
}

/// A piece of a key may stand in an answer by chance: reports hide it, the checks see it.
#[test]
fn a_key_that_looks_like_an_id_decides_nothing() {
    let key = "1234567890abcdef1234567890abcdef";
    let mock = Mock::with_key(key, &[]);
    let done = mock.gate(&["-v", "--keep", "all", "--seed", "7"]).env("AVARA_API_KEY", key).run();
    let text = everything(&done.expect(0));
    assert!(text.contains("usr_[redacted]"), "no user with the id of the key was seen");
    assert!(!text.contains("1234567890abcdef"), "the key leaks");
}
