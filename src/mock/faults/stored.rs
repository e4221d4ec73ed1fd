//! The answer says one thing and the store another.

use serde_json::Value;

use super::{
    Fault, Hook,
    tools::{reset, rewrite, set, swap, text, users},
};
use crate::mock::{
    Object,
    Operation::{Invite, List, Update},
};

const INVITE: (&str, &[&str]) = ("invite.persisted", &["invite::is_persisted"]);
const UPDATE: (&str, &[&str]) = ("update.persisted", &["update::is_persisted"]);

/// What an accepted request stores is not what its answer shows.
macro_rules! stored {
    ($operation:ident $promise:ident; $($name:literal $summary:literal $change:expr)*) => {
        &[$(Fault::new($name, $summary, $promise.0, $promise.1, &[Hook::Stored(
            $operation,
            |request, user| {
                let change: fn(&Object, &mut Object) = $change;
                if let Some(user) = user {
                    change(request, &mut user.0);
                }
            },
        )])),*]
    };
}

pub(super) const BY_INVITE: &[Fault] = stored! { Invite INVITE;
    "invite-does-not-store-middle-name" "The middle name of an invite is shown and not stored."
        |_, user| drop(user.remove("middleName"))
    "invite-does-not-store-phone" "The phone number of an invite is shown and not stored."
        |_, user| drop(user.remove("phoneNumber"))
    "invite-does-not-store-suffix1" "The first suffix of an invite is shown and not stored."
        |_, user| drop(user.remove("suffix1"))
    "invite-does-not-store-suffix2" "The second suffix of an invite is shown and not stored."
        |_, user| drop(user.remove("suffix2"))
    "invite-stores-names-swapped" "First and last name go into each other's column."
        |_, user| swap(user, "firstName", "lastName")
    "invite-stores-first-name-in-capitals" "The first name is stored in capitals."
        |_, user| rewrite(user, "firstName", str::to_uppercase)
    "invite-stores-last-name-cut" "The column of the last name holds 32 characters."
        |_, user| rewrite(user, "lastName", |name| name.chars().take(32).collect())
    "invite-stores-escaped-names" "Names are stored as they are shown on a page of HTML."
        |_, user| rewrite(user, "lastName", |name| name.replace('&', "&amp;").replace('\'', "&#39;"))
    "invite-stores-ascii" "The column of the first name knows ASCII only."
        |_, user| rewrite(user, "firstName", |name| {
            name.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect()
        })
    "invite-stores-every-role-as-other" "The role is stored as Other."
        |_, user| set(user, "clinicRole", "Other")
    "invite-stores-every-level-as-member" "The level is stored as member."
        |_, user| set(user, "level", "member")
    "invite-stores-no-dashboard-access" "Dashboard access of a member is stored as false."
        |_, user| if text(user, "level") == "member" { set(user, "hasDashboardAccess", false); }
    "invite-stores-studies-as-true" "canManageStudies is stored as true."
        |_, user| set(user, "canManageStudies", true)
    "invite-stores-another-id" "The list shows another id than the answer to the invite."
        |_, user| rewrite(user, "userId", |id| {
            format!("{}{}", &id[..35], if id.ends_with('0') { '1' } else { '0' })
        })
    "invite-stores-dashboard-as-source" "The list shows the source dashboard for users of the API."
        |_, user| set(user, "invitedSource", "dashboard")
    "invite-stores-another-time" "The list shows the day of creation without its time."
        |_, user| rewrite(user, "createdAt", |time| format!("{}T00:00:00Z", &time[..10]))
    "invite-stores-a-login" "The list shows the creation of a user as its first login."
        |_, user| swap(user, "createdAt", "lastLoginAt")
};

pub(super) const BY_UPDATE: &[Fault] = stored! { Update UPDATE;
    "update-does-not-store-phone" "A new phone number is shown and not stored."
        |request, user| if request.get("phoneNumber").is_some_and(Value::is_string) {
            user.remove("phoneNumber");
        }
    "update-stores-last-name-cut" "The column of the last name holds 16 characters."
        |_, user| rewrite(user, "lastName", |name| name.chars().take(16).collect())
    "update-stores-first-name-in-small-letters" "A new first name is stored in small letters."
        |request, user| if request.contains_key("firstName") {
            rewrite(user, "firstName", str::to_lowercase);
        }
    "update-stores-old-role" "A new clinic role is shown, and Other is stored."
        |request, user| if request.contains_key("clinicRole") { reset(user, "clinicRole", "Other"); }
    "update-stores-no-false" "A new false is shown and true is stored."
        |request, user| for name in ["canManageStudies", "hasDashboardAccess"] {
            if request.get(name) == Some(&Value::Bool(false)) { set(user, name, true); }
        }
    "update-stores-suffixes-swapped" "New suffixes go into each other's column."
        |request, user| if request.contains_key("suffix1") && request.contains_key("suffix2") {
            swap(user, "suffix1", "suffix2");
        }
};

