//! Valid values that are refused.

use serde_json::Value;

use super::{
    Fault, Hook,
    tools::{NAMES, holds, refuse, text},
};
use crate::mock::{
    Object,
    Operation::{Invite, Update},
};

const INVITE_EDGE: (&str, &[&str]) = ("invite.accepts", &["invite::accepts_boundary_cases"]);
const INVITE_ANY: (&str, &[&str]) = ("invite.accepts", &["invite::accepts_valid_payloads"]);
const INVITE_EXAMPLE: (&str, &[&str]) = ("invite.accepts", &["invite::accepts_documented_example"]);
const EDITIONS: (&str, &[&str]) =
    ("invite.clinicRole.editions", &["invite::treats_disputed_roles_alike"]);
const UPDATE_EDGE: (&str, &[&str]) = ("update.accepts", &["update::accepts_boundary_cases"]);
const UPDATE_ANY: (&str, &[&str]) = ("update.accepts", &["update::accepts_valid_payloads"]);

/// Refuses what passes a test.
macro_rules! refused {
    ($operation:ident; $($promise:ident $name:literal $field:literal $summary:literal $test:expr)*) => {
        &[$(Fault::new($name, $summary, $promise.0, $promise.1, &[Hook::Violations(
            $operation,
            |request, violations| {
                let test: fn(&Object) -> bool = $test;
                refuse(violations, $field, test(request));
            },
        )])),*]
    };
}

