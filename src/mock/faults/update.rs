//! An accepted update does something else than it says.

use std::time::Duration;

use serde_json::Value;

use super::{
    Fault, Hook,
    tools::{overlook, rewrite, set, users},
};
use crate::mock::{Object, Operation::Update, User};

const ECHO: (&str, &[&str]) = ("update.echo", &["update::echoes_sent_fields"]);
const NULL: (&str, &[&str]) = ("update.null", &["update::null_clears_optional_fields"]);
const SCHEMA: (&str, &[&str]) = ("update.response", &["update::response_matches_schema"]);
const SERVER: (&str, &[&str]) = ("update.server-fields", &["update::server_fields_stay"]);
const EMAIL: (&str, &[&str]) = ("update.email", &["update::email_cannot_change"]);
const AGAIN: (&str, &[&str]) = ("update.idempotent", &["update::repeating_changes_nothing_more"]);
const OPTIONAL: [&str; 4] = ["middleName", "phoneNumber", "suffix1", "suffix2"];

pub(super) const FAULTS: &[Fault] = &[
    Fault::new(
        "update-of-the-same-finds-nobody",
        "An update that changes nothing is answered with 404, since no row was affected.",
        AGAIN.0,
        AGAIN.1,
        &[Hook::NobodyUnaffected],
    ),
    Fault::new(
        "update-changes-email",
        "An update changes the e-mail address.",
        EMAIL.0,
        EMAIL.1,
        &[
            Hook::Violations(Update, |_, found| overlook(found, "email", "readOnly")),
            Hook::Made(Update, change_email),
        ],
    ),
    Fault::new(
        "update-shows-new-email",
        "An update shows another e-mail address, and does not store it.",
        EMAIL.0,
        EMAIL.1,
        &[
            Hook::Violations(Update, |_, found| overlook(found, "email", "readOnly")),
            Hook::Reply(Update, |request, reply| {
                if let Some(email) = request.get("email") {
                    reply["email"] = email.clone();
                }
            }),
        ],
    ),
    Fault::new(
        "refused-update-changes-email",
        "An update with another e-mail address is refused and carried out.",
        EMAIL.0,
        EMAIL.1,
        &[
            Hook::KeepRefused(Update, |_, violations| {
                violations.iter().all(|one| one.field == "email")
            }),
            Hook::Made(Update, change_email),
        ],
    ),
    Fault::new(
        "update-changes-id",
        "The answer to an update shows a new id.",
        SERVER.0,
        SERVER.1,
        &[Hook::Reply(Update, |_, reply| {
            users(reply, |user| set(user, "userId", "usr_00000000000000000000000000000001"));
        })],
    ),
    Fault::new(
        "update-shows-the-user-before",
        "The answer to an update shows the user as it was before.",
        ECHO.0,
        ECHO.1,
        &[
            Hook::Compared(|before, _, after| after.clone_from(before)),
            Hook::Stored(Update, |request, user| {
                *user = user.take().map(|before| before.updated(request));
            }),
        ],
    ),
    Fault::new(
        "update-reply-holds-sent-fields-only",
        "The answer to an update holds nothing but what was sent.",
        SCHEMA.0,
        SCHEMA.1,
        &[Hook::Reply(Update, |request, reply| *reply = Value::Object(request.clone()))],
    ),
    Fault::new(
        "update-reply-is-ok",
        "The answer to an update says that it went well, and nothing else.",
        SCHEMA.0,
        SCHEMA.1,
        &[Hook::Reply(Update, |_, reply| *reply = serde_json::json!({ "ok": true }))],
    ),
    Fault::new(
        "update-shows-cleared-fields-as-null",
        "The answer to an update shows cleared fields as null.",
        SCHEMA.0,
        SCHEMA.1,
        &[Hook::Reply(Update, |request, reply| {
            for name in
                OPTIONAL.iter().filter(|name| request.get(**name).is_some_and(Value::is_null))
            {
                reply[*name] = Value::Null;
            }
        })],
    ),
    Fault::new(
        "update-reply-times-without-zone",
        "The answer to an update shows times without a zone.",
        SCHEMA.0,
        SCHEMA.1,
        &[Hook::Reply(Update, |_, reply| {
            users(reply, |user| {
                rewrite(user, "createdAt", |time| time.trim_end_matches('Z').to_owned());
            });
        })],
    ),
    Fault::new(
        "update-null-clears-answer-only",
        "Null clears a field in the answer, and the store keeps it.",
        NULL.0,
        NULL.1,
        &[Hook::Stored(Update, |request, user| {
            for name in ["suffix1", "suffix2"] {
                if let Some(user) =
                    user.as_mut().filter(|_| request.get(name).is_some_and(Value::is_null))
                {
                    set(&mut user.0, name, "kept");
                }
            }
        })],
    ),
    Fault::new(
        "update-loses-a-race",
        "An update writes the whole user back as it was read: of two at once, one is lost.",
        "update.commute",
        &["update::disjoint_updates_both_survive"],
        &[Hook::Unlocked(Update, Duration::from_millis(50))],
    ),
];

fn change_email(request: &Object, user: &mut User) {
    if let Some(email) = request.get("email") {
        set(&mut user.0, "email", email.clone());
    }
}
