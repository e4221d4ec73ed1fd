//! Parameters that break a constraint and are taken.

use serde_json::Value;

use crate::{
    mock::{
        faults::fields::{is, set, text},
        query::MAX_LIMIT,
    },
    model::Operation::List,
    promise::{self, rejects::list},
};

faults! {
    list::limit::MINIMUM {
        "limit-zero-means-default": "A limit of 0 is taken for none, as a falsy value."
            Request(List, |request| {
                if is(request, "limit", 0) {
                    request.remove("limit");
                }
            });
        "limit-negative-is-ignored": "A negative limit is ignored."
            Request(List, |request| {
                if text(request, "limit").starts_with('-') {
                    request.remove("limit");
                }
            });
    }
    list::limit::MAXIMUM {
        "limit-over-100-is-clamped": "A limit over 100 is quietly taken for 100."
            Request(List, |request| {
                if request.get("limit").and_then(Value::as_u64) > Some(MAX_LIMIT) {
                    set(request, "limit", MAX_LIMIT);
                }
            });
        "limit-of-101-is-taken": "The largest limit is one too large."
            Overlooks(List, "limit", "maximum", |request| is(request, "limit", MAX_LIMIT + 1));
    }
    promise::list::REFUSES_A_LIMIT_WITH_A_FRACTION {
        "limit-fraction-is-cut": "A limit with a fraction is cut to the whole number below."
            Request(List, |request| {
                let whole =
                    text(request, "limit").split_once('.').map(|(whole, _)| whole.parse::<u64>());
                if let Some(Ok(whole)) = whole {
                    set(request, "limit", whole);
                }
            });
    }
    list::limit::TYPE {
        "limit-of-text-is-ignored": "A limit that is no number at all is ignored."
            Request(List, |request| {
                if text(request, "limit").starts_with(char::is_alphabetic) {
                    request.remove("limit");
                }
            });
    }
    list::level::ENUM {
        "list-unknown-level-is-ignored": "A level that does not exist is ignored as a filter."
            Request(List, |request| {
                if !["", "owner", "admin", "member"].contains(&text(request, "level")) {
                    request.remove("level");
                }
            });
        "list-unknown-level-finds-nobody":
            "A level that does not exist is compared with and finds nobody."
            Overlooks(List, "level", "enum", |_| true);
        "list-level-in-capitals-is-taken": "A level is taken in any case."
            Request(List, |request| {
                let lower = text(request, "level").to_lowercase();
                if request.contains_key("level") {
                    set(request, "level", lower);
                }
            });
    }
    list::invited_source::ENUM {
        "list-unknown-source-is-ignored": "A source that does not exist is ignored as a filter."
            Request(List, |request| {
                if !["", "dashboard", "api"].contains(&text(request, "invitedSource")) {
                    request.remove("invitedSource");
                }
            });
        "list-unknown-source-finds-nobody":
            "A source that does not exist is compared with and finds nobody."
            Overlooks(List, "invitedSource", "enum", |_| true);
    }
}
