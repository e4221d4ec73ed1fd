//! Family `protocol`: JSON in, JSON out, and no server error whatever is sent.

use std::io::{Read as _, Write as _};

use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use serde_json::{Value, json};

use super::{
    Input, Phase, Reply, Scenario, Scene, Script, Stop,
    own_user::settle,
    payload::{documented, documented_update, example},
    refusals::judge_unchanged,
    reply::Wish,
    request,
    scenario::script,
};
use crate::{
    model::{Bytes, Case, Level, Request, TransportFault},
    promise::{
        Promise,
        protocol::{
            ANSWERS_IN_JSON, DECLARES_WHAT_IT_SENDS, ERRORS_HIDE_INTERNALS,
            JSON_THAT_EVERY_CLIENT_READS, NO_SERVER_ERRORS, REFUSES_EXTENSIONS_OF_JSON,
            REFUSES_HUGE_BODIES, REFUSES_MALFORMED_JSON,
        },
        update::REJECTED_CHANGES_NOTHING,
    },
};

/// What watches every response.
static WATCHING: [&Promise; 5] = [
    &NO_SERVER_ERRORS,
    &ANSWERS_IN_JSON,
    &DECLARES_WHAT_IT_SENDS,
    &JSON_THAT_EVERY_CLIENT_READS,
    &ERRORS_HIDE_INTERNALS,
];

/// Stands for an address of the run in bodies that are prepared before there is one.
const ADDRESS: &str = "placeholder@example.com";

/// Size of the huge body in bytes.
const HUGE: usize = 5 << 20;

