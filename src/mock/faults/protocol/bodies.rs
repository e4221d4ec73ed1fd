//! Bodies that are taken although they are no JSON, or too much of it.

use serde_json::Value;

use crate::{
    mock::{Answer, Setting},
    model::Operation::{Invite, Update},
    promise::protocol,
};

faults! {
    protocol::REFUSES_MALFORMED_JSON {
        "malformed-body-is-acknowledged":
            "A body that is no JSON is answered with 200 and an empty object."
            Answer(|_, answer| {
                if answer.code == Some("malformed_json") {
                    *answer = Answer::acknowledgement();
                }
            });
        "unreadable-gzip-is-acknowledged":
            "A compressed body that nobody can unpack is answered with 200 and an empty object."
            Set(Setting::Gzip),
            Answer(|_, answer| {
                if answer.code == Some("malformed_gzip") {
                    *answer = Answer::acknowledgement();
                }
            });
        "unfinished-body-is-mended":
            "A body that ends before its closing brace is taken as if it were there."
            Raw(Invite, |_, body| {
                if body.starts_with(b"{") && !body.ends_with(b"}") {
                    body.push(b'}');
                }
            });
        "array-body-is-unwrapped": "An array of one invite is taken for the invite."
            Raw(Invite, |_, body| {
                if body.starts_with(b"[{") && body.ends_with(b"}]") {
                    *body = body[1..body.len() - 1].to_vec();
                }
            });
        "update-malformed-body-is-acknowledged":
            "An update whose body is no JSON is answered with 200 and changes nothing."
            Raw(Update, |_, body| {
                if serde_json::from_slice::<Value>(body).is_err() {
                    *body = b"{}".to_vec();
                }
            });
    }
    protocol::REFUSES_EXTENSIONS_OF_JSON {
        "trailing-comma-is-taken": "A comma before a closing brace is taken."
            Raw(Invite, |_, body| replace(body, ",}", "}"));
        "nan-is-taken": "NaN is taken and read as true."
            Raw(Invite, |_, body| replace(body, "NaN", "true"));
    }
}

/// Replaces text in a body, so that the parser does not see it.
fn replace(body: &mut Vec<u8>, from: &str, to: &str) {
    if let Ok(text) = std::str::from_utf8(body) {
        *body = text.replace(from, to).into_bytes();
    }
}
