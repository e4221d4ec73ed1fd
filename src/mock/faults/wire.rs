//! Bodies, content types, framing, and errors that tell too much.

use axum::http::{HeaderValue, StatusCode, header};
use serde_json::Value;

use super::{Fault, Hook, tools::broke};
use crate::mock::{
    Answer,
    Operation::{Invite, List, Update},
};

const JSON: (&str, &[&str]) = ("protocol.json", &["protocol::answers_in_json"]);
const SECRETS: (&str, &[&str]) = ("protocol.secrets", &["protocol::errors_hide_internals"]);

/// What becomes of each successful answer of an operation.
macro_rules! answers {
    ($($operation:ident $name:literal $summary:literal $change:expr)*) => {
        &[$(Fault::new($name, $summary, JSON.0, JSON.1, &[Hook::Answer(|call, answer| {
            let change: fn(&mut Answer) = $change;
            if call.is($operation) && answer.code.is_none() {
                change(answer);
            }
        })])),*]
    };
}

pub(super) const ANSWERS: &[Fault] = answers! {
    List "list-declared-as-html" "The list is declared as HTML." |answer| declare(answer, "text/html")
    Invite "invite-declared-as-text" "The answer to an invite is declared as plain text."
        |answer| declare(answer, "text/plain; charset=utf-8")
    Update "update-declares-nothing" "The answer to an update has no content type."
        |answer| drop(answer.headers.remove(header::CONTENT_TYPE))
    List "list-cut-short" "The JSON of the list ends early." |answer| answer.body.truncate(answer.body.len() - 1)
    List "list-cut-at-four-kilobytes" "The JSON of the list ends after four kilobytes." |answer| answer.body.truncate(4_096)
    Invite "invite-answers-without-body" "An invite is answered with 201 and no body." |answer| answer.body.clear()
    Invite "invite-answers-204" "An invite is answered with 204." |answer| *answer = Answer::empty(StatusCode::NO_CONTENT)
    Update "update-answers-204" "An update is answered with 204." |answer| *answer = Answer::empty(StatusCode::NO_CONTENT)
    List "list-is-a-page-for-people" "The list is a page of HTML with 200." |answer| {
        declare(answer, "text/html");
        answer.body = b"<!doctype html><title>Sign in</title>".to_vec();
    }
    List "list-json-after-a-guard" "The list begins with a guard against inclusion as a script."
        |answer| answer.body.splice(..0, *b")]}',\n").for_each(drop)
    List "list-begins-with-a-mark" "The list begins with a byte order mark."
        |answer| answer.body.splice(..0, *b"\xef\xbb\xbf").for_each(drop)
    Update "update-answers-twice" "The answer to an update holds its JSON twice." |answer| answer.body.extend_from_within(..)
    Invite "invite-answers-in-single-quotes" "The answer to an invite is written with single quotes."
        |answer| answer.body.iter_mut().filter(|byte| **byte == b'"').for_each(|byte| *byte = b'\'')
    Update "update-answers-with-nan" "The answer to an update holds NaN." |answer| {
        let text = String::from_utf8_lossy(&answer.body).replace("null", "NaN");
        answer.body = text.into_bytes();
    }
    Invite "invite-answers-in-latin1" "The answer to an invite is Latin-1 and declared as JSON." |answer| {
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        answer.body = text.chars().map(|c| u8::try_from(c).unwrap_or(0xbf)).collect();
    }
};

pub(super) const FAULTS: &[Fault] = &[
    Fault::new(
        "json-as-text-of-json",
        "The list is JSON inside of a JSON text.",
        "list.response",
        &["list::response_matches_schema"],
        &[Hook::Answer(|call, answer| {
            if call.is(List) && answer.code.is_none() {
                let text = Value::String(String::from_utf8_lossy(&answer.body).into_owned());
                answer.body = text.to_string().into_bytes();
            }
        })],
    ),
    Fault::new(
        "errors-are-broken-json",
        "Errors are declared as JSON and end early.",
        JSON.0,
        JSON.1,
        &[Hook::Answer(|_, answer| {
            if answer.code == Some("invalid_request") {
                answer.body.pop();
            }
        })],
    ),
    Fault::new(
        "errors-are-html-and-say-json",
        "Errors are pages of HTML that are declared as JSON.",
        JSON.0,
        JSON.1,
        &[Hook::Answer(|_, answer| {
            if answer.code == Some("invalid_request") {
                answer.body = b"<h1>Bad Request</h1>".to_vec();
            }
        })],
    ),
    Fault::new(
        "stack-trace-of-node",
        "A refused invite shows the stack of a JavaScript server.",
        SECRETS.0,
        SECRETS.1,
        &[Hook::Answer(|call, answer| {
            let trace = "Error: invalid\n    at validate (/srv/node_modules/joi/index.js:4:11)";
            tell(answer, call.is(Invite), trace);
        })],
    ),
    Fault::new(
        "stack-trace-of-python",
        "A refused update shows the stack of a Python server.",
        SECRETS.0,
        SECRETS.1,
        &[Hook::Answer(|call, answer| {
            let trace = "Traceback (most recent call last):\n  File \"/app/users.py\", line 12";
            tell(answer, call.is(Update), trace);
        })],
    ),
    Fault::new(
        "stack-trace-of-java",
        "A refused list shows the stack of a Java server.",
        SECRETS.0,
        SECRETS.1,
        &[Hook::Answer(|call, answer| {
            let trace = "java.lang.NumberFormatException\n\tat app.Users.list(Users.java:42)";
            tell(answer, call.is(List), trace);
        })],
    ),
    Fault::new(
        "stack-trace-of-go",
        "A refused cursor shows the stack of a Go server.",
        SECRETS.0,
        SECRETS.1,
        &[Hook::Answer(|_, answer| {
            let garbage = broke(answer, "cursor");
            tell(answer, garbage, "panic: runtime error\n\ngoroutine 7 [running]:");
        })],
    ),
    Fault::new(
        "database-error-shown",
        "A duplicate address shows the error of the database.",
        SECRETS.0,
        SECRETS.1,
        &[Hook::Answer(|_, answer| {
            let duplicate = broke(answer, "unique");
            tell(answer, duplicate, "SQLSTATE 23505: duplicate key violates users_email_key");
        })],
    ),
    Fault::new(
        "query-shown",
        "An unknown user shows the query that did not find it.",
        SECRETS.0,
        SECRETS.1,
        &[Hook::Answer(|_, answer| {
            let missing = answer.code == Some("user_not_found");
            tell(answer, missing, "no rows: SELECT * FROM tenant_7.users WHERE public_id = $1");
        })],
    ),
];

fn declare(answer: &mut Answer, media_type: &'static str) {
    answer.header(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
}

/// Adds to a refusal what nobody outside should see.
fn tell(answer: &mut Answer, applies: bool, internals: &str) {
    let body = serde_json::from_slice::<Value>(&answer.body);
    if let (Ok(Value::Object(mut body)), true) = (body, applies && answer.code.is_some()) {
        body.insert("debug".to_owned(), internals.into());
        answer.body = Value::Object(body).to_string().into_bytes();
    }
}
