//! The user that an update makes is not the one it should be.

use chrono::Utc;
use serde_json::Value;

use super::{
    Fault, Hook,
    tools::{reset, rewrite, set, swap},
};
use crate::mock::{Object, user::timestamp};

const PARTIAL: (&str, &[&str]) = ("update.partial", &["update::changes_only_provided_fields"]);
const ECHO: (&str, &[&str]) = ("update.echo", &["update::echoes_sent_fields"]);
const FALSE: (&str, &[&str]) = ("update.false", &["update::false_is_a_value"]);
const NULL: (&str, &[&str]) = ("update.null", &["update::null_clears_optional_fields"]);
const SERVER: (&str, &[&str]) = ("update.server-fields", &["update::server_fields_stay"]);
const HISTORY: (&str, &[&str]) =
    ("model.history", &["model::users_are_what_their_history_made_them"]);
const AGAIN: (&str, &[&str]) = ("update.idempotent", &["update::repeating_changes_nothing_more"]);
const OPTIONAL: [&str; 4] = ["middleName", "phoneNumber", "suffix1", "suffix2"];

/// What the user is after an update: with the request and the user before it.
macro_rules! compared {
    ($($promise:ident $name:literal $summary:literal $change:expr)*) => {
        &[$(Fault::new($name, $summary, $promise.0, $promise.1, &[Hook::Compared(
            |before, request, after| {
                let change: fn(&Object, &Object, &mut Object) = $change;
                change(&before.0, request, &mut after.0);
            },
        )])),*]
    };
}

