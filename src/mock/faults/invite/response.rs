//! The answer to an invite is not of the documented form.

use chrono::Utc;
use serde_json::{Value, json};

use crate::{
    mock::{
        faults::fields::{rewrite, set, text, without},
        user::OPTIONAL_FIELDS,
    },
    model::Operation::Invite,
    promise::invite,
};

faults! {
    invite::RESPONSE_MATCHES_SCHEMA {
        "invite-reply-drops-can-manage-studies":
            "The answer to an invite leaves canManageStudies out, though it is stored."
            Reply(Invite, |_, reply| without(reply, "canManageStudies"));
        "invite-reply-drops-clinic-role":
            "The answer to an invite leaves clinicRole out, though it is stored."
            Reply(Invite, |_, reply| without(reply, "clinicRole"));
        "invite-reply-drops-email": "The answer to an invite leaves email out, though it is stored."
            Reply(Invite, |_, reply| without(reply, "email"));
        "invite-reply-drops-first-name":
            "The answer to an invite leaves firstName out, though it is stored."
            Reply(Invite, |_, reply| without(reply, "firstName"));
        "invite-reply-drops-dashboard-access":
            "The answer to an invite leaves hasDashboardAccess out, though it is stored."
            Reply(Invite, |_, reply| without(reply, "hasDashboardAccess"));
        "invite-reply-drops-last-name":
            "The answer to an invite leaves lastName out, though it is stored."
            Reply(Invite, |_, reply| without(reply, "lastName"));
        "invite-reply-drops-level": "The answer to an invite leaves level out, though it is stored."
            Reply(Invite, |_, reply| without(reply, "level"));
        "invite-reply-drops-created-at":
            "The answer to an invite leaves createdAt out, though it is stored."
            Reply(Invite, |_, reply| without(reply, "createdAt"));
        "invite-reply-drops-last-login":
            "The answer to an invite leaves lastLoginAt out, though it is stored."
            Reply(Invite, |_, reply| without(reply, "lastLoginAt"));
        "invite-empty-text-for-absent": "Fields that were not sent come back as empty text."
            Reply(Invite, |_, reply| fill(reply, &"".into()));
        "invite-null-for-absent":
            "Fields that were not sent come back as null, which no page types them as."
            Reply(Invite, |_, reply| fill(reply, &Value::Null));
        "invite-phone-as-number-in-reply": "The answer shows the phone number as a JSON number."
            Reply(Invite, |_, reply| {
                if let Some(number) =
                    reply["phoneNumber"].as_str().and_then(|p| p.parse::<u64>().ok())
                {
                    reply["phoneNumber"] = number.into();
                }
            });
        "invite-booleans-as-numbers-in-reply": "The answer shows booleans as 0 and 1."
            Reply(Invite, |_, reply| {
                reply["canManageStudies"] = u8::from(reply["canManageStudies"] == true).into();
            });
        "invite-reply-in-envelope": "The new user comes back inside of a data member."
            Reply(Invite, |_, reply| *reply = json!({ "data": reply.take() }));
        "new-id-without-prefix": "New ids are hexadecimal only."
            Made(Invite, |_, user| rewrite(user, "userId", |id| id.replace("usr_", "")));
        "new-id-with-hyphens": "New ids are UUIDs with hyphens behind the prefix."
            Made(Invite, |_, user| {
                rewrite(user, "userId", |id| {
                    format!("{}-{}-{}", &id[..12], &id[12..16], &id[16..])
                });
            });
        "new-id-too-short": "New ids are one digit short."
            Made(Invite, |_, user| rewrite(user, "userId", |id| format!("usr_{}", &id[5..])));
        "new-id-not-hexadecimal": "New ids are letters of the whole alphabet."
            Made(Invite, |_, user| {
                rewrite(user, "userId", |id| id.replace('0', "z").replace('1', "y"));
            });
        "new-id-is-a-number": "New ids are numbers."
            Made(Invite, |_, user| {
                let id = text(user, "userId");
                let number =
                    u32::from_str_radix(id.get(4..12).unwrap_or_default(), 16).unwrap_or_default();
                set(user, "userId", number);
            });
        "created-at-is-epoch-seconds": "createdAt is a number of seconds since 1970."
            Made(Invite, |_, user| set(user, "createdAt", Utc::now().timestamp()));
        "created-at-is-epoch-milliseconds": "createdAt is a number of milliseconds since 1970."
            Made(Invite, |_, user| set(user, "createdAt", Utc::now().timestamp_millis()));
        "created-at-without-zone": "createdAt has no zone."
            Made(Invite, |_, user| {
                rewrite(user, "createdAt", |time| time.trim_end_matches('Z').to_owned());
            });
        "created-at-is-a-date": "createdAt is a day without a time."
            Made(Invite, |_, user| rewrite(user, "createdAt", |time| time[..10].to_owned()));
        "created-at-with-a-space":
            "createdAt has a space between day and time, as databases print it, and no zone."
            Made(Invite, |_, user| {
                rewrite(user, "createdAt", |time| time.replace('T', " ").replace('Z', ""));
            });
        "created-at-in-mail-format": "createdAt is written as in an e-mail."
            Made(Invite, |_, user| set(user, "createdAt", Utc::now().to_rfc2822()));
        "created-at-with-short-offset": "createdAt has an offset without its colon."
            Made(Invite, |_, user| rewrite(user, "createdAt", |time| time.replace('Z', "+0000")));
        "new-source-in-capitals": "The source of new users is written API."
            Made(Invite, |_, user| set(user, "invitedSource", "API"));
        "new-source-is-missing": "New users have no source."
            Made(Invite, |_, user| drop(user.remove("invitedSource")));
        "new-login-is-empty": "The last login of new users is empty text."
            Made(Invite, |_, user| set(user, "lastLoginAt", ""));
        "new-login-is-false": "The last login of new users is false."
            Made(Invite, |_, user| set(user, "lastLoginAt", Value::Bool(false)));
        "new-level-in-capitals": "The level of new users comes back in capitals."
            Made(Invite, |_, user| rewrite(user, "level", str::to_uppercase));
    }
}

fn fill(reply: &mut Value, value: &Value) {
    for name in OPTIONAL_FIELDS {
        if reply.get(name).is_none() {
            reply[name] = value.clone();
        }
    }
}
