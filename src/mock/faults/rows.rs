//! Lists in another form.

use serde_json::{Value, json};

use super::{
    Fault, Hook,
    tools::{rewrite, users},
};
use crate::mock::Operation::List;

const SCHEMA: (&str, &[&str]) = ("list.response", &["list::response_matches_schema"]);

pub(super) const FAULTS: &[Fault] = &[
    Fault::new(
        "list-rows-lack-last-login",
        "Rows of users who never logged in have no lastLoginAt.",
        SCHEMA.0,
        SCHEMA.1,
        &[Hook::Reply(List, |_, reply| {
            users(reply, |user| {
                if user["lastLoginAt"].is_null() {
                    user.remove("lastLoginAt");
                }
            });
        })],
    ),
    Fault::new(
        "list-rows-show-null",
        "Rows show optional fields without a value as null.",
        SCHEMA.0,
        SCHEMA.1,
        &[Hook::Reply(List, |_, reply| {
            users(reply, |user| {
                user.entry("suffix2").or_insert(Value::Null);
            });
        })],
    ),
    Fault::new(
        "list-rows-times-without-zone",
        "Rows show the time of creation without a zone.",
        SCHEMA.0,
        SCHEMA.1,
        &[Hook::Reply(List, |_, reply| {
            users(reply, |user| {
                rewrite(user, "createdAt", |time| time.trim_end_matches('Z').to_owned());
            });
        })],
    ),
    Fault::new(
        "list-rows-level-in-capitals",
        "Rows show the level with a capital.",
        SCHEMA.0,
        SCHEMA.1,
        &[Hook::Reply(List, |_, reply| {
            users(reply, |user| rewrite(user, "level", |level| level.replacen('o', "O", 1)));
        })],
    ),
    Fault::new(
        "list-in-an-envelope",
        "The rows come as items instead of users.",
        SCHEMA.0,
        SCHEMA.1,
        &[Hook::Reply(List, |_, reply| {
            *reply = json!({ "items": reply["users"].take(), "hasMore": reply["hasMore"] });
        })],
    ),
    Fault::new(
        "list-has-more-is-text",
        "hasMore is the text true or false.",
        SCHEMA.0,
        SCHEMA.1,
        &[Hook::Reply(List, |_, reply| reply["hasMore"] = reply["hasMore"].to_string().into())],
    ),
    Fault::new(
        "list-cursor-is-null",
        "The last page has a cursor of null, which no page types it as.",
        SCHEMA.0,
        SCHEMA.1,
        &[Hook::Reply(List, |_, reply| {
            if reply["hasMore"] == false {
                reply["cursor"] = Value::Null;
            }
        })],
    ),
];
