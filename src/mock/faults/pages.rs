//! Pages: limits, boundaries, `hasMore`, rows.

use serde_json::Value;

use super::{
    Fault, Hook,
    tools::{passed, set},
};
use crate::mock::{Object, Page, cursor::following};

const FULL: (&str, &[&str]) = ("list.limit.full", &["list::limit_is_reached_while_more_follows"]);
const WALK: (&str, &[&str]) = ("list.walk", &["list::walk_is_a_partition"]);
const MORE: (&str, &[&str]) = ("list.hasMore", &["list::has_more_agrees_with_what_follows"]);

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
