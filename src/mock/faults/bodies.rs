//! Bodies that are taken although they are no JSON, or too much of it.

use axum::http::StatusCode;
use serde_json::Value;

use super::{Fault, Hook};
use crate::mock::{
    Answer, Object,
    Operation::{Invite, Update},
};

const MALFORMED: (&str, &[&str]) = ("protocol.malformed", &["protocol::refuses_malformed_json"]);
const HUGE: (&str, &[&str]) = ("protocol.huge", &["protocol::refuses_huge_bodies"]);

pub(super) const FAULTS: &[Fault] = &[
    Fault::new(
        "malformed-body-is-acknowledged",
        "A body that is no JSON is answered with 200 and an empty object.",
        MALFORMED.0,
        MALFORMED.1,
        &[Hook::Answer(|_, answer| {
            if answer.code == Some("malformed_json") {
                *answer = Answer::json(StatusCode::OK, &Value::Object(Object::new()));
            }
        })],
    ),
    Fault::new(
        "unreadable-gzip-is-acknowledged",
        "A compressed body that nobody can unpack is answered with 200 and an empty object.",
        MALFORMED.0,
        MALFORMED.1,
        &[
            Hook::Config(|config| config.body_limit.gzip = true),
            Hook::Answer(|_, answer| {
                if answer.code == Some("malformed_gzip") {
                    *answer = Answer::json(StatusCode::OK, &Value::Object(Object::new()));
                }
            }),
        ],
    ),
    Fault::new(
        "trailing-comma-is-taken",
        "A comma before a closing brace is taken.",
        MALFORMED.0,
        MALFORMED.1,
        &[Hook::Raw(Invite, |_, body| replace(body, ",}", "}"))],
    ),
    Fault::new(
        "nan-is-taken",
        "NaN is taken and read as true.",
        MALFORMED.0,
        MALFORMED.1,
        &[Hook::Raw(Invite, |_, body| replace(body, "NaN", "true"))],
    ),
    Fault::new(
        "unfinished-body-is-mended",
        "A body that ends before its closing brace is taken as if it were there.",
        MALFORMED.0,
        MALFORMED.1,
        &[Hook::Raw(Invite, |_, body| {
            if body.starts_with(b"{") && !body.ends_with(b"}") {
                body.push(b'}');
            }
        })],
    ),
    Fault::new(
        "array-body-is-unwrapped",
        "An array of one invite is taken for the invite.",
        MALFORMED.0,
        MALFORMED.1,
        &[Hook::Raw(Invite, |_, body| {
            if body.starts_with(b"[{") && body.ends_with(b"}]") {
                *body = body[1..body.len() - 1].to_vec();
            }
        })],
    ),
    Fault::new(
        "invalid-utf8-is-taken",
        "Bytes that are no UTF-8 are replaced, and the body is taken.",
        MALFORMED.0,
        MALFORMED.1,
        &[Hook::Raw(Invite, |_, body| {
            *body = String::from_utf8_lossy(body).into_owned().into_bytes();
        })],
    ),
    Fault::new(
        "huge-body-is-taken",
        "A body of several megabytes is taken.",
        HUGE.0,
        HUGE.1,
        &[Hook::Config(|config| config.body_limit.taken = config.body_limit.read)],
    ),
    Fault::new(
        "update-malformed-body-is-acknowledged",
        "An update whose body is no JSON is answered with 200 and changes nothing.",
        MALFORMED.0,
        MALFORMED.1,
        &[Hook::Raw(Update, |_, body| {
            if serde_json::from_slice::<Value>(body).is_err() {
                *body = b"{}".to_vec();
            }
        })],
    ),
    Fault::new(
        "huge-update-is-taken",
        "An update of several megabytes is taken.",
        HUGE.0,
        HUGE.1,
        &[
            Hook::Config(|config| config.body_limit.taken = config.body_limit.read),
            Hook::Raw(Invite, |_, body| {
                if body.len() > 1 << 20 {
                    body.clear();
                }
            }),
        ],
    ),
];

/// Replaces text in a body, so that the parser does not see it.
fn replace(body: &mut Vec<u8>, from: &str, to: &str) {
    if let Ok(text) = std::str::from_utf8(body) {
        *body = text.replace(from, to).into_bytes();
    }
}
