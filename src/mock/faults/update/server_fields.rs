//! The address, and the fields that only the server sets, do not stay.

use chrono::{TimeDelta, Utc};
use serde_json::Value;

use crate::{
    mock::{
        Object, User,
        faults::fields::{set, users},
        user::timestamp,
    },
    model::Operation::Update,
    promise::update,
};

faults! {
    update::EMAIL_CANNOT_CHANGE {
        "update-changes-email": "An update changes the e-mail address."
            Overlooks(Update, "email", "readOnly", |_| true),
            Made(Update, change_email);
        "update-shows-new-email": "An update shows another e-mail address, and does not store it."
            Overlooks(Update, "email", "readOnly", |_| true),
            Reply(Update, |request, reply| {
                if let Some(email) = request.get("email") {
                    reply["email"] = email.clone();
                }
            });
        "refused-update-changes-email":
            "An update with another e-mail address is refused and carried out."
            AppliesRefused(Update, |_, violations| {
                violations.iter().all(|one| one.field == "email")
            }),
            Made(Update, change_email);
    }
    update::SERVER_FIELDS_STAY {
        "update-changes-created-at": "createdAt becomes the time of the update."
            Updated(|_, _, user| {
                set(user, "createdAt", timestamp(Utc::now() + TimeDelta::seconds(1)));
            });
        "update-clears-created-at": "createdAt becomes null by an update."
            Updated(|_, _, user| set(user, "createdAt", Value::Null));
        "update-counts-as-login": "lastLoginAt becomes the time of the update."
            Updated(|_, _, user| set(user, "lastLoginAt", timestamp(Utc::now())));
        "update-changes-source": "invitedSource becomes dashboard by an update."
            Updated(|_, _, user| set(user, "invitedSource", "dashboard"));
        "update-takes-server-fields": "An update writes whatever field it is sent."
            Updated(|_, request, user| {
                for name in ["createdAt", "invitedSource", "lastLoginAt"] {
                    if let Some(value) = request.get(name) {
                        set(user, name, value.clone());
                    }
                }
            });
        "update-changes-id": "The answer to an update shows a new id."
            Reply(Update, |_, reply| {
                users(reply, |user| set(user, "userId", "usr_00000000000000000000000000000001"));
            });
    }
}

fn change_email(request: &Object, user: &mut User) {
    if let Some(email) = request.get("email") {
        set(user, "email", email.clone());
    }
}
