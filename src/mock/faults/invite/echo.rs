//! The answer to an invite is not what was sent.

use serde_json::Value;

use crate::{
    mock::{
        faults::fields::{cut, is, reset, rewrite, set, swap, text, users, without},
        user::{NAMES, OPTIONAL_FIELDS, Object},
    },
    model::Operation::Invite,
    promise::invite,
};

faults! {
    invite::ECHOES_SENT_FIELDS {
        "invite-reply-drops-middle-name":
            "The answer to an invite leaves middleName out, though it is stored."
            Reply(Invite, |_, reply| without(reply, "middleName"));
        "invite-reply-drops-phone-number":
            "The answer to an invite leaves phoneNumber out, though it is stored."
            Reply(Invite, |_, reply| without(reply, "phoneNumber"));
        "invite-reply-drops-suffix1":
            "The answer to an invite leaves suffix1 out, though it is stored."
            Reply(Invite, |_, reply| without(reply, "suffix1"));
        "invite-reply-drops-suffix2":
            "The answer to an invite leaves suffix2 out, though it is stored."
            Reply(Invite, |_, reply| without(reply, "suffix2"));
        "invite-swaps-names": "First and last name are exchanged."
            Accepted(Invite, |fields| swap(fields, "firstName", "lastName"));
        "invite-swaps-suffixes": "The two suffixes are exchanged."
            Accepted(Invite, |fields| swap(fields, "suffix1", "suffix2"));
        "invite-middle-name-joins-first": "The middle name is appended to the first name."
            Accepted(Invite, |fields| {
                if let Some(Value::String(middle)) = fields.remove("middleName") {
                    rewrite(fields, "firstName", |first| format!("{first} {middle}"));
                }
            });
        "invite-middle-name-becomes-initial": "Only the first letter of the middle name is kept."
            Accepted(Invite, |fields| cut(fields, "middleName", 1));
        "invite-cuts-last-name": "A last name is cut after 20 characters."
            Accepted(Invite, |fields| cut(fields, "lastName", 20));
        "invite-cuts-first-name-at-64": "A first name is cut after 64 characters."
            Accepted(Invite, |fields| cut(fields, "firstName", 64));
        "invite-cuts-suffix-at-5": "A suffix is cut after five characters."
            Accepted(Invite, |fields| cut(fields, "suffix1", 5));
        "invite-phone-loses-leading-zeros":
            "A phone number passes through an integer and loses leading zeros."
            Accepted(Invite, |fields| {
                rewrite(fields, "phoneNumber", |phone| phone.trim_start_matches('0').to_owned());
            });
        "invite-phone-gets-a-plus": "A phone number comes back in international form."
            Accepted(Invite, |fields| rewrite(fields, "phoneNumber", |phone| format!("+{phone}")));
        "invite-phone-keeps-ten-digits": "A phone number is cut to ten digits."
            Accepted(Invite, |fields| cut(fields, "phoneNumber", 10));
        "invite-capitalises-last-name": "A last name is written with one capital."
            Accepted(Invite, |fields| rewrite(fields, "lastName", capitalised));
        "invite-lowers-first-name": "A first name is written in small letters."
            Accepted(Invite, |fields| rewrite(fields, "firstName", str::to_lowercase));
        "invite-suffix-in-capitals": "A suffix is written in capitals."
            Accepted(Invite, |fields| rewrite(fields, "suffix2", str::to_uppercase));
        "invite-escapes-html": "Names are escaped for HTML."
            Accepted(Invite, |fields| {
                names(fields, |name| {
                    name.replace('&', "&amp;")
                        .replace('<', "&lt;")
                        .replace('\'', "&#39;")
                        .replace('"', "&quot;")
                });
            });
        "invite-strips-tags": "What looks like a tag is removed from names."
            Accepted(Invite, |fields| {
                names(fields, |name| {
                    let end = name
                        .find('>')
                        .filter(|end| name.find('<').is_some_and(|start| start < *end));
                    end.map_or_else(|| name.to_owned(), |end| name[end + 1..].to_owned())
                });
            });
        "invite-doubles-apostrophes": "Apostrophes are escaped for SQL twice."
            Accepted(Invite, |fields| names(fields, |name| name.replace('\'', "''")));
        "invite-removes-apostrophes": "Apostrophes are removed from names."
            Accepted(Invite, |fields| names(fields, |name| name.replace('\'', "")));
        "invite-hyphens-become-spaces": "Hyphens in names become spaces."
            Accepted(Invite, |fields| names(fields, |name| name.replace('-', " ")));
        "invite-doubles-backslashes": "Backslashes in names are doubled."
            Accepted(Invite, |fields| names(fields, |name| name.replace('\\', "\\\\")));
        "invite-drops-percent-signs": "Percent signs are removed from names."
            Accepted(Invite, |fields| names(fields, |name| name.replace('%', "")));
        "invite-asks-for-ascii": "Characters outside of ASCII become question marks."
            Accepted(Invite, |fields| {
                names(fields, |name| {
                    name.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect()
                });
            });
        "invite-reads-latin1": "UTF-8 is read as Latin-1: names are garbled."
            Accepted(Invite, |fields| names(fields, |name| name.bytes().map(char::from).collect()));
        "invite-loses-astral-characters":
            "Characters outside of the basic plane are lost, as in three-byte UTF-8 columns."
            Accepted(Invite, |fields| {
                names(fields, |name| {
                    name.chars().map(|c| if c > '\u{ffff}' { '\u{fffd}' } else { c }).collect()
                });
            });
        "invite-loses-combining-marks": "Accents that are characters of their own are lost."
            Accepted(Invite, |fields| {
                names(fields, |name| {
                    name.chars().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect()
                });
            });
        "invite-squeezes-spaces": "Several spaces in a row become one."
            Accepted(Invite, |fields| {
                names(fields, |name| {
                    name.split_inclusive(' ').filter(|part| *part != " ").collect()
                });
            });
        "invite-role-becomes-other": "Every clinic role becomes Other."
            Accepted(Invite, |fields| reset(fields, "clinicRole", "Other"));
        "invite-surgeon-becomes-doctor": "One clinic role of an old table is mapped to another."
            Accepted(Invite, |fields| {
                if text(fields, "clinicRole") == "Surgeon" {
                    set(fields, "clinicRole", "Doctor");
                }
            });
        "invite-admin-becomes-member": "An invited admin becomes a member."
            Accepted(Invite, |fields| reset(fields, "level", "member"));
        "invite-access-follows-level": "Members never get dashboard access."
            Accepted(Invite, |fields| {
                if is(fields, "level", "member") {
                    set(fields, "hasDashboardAccess", false);
                }
            });
        "invite-access-defaults-to-true":
            "hasDashboardAccess false counts as missing and becomes true."
            Accepted(Invite, |fields| reset(fields, "hasDashboardAccess", true));
        "invite-studies-default-to-true":
            "canManageStudies false counts as missing and becomes true."
            Accepted(Invite, |fields| reset(fields, "canManageStudies", true));
        "invite-booleans-exchanged": "canManageStudies and hasDashboardAccess are exchanged."
            Accepted(Invite, |fields| {
                if is(fields, "level", "member") {
                    swap(fields, "canManageStudies", "hasDashboardAccess");
                }
            });
        "invite-zero-counts-as-missing": "A name of a single zero counts as missing."
            Accepted(Invite, |fields| missing(fields, "0"));
        "invite-null-text-counts-as-null": "A name that reads null counts as missing."
            Accepted(Invite, |fields| missing(fields, "null"));
        "invite-first-suffix-wins": "A second suffix like the first is dropped as a repetition."
            Accepted(Invite, |fields| {
                if text(fields, "suffix1") == text(fields, "suffix2") {
                    fields.remove("suffix2");
                }
            });
        "sometimes-invite-drops-fields" one in 40:
            "One answer to an invite in 40 lacks every optional field."
            Reply(Invite, |_, reply| {
                users(reply, |user| {
                    user.retain(|name, _| !OPTIONAL_FIELDS.contains(&name.as_str()));
                });
            });
    }
}

fn names(fields: &mut Object, change: fn(&str) -> String) {
    for name in NAMES {
        rewrite(fields, name, change);
    }
}

/// Leaves out the optional names that read like this.
fn missing(fields: &mut Object, word: &str) {
    for name in OPTIONAL_FIELDS.into_iter().filter(|name| NAMES.contains(name)) {
        if text(fields, name) == word {
            fields.remove(name);
        }
    }
}

fn capitalised(name: &str) -> String {
    let mut chars = name.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    first + &chars.as_str().to_lowercase()
}
