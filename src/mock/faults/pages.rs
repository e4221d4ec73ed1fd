//! Pages: limits, boundaries, `hasMore`, rows.

use serde_json::{Value, json};

use super::{
    Fault, Hook,
    tools::{passed, refuse, rewrite, set, users},
};
use crate::mock::{Object, Operation::List, Page, cursor::following, query::FILTERS};

const MOST: (&str, &[&str]) = ("list.limit.most", &["list::limit_is_an_upper_bound"]);
const FULL: (&str, &[&str]) = ("list.limit.full", &["list::limit_is_reached_while_more_follows"]);
const WALK: (&str, &[&str]) = ("list.walk", &["list::walk_is_a_partition"]);
const MORE: (&str, &[&str]) = ("list.hasMore", &["list::has_more_agrees_with_what_follows"]);
const SCHEMA: (&str, &[&str]) = ("list.response", &["list::response_matches_schema"]);
const ACCEPTS: (&str, &[&str]) = ("list.accepts", &["list::accepts_documented_parameters"]);

/// What a list makes of the limit that it is asked for.
macro_rules! limits {
    ($($promise:ident $name:literal $summary:literal $change:expr)*) => {
        &[$(Fault::new($name, $summary, $promise.0, $promise.1, &[Hook::Accepted(List, |request| {
            let change: fn(u64) -> u64 = $change;
            if let Some(limit) = request.get("limit").and_then(Value::as_u64) {
                set(request, "limit", change(limit));
            }
        })])),*]
    };
}

pub(super) const LIMITS: &[Fault] = limits! {
    MOST "limit-ignored" "The limit is ignored: a page has ten rows." |_| 10
    FULL "limit-capped-at-50" "No page has more than 50 rows." |limit| limit.min(50)
    FULL "limit-minus-one" "A page has one row less than the limit." |limit| limit.max(2) - 1
    MOST "limit-plus-one" "A page has one row more than the limit." |limit| limit + 1
    MOST "limit-100-is-unlimited" "A limit of 100 stands for no limit." |limit| if limit == 100 { 100_000 } else { limit }
    MOST "limit-of-one-is-two" "A page has never less than two rows." |limit| limit.max(2)
    MOST "limit-in-steps-of-ten" "Pages have a multiple of ten rows." |limit| limit.next_multiple_of(10)
};

/// What becomes of a page.
macro_rules! pages {
    ($($promise:ident $name:literal $summary:literal $change:expr)*) => {
        &[$(Fault::new($name, $summary, $promise.0, $promise.1, &[Hook::Page(|request, page| {
            let change: fn(&Object, &mut Page) = $change;
            change(request, page);
        })])),*]
    };
}

