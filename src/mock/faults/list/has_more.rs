//! hasMore and cursor do not agree with what follows.

use super::limit::limit;
use crate::{
    mock::{Object, Page, cursor::following},
    promise::list,
};

faults! {
    list::HAS_MORE_AGREES_WITH_WHAT_FOLLOWS {
        "has-more-on-full-pages":
            "hasMore is true whenever a page is full, also when it is the last."
            Page(|request, page| {
                if page.rows.len() == limit(request) && !page.has_more {
                    promise_more(request, page);
                }
            });
        "has-more-at-exactly-two-pages": "hasMore counts whole pages by division, and one too many."
            Page(|request, page| {
                if request.contains_key("cursor")
                    && page.rows.len() == limit(request)
                    && !page.has_more
                {
                    promise_more(request, page);
                }
            });
        "has-more-on-the-last-page": "The last page says that more follows."
            Page(|request, page| {
                if !page.has_more && !page.rows.is_empty() && request.contains_key("limit") {
                    promise_more(request, page);
                }
            });
        "has-more-always": "hasMore is always true."
            Page(|request, page| {
                if !page.has_more {
                    page.has_more = true;
                    let last = page.rows.last().map_or(1 << 40, |(last, _)| *last);
                    page.cursor = Some(following(request, last));
                }
            });
        "has-more-never": "hasMore is always false, though the cursor goes on."
            Page(|_, page| page.has_more = false);
        "has-more-without-cursor": "hasMore is true and no cursor comes with it."
            Page(|_, page| page.cursor = None);
        "has-more-false-on-short-limits":
            "hasMore is false below a limit of 5, though the cursor goes on."
            Page(|request, page| {
                if limit(request) < 5 {
                    page.has_more = false;
                }
            });
        "sometimes-list-has-no-cursor" one in 40:
            "One page in 40 says that more follows and gives no cursor."
            Page(|_, page| page.cursor = None);
    }
}

/// Says that more follows the last row.
fn promise_more(request: &Object, page: &mut Page) {
    page.has_more = true;
    page.cursor = page.rows.last().map(|(last, _)| following(request, *last));
}
