//! Family `protocol`: JSON in, JSON out, and no server error whatever is sent.

use serde_json::json;

use super::{
    Input, Play, Scenario, Scene, Stop, catalogue::Declared, invite::example, oracle::status,
    request, scene::Wish,
};
use crate::model::{Case, Operation, TransportFault};

/// Checks that watch every response.
const WATCHING: [&str; 3] =
    ["protocol::no_server_errors", "protocol::answers_in_json", "protocol::errors_hide_internals"];

/// How deep the nested body is.
const DEPTH: usize = 10_000;

/// Size of the huge body in bytes.
const HUGE: usize = 5 << 20;

pub(super) const CHECKS: &[Declared] = &[
    Declared {
        id: "protocol::no_server_errors",
        title: "nothing makes the server fail",
        sends: "nothing of its own: it watches every response",
        expects: "a status below 500",
    },
    Declared {
        id: "protocol::answers_in_json",
        title: "bodies are declared as JSON and are JSON",
        sends: "nothing of its own: it watches every response",
        expects: "2xx with Content-Type application/json and one JSON text",
    },
    Declared {
        id: "protocol::errors_hide_internals",
        title: "errors show no internals",
        sends: "nothing of its own: it watches every error",
        expects: "no stack trace and no database message",
    },
    Declared {
        id: "protocol::refuses_malformed_json",
        title: "refuses bodies that are not JSON",
        sends: "invitations cut short, empty, with a trailing comma, with NaN, nested very deep",
        expects: "a 4xx",
    },
    Declared {
        id: "protocol::refuses_huge_bodies",
        title: "refuses huge bodies",
        sends: "an invitation with a last name of five million characters",
        expects: "a 4xx",
    },
];

pub(super) fn scenarios() -> Vec<Scenario> {
    let kinds = [
        ("cut short", "truncated"),
        ("empty", "empty"),
        ("with a trailing comma", "trailing-comma"),
        ("with NaN", "nan"),
        ("an array", "array"),
        ("a lone word", "word"),
        ("nested very deep", "deep"),
        ("not UTF-8", "latin1"),
    ];
    let kinds = kinds.iter().map(|(name, kind)| ((*name).to_owned(), json!(kind))).collect();
    let mut malformed =
        Scenario::new("protocol/malformed", &["protocol::refuses_malformed_json"], malformed)
            .with(Input::Values(kinds))
            .writing(0);
    malformed.witnesses.extend(WATCHING.map(str::to_owned));
    vec![
        malformed,
        Scenario::new("protocol/huge", &["protocol::refuses_huge_bodies"], huge).writing(0),
    ]
}

fn malformed<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let text = example(scene).to_string();
        let body = match case.value.as_str().unwrap_or_default() {
            "truncated" => text.as_bytes()[..text.len() - 1].to_vec(),
            "empty" => Vec::new(),
            "trailing-comma" => format!("{},}}", &text[..text.len() - 1]).into_bytes(),
            "nan" => text.replace("true", "NaN").into_bytes(),
            "array" => format!("[{text}]").into_bytes(),
            "word" => b"invite".to_vec(),
            "deep" => ["[".repeat(DEPTH), "]".repeat(DEPTH)].concat().into_bytes(),
            _ => text
                .replace("Sarah", "Sar\u{1}h")
                .bytes()
                .map(|b| if b == 1 { 0xe4 } else { b })
                .collect(),
        };
        let reply = scene.send(request::invite(scene.contract, body), Wish::Refused).await?;
        let why = format!("the body is {}", case.name);
        let clause = "protocol.malformed";
        let findings = status::refused(clause, Operation::Invite, &case.name, &why, &reply)?;
        scene.judge("protocol::refuses_malformed_json", &[&reply], findings);
        Ok(())
    })
}

fn huge<'a>(scene: &'a Scene<'a>, _: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let mut body = example(scene);
        body["lastName"] = "x".repeat(HUGE).into();
        let reply = match scene.invite(&body, Wish::Refused).await {
            // A server may close the connection instead of reading on (RFC 9110 section 15.5.14).
            Err(Stop::Transport(error)) if error.fault == TransportFault::Broken => {
                scene.note("a huge body makes the server close the connection");
                scene.judge("protocol::refuses_huge_bodies", &[], Vec::new());
                return Ok(());
            }
            reply => reply?,
        };
        let why = "it is larger than any user";
        let findings = status::refused("protocol.huge", Operation::Invite, "body", why, &reply)?;
        scene.judge("protocol::refuses_huge_bodies", &[&reply], findings);
        Ok(())
    })
}
