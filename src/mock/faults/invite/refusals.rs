//! Invitations that must be refused are not, or leave something behind.

use std::time::Duration;

use crate::{
    mock::faults::fields::{demote_owner, is},
    model::Operation::Invite,
    promise::invite,
};

faults! {
    invite::ADMIN_WITHOUT_DASHBOARD_IS_NEVER_STORED {
        "invite-admin-without-dashboard": "An admin without dashboard access can be invited."
            Overlooks(Invite, "hasDashboardAccess", "const", |_| true);
        "invite-admin-shown-with-dashboard":
            "An admin without dashboard access is corrected in the answer only."
            Overlooks(Invite, "hasDashboardAccess", "const", |_| true),
            Reply(Invite, |_, user| {
                if user["level"] == "admin" {
                    user["hasDashboardAccess"] = true.into();
                }
            });
    }
    invite::REFUSES_OWNER {
        "invite-owner": "An owner can be invited."
            Overlooks(Invite, "level", "enum", |request| is(request, "level", "owner"));
        "invite-owner-becomes-admin": "An invited owner is quietly made an admin."
            Request(Invite, demote_owner);
    }
    invite::DUPLICATE_EMAIL_NEVER_MAKES_TWO_USERS {
        "duplicate-email-is-taken": "A second invite of an address makes a second user."
            Address(|_| None);
        "duplicate-email-is-taken-in-a-race": "Two invites of an address at once both find it free."
            Unlocked(Invite, Duration::from_millis(50));
        "refused-duplicate-is-stored": "A second invite of an address is refused and stored."
            AppliesRefused(Invite, |_, violations| {
                violations.iter().all(|one| one.keyword == "unique")
            });
    }
    invite::REJECTED_LEAVES_NO_TRACE {
        "refused-invite-is-stored": "An invite that is refused for a value leaves a user behind."
            AppliesRefused(Invite, |_, violations| {
                violations.iter().all(|one| one.keyword != "unique")
            });
        "refused-phone-is-stored": "An invite is stored before its phone number is looked at."
            AppliesRefused(Invite, |_, violations| {
                violations.iter().all(|one| one.field == "phoneNumber")
            });
    }
}
