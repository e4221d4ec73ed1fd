//! The answer to an update is not of the documented form.

use serde_json::{Value, json};

use crate::{
    mock::{
        faults::fields::{is_null, rewrite, users},
        user::OPTIONAL_FIELDS,
    },
    model::Operation::Update,
    promise::update,
};

faults! {
    update::RESPONSE_MATCHES_SCHEMA {
        "update-reply-holds-sent-fields-only":
            "The answer to an update holds nothing but what was sent."
            Reply(Update, |request, reply| *reply = Value::Object(request.clone()));
        "update-reply-is-ok": "The answer to an update says that it went well, and nothing else."
            Reply(Update, |_, reply| *reply = json!({ "ok": true }));
        "update-shows-cleared-fields-as-null":
            "The answer to an update shows cleared fields as null."
            Reply(Update, |request, reply| {
                for name in OPTIONAL_FIELDS {
                    if is_null(request, name) {
                        reply[name] = Value::Null;
                    }
                }
            });
        "update-reply-times-without-zone": "The answer to an update shows times without a zone."
            Reply(Update, |_, reply| {
                users(reply, |user| {
                    rewrite(user, "createdAt", |time| time.trim_end_matches('Z').to_owned());
                });
            });
    }
}
