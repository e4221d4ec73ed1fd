//! Levels and sources that do not divide the users among them.

use crate::{mock::EXAMPLE_USER_ID, model::Operation::List, promise::filters};

faults! {
    filters::LEVELS_PARTITION_THE_USERS {
        "filter-level-inverted": "level finds everybody but its users."
            Filter("level", |asked, user| user.text("level") != asked);
        "filter-level-is-at-least": "level finds users of that level and above."
            Filter("level", |asked, user| rank(user.text("level")) >= rank(asked));
        "filter-level-admin-includes-owners": "level admin finds owners too."
            Filter("level", |asked, user| {
                user.text("level") == asked || (asked == "admin" && user.text("level") == "owner")
            });
        "filter-level-owner-finds-nobody": "level owner finds nobody."
            Filter("level", |asked, user| user.text("level") == asked && asked != "owner");
        "filter-level-leaks-the-example": "One user is in every level."
            Filter("level", |asked, user| {
                user.text("level") == asked || user.text("userId") == EXAMPLE_USER_ID
            });
        "filter-level-admin-by-access": "level admin finds whoever can open the dashboard."
            Filter("level", |asked, user| {
                if asked == "admin" {
                    user["hasDashboardAccess"] == true
                } else {
                    user.text("level") == asked
                }
            });
        "filter-level-ignored": "The list takes the level filter and does not apply it."
            Request(List, |request| drop(request.remove("level")));
    }
    filters::SOURCES_PARTITION_THE_USERS {
        "filter-source-inverted": "invitedSource finds the users of the other source."
            Filter("invitedSource", |asked, user| user.text("invitedSource") != asked);
        "filter-source-api-finds-all": "invitedSource api finds everybody."
            Filter("invitedSource", |asked, user| {
                asked == "api" || user.text("invitedSource") == asked
            });
        "filter-source-dashboard-finds-owners-only": "invitedSource dashboard finds owners only."
            Filter("invitedSource", |asked, user| {
                user.text("invitedSource") == asked
                    && (asked == "api" || user.text("level") == "owner")
            });
        "filter-source-leaks-owners": "invitedSource api finds owners too."
            Filter("invitedSource", |asked, user| {
                user.text("invitedSource") == asked || user.text("level") == "owner"
            });
        "filter-source-ignored": "The list takes the invitedSource filter and does not apply it."
            Request(List, |request| drop(request.remove("invitedSource")));
    }
}

fn rank(level: &str) -> u8 {
    match level {
        "owner" => 2,
        "admin" => 1,
        _ => 0,
    }
}
