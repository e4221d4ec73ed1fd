//! What could break a report, sent by the mock over HTTP as names and as errors: every report of
//! the run stays valid, and says the same to its readers.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use avara_conformance::{
    mock::{
        self, Answer, Call, MockConfig, Object,
        faults::{Fault, Hook},
    },
    model::Operation::{Invite, List},
    promise::protocol,
    schema,
};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{
    support::{Done, Gate, KEY},
    validators::{self, valid},
};

/// C0, C1, ANSI, ends of sections and elements, noncharacters, marks that turn the line around.
const KILLER: &str = "\u{0}\u{8}\r\n\u{b}\u{1b}[31m\u{7f}\u{9b}2J]]><![CDATA[&amp;</code><script>alert(1)\
     </script><b a=\"'\">\u{fffe}\u{ffff}\u{10ffff}\u{202e}\u{2028}\u{feff}`|](http://x)::error::%0A";

fn names(_: &Object, page: &mut Value) {
    for user in page["users"].as_array_mut().into_iter().flatten() {
        user["firstName"] = json!(KILLER);
        user["middleName"] = json!(7);
        user["suffix1"] = json!(KILLER.repeat(40));
    }
}

/// One in three invitations ends in a megabyte, with halves of characters in it.
fn errors(call: &Call, answer: &mut Answer) {
    if call.operation == Some(Invite) && call.turn.is_multiple_of(3) {
        let text = json!(KILLER.repeat(1_000_000 / KILLER.len())).to_string();
        answer.status = StatusCode::INTERNAL_SERVER_ERROR;
        answer.body = format!(r#"{{"error":{text},"half":"\ud800 \udfff"}}"#).into_bytes();
        answer.body.extend(b" \xff\xc3");
    }
}

fn fault() -> &'static Fault {
    const HOOKS: &[Hook] = &[Hook::Reply(List, names), Hook::Answer(errors)];
    static FAULT: Fault = Fault::new(
        "killers",
        "Rows and errors hold what could break a report.",
        &protocol::NO_SERVER_ERRORS,
        HOOKS,
    );
    &FAULT
}

/// A run against such a mock, with every report that there is.
async fn run() -> Done {
    let config = MockConfig {
        api_key: Some(KEY.to_owned()),
        faults: vec![fault()],
        ..MockConfig::default()
    };
    let server = mock::start(config, &schema::embedded().unwrap()).await.unwrap();
    let url = server.url();
    let gate = move || {
        let args = ["--target", &url, "--suite", "smoke", "--seed", "7", "--settle", "0s"];
        let more = [
            "--sarif",
            "reports/a.sarif",
            "--har",
            "reports/a.har",
            "--ctrf",
            "reports/ctrf.json",
            "--junit-rich",
            "reports/rich.xml",
        ];
        Gate::new().env("AVARA_API_KEY", KEY).args(&args).args(&more).run()
    };
    let done = tokio::task::spawn_blocking(gate).await.unwrap();
    server.shutdown().await;
    done.expect(1)
}

fn text(done: &Done, name: &str) -> String {
    fs::read_to_string(done.path(name)).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_report_stays_valid_whatever_a_server_sends() {
    let done = run().await;
    assert!(text(&done, "events.ndjson").contains("CDATA"), "nothing of it came through");

    for (name, validator) in [
        ("a.sarif", validators::sarif()),
        ("a.har", validators::har()),
        ("ctrf.json", validators::ctrf()),
    ] {
        valid(&validator, name, &serde_json::from_str(&text(&done, name)).unwrap());
    }
    serde_json::from_str::<Value>(&text(&done, "run.json")).unwrap();
    for line in text(&done, "events.ndjson").lines() {
        serde_json::from_str::<Value>(line).unwrap();
    }
    let hidden = |c: char| {
        c != '\n' && (c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{202e}'))
    };
    for name in ["junit.xml", "rich.xml", "report.html", "summary.md"] {
        assert!(!text(&done, name).contains(hidden), "{name}");
    }
    let page = text(&done, "report.html");
    assert_eq!(page.matches("<script").count(), 1);
    assert!(page.contains("&lt;script&gt;alert(1)"));
    for name in ["junit.xml", "rich.xml"] {
        let report = quick_junit::Report::deserialize_from_str(&text(&done, name)).unwrap();
        assert_eq!((report.tests, report.failures, report.errors), done.junit_counts());
        for part in text(&done, name).split("<testcase ").skip(1) {
            assert!(part.len() < 1 << 20, "{name}: {} bytes", part.len());
        }
    }
    assert!(text(&done, "summary.md").len() < 1 << 20);
    by_the_schema(&done.path("junit.xml"));
}

#[expect(clippy::print_stdout, reason = "a test that cannot run here says so on its output")]
fn by_the_schema(report: &Path) {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/formats/junit-10.xsd");
    let schema = std::env::var_os("AVARA_JUNIT_XSD").map_or(beside.into(), PathBuf::from);
    let mut xmllint = Command::new("xmllint");
    xmllint.args(["--noout", "--nonet", "--huge", "--schema"]).arg(&schema).arg(report);
    match xmllint.output() {
        Ok(output) if schema.is_file() => {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(_) | Err(_) => {
            println!("skipped: needs xmllint and the schema; AVARA_JUNIT_XSD can name it");
        }
    }
}
