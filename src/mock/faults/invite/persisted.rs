//! The answer to an invite says one thing and the list another.

use crate::{
    mock::faults::fields::{cut, is, rewrite, set, swap, users},
    model::Operation::{Invite, List},
    promise::invite,
};

faults! {
    invite::IS_PERSISTED {
        "invite-does-not-store-middle-name": "The middle name of an invite is shown and not stored."
            Stored(Invite, |_, user| drop(user.remove("middleName")));
        "invite-does-not-store-phone": "The phone number of an invite is shown and not stored."
            Stored(Invite, |_, user| drop(user.remove("phoneNumber")));
        "invite-does-not-store-suffix1": "The first suffix of an invite is shown and not stored."
            Stored(Invite, |_, user| drop(user.remove("suffix1")));
        "invite-does-not-store-suffix2": "The second suffix of an invite is shown and not stored."
            Stored(Invite, |_, user| drop(user.remove("suffix2")));
        "invite-stores-names-swapped": "First and last name go into each other's column."
            Stored(Invite, |_, user| swap(user, "firstName", "lastName"));
        "invite-stores-first-name-in-capitals": "The first name is stored in capitals."
            Stored(Invite, |_, user| rewrite(user, "firstName", str::to_uppercase));
        "invite-stores-last-name-cut": "The column of the last name holds 32 characters."
            Stored(Invite, |_, user| cut(user, "lastName", 32));
        "invite-stores-escaped-names": "Names are stored as they are shown on a page of HTML."
            Stored(Invite, |_, user| {
                rewrite(user, "lastName", |name| name.replace('&', "&amp;").replace('\'', "&#39;"));
            });
        "invite-stores-ascii": "The column of the first name knows ASCII only."
            Stored(Invite, |_, user| {
                rewrite(user, "firstName", |name| {
                    name.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect()
                });
            });
        "invite-stores-every-role-as-other": "The role is stored as Other."
            Stored(Invite, |_, user| set(user, "clinicRole", "Other"));
        "invite-stores-every-level-as-member": "The level is stored as member."
            Stored(Invite, |_, user| set(user, "level", "member"));
        "invite-stores-no-dashboard-access": "Dashboard access of a member is stored as false."
            Stored(Invite, |_, user| {
                if is(user, "level", "member") {
                    set(user, "hasDashboardAccess", false);
                }
            });
        "invite-stores-studies-as-true": "canManageStudies is stored as true."
            Stored(Invite, |_, user| set(user, "canManageStudies", true));
        "invite-stores-another-id": "The list shows another id than the answer to the invite."
            Stored(Invite, |_, user| {
                rewrite(user, "userId", |id| {
                    format!("{}{}", &id[..35], if id.ends_with('0') { '1' } else { '0' })
                });
            });
        "invite-stores-dashboard-as-source":
            "The list shows the source dashboard for users of the API."
            Stored(Invite, |_, user| set(user, "invitedSource", "dashboard"));
        "invite-stores-another-time": "The list shows the day of creation without its time."
            Stored(Invite, |_, user| {
                rewrite(user, "createdAt", |time| format!("{}T00:00:00Z", &time[..10]));
            });
        "invite-stores-a-login": "The list shows the creation of a user as its first login."
            Stored(Invite, |_, user| swap(user, "createdAt", "lastLoginAt"));
        "invite-stores-nothing": "An accepted invite is answered and nobody is stored."
            StoresNothing(Invite, |_, _| true);
        "invite-of-admins-stores-nothing":
            "An accepted invite of an admin is answered and nobody is stored."
            StoresNothing(Invite, |_, user| user.text("level") == "admin");
        "list-hides-new-users": "The list never shows users who have not logged in yet."
            Match(|_, candidate, matches| {
                *matches &= !candidate.user["lastLoginAt"].is_null();
            });
        "list-drops-suffix2": "Rows of the list have no second suffix."
            Reply(List, |_, reply| users(reply, |user| drop(user.remove("suffix2"))));
        "sometimes-invite-stores-nothing" one in 40:
            "One invite in 40 is answered and nobody is stored."
            StoresNothing(Invite, |_, _| true);
    }
}
