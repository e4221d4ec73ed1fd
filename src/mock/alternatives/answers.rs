//! Other status codes, headers, framings and shapes of answers.

use std::io::{self, Write};

use axum::http::{HeaderValue, StatusCode, header};
use chrono::Utc;
use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};

use crate::{
    mock::{Answer, Framing, Setting},
    model::Operation::{Invite, List, Update},
};

alternatives! {
    "invite-answers-200": "An accepted invite is answered with 200."
        Answer(|_, answer| swap(answer, StatusCode::CREATED, StatusCode::OK));
    "invite-answers-202":
        "An accepted invite is answered with 202, since the e-mail is still on its way."
        Answer(|_, answer| swap(answer, StatusCode::CREATED, StatusCode::ACCEPTED));
    "invalid-is-422": "What breaks a constraint is answered with 422."
        Answer(|_, answer| {
            if answer.code == Some("invalid_request") {
                answer.status = StatusCode::UNPROCESSABLE_ENTITY;
            }
        });
    "errors-are-a-message": "Errors are an object with nothing but a message."
        Answer(|_, answer| {
            if let Some(code) = answer.code {
                *answer = reshaped(answer, &json!({ "message": code.replace('_', " ") }));
            }
        });
    "errors-are-problem-json": "Errors are application/problem+json (RFC 9457)."
        Answer(|_, answer| {
            if let Some(code) = answer.code {
                let status = answer.status.as_u16();
                let problem = json!({"type": "about:blank", "title": code, "status": status});
                *answer = reshaped(answer, &problem);
                let problem_json = HeaderValue::from_static("application/problem+json");
                answer.header(header::CONTENT_TYPE, problem_json);
            }
        });
    "errors-have-no-body": "Errors are a status code without a body."
        Answer(|_, answer| {
            if answer.code.is_some() {
                answer.headers.remove(header::CONTENT_TYPE);
                answer.body.clear();
            }
        });
    "errors-are-html": "Errors are pages for people, and say so."
        Answer(|_, answer| {
            if let Some(code) = answer.code {
                answer.header(header::CONTENT_TYPE, HeaderValue::from_static("text/html"));
                answer.body = format!("<!doctype html>\n<title>{code}</title>").into_bytes();
            }
        });
    "errors-repeat-the-request": "Errors show what they refuse: the query or the body."
        Answer(|call, answer| {
            if let Some(code) = answer.code {
                let body: String =
                    String::from_utf8_lossy(&call.body).chars().take(500).collect();
                let sent = json!({ "query": call.uri.query(), "body": body });
                *answer = reshaped(answer, &json!({ "error": code, "input": sent }));
            }
        });
    "unknown-paths-are-html":
        "A path that does not exist is answered by a proxy, with a page of HTML."
        Answer(|_, answer| {
            if answer.code == Some("unknown_path") {
                answer.header(header::CONTENT_TYPE, HeaderValue::from_static("text/html"));
                answer.body = b"<h1>Not found</h1>".to_vec();
            }
        });
    "content-type-names-a-charset": "Bodies are declared as application/json; charset=utf-8."
        Answer(|_, answer| {
            let json = HeaderValue::from_static("application/json");
            if answer.headers.get(header::CONTENT_TYPE) == Some(&json) {
                let declared = HeaderValue::from_static("application/json; charset=utf-8");
                answer.header(header::CONTENT_TYPE, declared);
            }
        });
    "indented-json":
        "Bodies are indented JSON with its members in another order, and end with a newline."
        Answer(|_, answer| {
            let json: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
            answer.body = format!("{json:#}\n").into_bytes();
        });
    "escaped-json": "Every character outside of ASCII is escaped in bodies."
        Answer(|_, answer| {
            let text = String::from_utf8_lossy(&answer.body).into_owned();
            let escape = |unit| match u8::try_from(unit) {
                Ok(byte) if byte.is_ascii() => char::from(byte).to_string(),
                _ => format!("\\u{unit:04x}"),
            };
            answer.body = text.encode_utf16().map(escape).collect::<String>().into_bytes();
        });
    "extra-fields": "Users and pages have fields that no page documents."
        Reply(Invite, |_, user| more(user)),
        Reply(Update, |_, user| more(user)),
        Reply(List, |_, page| {
            page["users"].as_array_mut().into_iter().flatten().for_each(more);
            page["total"] = json!(1_000);
        });
    "extra-fields-that-change":
        "Users have fields that no page documents, each operation its own, and others each time."
        Reply(Invite, |_, user| user["invitationLink"] = json!("https://example.com/i/1")),
        Reply(Update, |_, user| {
            user["updatedAt"] = Utc::now().to_rfc3339().into();
            user["displayName"] = format!("{} {}", user["firstName"], user["lastName"]).into();
        }),
        Reply(List, |_, page| {
            for user in page["users"].as_array_mut().into_iter().flatten() {
                user["seenAt"] = Utc::now().to_rfc3339().into();
                user["displayName"] = format!("{} {}", user["firstName"], user["lastName"]).into();
            }
        });
    "gzip": "Bodies are compressed for clients that ask for it."
        Answer(|call, answer| {
            let asks = call.headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok());
            let packed = gzip(&answer.body);
            if let (true, Ok(packed)) =
                (asks.is_some_and(|asked| asked.contains("gzip")), packed)
            {
                answer.body = packed;
                answer.header(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            }
            answer.header(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        });
    "takes-gzip": "Bodies that are compressed with gzip are taken."
        Set(Setting::Gzip);
    "chunked": "Bodies come in chunks, without their length."
        Answer(|_, answer| answer.framing = Framing::Chunked);
    "connection-close": "The connection is closed after each answer."
        Answer(|_, answer| {
            answer.header(header::CONNECTION, HeaderValue::from_static("close"));
        });
}

fn swap(answer: &mut Answer, from: StatusCode, to: StatusCode) {
    if answer.status == from {
        answer.status = to;
    }
}

/// The same refusal with another body.
fn reshaped(answer: &Answer, body: &Value) -> Answer {
    Answer { body: body.to_string().into_bytes(), ..answer.clone() }
}

fn more(user: &mut Value) {
    user["id"] = json!(7);
    user["avatarUrl"] = Value::Null;
    user["tags"] = json!(["new", {"colour": "red"}]);
}

fn gzip(body: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(body)?;
    encoder.finish()
}
