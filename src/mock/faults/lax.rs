//! Validation gaps: for each constraint of a request, a server that does not know it.

use serde_json::Value;

use super::{
    Fault, Hook,
    tools::{overlook, text},
};
use crate::mock::Operation::{Invite, List, Update};

/// One fault for each row: a constraint that an operation does not enforce.
macro_rules! gaps {
    ($operation:ident $id:literal; $($name:literal $field:literal $keyword:literal $summary:literal)*) => {
        &[$(Fault::new(
            $name,
            $summary,
            concat!($id, ".", $field, ".", $keyword),
            &[concat!($id, "::rejects::", $field, "::", $keyword)],
            &[Hook::Violations($operation, |_, violations| overlook(violations, $field, $keyword))],
        )),*]
    };
}

pub(super) const INVITE: &[Fault] = gaps! { Invite "invite";
    "invite-without-can-manage-studies" "canManageStudies" "required" "An invite without canManageStudies is accepted."
    "invite-can-manage-studies-of-any-type" "canManageStudies" "type" "An invite takes a canManageStudies that is no boolean."
    "invite-without-clinic-role" "clinicRole" "required" "An invite without a clinic role is accepted."
    "invite-any-clinic-role" "clinicRole" "anyOf" "An invite takes any text as a clinic role."
    "invite-without-email" "email" "required" "An invite without an address is accepted."
    "invite-email-of-any-type" "email" "type" "An invite takes an address that is no text."
    "invite-any-email" "email" "format" "An invite takes any text as an e-mail address."
    "invite-without-first-name" "firstName" "required" "An invite without a first name is accepted."
    "invite-first-name-of-any-type" "firstName" "type" "An invite takes a first name that is no text."
    "invite-empty-first-name" "firstName" "minLength" "An invite takes an empty first name."
    "invite-without-dashboard-access" "hasDashboardAccess" "required" "An invite without hasDashboardAccess is accepted."
    "invite-dashboard-access-of-any-type" "hasDashboardAccess" "type" "An invite takes a hasDashboardAccess that is no boolean."
    "invite-without-last-name" "lastName" "required" "An invite without a last name is accepted."
    "invite-last-name-of-any-type" "lastName" "type" "An invite takes a last name that is no text."
    "invite-empty-last-name" "lastName" "minLength" "An invite takes an empty last name."
    "invite-without-level" "level" "required" "An invite without a level is accepted."
    "invite-middle-name-of-any-type" "middleName" "type" "An invite takes a middle name that is no text."
    "invite-empty-middle-name" "middleName" "minLength" "An invite takes an empty middle name."
    "invite-phone-of-any-type" "phoneNumber" "type" "An invite takes a phone number that is no text."
    "invite-any-phone" "phoneNumber" "pattern" "An invite takes any text as a phone number."
    "invite-suffix1-of-any-type" "suffix1" "type" "An invite takes a first suffix that is no text."
    "invite-empty-suffix1" "suffix1" "minLength" "An invite takes an empty first suffix."
    "invite-suffix2-of-any-type" "suffix2" "type" "An invite takes a second suffix that is no text."
    "invite-empty-suffix2" "suffix2" "minLength" "An invite takes an empty second suffix."
};

pub(super) const UPDATE: &[Fault] = gaps! { Update "update";
    "update-can-manage-studies-of-any-type" "canManageStudies" "type" "An update takes a canManageStudies that is no boolean."
    "update-any-clinic-role" "clinicRole" "anyOf" "An update takes any value as a clinic role."
    "update-first-name-of-any-type" "firstName" "type" "An update takes a first name that is no text."
    "update-empty-first-name" "firstName" "minLength" "An update takes an empty first name."
    "update-dashboard-access-of-any-type" "hasDashboardAccess" "type" "An update takes a hasDashboardAccess that is no boolean."
    "update-last-name-of-any-type" "lastName" "type" "An update takes a last name that is no text."
    "update-empty-last-name" "lastName" "minLength" "An update takes an empty last name."
    "update-middle-name-of-any-type" "middleName" "type" "An update takes a middle name that is neither text nor null."
    "update-empty-middle-name" "middleName" "minLength" "An update takes an empty middle name."
    "update-phone-of-any-type" "phoneNumber" "type" "An update takes a phone number that is neither text nor null."
    "update-any-phone" "phoneNumber" "pattern" "An update takes any text as a phone number."
    "update-suffix1-of-any-type" "suffix1" "type" "An update takes a first suffix that is neither text nor null."
    "update-empty-suffix1" "suffix1" "minLength" "An update takes an empty first suffix."
    "update-suffix2-of-any-type" "suffix2" "type" "An update takes a second suffix that is neither text nor null."
    "update-empty-suffix2" "suffix2" "minLength" "An update takes an empty second suffix."
};

