//! Ordinary defects that show under a condition only: with one field, in one state, by one read.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    mock::{
        Object, Page, Refusal, User,
        cursor::{self, following},
        faults::{
            WAS,
            fields::{is, reset, rewrite, text},
        },
        filters::FILTERS,
        text::fold,
    },
    model::Operation::{Invite, List, Update},
    promise::{auth, filters, invite, list, protocol, update},
};

faults! {
    list::WALK_IS_A_PARTITION {
        "walk-without-limit-loses-a-row": "Pages of the usual size lack their last row."
            Page(|request, page| {
                if !request.contains_key("limit") && page.has_more {
                    page.rows.pop();
                }
            });
        "equal-names-shown-once": "Of two users with the same name a page shows the first."
            Page(|_, page| {
                let mut seen = BTreeSet::new();
                page.rows.retain(|(_, user)| {
                    seen.insert((user.text("firstName").to_owned(), user.text("lastName").to_owned()))
                });
            });
    }
    list::HAS_MORE_AGREES_WITH_WHAT_FOLLOWS {
        "filtered-has-more-is-always-true": "With a filter the last page says that more follows."
            Page(|request, page| {
                if names(request) > 0 && !page.has_more && !page.rows.is_empty() {
                    let last = page.rows.last().map(|(sequence, _)| *sequence);
                    page.has_more = true;
                    page.cursor = Some(following(request, last.unwrap_or_default()));
                }
            });
    }
    list::LIMIT_IS_AN_UPPER_BOUND {
        "cursor-pins-the-limit": "A page is as large as the limit that its cursor was made with."
            Request(List, |request| {
                let cursor = cursor::decode(text(request, "cursor"));
                if let Some(limit) = cursor.and_then(|cursor| cursor.get("limit").cloned()) {
                    reset(request, "limit", limit);
                }
            });
    }
    list::FILTER_SURVIVES_THE_CURSOR {
        "cursor-forgets-the-second-filter": "On further pages the first of several filters holds."
            Request(List, |request| {
                if request.contains_key("cursor") {
                    keep_first(request);
                }
            }),
            Page(|_, page| page.cursor.iter_mut().for_each(keep_first));
    }
    list::ROWS_AGREE {
        "plain-list-shows-an-old-name": "Only the list by address knows of a new name."
            Remembers,
            Page(|request, page| show_old(request, page, "email", &["firstName", "middleName"]));
        "list-by-level-shows-old-access": "The list by level shows access as it was before."
            Remembers,
            Page(|request, page| {
                if request.contains_key("level") {
                    show_old(request, page, "", &["hasDashboardAccess", "canManageStudies"]);
                }
            });
        "second-page-lacks-the-suffix": "Users on further pages have no suffix."
            Page(|request, page| {
                if request.contains_key("cursor") {
                    page.rows.iter_mut().for_each(|(_, user)| drop(user.remove("suffix1")));
                }
            });
        "list-without-limit-lacks-phone": "A list without a limit shows no phone numbers."
            Page(|request, page| {
                if !request.contains_key("limit") && !request.contains_key("email") {
                    page.rows.iter_mut().for_each(|(_, user)| drop(user.remove("phoneNumber")));
                }
            });
    }
    filters::TWO_FILTERS_INTERSECT {
        "email-overrides-the-other-filters": "With an address the other filters are ignored."
            Match(|request, candidate, matches| {
                if request.contains_key("email") {
                    *matches = fold(candidate.user.text("email")) == fold(text(request, "email"));
                }
            });
        "third-filter-is-dropped": "Of three filters two are taken."
            Accepted(List, |request| {
                let asked: Vec<&str> =
                    FILTERS.into_iter().filter(|name| request.contains_key(*name)).collect();
                for name in asked.into_iter().skip(2) {
                    request.remove(name);
                }
            });
    }
    filters::LAST_NAME_IS_COMPLETE {
        "last-name-index-is-old": "lastName finds users by the name before their last update."
            Remembers,
            Filter("lastName", |asked, user| fold(old(user, "lastName")).contains(&fold(asked)));
    }
    filters::LEVELS_PARTITION_THE_USERS {
        "level-index-is-old": "level finds users by the level before their last update."
            Remembers,
            Filter("level", |asked, user| old(user, "level") == asked);
    }
    filters::SPACE_IN_NAMES_COUNTS {
        "names-compared-after-trimming": "Space around the text of a filter by name is dropped."
            Filter("lastName", |asked, user| {
                fold(user.text("lastName").trim()).contains(&fold(asked.trim()))
            });
        "names-compared-without-space": "Space within names is not compared."
            Filter("lastName", |asked, user| {
                let plain = |text: &str| fold(text).replace(' ', "");
                plain(user.text("lastName")).contains(&plain(asked))
            });
    }
    update::ADMIN_WITHOUT_DASHBOARD_IS_NEVER_STORED {
        "admin-rule-looks-at-the-body-only":
            "A member without access becomes an admin by an update that names the level alone."
            Overlooks(Update, "hasDashboardAccess", "const", |request| {
                is(request, "level", "admin") && !request.contains_key("hasDashboardAccess")
            });
    }
    protocol::NO_SERVER_ERRORS {
        "duplicate-in-other-case-fails": "A known address in other letter case makes the server fail."
            Fails(Invite, |call, answer| {
                let body: Value = serde_json::from_slice(&call.body).unwrap_or_default();
                let email = body["email"].as_str().unwrap_or_default();
                answer.code == Some("duplicate_email") && email.contains(char::is_uppercase)
            });
    }
    invite::ROLES_ARE_THOSE_OF_AN_EDITION {
        "one-modern-role-is-unknown": "One of the 61 roles was forgotten."
            Refuses(Invite, "clinicRole", |request| is(request, "clinicRole", "Pharmacy Technician")),
            Refuses(Update, "clinicRole", |request| {
                is(request, "clinicRole", "Pharmacy Technician")
                    || is(request, "clinicRole", "PACS Administrator")
            });
    }
    update::ECHOES_SENT_FIELDS {
        "disputed-role-comes-back-escaped": "A role with an apostrophe is escaped for HTML."
            Made(Update, |_, user| {
                rewrite(user, "clinicRole", |role| role.replace('\'', "&#39;"));
            });
    }
    invite::REJECTED_LEAVES_NO_TRACE {
        "refused-duplicate-changes-the-user":
            "A refused invitation of a known address changes the user's name and level."
            DuplicateChanges(|request, user| {
                for field in ["firstName", "level"] {
                    user.set(field, request.get(field).cloned().unwrap_or_default());
                }
            });
        "refused-duplicate-clears-the-suffix":
            "A refused invitation of a known address clears what it does not name."
            DuplicateChanges(|request, user| {
                if !request.contains_key("suffix1") {
                    user.remove("suffix1");
                }
            });
    }
    auth::LIST_REQUIRES_CREDENTIALS {
        "list-takes-the-key-in-any-scheme": "The list looks at the key and not at its scheme."
            Credentials(List, forgive);
    }
    auth::INVITE_REQUIRES_CREDENTIALS {
        "invite-takes-the-key-in-any-scheme": "An invite looks at the key and not at its scheme."
            Credentials(Invite, forgive);
    }
    auth::UPDATE_REQUIRES_CREDENTIALS {
        "update-takes-the-key-in-any-scheme": "An update looks at the key and not at its scheme."
            Credentials(Update, forgive);
    }
}

