//! Valid parameters are refused.

use crate::{
    mock::{faults::fields::is, filters::FILTERS, query::MAX_LIMIT},
    model::Operation::List,
    promise::list,
};

faults! {
    list::ACCEPTS_DOCUMENTED_PARAMETERS {
        "list-refuses-limit-100": "The largest limit is refused."
            Refuses(List, "limit", |request| is(request, "limit", MAX_LIMIT));
        "list-refuses-limit-1": "The smallest limit is refused."
            Refuses(List, "limit", |request| is(request, "limit", 1));
        "list-refuses-two-filters": "More than one filter is refused."
            Refuses(List, "", |request| {
                let filters = FILTERS.iter().filter(|name| request.contains_key(**name));
                filters.count() > 1
            });
        "list-refuses-owner-filter": "Owners cannot be asked for."
            Refuses(List, "level", |request| is(request, "level", "owner"));
    }
}
