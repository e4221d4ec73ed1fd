//! What the server sets itself: ids, times, source; and addresses that two users share.

use std::time::Duration;

use chrono::{TimeDelta, Utc};
use serde_json::Value;

use super::{
    Fault, Hook,
    tools::{rewrite, set, text},
};
use crate::mock::{Operation::Invite, text::fold, user::timestamp};

const SCHEMA: (&str, &[&str]) = ("invite.response", &["invite::response_matches_schema"]);
const UNIQUE: (&str, &[&str]) = ("invite.userId.unique", &["invite::user_ids_are_unique"]);
const CREATED: (&str, &[&str]) = ("invite.createdAt", &["invite::created_at_is_now"]);
const SOURCE: (&str, &[&str]) = ("invite.invitedSource", &["invite::invited_source_is_api"]);
const LOGIN: (&str, &[&str]) = ("invite.lastLoginAt", &["invite::last_login_is_null"]);
const TWICE: (&str, &[&str]) =
    ("invite.email.unique", &["invite::duplicate_email_never_makes_two_users"]);

/// A field of a new user in another form, both stored and shown.
macro_rules! given {
    ($($promise:ident $name:literal $summary:literal $change:expr)*) => {
        &[$(Fault::new($name, $summary, $promise.0, $promise.1, &[Hook::Made(Invite, |_, user| {
            let change: fn(&mut crate::mock::Object) = $change;
            change(&mut user.0);
        })])),*]
    };
}

pub(super) const FIELDS: &[Fault] = given! {
    SCHEMA "new-id-without-prefix" "New ids are hexadecimal only."
        |user| rewrite(user, "userId", |id| id.replace("usr_", ""))
    SCHEMA "new-id-with-hyphens" "New ids are UUIDs with hyphens behind the prefix."
        |user| rewrite(user, "userId", |id| format!("{}-{}-{}", &id[..12], &id[12..16], &id[16..]))
    SCHEMA "new-id-too-short" "New ids are one digit short."
        |user| rewrite(user, "userId", |id| format!("usr_{}", &id[5..]))
    SCHEMA "new-id-not-hexadecimal" "New ids are letters of the whole alphabet."
        |user| rewrite(user, "userId", |id| id.replace('0', "z").replace('1', "y"))
    SCHEMA "new-id-is-a-number" "New ids are numbers."
        |user| {
            let id = text(user, "userId");
            let number = u32::from_str_radix(id.get(4..12).unwrap_or_default(), 16).unwrap_or_default();
            set(user, "userId", number);
        }
    UNIQUE "new-id-from-the-name" "Ids are made from the names, so that namesakes share one."
        |user| {
            let name = fold(&format!("{}{}", user["firstName"], user["lastName"]));
            let hash = name.bytes().fold(7_u128, |hash, byte| {
                hash.wrapping_mul(0x0100_0000_01b3).wrapping_add(u128::from(byte))
            });
            set(user, "userId", format!("usr_{hash:032x}"));
        }
    UNIQUE "new-id-from-the-clock" "Ids are made from the time, so that two within a second share one."
        |user| set(user, "userId", format!("usr_{:032x}", Utc::now().timestamp()))
    SCHEMA "created-at-is-epoch-seconds" "createdAt is a number of seconds since 1970."
        |user| set(user, "createdAt", Utc::now().timestamp())
    SCHEMA "created-at-is-epoch-milliseconds" "createdAt is a number of milliseconds since 1970."
        |user| set(user, "createdAt", Utc::now().timestamp_millis())
    SCHEMA "created-at-without-zone" "createdAt has no zone."
        |user| rewrite(user, "createdAt", |time| time.trim_end_matches('Z').to_owned())
    SCHEMA "created-at-is-a-date" "createdAt is a day without a time."
        |user| rewrite(user, "createdAt", |time| time[..10].to_owned())
    SCHEMA "created-at-with-a-space" "createdAt has a space between day and time, as databases print it, and no zone."
        |user| rewrite(user, "createdAt", |time| time.replace('T', " ").replace('Z', ""))
    SCHEMA "created-at-in-mail-format" "createdAt is written as in an e-mail."
        |user| set(user, "createdAt", Utc::now().to_rfc2822())
    SCHEMA "created-at-with-short-offset" "createdAt has an offset without its colon."
        |user| rewrite(user, "createdAt", |time| time.replace('Z', "+0000"))
    CREATED "created-at-is-local-time" "createdAt is local time and says it is UTC."
        |user| set(user, "createdAt", timestamp(Utc::now() - TimeDelta::hours(5)))
    CREATED "created-at-is-1970" "createdAt is never set and reads 1970."
        |user| set(user, "createdAt", "1970-01-01T00:00:00Z")
    CREATED "created-at-is-zero-time" "createdAt is the zero time of the year 1."
        |user| set(user, "createdAt", "0001-01-01T00:00:00Z")
    CREATED "created-at-is-midnight" "createdAt is the midnight before the day of the invitation."
        |user| set(user, "createdAt", format!("{}T00:00:00Z", (Utc::now() - TimeDelta::days(1)).format("%Y-%m-%d")))
    CREATED "created-at-counts-milliseconds-as-seconds" "createdAt lies far in the future."
        |user| set(user, "createdAt", "9999-12-31T23:59:59Z")
    SOURCE "new-source-is-dashboard" "Users invited over the API have the source dashboard."
        |user| set(user, "invitedSource", "dashboard")
    SCHEMA "new-source-in-capitals" "The source of new users is written API."
        |user| set(user, "invitedSource", "API")
    SCHEMA "new-source-is-missing" "New users have no source."
        |user| drop(user.remove("invitedSource"))
    LOGIN "new-login-is-now" "New users have logged in when they were invited."
        |user| set(user, "lastLoginAt", timestamp(Utc::now()))
    LOGIN "new-login-is-1970" "New users have logged in in 1970."
        |user| set(user, "lastLoginAt", "1970-01-01T00:00:00Z")
    SCHEMA "new-login-is-empty" "The last login of new users is empty text."
        |user| set(user, "lastLoginAt", "")
    SCHEMA "new-login-is-false" "The last login of new users is false."
        |user| set(user, "lastLoginAt", Value::Bool(false))
    SCHEMA "new-level-in-capitals" "The level of new users comes back in capitals."
        |user| rewrite(user, "level", str::to_uppercase)
};

pub(super) const TWO_USERS: &[Fault] = &[
    Fault::new(
        "duplicate-email-is-taken",
        "A second invite of an address makes a second user.",
        TWICE.0,
        TWICE.1,
        &[Hook::Address(|_| None)],
    ),
    Fault::new(
        "duplicate-email-is-taken-in-a-race",
        "Two invites of an address at once both find it free.",
        TWICE.0,
        TWICE.1,
        &[Hook::Unlocked(Invite, Duration::from_millis(50))],
    ),
];