pub(super) const PAGES: &[Fault] = pages! {
    WALK "page-loses-last-row" "The last row of every page but the final one is lost."
        |_, page| if page.has_more { page.rows.pop(); }
    WALK "page-loses-first-row" "The first row of every page but the first one is lost."
        |request, page| if request.contains_key("cursor") && page.rows.len() > 1 { page.rows.remove(0); }
    WALK "last-page-loses-last-row" "The last row of the final page is lost."
        |request, page| if !page.has_more && request.contains_key("cursor") { page.rows.pop(); }
    WALK "page-shows-a-row-twice" "The last row of a page is there twice."
        |request, page| if page.rows.len() < limit(request) { page.rows.extend(page.rows.last().cloned()); }
    WALK "cursor-one-too-far" "A page begins one row too late."
        |_, page| shift(page, |after| after + 1)
    WALK "cursor-one-too-short" "A page begins with the last row of the page before."
        |_, page| shift(page, |after| after - 1)
    WALK "cursor-leads-back-to-the-start" "Every cursor leads to the first page."
        |_, page| shift(page, |_| 0)
    WALK "offset-one-too-far" "An offset counts from one: each page skips a row."
        |_, page| offset(page, 1)
    WALK "offset-by-limit-of-100" "An offset is counted in pages of 100 rows whatever the limit."
        |_, page| if let Some(cursor) = &mut page.cursor {
            cursor.remove("after");
            set(cursor, "offset", page.skipped + 100);
        }
    WALK "list-stops-at-150" "No list goes beyond 150 rows."
        |_, page| if page.rows.last().is_some_and(|(sequence, _)| *sequence >= 150) {
            page.has_more = false;
            page.cursor = None;
        }
    MORE "has-more-on-full-pages" "hasMore is true whenever a page is full, also when it is the last."
        |request, page| if page.rows.len() == limit(request) && !page.has_more {
            page.has_more = true;
            page.cursor = page.rows.last().map(|(last, _)| following(request, *last));
        }
    MORE "has-more-at-exactly-two-pages" "hasMore counts whole pages by division, and one too many."
        |request, page| if request.contains_key("cursor") && page.rows.len() == limit(request) && !page.has_more {
            page.has_more = true;
            page.cursor = page.rows.last().map(|(last, _)| following(request, *last));
        }
    MORE "has-more-on-the-last-page" "The last page says that more follows."
        |request, page| if !page.has_more && !page.rows.is_empty() && request.contains_key("limit") {
            page.has_more = true;
            page.cursor = page.rows.last().map(|(last, _)| following(request, *last));
        }
    MORE "has-more-always" "hasMore is always true."
        |request, page| if !page.has_more {
            page.has_more = true;
            let last = page.rows.last().map_or(1 << 40, |(last, _)| *last);
            page.cursor = Some(following(request, last));
        }
    MORE "has-more-never" "hasMore is always false, though the cursor goes on."
        |_, page| page.has_more = false
    MORE "has-more-without-cursor" "hasMore is true and no cursor comes with it."
        |_, page| page.cursor = None
    MORE "has-more-false-on-short-limits" "hasMore is false below a limit of 5, though the cursor goes on."
        |request, page| if limit(request) < 5 { page.has_more = false; }
    WALK "last-page-leads-to-the-first" "The last page says that more follows, and its cursor leads to the first."
        |request, page| if !page.has_more && request.contains_key("cursor") {
            page.has_more = true;
            page.cursor = Some(following(request, 0));
        }
};

