//! Validation that is there and lets one kind of wrong value pass.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{
    Fault, Hook,
    tools::{overlook, set, text},
};
use crate::mock::{
    Answer, Object,
    Operation::{Invite, Update},
};

const INVITE_PHONE: (&str, &[&str]) =
    ("invite.phoneNumber.pattern", &["invite::rejects::phoneNumber::pattern"]);
const UPDATE_PHONE: (&str, &[&str]) =
    ("update.phoneNumber.pattern", &["update::rejects::phoneNumber::pattern"]);

/// Lets a phone number pass that a sloppier pattern would match.
macro_rules! phone {
    ($operation:ident $promise:ident $name:literal $summary:literal $test:expr) => {
        Fault::new(
            $name,
            $summary,
            $promise.0,
            $promise.1,
            &[Hook::Violations($operation, |request, violations| {
                let test: fn(&str) -> bool = $test;
                if test(text(request, "phoneNumber")) {
                    overlook(violations, "phoneNumber", "pattern");
                }
            })],
        )
    };
}

pub(super) const PHONES: &[Fault] = &[
    phone!(Invite INVITE_PHONE "invite-takes-short-phones"
        "An invite takes a phone number of fewer than ten digits." |phone| digits(phone) && phone.len() < 10),
    phone!(Invite INVITE_PHONE "invite-takes-long-phones"
        "An invite takes a phone number of more than 15 digits." |phone| digits(phone) && phone.len() > 15),
    phone!(Invite INVITE_PHONE "invite-phone-pattern-not-anchored"
        "An invite takes a phone number with anything around ten digits." |phone| run_of_ten(phone)),
    phone!(Invite INVITE_PHONE "invite-phone-takes-any-script"
    "An invite takes the digits of any script in a phone number." |phone| {
        (10..=15).contains(&phone.chars().count()) && phone.chars().all(char::is_numeric)
    }),
    phone!(Update UPDATE_PHONE "update-takes-short-phones"
        "An update takes a phone number of fewer than ten digits." |phone| digits(phone) && phone.len() < 10),
    phone!(Update UPDATE_PHONE "update-takes-long-phones"
        "An update takes a phone number of more than 15 digits." |phone| digits(phone) && phone.len() > 15),
    phone!(Update UPDATE_PHONE "update-phone-pattern-not-anchored"
        "An update takes a phone number with anything around ten digits." |phone| run_of_ten(phone)),
];

pub(super) const FAULTS: &[Fault] = &[
    Fault::new(
        "invite-acknowledges-any-value",
        "An invite that is no object is answered with 200 and an empty object.",
        "invite.body.type",
        &["invite::rejects::body::type"],
        &[Hook::Answer(|call, answer| acknowledge(answer, call.is(Invite)))],
    ),
    Fault::new(
        "update-acknowledges-any-value",
        "An update that is no object is answered with 200 and an empty object.",
        "update.body.type",
        &["update::rejects::body::type"],
        &[Hook::Answer(|call, answer| acknowledge(answer, call.is(Update)))],
    ),
    Fault::new(
        "invite-null-is-absent",
        "An invite takes null for every optional field.",
        "invite.middleName.type",
        &["invite::rejects::middleName::type"],
        &[Hook::Request(Invite, |request| {
            for name in ["middleName", "phoneNumber", "suffix1", "suffix2"] {
                if request.get(name).is_some_and(Value::is_null) {
                    request.remove(name);
                }
            }
        })],
    ),
    Fault::new(
        "invite-numbers-become-text",
        "An invite takes a number where text is due, and writes it out.",
        "invite.firstName.type",
        &["invite::rejects::firstName::type"],
        &[Hook::Request(Invite, |request| {
            if let Some(number) = request.get("firstName").filter(|value| value.is_number()) {
                let written = number.to_string();
                set(request, "firstName", written);
            }
        })],
    ),
    Fault::new(
        "invite-phone-as-a-number",
        "An invite takes a phone number that is a JSON number.",
        "invite.phoneNumber.type",
        &["invite::rejects::phoneNumber::type"],
        &[Hook::Violations(Invite, |request, violations| {
            if request.get("phoneNumber").is_some_and(Value::is_number) {
                overlook(violations, "phoneNumber", "type");
            }
        })],
    ),
    Fault::new(
        "invite-booleans-as-numbers",
        "An invite takes any number for a boolean: zero is false.",
        "invite.canManageStudies.type",
        &["invite::rejects::canManageStudies::type"],
        &[Hook::Request(Invite, |request| {
            if let Some(number) = request.get("canManageStudies").and_then(Value::as_f64) {
                set(request, "canManageStudies", number != 0.0);
            }
        })],
    ),
    Fault::new(
        "invite-booleans-as-text",
        "An invite takes any text for a boolean: all of it is true.",
        "invite.hasDashboardAccess.type",
        &["invite::rejects::hasDashboardAccess::type"],
        &[Hook::Request(Invite, |request| {
            if request.get("hasDashboardAccess").is_some_and(Value::is_string) {
                set(request, "hasDashboardAccess", true);
            }
        })],
    ),
    Fault::new(
        "update-null-first-name",
        "An update takes null for a first name and leaves it as it was.",
        "update.firstName.type",
        &["update::rejects::firstName::type"],
        &[Hook::Request(Update, |request| drop_null(request, "firstName"))],
    ),
    Fault::new(
        "update-null-boolean",
        "An update takes null for canManageStudies and leaves it as it was.",
        "update.canManageStudies.type",
        &["update::rejects::canManageStudies::type"],
        &[Hook::Request(Update, |request| drop_null(request, "canManageStudies"))],
    ),
    Fault::new(
        "invite-email-without-domain",
        "An invite takes an address without a domain.",
        "invite.email.format",
        &["invite::rejects::email::format"],
        &[Hook::Violations(Invite, |request, violations| {
            if !text(request, "email").contains('@') {
                overlook(violations, "email", "format");
            }
        })],
    ),
    Fault::new(
        "invite-email-with-spaces",
        "An invite takes an address with space in it.",
        "invite.email.format",
        &["invite::rejects::email::format"],
        &[Hook::Violations(Invite, |request, violations| {
            if text(request, "email").contains(' ') {
                overlook(violations, "email", "format");
            }
        })],
    ),
];

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn run_of_ten(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() >= 10) && !digits(text)
}

/// Answers a body of another type as if it had been fine.
fn acknowledge(answer: &mut Answer, applies: bool) {
    if applies && answer.violations.iter().any(|one| one.is("", "type")) {
        *answer = Answer::json(StatusCode::OK, &json!({}));
    }
}

fn drop_null(request: &mut Object, field: &str) {
    if request.get(field).is_some_and(Value::is_null) {
        request.remove(field);
    }
}
