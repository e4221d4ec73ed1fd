//! Family `protocol`: JSON in, JSON out, and no server error whatever is sent.

use std::io::{Read as _, Write as _};

use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use serde_json::{Value, json};

use super::{
    Input, Play, Reply, Scenario, Scene, Script, Stop,
    catalogue::Declared,
    invite::{documented, example},
    oracle::{patch, status},
    request,
    scene::Wish,
    update::{Settled, settled_member},
};
use crate::model::{Bytes, Case, Operation, Request, TransportFault};

/// Checks that watch every response.
const WATCHING: [&str; 3] =
    ["protocol::no_server_errors", "protocol::answers_in_json", "protocol::errors_hide_internals"];

/// Stands for an address of the run in bodies that are prepared before there is one.
const ADDRESS: &str = "placeholder@example.com";

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
        sends: "invitations and updates that are cut short, empty, with a trailing comma, with NaN, \
                not UTF-8, compressed, nested very deep and more",
        expects: "a 4xx",
    },
    Declared {
        id: "protocol::refuses_huge_bodies",
        title: "refuses huge bodies",
        sends: "an invitation and an update with a last name of five million characters",
        expects: "a 4xx",
    },
];

pub(super) fn scenarios() -> Vec<Scenario> {
    let mut update = documented("");
    update.as_object_mut().and_then(|body| body.remove("email"));
    let raw = |id: &str, base: Value, play: Script| {
        Scenario::new(id, &["protocol::refuses_malformed_json"], play)
            .witnessing(&WATCHING)
            .with(Input::Raw { base, member: "lastName" })
            .writing(0)
    };
    vec![
        raw("protocol/malformed-invite", documented(ADDRESS), malformed_invite),
        raw("protocol/malformed-update", update, malformed_update),
        Scenario::new("protocol/huge", &["protocol::refuses_huge_bodies"], huge)
            .with(Input::Values(vec![
                ("an invitation".into(), json!("invite")),
                ("an update".into(), json!("update")),
            ]))
            .writing(0),
    ]
}

/// The request with a raw body in place of its own.
fn with_raw_body(mut request: Request, case: &Case, body: Vec<u8>) -> Request {
    request.body = Some(body);
    let header =
        |name: &str, member: &str| Some((name.to_owned(), case.value[member].as_str()?.to_owned()));
    request.headers =
        [header("content-type", "contentType"), header("content-encoding", "contentEncoding")]
            .into_iter()
            .flatten()
            .collect();
    request
}

fn raw_body(case: &Case) -> Result<Vec<u8>, Stop> {
    let body: Bytes = serde_json::from_value(case.value["body"].clone())
        .map_err(|error| Stop::because(format!("the case has no body: {error}")))?;
    Ok(body.into())
}

/// Sends a raw body. Those that every server has to refuse are judged; the others only have to
/// leave the server standing, which the watching checks see to.
async fn judge_raw(
    scene: &Scene<'_>,
    case: &Case,
    request: Request,
) -> Result<Option<Reply>, Stop> {
    let operation = request.operation;
    let check = "protocol::refuses_malformed_json";
    let must = case.value["refused"] == true;
    let reply = match scene.send(request, Wish::Refused).await {
        // A server may close the connection instead of reading on (RFC 9110 section 15.5.14).
        Err(Stop::Transport(error)) if error.fault == TransportFault::Broken && !must => {
            return Ok(None);
        }
        reply => reply?,
    };
    if must {
        let why = format!("the body is no JSON: {}", case.name);
        let findings = status::refused(
            &scene.sets.refused,
            "protocol.malformed",
            operation,
            &case.name,
            &why,
            &reply,
        )?;
        scene.judge(check, &[&reply], findings);
    }
    Ok(Some(reply))
}

fn malformed_invite<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let fresh = scene.wire.fresh_email("raw");
        let readdressed = |body: &[u8]| replaced(body, ADDRESS.as_bytes(), fresh.as_bytes());
        let raw = raw_body(case)?;
        let body = match unpacked(&raw) {
            Some(plain) => packed(&readdressed(&plain)),
            None => readdressed(&raw),
        };
        let request = request::invite(scene.contract, Vec::new());
        judge_raw(scene, case, with_raw_body(request, case, body)).await.map(drop)
    })
}

fn malformed_update<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let Settled { mut member, before, read: first } = settled_member(scene).await?;
        let request = request::update(scene.contract, &member.id, None);
        let body = raw_body(case)?;
        let is_optional = body.trim_ascii().is_empty();
        let request = with_raw_body(request, case, body);
        if is_optional {
            // An update may have no body, so that an empty one is nothing to refuse.
            return scene.send(request, Wish::Refused).await.map(drop);
        }
        let Some(reply) = judge_raw(scene, case, request).await? else { return Ok(()) };
        if reply.is_success() {
            member.spoil();
            return Ok(());
        }
        let (after, read) = scene.read_unchanged(&member, &before).await?;
        let why = "since the update was refused";
        let left = patch::unchanged("update.atomic", Operation::Update, why, &before, &after);
        scene.judge("update::rejected_changes_nothing", &[&first, &reply, &read], left);
        Ok(())
    })
}

/// What was compressed with gzip, when that is what the bytes are. The case's own body is small.
fn unpacked(body: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    GzDecoder::new(body).take(HUGE as u64).read_to_end(&mut plain).ok()?;
    Some(plain)
}

fn packed(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Writing to a vector cannot fail.
    encoder.write_all(plain).and_then(|()| encoder.finish()).unwrap_or_default()
}

/// The bytes with the occurrences of `from` near the beginning replaced: what makes a body long
/// comes after the address.
fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    const NEAR: usize = 1 << 16;
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    let next = |rest: &[u8]| {
        rest[..rest.len().min(NEAR)].windows(from.len()).position(|window| window == from)
    };
    while let Some(at) = next(rest) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(to);
        rest = &rest[at + from.len()..];
    }
    out.extend_from_slice(rest);
    out
}

/// A body of megabytes, for invite and for update.
fn huge<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let check = "protocol::refuses_huge_bodies";
        let name = "x".repeat(HUGE);
        let sent = if case.value == "update" {
            let Settled { mut member, .. } = settled_member(scene).await?;
            let sent = scene.bad_update(&member.id, Some(&json!({ "lastName": name }))).await;
            let refused = sent.as_ref().is_ok_and(|reply| reply.status >= 400);
            member.set_settled(refused);
            sent
        } else {
            let mut body = example(scene);
            body["lastName"] = name.into();
            scene.invite(&body, Wish::Refused).await
        };
        let reply = match sent {
            // A server may close the connection instead of reading on (RFC 9110 section 15.5.14).
            Err(Stop::Transport(error)) if error.fault == TransportFault::Broken => {
                scene.note("a huge body makes the server close the connection");
                scene.judge(check, &[], Vec::new());
                return Ok(());
            }
            reply => reply?,
        };
        let operation = if case.value == "update" { Operation::Update } else { Operation::Invite };
        let why = "it is larger than any user";
        let findings = status::refused(&None, "protocol.huge", operation, "body", why, &reply)?;
        scene.judge(check, &[&reply], findings);
        Ok(())
    })
}
