//! Credentials that must be refused: the reports print what went over the wire.

use std::fs;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;

use super::servers::{Mock, Tap};

/// The `Authorization` of a `curl` line.
fn of_curl(line: &str) -> String {
    if let Some((_, rest)) = line.split_once("-H 'Authorization: ") {
        return rest.split('\'').next().unwrap().to_owned();
    }
    let (_, rest) = line.split_once(" -u ").unwrap();
    format!("Basic {}", STANDARD.encode(rest.split(' ').next().unwrap()))
}

/// The `Authorization` of the only request in an HTTP archive.
fn of_har(archive: &str) -> String {
    let archive: Value = serde_json::from_str(archive).unwrap();
    let entries = archive["log"]["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 1);
    let headers = entries[0]["request"]["headers"].as_array().unwrap();
    let header = headers.iter().find(|header| header["name"] == "Authorization").unwrap();
    header["value"].as_str().unwrap().to_owned()
}

#[test]
fn bad_credentials_are_printed_as_they_were_sent() {
    for (fault, scheme) in [("list-with-any-token", "Bearer "), ("list-with-basic", "Basic ")] {
        let mock = Mock::start(&["--fault", fault]);
        let tap = Tap::start(&mock.url);
        let args = ["-v", "--exact", "auth::list_requires_credentials", "--har", "exchanges.har"];
        let done = tap.gate(&args).run().expect(1);
        let curl = done.stdout.lines().find(|line| line.contains("curl -i ")).unwrap();
        let har = fs::read_to_string(done.folder.path().join("exchanges.har")).unwrap();
        let (curl, har) = (of_curl(curl), of_har(&har));
        assert!(curl.starts_with(scheme), "{curl}");
        for (name, printed) in [("curl", curl), ("HAR", har)] {
            let sent = tap.said().contains(&format!("\r\nauthorization: {printed}\r\n"));
            assert!(sent, "{name} prints `{printed}`, which was never sent:\n{}", tap.said());
        }
    }
}
