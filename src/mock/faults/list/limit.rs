//! Pages that are longer or shorter than the limit.

use serde_json::Value;

use crate::{
    mock::{Setting, faults::fields::set, filters::passed, query::MAX_LIMIT, user::Object},
    model::Operation::List,
    promise::list,
};

faults! {
    list::LIMIT_IS_AN_UPPER_BOUND {
        "limit-ignored": "The limit is ignored: a page has ten rows."
            Accepted(List, |request| limited(request, |_| 10));
        "limit-plus-one": "A page has one row more than the limit."
            Accepted(List, |request| limited(request, |limit| limit + 1));
        "limit-100-is-unlimited": "A limit of 100 stands for no limit."
            Accepted(List, |request| {
                limited(request, |limit| if limit == MAX_LIMIT { 100_000 } else { limit });
            });
        "limit-of-one-is-two": "A page has never less than two rows."
            Accepted(List, |request| limited(request, |limit| limit.max(2)));
        "limit-in-steps-of-ten": "Pages have a multiple of ten rows."
            Accepted(List, |request| limited(request, |limit| limit.next_multiple_of(10)));
        "default-over-100": "Without a limit a page has 200 rows."
            Set(Setting::DefaultLimit(2 * MAX_LIMIT));
        "cursor-forgets-the-limit": "Pages after the first have 100 rows, whatever the limit."
            Request(List, |request| {
                if request.contains_key("cursor") {
                    request.remove("limit");
                }
            }),
            Page(|_, page| drop(page.cursor.as_mut().map(|cursor| cursor.remove("limit"))));
    }
    list::LIMIT_IS_REACHED_WHILE_MORE_FOLLOWS {
        "limit-capped-at-50": "No page has more than 50 rows."
            Accepted(List, |request| limited(request, |limit| limit.min(50)));
        "limit-minus-one": "A page has one row less than the limit."
            Accepted(List, |request| limited(request, |limit| limit.max(2) - 1));
        "filter-after-paging": "Rows are filtered after the page was cut, so that pages come short."
            Match(|_, _, matches| *matches = true),
            Page(|request, page| {
                page.rows.retain(|(_, user)| passed(request, user).iter().all(|passes| *passes));
            });
    }
}

/// The limit that a page was cut by.
pub(super) fn limit(request: &Object) -> usize {
    let limit = request.get("limit").and_then(Value::as_u64).unwrap_or(MAX_LIMIT);
    usize::try_from(limit).unwrap_or(usize::MAX)
}

/// Asks for another limit than the request.
fn limited(request: &mut Object, change: fn(u64) -> u64) {
    if let Some(limit) = request.get("limit").and_then(Value::as_u64) {
        set(request, "limit", change(limit));
    }
}
