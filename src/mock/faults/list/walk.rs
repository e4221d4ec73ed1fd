//! Walks that lose users, show them twice, or do not end.

use serde_json::Value;

use super::limit::limit;
use crate::{
    mock::{Page, Setting, cursor::following, faults::fields::set, query::MAX_LIMIT},
    model::Operation::List,
    promise::list,
};

faults! {
    list::WALK_IS_A_PARTITION {
        "page-loses-last-row": "The last row of every page but the final one is lost."
            Page(|_, page| {
                if page.has_more {
                    page.rows.pop();
                }
            });
        "page-loses-first-row": "The first row of every page but the first one is lost."
            Page(|request, page| {
                if request.contains_key("cursor") && page.rows.len() > 1 {
                    page.rows.remove(0);
                }
            });
        "last-page-loses-last-row": "The last row of the final page is lost."
            Page(|request, page| {
                if !page.has_more && request.contains_key("cursor") {
                    page.rows.pop();
                }
            });
        "page-shows-a-row-twice": "The last row of a page is there twice."
            Page(|request, page| {
                if page.rows.len() < limit(request) {
                    page.rows.extend(page.rows.last().cloned());
                }
            });
        "cursor-one-too-far": "A page begins one row too late."
            Page(|_, page| shift(page, |after| after + 1));
        "cursor-one-too-short": "A page begins with the last row of the page before."
            Page(|_, page| shift(page, |after| after - 1));
        "cursor-leads-back-to-the-start": "Every cursor leads to the first page."
            Page(|_, page| shift(page, |_| 0));
        "offset-one-too-far": "An offset counts from one: each page skips a row."
            Page(|_, page| offset(page, 1));
        "offset-by-limit-of-100": "An offset is counted in pages of 100 rows whatever the limit."
            Page(|_, page| {
                if let Some(cursor) = &mut page.cursor {
                    cursor.remove("after");
                    set(cursor, "offset", page.skipped + MAX_LIMIT);
                }
            });
        "list-stops-at-150": "No list goes beyond 150 rows."
            Page(|_, page| {
                if page.rows.last().is_some_and(|(sequence, _)| *sequence >= 150) {
                    page.has_more = false;
                    page.cursor = None;
                }
            });
        "last-page-leads-to-the-first":
            "The last page says that more follows, and its cursor leads to the first."
            Page(|request, page| {
                if !page.has_more && request.contains_key("cursor") {
                    page.has_more = true;
                    page.cursor = Some(following(request, 0));
                }
            });
        "offset-shifts-with-new-users":
            "The youngest user comes first and cursors count rows: a new user shifts every page."
            Set(Setting::NewestFirst),
            Page(|_, page| offset(page, 0));
        "list-hides-new-users-from-walks":
            "Users made over the API are found by their address and are in no other list."
            Match(|request, candidate, matches| {
                *matches &= candidate.age.is_none()
                    || request.contains_key("email")
                    || request.contains_key("lastName");
            });
        "list-order-changes":
            "The list has no fixed order: each request sorts its rows in another way."
            Rank(|turn, sequence| (sequence ^ turn).wrapping_mul(0x9e37_79b9_7f4a_7c15)),
            Page(|_, page| offset(page, 0));
        "cursor-ignored": "The cursor is taken and ignored."
            Request(List, |request| drop(request.remove("cursor")));
        "sometimes-list-loses-a-row" one in 40: "One page in 40 lacks a row in the middle."
            Page(|_, page| {
                if page.rows.len() > 2 {
                    page.rows.remove(1);
                }
            });
    }
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
