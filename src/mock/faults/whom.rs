//! An update meets the wrong user, or nobody at all.

use axum::http::StatusCode;
use serde_json::json;

use super::{
    Fault, Hook,
    tools::{set, text},
};
use crate::mock::{Answer, Call, EXAMPLE_USER_ID, Operation::Update};

const OTHERS: (&str, &[&str]) = ("update.others", &["update::leaves_other_users_alone"]);
const UNKNOWN: (&str, &[&str]) = ("update.unknown", &["update::refuses_unknown_user"]);
const MALFORMED: (&str, &[&str]) = ("update.malformed-id", &["update::refuses_malformed_id"]);

pub(super) const FAULTS: &[Fault] = &[
    Fault::new(
        "update-hits-the-next-user",
        "An update changes the user behind the one it names.",
        OTHERS.0,
        OTHERS.1,
        &[Hook::Subject(|place, users| *place = (*place + 1) % users)],
    ),
    Fault::new(
        "update-changes-everybody",
        "An update of canManageStudies has no condition and changes every user.",
        OTHERS.0,
        OTHERS.1,
        &[Hook::Others(|request, _, other| {
            if let Some(studies) = request.get("canManageStudies") {
                set(&mut other.0, "canManageStudies", studies.clone());
            }
        })],
    ),
    Fault::new(
        "update-changes-namesakes",
        "An update changes every user of the same last name.",
        OTHERS.0,
        OTHERS.1,
        &[Hook::Others(|request, after, other| {
            if other.text("lastName") == after.text("lastName") {
                for (name, value) in
                    request.iter().filter(|(name, value)| *name != "lastName" && !value.is_null())
                {
                    set(&mut other.0, name, value.clone());
                }
            }
        })],
    ),
    Fault::new(
        "update-changes-the-same-role",
        "An update of a first name changes every user of the same clinic role.",
        OTHERS.0,
        OTHERS.1,
        &[Hook::Others(|request, after, other| {
            if let Some(name) = request.get("firstName")
                && other.text("clinicRole") == after.text("clinicRole")
            {
                set(&mut other.0, "firstName", name.clone());
            }
        })],
    ),
    Fault::new(
        "update-frees-phone-number",
        "An update to a phone number takes it from everybody else who has it.",
        OTHERS.0,
        OTHERS.1,
        &[Hook::Others(|request, _, other| {
            if request.get("phoneNumber").is_some()
                && other.text("phoneNumber") == text(request, "phoneNumber")
            {
                other.0.remove("phoneNumber");
            }
        })],
    ),
    Fault::new(
        "update-unknown-is-ok",
        "An update of nobody is answered with 200 and an empty object.",
        UNKNOWN.0,
        UNKNOWN.1,
        &[Hook::Answer(|call, answer| {
            if missing(call, answer) && is_well_formed(call) {
                *answer = Answer::json(StatusCode::OK, &json!({}));
            }
        })],
    ),
    Fault::new(
        "update-unknown-is-created",
        "An update of nobody makes a user with the id it names.",
        UNKNOWN.0,
        UNKNOWN.1,
        &[Hook::Answer(|call, answer| {
            if missing(call, answer) && is_well_formed(call) {
                let mut user = call.json();
                user["userId"] = id(call).into();
                *answer = Answer::json(StatusCode::CREATED, &user);
            }
        })],
    ),
    Fault::new(
        "update-unknown-is-no-content",
        "An update of nobody is answered with 204, as one that changed nothing.",
        UNKNOWN.0,
        UNKNOWN.1,
        &[Hook::Answer(|call, answer| {
            if missing(call, answer) && is_well_formed(call) {
                *answer = Answer::empty(StatusCode::NO_CONTENT);
            }
        })],
    ),
    Fault::new(
        "update-unknown-hits-the-first-user",
        "An update of nobody changes the first user there is.",
        UNKNOWN.0,
        UNKNOWN.1,
        &[Hook::SameId(|asked, has| asked.len() == 36 && has == EXAMPLE_USER_ID)],
    ),
    Fault::new(
        "update-id-by-prefix",
        "The beginning of an id is enough to change a user.",
        MALFORMED.0,
        MALFORMED.1,
        &[Hook::SameId(|asked, has| asked.len() >= 8 && has.starts_with(asked))],
    ),
    Fault::new(
        "update-id-is-injected",
        "The id is pasted into a query: a quote changes whoever comes first.",
        MALFORMED.0,
        MALFORMED.1,
        &[Hook::SameId(|asked, _| asked.contains("' OR '"))],
    ),
    Fault::new(
        "update-id-behind-garbage",
        "An id is looked for anywhere in the path: what surrounds it is passed over.",
        MALFORMED.0,
        MALFORMED.1,
        &[Hook::SameId(|asked, has| asked.contains(has))],
    ),
    Fault::new(
        "update-malformed-id-is-ok",
        "An update of a malformed id is answered with 200 and an empty object.",
        MALFORMED.0,
        MALFORMED.1,
        &[Hook::Answer(|call, answer| {
            if missing(call, answer) && !is_well_formed(call) {
                *answer = Answer::json(StatusCode::OK, &json!({}));
            }
        })],
    ),
];

pub(super) fn id(call: &Call) -> &str {
    call.uri.path().rsplit('/').next().unwrap_or_default()
}

/// Whether an update found nobody.
pub(super) fn missing(call: &Call, answer: &Answer) -> bool {
    call.is(Update) && answer.code == Some("user_not_found")
}

pub(super) fn is_well_formed(call: &Call) -> bool {
    let hex = id(call).strip_prefix("usr_").unwrap_or_default();
    hex.len() == 32 && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
}
