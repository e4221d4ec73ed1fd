//! Values in another form.

use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use super::Alternative;
use crate::{
    mock::{
        Object,
        Operation::{Invite, List, Update},
        faults::Hook,
    },
    model::Edition,
};

/// The names that people write by hand.
const NAMES: [&str; 5] = ["firstName", "lastName", "middleName", "suffix1", "suffix2"];

pub(super) const ALL: &[Alternative] = &[
    Alternative::new(
        "older-roles-only",
        "Only the 21 clinic roles of the older edition are taken.",
        &[Hook::Config(|config| config.edition = Some(Edition::Older))],
    ),
    Alternative::new(
        "modern-roles-only",
        "Only the 61 clinic roles of the modern edition are taken.",
        &[Hook::Config(|config| config.edition = Some(Edition::Modern))],
    ),
    Alternative::new(
        "null-role-is-other",
        "A null clinic role becomes Other.",
        &[Hook::Accepted(Update, |request| {
            if request.get("clinicRole").is_some_and(Value::is_null) {
                request.insert("clinicRole".to_owned(), "Other".into());
            }
        })],
    ),
    Alternative::new(
        "fractional-timestamps",
        "Timestamps have fractions of a second.",
        &[
            Hook::Reply(Invite, |_, reply| retimed(reply, fractional)),
            Hook::Reply(Update, |_, reply| retimed(reply, fractional)),
            Hook::Reply(List, |_, reply| retimed(reply, fractional)),
        ],
    ),
    Alternative::new(
        "timestamps-with-an-offset",
        "Timestamps are local, with their offset from UTC.",
        &[
            Hook::Reply(Invite, |_, reply| retimed(reply, offset)),
            Hook::Reply(Update, |_, reply| retimed(reply, offset)),
            Hook::Reply(List, |_, reply| retimed(reply, offset)),
        ],
    ),
    Alternative::new(
        "writes-show-finer-times",
        "Answers to writes have fractions of a second, and the list has none.",
        &[
            Hook::Reply(Invite, |_, reply| retimed(reply, fractional)),
            Hook::Reply(Update, |_, reply| retimed(reply, fractional)),
        ],
    ),
    Alternative::new(
        "null-created-at",
        "New users have no time of creation.",
        &[Hook::Made(Invite, |_, user| drop(user.0.insert("createdAt".to_owned(), Value::Null)))],
    ),
    Alternative::new(
        "upper-case-ids",
        "The hexadecimal digits of new ids are capitals.",
        &[Hook::Made(Invite, |_, user| {
            let id = format!("usr_{}", user.text("userId")[4..].to_uppercase());
            user.0.insert("userId".to_owned(), id.into());
        })],
    ),
    Alternative::new(
        "names-trimmed",
        "Space around names is removed, unless there is nothing else.",
        &[
            Hook::Accepted(Invite, |request| rewritten(request, trimmed)),
            Hook::Accepted(Update, |request| rewritten(request, trimmed)),
        ],
    ),
    Alternative::new(
        "names-composed",
        "Names are brought into Unicode normal form C.",
        &[
            Hook::Accepted(Invite, |request| rewritten(request, |text| text.nfc().collect())),
            Hook::Accepted(Update, |request| rewritten(request, |text| text.nfc().collect())),
        ],
    ),
    Alternative::new(
        "email-in-lower-case",
        "Addresses are stored in lower case.",
        &[Hook::Accepted(Invite, |request| {
            if let Some(Value::String(email)) = request.get_mut("email") {
                *email = email.to_lowercase();
            }
        })],
    ),
];

/// Rewrites every timestamp of a user, or of each user of a page.
fn retimed(reply: &mut Value, rewrite: fn(DateTime<Utc>) -> String) {
    if let Some(users) = reply.get_mut("users").and_then(Value::as_array_mut) {
        for user in users {
            retimed(user, rewrite);
        }
    }
    for field in ["createdAt", "lastLoginAt"] {
        let moment = reply.get(field).and_then(Value::as_str).map(DateTime::parse_from_rfc3339);
        if let Some(Ok(moment)) = moment {
            reply[field] = rewrite(moment.to_utc()).into();
        }
    }
}

fn fractional(moment: DateTime<Utc>) -> String {
    (moment + chrono::TimeDelta::milliseconds(125)).to_rfc3339_opts(SecondsFormat::Micros, true)
}

fn offset(moment: DateTime<Utc>) -> String {
    let zone = FixedOffset::east_opt(5 * 3_600 + 1_800);
    zone.map_or_else(String::new, |zone| moment.with_timezone(&zone).to_rfc3339())
}

fn rewritten(request: &mut Object, rewrite: fn(&str) -> String) {
    for name in NAMES {
        if let Some(Value::String(text)) = request.get_mut(name) {
            *text = rewrite(text);
        }
    }
}

fn trimmed(text: &str) -> String {
    let trimmed = text.trim();
    if trimmed.is_empty() { text.to_owned() } else { trimmed.to_owned() }
}
