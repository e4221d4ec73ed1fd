//! Bodies that are no JSON, or not declared as such.

use axum::http::{HeaderValue, StatusCode, header};

use crate::{
    mock::{Answer, Object, user::invited_fields},
    model::Operation::{Invite, List, Update},
    promise::protocol,
};

faults! {
    protocol::ANSWERS_IN_JSON {
        "list-declared-as-html": "The list is declared as HTML."
            Success(List, |answer| declare(answer, "text/html"));
        "invite-declared-as-text": "The answer to an invite is declared as plain text."
            Success(Invite, |answer| declare(answer, "text/plain; charset=utf-8"));
        "list-cut-short": "The JSON of the list ends early."
            Success(List, |answer| answer.body.truncate(answer.body.len() - 1));
        "list-cut-at-four-kilobytes": "The JSON of the list ends after four kilobytes."
            Success(List, |answer| answer.body.truncate(4_096));
        "invite-answers-without-body": "An invite is answered with 201 and no body."
            Success(Invite, |answer| answer.body.clear());
        "invite-answers-204": "An invite is answered with 204."
            Success(Invite, |answer| *answer = Answer::empty(StatusCode::NO_CONTENT));
        "update-answers-204": "An update is answered with 204."
            Success(Update, |answer| *answer = Answer::empty(StatusCode::NO_CONTENT));
        "list-is-a-page-for-people": "The list is a page of HTML with 200."
            Success(List, |answer| {
                declare(answer, "text/html");
                answer.body = b"<!doctype html><title>Sign in</title>".to_vec();
            });
        "list-json-after-a-guard": "The list begins with a guard against inclusion as a script."
            Success(List, |answer| answer.body.splice(..0, *b")]}',\n").for_each(drop));
        "list-begins-with-a-mark": "The list begins with a byte order mark."
            Success(List, |answer| answer.body.splice(..0, *b"\xef\xbb\xbf").for_each(drop));
        "update-answers-twice": "The answer to an update holds its JSON twice."
            Success(Update, |answer| answer.body.extend_from_within(..));
        "invite-answers-in-single-quotes": "The answer to an invite is written with single quotes."
            Success(Invite, |answer| {
                answer.body.iter_mut().filter(|byte| **byte == b'"').for_each(|byte| *byte = b'\'');
            });
        "update-answers-with-nan": "The answer to an update holds NaN."
            Success(Update, |answer| {
                let text = String::from_utf8_lossy(&answer.body).replace("null", "NaN");
                answer.body = text.into_bytes();
            });
        "invite-answers-in-latin1": "The answer to an invite is Latin-1 and declared as JSON."
            Success(Invite, |answer| {
                let text = String::from_utf8_lossy(&answer.body).into_owned();
                answer.body = text.chars().map(|c| u8::try_from(c).unwrap_or(0xbf)).collect();
            });
        "errors-are-broken-json": "Errors are declared as JSON and end early."
            Answer(|_, answer| {
                if answer.code == Some("invalid_request") {
                    answer.body.pop();
                }
            });
        "errors-are-html-and-say-json": "Errors are pages of HTML that are declared as JSON."
            Answer(|_, answer| {
                if answer.code == Some("invalid_request") {
                    answer.body = b"<h1>Bad Request</h1>".to_vec();
                }
            });
        "sometimes-html-with-200" one in 40: "One list in 40 is a page of HTML with 200."
            Answer(|call, answer| {
                if call.is(List) && answer.code.is_none() {
                    answer.headers.clear();
                    answer.body = b"<h1>We will be right back</h1>".to_vec();
                }
            });
    }
    protocol::MEMBER_NAMES_ARE_EXACT {
        "names-in-any-letters": "Members are looked up whatever the case of their letters."
            Request(Invite, fold_names),
            Request(Update, fold_names);
    }
    protocol::DECLARES_WHAT_IT_SENDS {
        "update-declares-nothing": "The answer to an update has no content type."
            Success(Update, |answer| drop(answer.headers.remove(header::CONTENT_TYPE)));
    }
}

/// The last member wins, whatever the letters of its name.
fn fold_names(request: &mut Object) {
    for known in invited_fields() {
        let other = |name: &&String| name.as_str() != known && name.eq_ignore_ascii_case(known);
        let twin = request.keys().find(other).cloned();
        if let Some(value) = twin.and_then(|twin| request.remove(&twin)) {
            request.insert(known.to_owned(), value);
        }
    }
}

fn declare(answer: &mut Answer, media_type: &'static str) {
    answer.header(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
}