pub(super) const LIST: &[Fault] = &[
    Fault::new(
        "limit-zero-means-default",
        "A limit of 0 is taken for none, as a falsy value.",
        "list.limit.minimum",
        &["list::rejects::limit::minimum"],
        &[Hook::Request(List, |request| {
            if request.get("limit") == Some(&0.into()) {
                request.remove("limit");
            }
        })],
    ),
    Fault::new(
        "limit-negative-is-ignored",
        "A negative limit is ignored.",
        "list.limit.minimum",
        &["list::rejects::limit::minimum"],
        &[Hook::Request(List, |request| {
            if text(request, "limit").starts_with('-') {
                request.remove("limit");
            }
        })],
    ),
    Fault::new(
        "limit-over-100-is-clamped",
        "A limit over 100 is quietly taken for 100.",
        "list.limit.maximum",
        &["list::rejects::limit::maximum"],
        &[Hook::Request(List, |request| {
            if request.get("limit").and_then(Value::as_u64) > Some(100) {
                request.insert("limit".to_owned(), 100.into());
            }
        })],
    ),
    Fault::new(
        "limit-of-101-is-taken",
        "The largest limit is one too large.",
        "list.limit.maximum",
        &["list::rejects::limit::maximum"],
        &[Hook::Violations(List, |request, violations| {
            if request.get("limit") == Some(&101.into()) {
                overlook(violations, "limit", "maximum");
            }
        })],
    ),
    Fault::new(
        "limit-fraction-is-cut",
        "A limit with a fraction is cut to the whole number below.",
        "list.limit.type",
        &["list::rejects::limit::type"],
        &[Hook::Request(List, |request| {
            let whole =
                text(request, "limit").split_once('.').map(|(whole, _)| whole.parse::<u64>());
            if let Some(Ok(whole)) = whole {
                request.insert("limit".to_owned(), whole.into());
            }
        })],
    ),
    Fault::new(
        "limit-of-text-is-ignored",
        "A limit that is no number at all is ignored.",
        "list.limit.type",
        &["list::rejects::limit::type"],
        &[Hook::Request(List, |request| {
            if text(request, "limit").starts_with(char::is_alphabetic) {
                request.remove("limit");
            }
        })],
    ),
    Fault::new(
        "list-unknown-level-is-ignored",
        "A level that does not exist is ignored as a filter.",
        "list.level.enum",
        &["list::rejects::level::enum"],
        &[Hook::Request(List, |request| {
            if !["", "owner", "admin", "member"].contains(&text(request, "level")) {
                request.remove("level");
            }
        })],
    ),
    Fault::new(
        "list-unknown-level-finds-nobody",
        "A level that does not exist is compared with and finds nobody.",
        "list.level.enum",
        &["list::rejects::level::enum"],
        &[Hook::Violations(List, |_, violations| overlook(violations, "level", "enum"))],
    ),
    Fault::new(
        "list-level-in-capitals-is-taken",
        "A level is taken in any case.",
        "list.level.enum",
        &["list::rejects::level::enum"],
        &[Hook::Request(List, |request| {
            let lower = text(request, "level").to_lowercase();
            if request.contains_key("level") {
                request.insert("level".to_owned(), lower.into());
            }
        })],
    ),
    Fault::new(
        "list-unknown-source-is-ignored",
        "A source that does not exist is ignored as a filter.",
        "list.invitedSource.enum",
        &["list::rejects::invitedSource::enum"],
        &[Hook::Request(List, |request| {
            if !["", "dashboard", "api"].contains(&text(request, "invitedSource")) {
                request.remove("invitedSource");
            }
        })],
    ),
    Fault::new(
        "list-unknown-source-finds-nobody",
        "A source that does not exist is compared with and finds nobody.",
        "list.invitedSource.enum",
        &["list::rejects::invitedSource::enum"],
        &[Hook::Violations(List, |_, violations| overlook(violations, "invitedSource", "enum"))],
    ),
];
