//! What a list makes of its parameters.

use serde_json::Value;

use super::{
    Fault, Hook,
    tools::{refuse, set},
};
use crate::mock::{Operation::List, query::FILTERS};

const MOST: (&str, &[&str]) = ("list.limit.most", &["list::limit_is_an_upper_bound"]);
const FULL: (&str, &[&str]) = ("list.limit.full", &["list::limit_is_reached_while_more_follows"]);
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
];
