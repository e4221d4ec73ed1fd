//! Pages of another form.

use serde_json::{Value, json};

use crate::{
    mock::faults::fields::{rewrite, users},
    model::Operation::List,
    promise::list,
};

faults! {
    list::RESPONSE_MATCHES_SCHEMA {
        "list-rows-lack-last-login": "Rows of users who never logged in have no lastLoginAt."
            Reply(List, |_, reply| {
                users(reply, |user| {
                    if user["lastLoginAt"].is_null() {
                        user.remove("lastLoginAt");
                    }
                });
            });
        "list-rows-show-null": "Rows show optional fields without a value as null."
            Reply(List, |_, reply| {
                users(reply, |user| {
                    user.entry("suffix2").or_insert(Value::Null);
                });
            });
        "list-rows-times-without-zone": "Rows show the time of creation without a zone."
            Reply(List, |_, reply| {
                users(reply, |user| {
                    rewrite(user, "createdAt", |time| time.trim_end_matches('Z').to_owned());
                });
            });
        "list-rows-level-in-capitals": "Rows show the level with a capital."
            Reply(List, |_, reply| {
                users(reply, |user| rewrite(user, "level", |level| level.replacen('o', "O", 1)));
            });
        "list-in-an-envelope": "The rows come as items instead of users."
            Reply(List, |_, reply| {
                *reply = json!({ "items": reply["users"].take(), "hasMore": reply["hasMore"] });
            });
        "list-has-more-is-text": "hasMore is the text true or false."
            Reply(List, |_, reply| reply["hasMore"] = reply["hasMore"].to_string().into());
        "list-cursor-is-null": "The last page has a cursor of null, which no page types it as."
            Reply(List, |_, reply| {
                if reply["hasMore"] == false {
                    reply["cursor"] = Value::Null;
                }
            });
        "json-as-text-of-json": "The list is JSON inside of a JSON text."
            Answer(|call, answer| {
                if call.is(List) && answer.code.is_none() {
                    let text = Value::String(String::from_utf8_lossy(&answer.body).into_owned());
                    answer.body = text.to_string().into_bytes();
                }
            });
    }
}
