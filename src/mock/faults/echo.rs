//! The answer to an invite is not what was sent.

use serde_json::Value;

use super::{
    Fault, Hook,
    tools::{NAMES, reset, rewrite, set, swap, text},
};
use crate::mock::{Object, Operation::Invite};

const ECHO: &[&str] = &["invite::echoes_sent_fields"];
const SCHEMA: &[&str] = &["invite::response_matches_schema"];

/// Fields that the answer leaves out, though they are stored.
macro_rules! dropped {
    ($($name:literal $field:literal $clause:literal $killer:ident)*) => {
        &[$(Fault::new(
            $name,
            concat!("The answer to an invite leaves ", $field, " out, though it is stored."),
            $clause,
            $killer,
            &[Hook::Reply(Invite, |_, reply| {
                reply.as_object_mut().map(|user| user.remove($field));
            })],
        )),*]
    };
}

pub(super) const DROPPED: &[Fault] = dropped! {
    "invite-reply-drops-middle-name" "middleName" "invite.echo" ECHO
    "invite-reply-drops-phone-number" "phoneNumber" "invite.echo" ECHO
    "invite-reply-drops-suffix1" "suffix1" "invite.echo" ECHO
    "invite-reply-drops-suffix2" "suffix2" "invite.echo" ECHO
    "invite-reply-drops-can-manage-studies" "canManageStudies" "invite.response" SCHEMA
    "invite-reply-drops-clinic-role" "clinicRole" "invite.response" SCHEMA
    "invite-reply-drops-email" "email" "invite.response" SCHEMA
    "invite-reply-drops-first-name" "firstName" "invite.response" SCHEMA
    "invite-reply-drops-dashboard-access" "hasDashboardAccess" "invite.response" SCHEMA
    "invite-reply-drops-last-name" "lastName" "invite.response" SCHEMA
    "invite-reply-drops-level" "level" "invite.response" SCHEMA
    "invite-reply-drops-created-at" "createdAt" "invite.response" SCHEMA
    "invite-reply-drops-last-login" "lastLoginAt" "invite.response" SCHEMA
};

/// What becomes of the fields of an accepted invite before anything is made of them.
macro_rules! mangled {
    ($($name:literal $summary:literal $change:expr)*) => {
        &[$(Fault::new($name, $summary, "invite.echo", ECHO, &[Hook::Accepted(Invite, |request| {
            let change: fn(&mut Object) = $change;
            change(request);
        })])),*]
    };
}

pub(super) const MANGLED: &[Fault] = mangled! {
    "invite-swaps-names" "First and last name are exchanged."
        |fields| swap(fields, "firstName", "lastName")
    "invite-swaps-suffixes" "The two suffixes are exchanged."
        |fields| swap(fields, "suffix1", "suffix2")
    "invite-middle-name-joins-first" "The middle name is appended to the first name."
        |fields| if let Some(Value::String(middle)) = fields.remove("middleName") {
            rewrite(fields, "firstName", |first| format!("{first} {middle}"));
        }
    "invite-middle-name-becomes-initial" "Only the first letter of the middle name is kept."
        |fields| rewrite(fields, "middleName", |name| name.chars().take(1).collect())
    "invite-cuts-last-name" "A last name is cut after 20 characters."
        |fields| rewrite(fields, "lastName", |name| name.chars().take(20).collect())
    "invite-cuts-first-name-at-64" "A first name is cut after 64 characters."
        |fields| rewrite(fields, "firstName", |name| name.chars().take(64).collect())
    "invite-cuts-suffix-at-5" "A suffix is cut after five characters."
        |fields| rewrite(fields, "suffix1", |name| name.chars().take(5).collect())
    "invite-phone-loses-leading-zeros" "A phone number passes through an integer and loses leading zeros."
        |fields| rewrite(fields, "phoneNumber", |phone| phone.trim_start_matches('0').to_owned())
    "invite-phone-gets-a-plus" "A phone number comes back in international form."
        |fields| rewrite(fields, "phoneNumber", |phone| format!("+{phone}"))
    "invite-phone-keeps-ten-digits" "A phone number is cut to ten digits."
        |fields| rewrite(fields, "phoneNumber", |phone| phone.chars().take(10).collect())
    "invite-capitalises-last-name" "A last name is written with one capital."
        |fields| rewrite(fields, "lastName", capitalised)
    "invite-lowers-first-name" "A first name is written in small letters."
        |fields| rewrite(fields, "firstName", str::to_lowercase)
    "invite-suffix-in-capitals" "A suffix is written in capitals."
        |fields| rewrite(fields, "suffix2", str::to_uppercase)
    "invite-escapes-html" "Names are escaped for HTML."
        |fields| names(fields, |name| {
            name.replace('&', "&amp;").replace('<', "&lt;").replace('\'', "&#39;").replace('"', "&quot;")
        })
    "invite-strips-tags" "What looks like a tag is removed from names."
        |fields| names(fields, |name| {
            let end = name.find('>').filter(|end| name.find('<').is_some_and(|start| start < *end));
            end.map_or_else(|| name.to_owned(), |end| name[end + 1..].to_owned())
        })
    "invite-doubles-apostrophes" "Apostrophes are escaped for SQL twice."
        |fields| names(fields, |name| name.replace('\'', "''"))
    "invite-removes-apostrophes" "Apostrophes are removed from names."
        |fields| names(fields, |name| name.replace('\'', ""))
    "invite-hyphens-become-spaces" "Hyphens in names become spaces."
        |fields| names(fields, |name| name.replace('-', " "))
    "invite-doubles-backslashes" "Backslashes in names are doubled."
        |fields| names(fields, |name| name.replace('\\', "\\\\"))
    "invite-drops-percent-signs" "Percent signs are removed from names."
        |fields| names(fields, |name| name.replace('%', ""))
    "invite-asks-for-ascii" "Characters outside of ASCII become question marks."
        |fields| names(fields, |name| {
            name.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect()
        })
    "invite-reads-latin1" "UTF-8 is read as Latin-1: names are garbled."
        |fields| names(fields, |name| name.bytes().map(char::from).collect())
    "invite-loses-astral-characters" "Characters outside of the basic plane are lost, as in three-byte UTF-8 columns."
        |fields| names(fields, |name| {
            name.chars().map(|c| if c > '\u{ffff}' { '\u{fffd}' } else { c }).collect()
        })
    "invite-loses-combining-marks" "Accents that are characters of their own are lost."
        |fields| names(fields, |name| {
            name.chars().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect()
        })
    "invite-squeezes-spaces" "Several spaces in a row become one."
        |fields| names(fields, |name| name.split_inclusive(' ').filter(|part| *part != " ").collect())
    "invite-role-becomes-other" "Every clinic role becomes Other."
        |fields| reset(fields, "clinicRole", "Other")
    "invite-surgeon-becomes-doctor" "One clinic role of an old table is mapped to another."
        |fields| if text(fields, "clinicRole") == "Surgeon" {
            set(fields, "clinicRole", "Doctor");
        }
    "invite-admin-becomes-member" "An invited admin becomes a member."
        |fields| reset(fields, "level", "member")
    "invite-access-follows-level" "Members never get dashboard access."
        |fields| if text(fields, "level") == "member" {
            set(fields, "hasDashboardAccess", false);
        }
    "invite-access-defaults-to-true" "hasDashboardAccess false counts as missing and becomes true."
        |fields| reset(fields, "hasDashboardAccess", true)
    "invite-studies-default-to-true" "canManageStudies false counts as missing and becomes true."
        |fields| reset(fields, "canManageStudies", true)
    "invite-booleans-exchanged" "canManageStudies and hasDashboardAccess are exchanged."
        |fields| if text(fields, "level") == "member" {
            swap(fields, "canManageStudies", "hasDashboardAccess");
        }
    "invite-zero-counts-as-missing" "A name of a single zero counts as missing."
        |fields| NAMES[2..].iter().for_each(|name| if text(fields, name) == "0" { fields.remove(*name); })
    "invite-null-text-counts-as-null" "A name that reads null counts as missing."
        |fields| NAMES[2..].iter().for_each(|name| if text(fields, name) == "null" { fields.remove(*name); })
    "invite-first-suffix-wins" "A second suffix like the first is dropped as a repetition."
        |fields| if text(fields, "suffix1") == text(fields, "suffix2") { fields.remove("suffix2"); }
};