pub(super) const INVITE: &[Fault] = refused! { Invite;
    INVITE_EDGE "invite-refuses-one-letter-first-name" "firstName" "A first name of one letter is too short."
        |request| letters(request, "firstName") == 1
    INVITE_EDGE "invite-refuses-one-letter-last-name" "lastName" "A last name of one letter is too short."
        |request| letters(request, "lastName") == 1
    INVITE_EDGE "invite-refuses-one-letter-middle-name" "middleName" "A middle name of one letter is too short."
        |request| letters(request, "middleName") == 1
    INVITE_EDGE "invite-refuses-one-letter-suffix" "suffix1" "A suffix of one letter is too short."
        |request| letters(request, "suffix1") == 1
    INVITE_EDGE "invite-refuses-ten-digit-phone" "phoneNumber" "A phone number of ten digits is too short."
        |request| text(request, "phoneNumber").len() == 10
    INVITE_EDGE "invite-refuses-15-digit-phone" "phoneNumber" "A phone number of 15 digits is too long."
        |request| text(request, "phoneNumber").len() == 15
    INVITE_EDGE "invite-refuses-admin" "level" "Nobody can be invited as an admin."
        |request| text(request, "level") == "admin"
    INVITE_EXAMPLE "invite-refuses-member" "level" "Nobody can be invited as a member."
        |request| text(request, "level") == "member"
    INVITE_EDGE "invite-needs-can-manage-studies" "canManageStudies" "canManageStudies false counts as missing."
        |request| request.get("canManageStudies") == Some(&Value::Bool(false))
    INVITE_EDGE "invite-needs-dashboard-access" "hasDashboardAccess" "hasDashboardAccess false counts as missing."
        |request| request.get("hasDashboardAccess") == Some(&Value::Bool(false))
    INVITE_EDGE "invite-needs-a-phone" "phoneNumber" "An invite without a phone number is refused."
        |request| !request.contains_key("phoneNumber")
    INVITE_EDGE "invite-needs-a-middle-name" "middleName" "An invite without a middle name is refused."
        |request| !request.contains_key("middleName")
    INVITE_EDGE "invite-needs-suffix1-before-suffix2" "suffix1" "A second suffix without a first one is refused."
        |request| request.contains_key("suffix2") && !request.contains_key("suffix1")
    INVITE_EDGE "invite-refuses-role-other" "clinicRole" "The clinic role Other is refused."
        |request| text(request, "clinicRole") == "Other"
    INVITE_EDGE "invite-refuses-roles-of-two-words" "clinicRole" "A clinic role with a space in it is refused."
        |request| text(request, "clinicRole").contains(' ')
    INVITE_EDGE "invite-refuses-admin-who-cannot-manage-studies" "canManageStudies"
        "An admin must be able to manage studies."
        |request| text(request, "level") == "admin"
            && request.get("canManageStudies") == Some(&Value::Bool(false))
    INVITE_ANY "invite-refuses-apostrophes" "lastName" "A name with an apostrophe is refused."
        |request| names(request, |name| name.contains('\''))
    INVITE_ANY "invite-refuses-hyphens" "lastName" "A name with a hyphen is refused."
        |request| names(request, |name| name.contains('-'))
    INVITE_ANY "invite-refuses-spaces" "lastName" "A name with a space is refused."
        |request| names(request, |name| name.contains(' '))
    INVITE_ANY "invite-refuses-dots" "suffix1" "A name with a full stop is refused."
        |request| names(request, |name| name.contains('.'))
    INVITE_ANY "invite-refuses-digits" "firstName" "A name with a digit is refused."
        |request| names(request, |name| name.contains(|c: char| c.is_ascii_digit()))
    INVITE_ANY "invite-refuses-angle-brackets" "lastName" "A name that looks like markup is refused."
        |request| names(request, |name| name.contains('<'))
    INVITE_ANY "invite-refuses-sql-words" "lastName" "A firewall refuses names that look like SQL."
        |request| names(request, |name| name.contains("--") || name.contains("';"))
    INVITE_ANY "invite-refuses-non-ascii" "firstName" "A name with a character outside of ASCII is refused."
        |request| names(request, |name| !name.is_ascii())
    INVITE_ANY "invite-refuses-astral-characters" "firstName" "A character outside of the basic plane is refused."
        |request| names(request, |name| name.chars().any(|c| c > '\u{ffff}'))
    INVITE_ANY "invite-refuses-combining-marks" "firstName" "An accent that is a character of its own is refused."
        |request| names(request, |name| name.contains(|c| ('\u{300}'..='\u{36f}').contains(&c)))
    INVITE_ANY "invite-refuses-long-names" "lastName" "A name of more than 100 characters is refused."
        |request| names(request, |name| name.chars().count() > 100)
    INVITE_ANY "invite-counts-bytes" "lastName" "A name is measured in bytes and refused over 255 of them."
        |request| names(request, |name| name.len() > 255)
    INVITE_ANY "invite-refuses-plus-in-email" "email" "An address with a plus sign is refused."
        |request| text(request, "email").contains('+')
    INVITE_ANY "invite-refuses-capitals-in-email" "email" "An address with a capital is refused."
        |request| text(request, "email").contains(|c: char| c.is_ascii_uppercase())
    INVITE_EDGE "invite-refuses-leading-zero-in-phone" "phoneNumber" "A phone number that begins with 0 is refused."
        |request| text(request, "phoneNumber").starts_with('0')
};