pub(super) const FAULTS: &[Fault] = &[
    Fault::new(
        "default-over-100",
        "Without a limit a page has 200 rows.",
        MOST.0,
        MOST.1,
        &[Hook::Config(|config| config.default_limit = 200)],
    ),
    Fault::new(
        "cursor-forgets-the-limit",
        "Pages after the first have 100 rows, whatever the limit.",
        MOST.0,
        MOST.1,
        &[
            Hook::Request(List, |request| {
                if request.contains_key("cursor") {
                    request.remove("limit");
                }
            }),
            Hook::Page(|_, page| drop(page.cursor.as_mut().map(|cursor| cursor.remove("limit")))),
        ],
    ),
    Fault::new(
        "filter-after-paging",
        "Rows are filtered after the page was cut, so that pages come short.",
        FULL.0,
        FULL.1,
        &[
            Hook::Match(|_, _, matches| *matches = true),
            Hook::Page(|request, page| {
                page.rows.retain(|(_, user)| passed(request, user).iter().all(|passes| *passes));
            }),
        ],
    ),
    Fault::new(
        "offset-shifts-with-new-users",
        "The youngest user comes first and cursors count rows: a new user shifts every page.",
        WALK.0,
        WALK.1,
        &[Hook::Config(|config| config.newest_first = true), Hook::Page(|_, page| offset(page, 0))],
    ),
    Fault::new(
        "list-refuses-limit-100",
        "The largest limit is refused.",
        ACCEPTS.0,
        ACCEPTS.1,
        &[Hook::Violations(List, |request, violations| {
            refuse(violations, "limit", request.get("limit") == Some(&100.into()));
        })],
    ),
    Fault::new(
        "list-refuses-limit-1",
        "The smallest limit is refused.",
        ACCEPTS.0,
        ACCEPTS.1,
        &[Hook::Violations(List, |request, violations| {
            refuse(violations, "limit", request.get("limit") == Some(&1.into()));
        })],
    ),
    Fault::new(
        "list-refuses-two-filters",
        "More than one filter is refused.",
        ACCEPTS.0,
        ACCEPTS.1,
        &[Hook::Violations(List, |request, violations| {
            let filters = FILTERS.iter().filter(|name| request.contains_key(**name));
            refuse(violations, "", filters.count() > 1);
        })],
    ),
    Fault::new(
        "list-refuses-owner-filter",
        "Owners cannot be asked for.",
        ACCEPTS.0,
        ACCEPTS.1,
        &[Hook::Violations(List, |request, violations| {
            refuse(violations, "level", request.get("level") == Some(&"owner".into()));
        })],
    ),
    Fault::new(
        "list-hides-new-users-from-walks",
        "Users made over the API are found by their address and are in no other list.",
        WALK.0,
        WALK.1,
        &[Hook::Match(|request, candidate, matches| {
            *matches &= candidate.age.is_none()
                || request.contains_key("email")
                || request.contains_key("lastName");
        })],
    ),
    Fault::new(
        "list-order-changes",
        "The list has no fixed order: each request sorts its rows in another way.",
        WALK.0,
        WALK.1,
        &[
            Hook::Rank(|turn, sequence| (sequence ^ turn).wrapping_mul(0x9e37_79b9_7f4a_7c15)),
            Hook::Page(|_, page| offset(page, 0)),
        ],
    ),
    Fault::new(
        "list-rows-lack-last-login",
        "Rows of users who never logged in have no lastLoginAt.",
        SCHEMA.0,
        SCHEMA.1,
        &[Hook::Reply(List, |_, reply| {
            users(reply, |user| {
                if user["lastLoginAt"].is_null() {
                    user.remove("lastLoginAt");
                }
            });
        })],
    ),
    Fault::new(
        "list-rows-show-null",
        "Rows show optional fields without a value as null.",
        SCHEMA.0,
        SCHEMA.1,
        &[Hook::Reply(List, |_, reply| {
            users(reply, |user| {
                user.entry("suffix2").or_insert(Value::Null);
            });
        })],
    ),
    Fault::new(
        "list-rows-times-without-zone",
        "Rows show the time of creation without a zone.",
        SCHEMA.0,
        SCHEMA.1,
        &[Hook::Reply(List, |_, reply| {
            users(reply, |user| {
                rewrite(user, "createdAt", |time| time.trim_end_matches('Z').to_owned());
            });
        })],
    ),
    Fault::new(
        "list-rows-level-in-capitals",
        "Rows show the level with a capital.",
        SCHEMA.0,
        SCHEMA.1,
        &[Hook::Reply(List, |_, reply| {
            users(reply, |user| rewrite(user, "level", |level| level.replacen('o', "O", 1)));
        })],
    ),
    Fault::new(
        "list-in-an-envelope",
        "The rows come as items instead of users.",
        SCHEMA.0,
        SCHEMA.1,
        &[Hook::Reply(List, |_, reply| {
            *reply = json!({ "items": reply["users"].take(), "hasMore": reply["hasMore"] });
        })],
    ),
    Fault::new(
        "list-has-more-is-text",
        "hasMore is the text true or false.",
        SCHEMA.0,
        SCHEMA.1,
        &[Hook::Reply(List, |_, reply| reply["hasMore"] = reply["hasMore"].to_string().into())],
    ),
    Fault::new(
        "list-cursor-is-null",
        "The last page has a cursor of null, which no page types it as.",
        SCHEMA.0,
        SCHEMA.1,
        &[Hook::Reply(List, |_, reply| {
            if reply["hasMore"] == false {
                reply["cursor"] = Value::Null;
            }
        })],
    ),
];

/// The limit that a page was cut by.
fn limit(request: &Object) -> usize {
    let limit = request.get("limit").and_then(Value::as_u64).unwrap_or(100);
    usize::try_from(limit).unwrap_or(usize::MAX)
}

/// Moves the place that the cursor leads to.
fn shift(page: &mut Page, change: fn(u64) -> u64) {
    if let Some(cursor) = &mut page.cursor
        && let Some(after) = cursor.get("after").and_then(Value::as_u64)
    {
        set(cursor, "after", change(after));
    }
}

/// Makes the cursor count rows, and so many more.
fn offset(page: &mut Page, more: u64) {
    let next = page.skipped + page.rows.len() as u64 + more;
    if let Some(cursor) = &mut page.cursor {
        cursor.remove("after");
        set(cursor, "offset", next);
    }
}
