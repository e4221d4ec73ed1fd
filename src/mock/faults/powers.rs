//! Levels that nobody may have, and admins who cannot open the dashboard.

use serde_json::Value;

use super::{
    Fault, Hook,
    tools::{overlook, set, text},
};
use crate::mock::{
    Object,
    Operation::{Invite, Update},
    Violation,
};

pub(super) const FAULTS: &[Fault] = &[
    Fault::new(
        "invite-any-level",
        "An invite takes any level but owner.",
        "invite.level.enum",
        &["invite::rejects::level::enum"],
        &[Hook::Violations(Invite, any_level)],
    ),
    Fault::new(
        "update-any-level",
        "An update takes any level but owner.",
        "update.level.enum",
        &["update::rejects::level::enum"],
        &[Hook::Violations(Update, any_level)],
    ),
    Fault::new(
        "invite-owner",
        "An owner can be invited.",
        "invite.owner",
        &["invite::refuses_owner"],
        &[Hook::Violations(Invite, owner)],
    ),
    Fault::new(
        "invite-owner-becomes-admin",
        "An invited owner is quietly made an admin.",
        "invite.owner",
        &["invite::refuses_owner"],
        &[Hook::Request(Invite, demoted)],
    ),
    Fault::new(
        "update-owner",
        "An update can make an owner.",
        "update.owner",
        &["update::refuses_owner"],
        &[Hook::Violations(Update, owner)],
    ),
    Fault::new(
        "update-owner-becomes-admin",
        "An update to owner quietly makes an admin.",
        "update.owner",
        &["update::refuses_owner"],
        &[Hook::Request(Update, demoted)],
    ),
    Fault::new(
        "invite-admin-without-dashboard",
        "An admin without dashboard access can be invited.",
        "invite.admin.dashboard",
        &["invite::admin_without_dashboard_is_never_stored"],
        &[Hook::Violations(Invite, |_, violations| {
            overlook(violations, "hasDashboardAccess", "const");
        })],
    ),
    Fault::new(
        "invite-admin-shown-with-dashboard",
        "An admin without dashboard access is corrected in the answer only.",
        "invite.admin.dashboard",
        &["invite::admin_without_dashboard_is_never_stored"],
        &[
            Hook::Violations(Invite, |_, violations| {
                overlook(violations, "hasDashboardAccess", "const");
            }),
            Hook::Reply(Invite, |_, user| {
                if user["level"] == "admin" {
                    user["hasDashboardAccess"] = true.into();
                }
            }),
        ],
    ),
    Fault::new(
        "update-admin-without-dashboard",
        "One update can make an admin without dashboard access.",
        "update.admin.dashboard",
        &["update::admin_without_dashboard_is_never_stored"],
        &[Hook::Violations(Update, |request, violations| {
            if both_sent(request) {
                overlook(violations, "hasDashboardAccess", "const");
            }
        })],
    ),
    Fault::new(
        "update-admin-loses-dashboard",
        "An update is judged without looking at the user: an admin can lose dashboard access.",
        "update.admin.dashboard",
        &["update::admin_without_dashboard_is_never_stored"],
        &[Hook::Violations(Update, |request, violations| {
            if !both_sent(request) {
                overlook(violations, "hasDashboardAccess", "const");
            }
        })],
    ),
    Fault::new(
        "update-null-level",
        "An update takes null for a level and leaves it as it was.",
        "update.level.enum",
        &["update::rejects::level::enum"],
        &[Hook::Request(Update, |request| {
            if request.get("level").is_some_and(Value::is_null) {
                request.remove("level");
            }
        })],
    ),
];

fn any_level(request: &Object, violations: &mut Vec<Violation>) {
    if text(request, "level") != "owner" {
        overlook(violations, "level", "enum");
    }
}

fn owner(request: &Object, violations: &mut Vec<Violation>) {
    if text(request, "level") == "owner" {
        overlook(violations, "level", "enum");
    }
}

fn demoted(request: &mut Object) {
    if text(request, "level") == "owner" {
        set(request, "level", "admin");
    }
}

fn both_sent(request: &Object) -> bool {
    request.contains_key("level") && request.contains_key("hasDashboardAccess")
}
