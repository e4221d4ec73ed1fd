//! What the server sets itself, and what nobody sent.

use chrono::{TimeDelta, Utc};

use crate::{
    mock::{faults::fields::set, text::fold, user::timestamp},
    model::Operation::Invite,
    promise::invite,
};

faults! {
    invite::INVENTS_NO_FIELDS {
        "invite-invents-suffix": "A user without a suffix gets one that says there is none."
            Made(Invite, |_, user| {
                user.entry("suffix1").or_insert_with(|| "N/A".into());
            });
        "invite-invents-phone": "A user without a phone number gets ten zeros."
            Made(Invite, |_, user| {
                user.entry("phoneNumber").or_insert_with(|| "0000000000".into());
            });
    }
    invite::USER_IDS_ARE_UNIQUE {
        "new-id-from-the-name": "Ids are made from the names, so that namesakes share one."
            Made(Invite, |_, user| {
                let name = fold(&format!("{}{}", user["firstName"], user["lastName"]));
                let hash = name.bytes().fold(7_u128, |hash, byte| {
                    hash.wrapping_mul(0x0100_0000_01b3).wrapping_add(u128::from(byte))
                });
                set(user, "userId", format!("usr_{hash:032x}"));
            });
        "new-id-from-the-clock":
            "Ids are made from the time, so that two within a second share one."
            Made(Invite, |_, user| {
                set(user, "userId", format!("usr_{:032x}", Utc::now().timestamp()));
            });
    }
    invite::CREATED_AT_IS_NOW {
        "created-at-is-local-time": "createdAt is local time and says it is UTC."
            Made(Invite, |_, user| {
                set(user, "createdAt", timestamp(Utc::now() - TimeDelta::hours(5)));
            });
        "created-at-is-1970": "createdAt is never set and reads 1970."
            Made(Invite, |_, user| set(user, "createdAt", "1970-01-01T00:00:00Z"));
        "created-at-is-zero-time": "createdAt is the zero time of the year 1."
            Made(Invite, |_, user| set(user, "createdAt", "0001-01-01T00:00:00Z"));
        "created-at-is-midnight": "createdAt is the midnight before the day of the invitation."
            Made(Invite, |_, user| {
                set(
                    user,
                    "createdAt",
                    format!("{}T00:00:00Z", (Utc::now() - TimeDelta::days(1)).format("%Y-%m-%d")),
                );
            });
        "created-at-counts-milliseconds-as-seconds": "createdAt lies far in the future."
            Made(Invite, |_, user| set(user, "createdAt", "9999-12-31T23:59:59Z"));
    }
    invite::INVITED_SOURCE_IS_API {
        "new-source-is-dashboard": "Users invited over the API have the source dashboard."
            Made(Invite, |_, user| set(user, "invitedSource", "dashboard"));
    }
    invite::LAST_LOGIN_IS_NULL {
        "new-login-is-now": "New users have logged in when they were invited."
            Made(Invite, |_, user| set(user, "lastLoginAt", timestamp(Utc::now())));
        "new-login-is-1970": "New users have logged in in 1970."
            Made(Invite, |_, user| set(user, "lastLoginAt", "1970-01-01T00:00:00Z"));
    }
}
