//! Requests that make the server fail.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::Value;

use crate::{
    mock::{Answer, Call, Framing, faults::fields::holds, user::is_user_id},
    model::Operation::{Invite, List, Update},
    promise::protocol,
};

faults! {
    protocol::NO_SERVER_ERRORS {
        "invite-fails-on-malformed-json": "An invite whose body is no JSON ends in a 500."
            Fails(Invite, |_, answer| answer.code == Some("malformed_json"));
        "invite-fails-on-empty-body": "An invite without a body ends in a 500."
            Fails(Invite, |call, answer| {
                call.body.is_empty() && answer.code != Some("body_too_large")
            });
        "invite-fails-on-coded-body":
            "An invite with a content coding that the server does not know ends in a 500."
            Fails(Invite, |_, answer| answer.code == Some("unsupported_coding"));
        "invite-fails-on-array": "An invite whose body is an array ends in a 500."
            Fails(Invite, |call, _| call.json().is_array());
        "invite-fails-on-deep-nesting": "An invite whose body is nested very deep ends in a 500."
            Fails(Invite, |call, _| call.body.starts_with(b"[[[["));
        "invite-fails-on-invalid-utf8": "An invite whose body is not UTF-8 ends in a 500."
            Fails(Invite, |call, _| std::str::from_utf8(&call.body).is_err());
        "invite-fails-on-wrong-type": "An invite with a value of the wrong type ends in a 500."
            Fails(Invite, |call, answer| call.json().is_object() && answer.broke("type"));
        "invite-fails-on-null": "An invite with a null ends in a 500."
            Fails(Invite, |call, _| {
                call.json().as_object().is_some_and(|body| body.values().any(Value::is_null))
            });
        "invite-fails-on-missing-field": "An invite without a required field ends in a 500."
            Fails(Invite, |call, answer| call.json().is_object() && answer.broke("required"));
        "invite-fails-on-unknown-role": "An invite with an unknown clinic role ends in a 500."
            Fails(Invite, |_, answer| answer.broke("anyOf"));
        "invite-fails-on-empty-text": "An invite with an empty name ends in a 500."
            Fails(Invite, |_, answer| answer.broke("minLength"));
        "invite-fails-on-wrong-phone": "An invite with a wrong phone number ends in a 500."
            Fails(Invite, |_, answer| answer.broke("pattern"));
        "invite-fails-on-duplicate-email": "A second invite of an address ends in a 500."
            Fails(Invite, |_, answer| answer.broke("unique"));
        "invite-fails-on-owner": "An invite of an owner ends in a 500."
            Fails(Invite, |call, _| call.json()["level"] == "owner");
        "invite-fails-on-admin-without-dashboard":
            "An invite of an admin without dashboard access ends in a 500."
            Fails(Invite, |_, answer| answer.broke("const"));
        "invite-fails-on-long-text":
            "An invite with a text of more than 150 characters ends in a 500."
            Fails(Invite, |call, _| {
                call.body.len() < 1 << 20 && holds(&call.json(), |text| text.chars().count() > 150)
            });
        "invite-fails-on-astral-characters":
            "An invite with a character outside of the basic plane ends in a 500."
            Fails(Invite, |call, _| {
                holds(&call.json(), |text| text.chars().any(|c| c > '\u{ffff}'))
            });
        "invite-fails-on-quotes": "An invite with an apostrophe in a name ends in a 500."
            Fails(Invite, |call, _| holds(&call.json()["lastName"], |text| text.contains('\'')));
        "invite-fails-on-huge-body": "An invite of several megabytes ends in a 500."
            Fails(Invite, |_, answer| answer.code == Some("body_too_large"));
        "update-fails-on-malformed-json": "An update whose body is no JSON ends in a 500."
            Fails(Update, |_, answer| answer.code == Some("malformed_json"));
        "update-fails-on-missing-body": "An update without a body ends in a 500."
            Fails(Update, |call, _| call.body.is_empty());
        "update-fails-on-empty-object": "An update without any field ends in a 500."
            Fails(Update, |call, _| *call.body == *b"{}");
        "update-fails-on-coded-body":
            "An update with a content coding that the server does not know ends in a 500."
            Fails(Update, |_, answer| answer.code == Some("unsupported_coding"));
        "update-fails-on-array": "An update whose body is an array ends in a 500."
            Fails(Update, |call, _| call.json().is_array());
        "update-fails-on-wrong-type": "An update with a value of the wrong type ends in a 500."
            Fails(Update, |call, answer| call.json().is_object() && answer.broke("type"));
        "update-fails-on-null": "An update with null for a suffix ends in a 500."
            Fails(Update, |call, _| call.json().get("suffix1").is_some_and(Value::is_null));
        "update-fails-on-null-role": "An update with clinicRole null ends in a 500."
            Fails(Update, |call, _| call.json().get("clinicRole").is_some_and(Value::is_null));
        "update-fails-on-unknown-role": "An update with an unknown clinic role ends in a 500."
            Fails(Update, |_, answer| answer.broke("anyOf"));
        "update-fails-on-empty-text": "An update with an empty name ends in a 500."
            Fails(Update, |_, answer| answer.broke("minLength"));
        "update-fails-on-unknown-id": "An update of nobody ends in a 500."
            Fails(Update, |call, answer| {
                answer.code == Some("user_not_found") && is_user_id(call.last_segment())
            });
        "update-fails-on-malformed-id": "An update of a malformed id ends in a 500."
            Fails(Update, |call, answer| {
                answer.code == Some("user_not_found") && !is_user_id(call.last_segment())
            });
        "update-fails-on-email": "An update with an e-mail address ends in a 500."
            Fails(Update, |_, answer| answer.broke("readOnly"));
        "update-fails-on-owner": "An update to owner ends in a 500."
            Fails(Update, |call, _| call.json()["level"] == "owner");
        "update-fails-on-long-text":
            "An update with a text of more than 150 characters ends in a 500."
            Fails(Update, |call, _| holds(&call.json(), |text| text.chars().count() > 150));
        "update-fails-on-astral-characters":
            "An update with a character outside of the basic plane ends in a 500."
            Fails(Update, |call, _| {
                holds(&call.json(), |text| text.chars().any(|c| c > '\u{ffff}'))
            });
        "update-fails-on-deep-nesting": "An update whose body is nested very deep ends in a 500."
            Fails(Update, |call, _| call.body.starts_with(b"[[[["));
        "list-fails-on-garbage-cursor": "A cursor that cannot be read ends in a 500."
            Fails(List, |_, answer| answer.broke("cursor"));
        "list-fails-on-non-ascii-cursor": "A cursor outside of ASCII ends in a 500."
            Fails(List, |call, _| query(call).contains("cursor=%C"));
        "list-fails-on-limit-zero": "A limit of 0 ends in a 500."
            Fails(List, |call, _| query(call).ends_with("limit=0"));
        "list-fails-on-negative-limit": "A negative limit ends in a 500."
            Fails(List, |call, _| query(call).contains("limit=-"));
        "list-fails-on-limit-of-text": "A limit that is no number ends in a 500."
            Fails(List, |call, _| query(call).contains("limit=t"));
        "list-fails-on-large-limit": "A limit over 100 ends in a 500."
            Fails(List, |_, answer| answer.broke("maximum"));
        "list-fails-on-unknown-level": "An unknown level ends in a 500."
            Fails(List, |_, answer| answer.violates("level", "enum"));
        "list-fails-on-unknown-source": "An unknown source ends in a 500."
            Fails(List, |_, answer| answer.violates("invitedSource", "enum"));
        "list-fails-on-apostrophe": "A name with an apostrophe in a filter ends in a 500."
            Fails(List, |call, _| query(call).contains("Name=") && query(call).contains("%27"));
        "list-fails-on-open-bracket": "A filter that is no regular expression ends in a 500."
            Fails(List, |call, _| {
                query(call).contains("Name=")
                    && (query(call).contains("%5C&") || query(call).contains("%2B&"))
            });
        "list-fails-on-percent-sign": "A percent sign in a filter ends in a 500."
            Fails(List, |call, _| query(call).contains("Name=%25"));
        "list-fails-on-non-ascii": "A filter outside of ASCII ends in a 500."
            Fails(List, |call, _| query(call).contains("Name=%E"));
        "list-fails-on-two-filters": "Two filters at once end in a 500."
            Fails(List, |call, _| query(call).contains("level=") && query(call).contains("Name="));
        "sometimes-500" one in 40: "One request in 40 ends in a 500."
            Answer(|_, answer| *answer = Answer::server_error());
        "sometimes-502-of-a-proxy" one in 40:
            "One list in 40 is answered by a proxy, with 502 and HTML."
            Answer(|call, answer| {
                if call.is(List) {
                    *answer = Answer::empty(StatusCode::BAD_GATEWAY);
                    answer.body = b"<h1>502 Bad Gateway</h1>".to_vec();
                }
            });
        "sometimes-hangs" one in 60: "One request in 60 is not answered in time."
            Delay(|_| Duration::from_secs(15));
        "sometimes-breaks-off" one in 60: "The connection breaks in the middle of one answer in 60."
            Answer(|_, answer| answer.framing = Framing::Cut);
    }
}

fn query(call: &Call) -> &str {
    call.uri.query().unwrap_or_default()
}