pub(super) const FAULTS: &[Fault] = compared! {
    PARTIAL "update-wipes-absent-middle-name" "An update that does not mention middleName clears it."
        |_, request, after| absent(request, after, "middleName", None)
    PARTIAL "update-wipes-absent-phone" "An update that does not mention phoneNumber clears it."
        |_, request, after| absent(request, after, "phoneNumber", None)
    PARTIAL "update-wipes-absent-suffix1" "An update that does not mention suffix1 clears it."
        |_, request, after| absent(request, after, "suffix1", None)
    PARTIAL "update-wipes-absent-suffix2" "An update that does not mention suffix2 clears it."
        |_, request, after| absent(request, after, "suffix2", None)
    PARTIAL "update-replaces-the-user" "PATCH is PUT: every optional field that is not sent is cleared."
        |_, request, after| for name in OPTIONAL { absent(request, after, name, None); }
    PARTIAL "update-resets-studies" "canManageStudies that is not sent becomes false."
        |_, request, after| absent(request, after, "canManageStudies", Some(false.into()))
    PARTIAL "update-resets-dashboard-access" "hasDashboardAccess that is not sent becomes false for members."
        |_, request, after| if after["level"] == "member" {
            absent(request, after, "hasDashboardAccess", Some(false.into()));
        }
    PARTIAL "update-resets-role" "A clinic role that is not sent becomes Other."
        |_, request, after| absent(request, after, "clinicRole", Some("Other".into()))
    PARTIAL "update-resets-level" "A level that is not sent becomes member."
        |_, request, after| absent(request, after, "level", Some("member".into()))
    PARTIAL "update-of-access-resets-studies" "An update of hasDashboardAccess sets canManageStudies to the same."
        |_, request, after| if let Some(access) = request.get("hasDashboardAccess") {
            absent(request, after, "canManageStudies", Some(access.clone()));
        }
    PARTIAL "update-to-admin-allows-studies" "Whoever is made an admin can manage studies."
        |_, request, after| if request.get("level") == Some(&"admin".into()) {
            absent(request, after, "canManageStudies", Some(true.into()));
        }
    PARTIAL "update-to-member-takes-access" "Whoever is made a member loses dashboard access."
        |_, request, after| if request.get("level") == Some(&"member".into()) {
            absent(request, after, "hasDashboardAccess", Some(false.into()));
        }
    PARTIAL "update-null-clears-both-suffixes" "Null for the first suffix clears the second too."
        |_, request, after| if request.get("suffix1").is_some_and(Value::is_null) {
            absent(request, after, "suffix2", None);
        }
    PARTIAL "update-of-last-name-clears-suffixes" "A new last name clears the suffixes."
        |_, request, after| if request.contains_key("lastName") {
            absent(request, after, "suffix1", None);
            absent(request, after, "suffix2", None);
        }
    HISTORY "update-brings-back-a-cleared-suffix" "A suffix that was cleared is back after the next update."
        |before, request, after| if !before.contains_key("suffix1") {
            after.entry("suffix1").or_insert_with(|| "MD".into());
            keep_cleared(request, after);
        }
    FALSE "update-ignores-false-studies" "canManageStudies false counts as missing."
        |before, request, after| ignored(before, request, after, "canManageStudies", &false.into())
    FALSE "update-ignores-false-access" "hasDashboardAccess false counts as missing."
        |before, request, after| ignored(before, request, after, "hasDashboardAccess", &false.into())
    NULL "update-null-keeps-middle-name" "Null for middleName counts as missing."
        |before, request, after| ignored(before, request, after, "middleName", &Value::Null)
    NULL "update-null-keeps-phone" "Null for phoneNumber counts as missing."
        |before, request, after| ignored(before, request, after, "phoneNumber", &Value::Null)
    NULL "update-null-keeps-suffix1" "Null for suffix1 counts as missing."
        |before, request, after| ignored(before, request, after, "suffix1", &Value::Null)
    NULL "update-null-keeps-suffix2" "Null for suffix2 counts as missing."
        |before, request, after| ignored(before, request, after, "suffix2", &Value::Null)
    NULL "update-null-becomes-text" "Null is stored as the text null."
        |_, request, after| for name in OPTIONAL { nulled(request, after, name, "null"); }
    NULL "update-null-becomes-empty" "Null is stored as empty text."
        |_, request, after| for name in OPTIONAL { nulled(request, after, name, ""); }
    NULL "update-null-phone-becomes-zeros" "Null for a phone number is stored as ten zeros."
        |_, request, after| nulled(request, after, "phoneNumber", "0000000000")
    ECHO "update-ignores-first-name" "A new first name is ignored."
        |before, request, after| keep(before, request, after, "firstName")
    ECHO "update-ignores-last-name" "A new last name is ignored."
        |before, request, after| keep(before, request, after, "lastName")
    ECHO "update-ignores-level" "A new level is ignored."
        |before, request, after| keep(before, request, after, "level")
    ECHO "update-ignores-role" "A new clinic role is ignored."
        |before, request, after| keep(before, request, after, "clinicRole")
    ECHO "update-ignores-phone" "A new phone number is ignored where there is one."
        |before, request, after| if request.get("phoneNumber").is_some_and(Value::is_string) {
            keep(before, request, after, "phoneNumber");
        }
    ECHO "update-ignores-true-studies" "canManageStudies can be taken away and not given."
        |before, request, after| ignored(before, request, after, "canManageStudies", &true.into())
    ECHO "update-swaps-names" "New first and last names are exchanged."
        |_, request, after| if request.contains_key("firstName") && request.contains_key("lastName") {
            swap(after, "firstName", "lastName");
        }
    ECHO "update-swaps-suffixes" "A new first suffix becomes the second, and the other way round."
        |_, request, after| if request.contains_key("suffix1") || request.contains_key("suffix2") {
            swap(after, "suffix1", "suffix2");
        }
    ECHO "update-cuts-middle-name" "A new middle name is cut to its first letter."
        |_, request, after| if request.contains_key("middleName") {
            rewrite(after, "middleName", |name| name.chars().take(1).collect());
        }
    ECHO "update-escapes-html" "New last names are escaped for HTML."
        |_, request, after| if request.contains_key("lastName") {
            rewrite(after, "lastName", |name| name.replace('&', "&amp;").replace('\'', "&#39;").replace('<', "&lt;"));
        }
    ECHO "update-lowers-suffix" "New suffixes are written in small letters."
        |_, request, after| if request.contains_key("suffix1") { rewrite(after, "suffix1", str::to_lowercase); }
    SERVER "update-changes-created-at" "createdAt becomes the time of the update."
        |_, _, after| set(after, "createdAt", timestamp(Utc::now() + chrono::TimeDelta::seconds(1)))
    SERVER "update-clears-created-at" "createdAt becomes null by an update."
        |_, _, after| set(after, "createdAt", Value::Null)
    SERVER "update-counts-as-login" "lastLoginAt becomes the time of the update."
        |_, _, after| set(after, "lastLoginAt", timestamp(Utc::now()))
    SERVER "update-changes-source" "invitedSource becomes dashboard by an update."
        |_, _, after| set(after, "invitedSource", "dashboard")
    SERVER "update-takes-server-fields" "An update writes whatever field it is sent."
        |_, request, after| for name in ["createdAt", "invitedSource", "lastLoginAt"] {
            if let Some(value) = request.get(name) { set(after, name, value.clone()); }
        }
    AGAIN "update-numbers-repeated-names" "A first name that the user has already gets a number."
        |before, request, after| if request.get("firstName") == before.get("firstName") && request.contains_key("firstName") {
            rewrite(after, "firstName", |name| format!("{name} (2)"));
        }
    AGAIN "update-toggles-studies" "canManageStudies is toggled where it is sent as it is."
        |before, request, after| if request.get("canManageStudies") == before.get("canManageStudies")
            && let Some(studies) = request.get("canManageStudies").and_then(Value::as_bool)
        {
            set(after, "canManageStudies", !studies);
        }
};

/// Gives a field that was not sent another value, or none.
fn absent(request: &Object, after: &mut Object, name: &str, value: Option<Value>) {
    if !request.contains_key(name) {
        match value {
            Some(value) => reset(after, name, value),
            None => drop(after.remove(name)),
        }
    }
}

/// An update that clears the suffix itself does clear it.
fn keep_cleared(request: &Object, after: &mut Object) {
    if request.get("suffix1").is_some_and(Value::is_null) {
        after.remove("suffix1");
    }
}

/// Leaves a field as it was, whatever was sent.
fn keep(before: &Object, request: &Object, after: &mut Object, name: &str) {
    if let Some(was) = before.get(name).filter(|_| request.contains_key(name)) {
        set(after, name, was.clone());
    }
}

/// Leaves a field as it was where this value was sent.
fn ignored(before: &Object, request: &Object, after: &mut Object, name: &str, value: &Value) {
    if request.get(name) == Some(value) {
        keep(before, request, after, name);
    }
}

fn nulled(request: &Object, after: &mut Object, name: &str, text: &str) {
    if request.get(name).is_some_and(Value::is_null) {
        set(after, name, text);
    }
}
