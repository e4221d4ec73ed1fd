//! Values in another form.

use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use crate::{
    mock::{Object, Setting, user::NAMES},
    model::{
        Edition,
        Operation::{Invite, List, Update},
    },
};

alternatives! {
    "older-roles-only": "Only the 21 clinic roles of the older edition are taken."
        Set(Setting::Edition(Edition::Older));
    "modern-roles-only": "Only the 61 clinic roles of the modern edition are taken."
        Set(Setting::Edition(Edition::Modern));
    "null-role-is-other": "A null clinic role becomes Other."
        Accepted(Update, |request| {
            if request.get("clinicRole").is_some_and(Value::is_null) {
                request.insert("clinicRole".to_owned(), "Other".into());
            }
        });
    "fractional-timestamps": "Timestamps have fractions of a second."
        Reply(Invite, |_, reply| retimed(reply, fractional)),
        Reply(Update, |_, reply| retimed(reply, fractional)),
        Reply(List, |_, reply| retimed(reply, fractional));
    "timestamps-with-an-offset": "Timestamps are local, with their offset from UTC."
        Reply(Invite, |_, reply| retimed(reply, offset)),
        Reply(Update, |_, reply| retimed(reply, offset)),
        Reply(List, |_, reply| retimed(reply, offset));
    "writes-show-finer-times":
        "Answers to writes have fractions of a second, and the list has none."
        Reply(Invite, |_, reply| retimed(reply, fractional)),
        Reply(Update, |_, reply| retimed(reply, fractional));
    "null-created-at": "New users have no time of creation."
        Made(Invite, |_, user| user.set("createdAt", Value::Null));
    "upper-case-ids": "The hexadecimal digits of new ids are capitals."
        Made(Invite, |_, user| {
            let id = format!("usr_{}", user.text("userId")[4..].to_uppercase());
            user.set("userId", id);
        });
    "names-trimmed": "Space around names is removed, unless there is nothing else."
        Accepted(Invite, |request| rewritten(request, trimmed)),
        Accepted(Update, |request| rewritten(request, trimmed));
    "names-composed": "Names are brought into Unicode normal form C."
        Accepted(Invite, |request| rewritten(request, |text| text.nfc().collect())),
        Accepted(Update, |request| rewritten(request, |text| text.nfc().collect()));
    "email-in-lower-case": "Addresses are stored in lower case."
        Accepted(Invite, |request| {
            if let Some(Value::String(email)) = request.get_mut("email") {
                *email = email.to_lowercase();
            }
        });
}

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