pub(super) fn scenarios() -> Vec<Scenario> {
    let raw = |id: &str, base: Value, play: Script| {
        Scenario::new(id, &REFUSES_MALFORMED_JSON, play)
            .judging(&[&REFUSES_EXTENSIONS_OF_JSON])
            .judging(&WATCHING)
            .with(Input::Raw { base, member: "lastName" })
            .writing(0)
    };
    vec![
        raw("protocol/malformed-invite", documented(ADDRESS), script!(malformed_invite)),
        raw("protocol/malformed-update", documented_update(), script!(malformed_update)),
        Scenario::new("protocol/huge", &REFUSES_HUGE_BODIES, script!(huge))
            .with(Input::Values(vec![
                ("an invitation".into(), json!("invite")),
                ("an update".into(), json!("update")),
            ]))
            .writing(0)
            // Until it is put right, nobody else reads the list.
            .during(Phase::Alone),
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

/// Sends a raw body. Those that are to be refused are judged; the others only have to leave the
/// server standing, which the watching checks see to.
async fn judge_raw(
    scene: &Scene<'_>,
    case: &Case,
    request: Request,
) -> Result<Option<Reply>, Stop> {
    let refusal = serde_json::from_value(case.value["refusal"].clone()).unwrap_or_default();
    let (promise, why) = match refusal {
        Level::Must => (Some(&REFUSES_MALFORMED_JSON), "the body is no JSON object"),
        Level::Should => (Some(&REFUSES_EXTENSIONS_OF_JSON), "the body is no JSON"),
        Level::May => (None, ""),
    };
    let reply = match scene.send(request, Wish::Refused).await {
        // A server may close the connection instead of reading on (RFC 9110 section 15.5.14).
        Err(Stop::Transport(error))
            if error.fault == TransportFault::Broken && promise.is_none() =>
        {
            return Ok(None);
        }
        reply => reply?,
    };
    if let Some(promise) = promise {
        let why = format!("{why}: {}", case.name);
        scene.judge_refused(promise, &reply, &case.name, &why)?;
    }
    Ok(Some(reply))
}

async fn malformed_invite(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let fresh = scene.wire.fresh_email("raw");
    let readdressed = |body: &[u8]| {
        let mut body = replaced(body, ADDRESS.as_bytes(), fresh.as_bytes());
        // The bodies in UTF-16 hold it as well.
        for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            body = replaced(&body, &utf16(ADDRESS, bytes), &utf16(&fresh, bytes));
        }
        body
    };
    let raw = raw_body(case)?;
    let body = match unpacked(&raw) {
        Some(plain) => packed(&readdressed(&plain)),
        None => readdressed(&raw),
    };
    let request = request::invite(scene.contract, Vec::new());
    let reply = judge_raw(scene, case, with_raw_body(request, case, body)).await?;
    put_right(scene, reply.as_ref()).await;
    Ok(())
}

/// What was stored of a body that is no plain JSON might make the list unreadable to others: it is
/// written over at once, before anybody reads it.
async fn put_right(scene: &Scene<'_>, stored: Option<&Reply>) {
    let Some(reply) = stored.filter(|reply| reply.is_success()) else { return };
    let own = request::users_in(&reply.json).into_iter().find(|user| {
        user["email"].as_str().is_some_and(|email| email.contains(scene.wire.token()))
    });
    if let Some(id) = own.as_ref().and_then(|user| user["userId"].as_str()) {
        restore(scene, id).await;
    }
}

/// Brings a user of the run back into the state of the documented example, which nobody judges.
async fn restore(scene: &Scene<'_>, id: &str) {
    scene.wire.send(request::update(scene.contract, id, Some(&documented_update()))).await;
}

/// The same for whoever the list shows under an address of the run.
async fn find_and_restore(scene: &Scene<'_>, email: &str) {
    let Ok(response) = scene.wire.send(request::by_email(scene.contract, email)).await.outcome
    else {
        return;
    };
    let page = response.json().unwrap_or_default().value;
    for user in request::users_in(&page).iter().filter(|user| user["email"] == email) {
        restore(scene, user["userId"].as_str().unwrap_or_default()).await;
    }
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

async fn malformed_update(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let settled = settle(scene).await?;
    let request = request::update(scene.contract, &settled.user.id, None);
    let body = raw_body(case)?;
    let is_optional = body.trim_ascii().is_empty();
    let request = with_raw_body(request, case, body);
    if is_optional {
        // An update may have no body, so that an empty one is nothing to refuse.
        return scene.send(request, Wish::Refused).await.map(drop);
    }
    let Some(reply) = judge_raw(scene, case, request).await? else { return Ok(()) };
    if reply.is_success() {
        restore(scene, &settled.user.id).await;
        return Ok(());
    }
    let why = "since the update was refused";
    judge_unchanged(scene, &REJECTED_CHANGES_NOTHING, settled, &reply, why).await
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
async fn huge(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let name = "x".repeat(HUGE);
    let sent = if case.value == "update" {
        let mut user = settle(scene).await?.user;
        let sent = scene.bad_update(&user.id, Some(&json!({ "lastName": name }))).await;
        if !sent.as_ref().is_ok_and(|reply| reply.status >= 400) {
            restore(scene, &user.id).await;
        }
        user.set_settled(sent.as_ref().is_ok_and(|reply| reply.status >= 400));
        sent
    } else {
        let mut body = example(scene);
        body["lastName"] = name.into();
        let sent = scene.invite(&body, Wish::Refused).await;
        match &sent {
            Ok(reply) => put_right(scene, Some(reply)).await,
            // Nobody knows whether it is stored.
            Err(_) => find_and_restore(scene, body["email"].as_str().unwrap_or_default()).await,
        }
        sent
    };
    let reply = match sent {
        // A server may close the connection instead of reading on (RFC 9110 section 15.5.14).
        Err(Stop::Transport(error)) if error.fault == TransportFault::Broken => {
            scene.note("a huge body makes the server close the connection");
            scene.judge(&REFUSES_HUGE_BODIES, &[], Vec::new());
            return Ok(());
        }
        reply => reply?,
    };
    let why = "it is larger than any user";
    scene.judge_refused_with(&None, &REFUSES_HUGE_BODIES, &reply, "body", why).map(drop)
}
