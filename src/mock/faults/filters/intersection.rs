//! Two filters at once do not find what both find.

use crate::{mock::filters::passed, model::Operation::List, promise::filters};

faults! {
    filters::TWO_FILTERS_INTERSECT {
        "filters-or": "Two filters find the users that one of them finds."
            Match(|request, candidate, matches| {
                let passed = passed(request, candidate.user);
                *matches = passed.is_empty() || passed.contains(&true);
            });
        "filters-first-only": "Of two filters only the first is applied."
            Match(|request, candidate, matches| {
                *matches = passed(request, candidate.user).first().copied().unwrap_or(true);
            });
        "filters-last-only": "Of two filters only the last is applied."
            Match(|request, candidate, matches| {
                *matches = passed(request, candidate.user).last().copied().unwrap_or(true);
            });
        "filters-name-drops-level": "A level beside a first name is ignored."
            Request(List, |request| {
                if request.contains_key("firstName") {
                    request.remove("level");
                }
            });
        "filters-source-drops-name": "A last name beside a source is ignored."
            Request(List, |request| {
                if request.contains_key("invitedSource") {
                    request.remove("lastName");
                }
            });
        "filters-together-find-nobody": "A level and a first name together find nobody."
            Match(|request, _, matches| {
                *matches &= !(request.contains_key("level") && request.contains_key("firstName"));
            });
    }
}