pub(super) const UPDATE: &[Fault] = refused! { Update;
    EDITIONS "update-knows-fewer-roles-than-invite" "clinicRole" "An update refuses a role that an invite takes."
        |request| text(request, "clinicRole") == "Scribe"
    UPDATE_EDGE "update-refuses-one-letter-first-name" "firstName" "A first name of one letter is too short."
        |request| letters(request, "firstName") == 1
    UPDATE_EDGE "update-refuses-one-letter-last-name" "lastName" "A last name of one letter is too short."
        |request| letters(request, "lastName") == 1
    UPDATE_EDGE "update-refuses-ten-digit-phone" "phoneNumber" "A phone number of ten digits is too short."
        |request| text(request, "phoneNumber").len() == 10
    UPDATE_EDGE "update-refuses-15-digit-phone" "phoneNumber" "A phone number of 15 digits is too long."
        |request| text(request, "phoneNumber").len() == 15
    UPDATE_EDGE "update-refuses-admin" "level" "Nobody can be made an admin."
        |request| text(request, "level") == "admin"
    UPDATE_EDGE "update-refuses-member" "level" "Nobody can be made a member."
        |request| text(request, "level") == "member"
    UPDATE_EDGE "update-needs-can-manage-studies-to-be-true" "canManageStudies" "canManageStudies false is refused."
        |request| request.get("canManageStudies") == Some(&Value::Bool(false))
    UPDATE_EDGE "update-needs-a-last-name" "lastName" "An update must repeat the last name."
        |request| !request.is_empty() && !request.contains_key("lastName")
    UPDATE_EDGE "update-takes-one-field-at-a-time" "" "An update of more than one field is refused."
        |request| request.len() > 1
    UPDATE_EDGE "update-refuses-null" "" "An update with null for an optional field is refused."
        |request| ["middleName", "phoneNumber", "suffix1", "suffix2"]
            .iter().any(|name| request.get(*name).is_some_and(Value::is_null))
    UPDATE_ANY "update-refuses-apostrophes" "lastName" "A name with an apostrophe is refused."
        |request| names(request, |name| name.contains('\''))
    UPDATE_ANY "update-refuses-hyphens" "lastName" "A name with a hyphen is refused."
        |request| names(request, |name| name.contains('-'))
    UPDATE_ANY "update-refuses-non-ascii" "firstName" "A name with a character outside of ASCII is refused."
        |request| names(request, |name| !name.is_ascii())
    UPDATE_ANY "update-refuses-astral-characters" "firstName" "A character outside of the basic plane is refused."
        |request| names(request, |name| name.chars().any(|c| c > '\u{ffff}'))
};

pub(super) const FAULTS: &[Fault] = &[
    Fault::new(
        "update-refuses-null-role",
        "An update with clinicRole null is refused.",
        "update.clinicRole.null",
        &["update::accepts_null_clinic_role"],
        &[Hook::Violations(Update, |request, violations| {
            let null = request.get("clinicRole").is_some_and(Value::is_null);
            refuse(violations, "clinicRole", null);
        })],
    ),
    Fault::new(
        "update-null-role-clears-it",
        "clinicRole null leaves a user with a role of null.",
        "update.clinicRole.null",
        &["update::accepts_null_clinic_role"],
        &[Hook::Made(Update, |request, user| {
            if request.get("clinicRole").is_some_and(Value::is_null) {
                user.0.insert("clinicRole".to_owned(), Value::Null);
            }
        })],
    ),
    Fault::new(
        "update-refuses-empty-object",
        "An update without any field is refused.",
        "update.empty",
        &["update::empty_object_changes_nothing"],
        &[Hook::Raw(Update, |call, body| {
            if *call.body == *b"{}" {
                body.clear();
            }
        })],
    ),
    Fault::new(
        "update-refuses-missing-body",
        "An update without a body is refused.",
        "update.no-body",
        &["update::missing_body_changes_nothing"],
        &[Hook::Raw(Update, |call, body| {
            if call.body.is_empty() {
                body.clear();
            }
        })],
    ),
    Fault::new(
        "update-empty-object-wipes",
        "An update without any field clears every optional one.",
        "update.empty",
        &["update::empty_object_changes_nothing"],
        &[Hook::Raw(Update, |call, body| wipe(*call.body == *b"{}", body))],
    ),
    Fault::new(
        "update-missing-body-wipes",
        "An update without a body clears every optional field.",
        "update.no-body",
        &["update::missing_body_changes_nothing"],
        &[Hook::Raw(Update, |call, body| wipe(call.body.is_empty(), body))],
    ),
];

fn letters(request: &Object, field: &str) -> usize {
    text(request, field).chars().count()
}

fn names(request: &Object, test: fn(&str) -> bool) -> bool {
    NAMES.iter().filter_map(|name| request.get(*name)).any(|name| holds(name, test))
}

fn wipe(applies: bool, body: &mut Vec<u8>) {
    if applies {
        *body = br#"{"middleName":null,"phoneNumber":null,"suffix1":null,"suffix2":null}"#.to_vec();
    }
}