pub(super) const INVENTED: &[Fault] = &[
    Fault::new(
        "invite-invents-suffix",
        "A user without a suffix gets one that says there is none.",
        "invite.invents",
        &["invite::invents_no_fields"],
        &[Hook::Made(Invite, |_, user| {
            user.0.entry("suffix1").or_insert_with(|| "N/A".into());
        })],
    ),
    Fault::new(
        "invite-invents-phone",
        "A user without a phone number gets ten zeros.",
        "invite.invents",
        &["invite::invents_no_fields"],
        &[Hook::Made(Invite, |_, user| {
            user.0.entry("phoneNumber").or_insert_with(|| "0000000000".into());
        })],
    ),
    Fault::new(
        "invite-empty-text-for-absent",
        "Fields that were not sent come back as empty text.",
        "invite.response",
        SCHEMA,
        &[Hook::Reply(Invite, |_, reply| fill(reply, &"".into()))],
    ),
    Fault::new(
        "invite-null-for-absent",
        "Fields that were not sent come back as null, which no page types them as.",
        "invite.response",
        SCHEMA,
        &[Hook::Reply(Invite, |_, reply| fill(reply, &Value::Null))],
    ),
    Fault::new(
        "invite-phone-as-number-in-reply",
        "The answer shows the phone number as a JSON number.",
        "invite.response",
        SCHEMA,
        &[Hook::Reply(Invite, |_, reply| {
            if let Some(number) = reply["phoneNumber"].as_str().and_then(|p| p.parse::<u64>().ok())
            {
                reply["phoneNumber"] = number.into();
            }
        })],
    ),
    Fault::new(
        "invite-booleans-as-numbers-in-reply",
        "The answer shows booleans as 0 and 1.",
        "invite.response",
        SCHEMA,
        &[Hook::Reply(Invite, |_, reply| {
            reply["canManageStudies"] = u8::from(reply["canManageStudies"] == true).into();
        })],
    ),
    Fault::new(
        "invite-reply-in-envelope",
        "The new user comes back inside of a data member.",
        "invite.response",
        SCHEMA,
        &[Hook::Reply(Invite, |_, reply| *reply = serde_json::json!({ "data": reply.take() }))],
    ),
];

fn fill(reply: &mut Value, value: &Value) {
    for name in ["middleName", "phoneNumber", "suffix1", "suffix2"] {
        if reply.get(name).is_none() {
            reply[name] = value.clone();
        }
    }
}

fn names(fields: &mut Object, change: fn(&str) -> String) {
    for name in NAMES {
        rewrite(fields, name, change);
    }
}

fn capitalised(name: &str) -> String {
    let mut chars = name.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    first + &chars.as_str().to_lowercase()
}