pub(super) const FAULTS: &[Fault] = &[
    Fault::new(
        "invite-stores-nothing",
        "An accepted invite is answered and nobody is stored.",
        INVITE.0,
        INVITE.1,
        &[Hook::Stored(Invite, |_, user| *user = None)],
    ),
    Fault::new(
        "invite-of-admins-stores-nothing",
        "An accepted invite of an admin is answered and nobody is stored.",
        INVITE.0,
        INVITE.1,
        &[Hook::Stored(Invite, |_, user| {
            *user = user.take().filter(|user| user.text("level") != "admin");
        })],
    ),
    Fault::new(
        "update-stores-nothing",
        "An accepted update is answered and nothing is stored.",
        UPDATE.0,
        UPDATE.1,
        &[Hook::Stored(Update, |_, user| *user = None)],
    ),
    Fault::new(
        "update-of-level-stores-nothing",
        "An accepted update that names a level is answered and nothing is stored.",
        UPDATE.0,
        UPDATE.1,
        &[Hook::Stored(Update, |request, user| {
            if request.contains_key("level") {
                *user = None;
            }
        })],
    ),
    Fault::new(
        "list-hides-new-users",
        "The list never shows users who have not logged in yet.",
        INVITE.0,
        INVITE.1,
        &[Hook::Match(|_, candidate, matches| {
            *matches &= !candidate.user.0["lastLoginAt"].is_null();
        })],
    ),
    Fault::new(
        "list-drops-suffix2",
        "Rows of the list have no second suffix.",
        INVITE.0,
        INVITE.1,
        &[Hook::Reply(List, |_, reply| users(reply, |user| drop(user.remove("suffix2"))))],
    ),
    Fault::new(
        "refused-invite-is-stored",
        "An invite that is refused for a value leaves a user behind.",
        "invite.atomic",
        &["invite::rejected_leaves_no_trace"],
        &[Hook::KeepRefused(Invite, |_, violations| {
            violations.iter().all(|one| one.keyword != "unique")
        })],
    ),
    Fault::new(
        "refused-phone-is-stored",
        "An invite is stored before its phone number is looked at.",
        "invite.atomic",
        &["invite::rejected_leaves_no_trace"],
        &[Hook::KeepRefused(Invite, |_, violations| {
            violations.iter().all(|one| one.field == "phoneNumber")
        })],
    ),
    Fault::new(
        "refused-duplicate-is-stored",
        "A second invite of an address is refused and stored.",
        "invite.email.unique",
        &["invite::duplicate_email_never_makes_two_users"],
        &[Hook::KeepRefused(Invite, |_, violations| {
            violations.iter().all(|one| one.keyword == "unique")
        })],
    ),
    Fault::new(
        "refused-update-applies-the-rest",
        "An update that is refused for one field applies the others.",
        "update.atomic",
        &["update::rejected_changes_nothing"],
        &[Hook::KeepRefused(Update, |request, violations| {
            for violation in violations {
                request.remove(&violation.field);
            }
            true
        })],
    ),
    Fault::new(
        "refused-update-applies-what-comes-first",
        "An update is applied field by field until one is refused.",
        "update.atomic",
        &["update::rejected_changes_nothing"],
        &[Hook::KeepRefused(Update, |request, violations| {
            let first = violations.iter().map(|one| one.field.clone()).min().unwrap_or_default();
            request.retain(|name, _| *name < first);
            true
        })],
    ),
    Fault::new(
        "refused-update-is-stored",
        "An update is refused and stored as it was sent.",
        "update.atomic",
        &["update::rejected_changes_nothing"],
        &[Hook::KeepRefused(Update, |_, violations| {
            violations.iter().all(|one| one.keyword == "minLength" || one.keyword == "pattern")
        })],
    ),
];
