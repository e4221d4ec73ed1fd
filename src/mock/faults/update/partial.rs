//! Fields that an update changes unasked, and those that it does not change though asked.

use serde_json::Value;

use crate::{
    mock::{
        faults::fields::{ignore, is, is_null, reset, set},
        user::{OPTIONAL_FIELDS, Object},
    },
    model::Operation::Update,
    promise::update,
};

faults! {
    update::CHANGES_ONLY_PROVIDED_FIELDS {
        "update-wipes-absent-middle-name": "An update that does not mention middleName clears it."
            Updated(|_, request, user| reset_unsent(request, user, "middleName", None));
        "update-wipes-absent-phone": "An update that does not mention phoneNumber clears it."
            Updated(|_, request, user| reset_unsent(request, user, "phoneNumber", None));
        "update-wipes-absent-suffix1": "An update that does not mention suffix1 clears it."
            Updated(|_, request, user| reset_unsent(request, user, "suffix1", None));
        "update-wipes-absent-suffix2": "An update that does not mention suffix2 clears it."
            Updated(|_, request, user| reset_unsent(request, user, "suffix2", None));
        "update-replaces-the-user":
            "PATCH is PUT: every optional field that is not sent is cleared."
            Updated(|_, request, user| {
                for name in OPTIONAL_FIELDS {
                    reset_unsent(request, user, name, None);
                }
            });
        "update-resets-studies": "canManageStudies that is not sent becomes false."
            Updated(|_, request, user| {
                reset_unsent(request, user, "canManageStudies", Some(false.into()));
            });
        "update-resets-dashboard-access":
            "hasDashboardAccess that is not sent becomes false for members."
            Updated(|_, request, user| {
                if user["level"] == "member" {
                    reset_unsent(request, user, "hasDashboardAccess", Some(false.into()));
                }
            });
        "update-resets-role": "A clinic role that is not sent becomes Other."
            Updated(|_, request, user| {
                reset_unsent(request, user, "clinicRole", Some("Other".into()));
            });
        "update-resets-level": "A level that is not sent becomes member."
            Updated(|_, request, user| reset_unsent(request, user, "level", Some("member".into())));
        "update-of-access-resets-studies":
            "An update of hasDashboardAccess sets canManageStudies to the same."
            Updated(|_, request, user| {
                if let Some(access) = request.get("hasDashboardAccess") {
                    reset_unsent(request, user, "canManageStudies", Some(access.clone()));
                }
            });
        "update-to-admin-allows-studies": "Whoever is made an admin can manage studies."
            Updated(|_, request, user| {
                if is(request, "level", "admin") {
                    reset_unsent(request, user, "canManageStudies", Some(true.into()));
                }
            });
        "update-to-member-takes-access": "Whoever is made a member loses dashboard access."
            Updated(|_, request, user| {
                if is(request, "level", "member") {
                    reset_unsent(request, user, "hasDashboardAccess", Some(false.into()));
                }
            });
        "update-null-clears-both-suffixes": "Null for the first suffix clears the second too."
            Updated(|_, request, user| {
                if is_null(request, "suffix1") {
                    reset_unsent(request, user, "suffix2", None);
                }
            });
        "update-of-last-name-clears-suffixes": "A new last name clears the suffixes."
            Updated(|_, request, user| {
                if request.contains_key("lastName") {
                    reset_unsent(request, user, "suffix1", None);
                    reset_unsent(request, user, "suffix2", None);
                }
            });
        "sometimes-update-shows-another-name" one in 40:
            "One answer to an update in 40 shows the last name of another user."
            Reply(Update, |request, reply| {
                if !request.contains_key("lastName") {
                    reply["lastName"] = "Another".into();
                }
            });
    }
    update::FALSE_IS_A_VALUE {
        "update-ignores-false-studies": "canManageStudies false counts as missing."
            Updated(|before, request, user| {
                ignore(before, request, user, "canManageStudies", false);
            });
        "update-ignores-false-access": "hasDashboardAccess false counts as missing."
            Updated(|before, request, user| {
                ignore(before, request, user, "hasDashboardAccess", false);
            });
    }
    update::NULL_CLEARS_OPTIONAL_FIELDS {
        "update-null-keeps-middle-name": "Null for middleName counts as missing."
            Updated(|before, request, user| {
                ignore(before, request, user, "middleName", Value::Null);
            });
        "update-null-keeps-phone": "Null for phoneNumber counts as missing."
            Updated(|before, request, user| {
                ignore(before, request, user, "phoneNumber", Value::Null);
            });
        "update-null-keeps-suffix1": "Null for suffix1 counts as missing."
            Updated(|before, request, user| ignore(before, request, user, "suffix1", Value::Null));
        "update-null-keeps-suffix2": "Null for suffix2 counts as missing."
            Updated(|before, request, user| ignore(before, request, user, "suffix2", Value::Null));
        "update-null-becomes-text": "Null is stored as the text null."
            Updated(|_, request, user| {
                for name in OPTIONAL_FIELDS {
                    fill_nulled(request, user, name, "null");
                }
            });
        "update-null-becomes-empty": "Null is stored as empty text."
            Updated(|_, request, user| {
                for name in OPTIONAL_FIELDS {
                    fill_nulled(request, user, name, "");
                }
            });
        "update-null-phone-becomes-zeros": "Null for a phone number is stored as ten zeros."
            Updated(|_, request, user| fill_nulled(request, user, "phoneNumber", "0000000000"));
        "update-null-clears-answer-only":
            "Null clears a field in the answer, and the store keeps it."
            Stored(Update, |request, user| {
                for name in ["suffix1", "suffix2"] {
                    fill_nulled(request, user, name, "kept");
                }
            });
    }
}

/// Gives a field that was not sent another value, or none.
fn reset_unsent(request: &Object, after: &mut Object, name: &str, value: Option<Value>) {
    if !request.contains_key(name) {
        match value {
            Some(value) => reset(after, name, value),
            None => drop(after.remove(name)),
        }
    }
}

/// Writes text where null was sent.
fn fill_nulled(request: &Object, after: &mut Object, name: &str, text: &str) {
    if is_null(request, name) {
        set(after, name, text);
    }
}