fn forgive(refusal: &mut Option<Refusal>) {
    *refusal = refusal.filter(|refusal| *refusal != Refusal::KeyInOtherScheme);
}

/// How many filters a request has.
fn names(request: &Object) -> usize {
    FILTERS.iter().filter(|name| request.contains_key(**name)).count()
}

/// Keeps the first of several filters.
fn keep_first(request: &mut Object) {
    let mut asked = FILTERS.into_iter().filter(|name| request.contains_key(*name));
    asked.next();
    let others: Vec<&str> = asked.collect();
    for name in others {
        request.remove(name);
    }
}

/// What a field was before the last update of a user.
fn old<'a>(user: &'a User, field: &str) -> &'a str {
    let was = user.get(WAS).and_then(|was| was.get(field)).and_then(Value::as_str);
    was.unwrap_or_else(|| user.text(field))
}

/// Shows fields as they were before, in a list without this parameter.
fn show_old(request: &Object, page: &mut Page, unless: &str, fields: &[&str]) {
    if request.contains_key(unless) {
        return;
    }
    for (_, user) in &mut page.rows {
        for field in fields {
            let was = user.get(WAS).and_then(|was| was.get(*field)).cloned();
            if let Some(was) = was {
                user.set(field, was);
            }
        }
    }
}
