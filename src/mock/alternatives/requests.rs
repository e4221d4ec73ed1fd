//! Requests that no page and no RFC makes a server refuse.

use serde_json::Value;

use crate::{
    mock::{Setting, user::OPTIONAL_FIELDS},
    model::Operation::{Invite, Update},
};

alternatives! {
    "invalid-utf8-is-replaced": "Bytes that are no UTF-8 become U+FFFD, and the body is taken."
        Raw(Invite, |_, body| replaced(body)),
        Raw(Update, |_, body| replaced(body));
    "huge-bodies-are-taken": "Bodies of several megabytes are taken."
        Set(Setting::TakeHugeBodies);
    "null-body-is-none": "An update whose body is null is one without a body."
        Raw(Update, |_, body| {
            if body.trim_ascii() == b"null" {
                *body = b"{}".to_vec();
            }
        });
    "null-is-absent-on-invite": "Null for an optional field of an invite says that there is none."
        Request(Invite, |request| {
            for name in OPTIONAL_FIELDS {
                if request.get(name).is_some_and(Value::is_null) {
                    request.remove(name);
                }
            }
        });
    "phone-digits-of-any-script": "An invite takes the digits of any script in a phone number."
        Overlooks(Invite, "phoneNumber", "pattern", |request| {
            let number = request.get("phoneNumber").and_then(Value::as_str).unwrap_or_default();
            (10..=15).contains(&number.chars().count()) && number.chars().all(char::is_numeric)
        });
}

fn replaced(body: &mut Vec<u8>) {
    *body = String::from_utf8_lossy(body).into_owned().into_bytes();
}
