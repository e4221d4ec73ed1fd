//! All faults.

use std::sync::LazyLock;

use super::{Fault, auth, conditions, filters, history, invite, list, protocol, rejects, update};

static ALL: LazyLock<Vec<Fault>> = LazyLock::new(|| {
    [
        invite::accepts::FAULTS,
        invite::response::FAULTS,
        invite::echo::FAULTS,
        invite::server_fields::FAULTS,
        invite::persisted::FAULTS,
        invite::refusals::FAULTS,
        rejects::invite::FAULTS,
        list::accepts::FAULTS,
        list::response::FAULTS,
        list::limit::FAULTS,
        list::walk::FAULTS,
        list::has_more::FAULTS,
        list::cursor::FAULTS,
        rejects::list::FAULTS,
        filters::email::FAULTS,
        filters::names::FAULTS,
        filters::partition::FAULTS,
        filters::intersection::FAULTS,
        filters::literal::FAULTS,
        update::accepts::FAULTS,
        update::response::FAULTS,
        update::echo::FAULTS,
        update::partial::FAULTS,
        update::persisted::FAULTS,
        update::server_fields::FAULTS,
        update::repeating::FAULTS,
        update::others::FAULTS,
        update::refusals::FAULTS,
        rejects::update::FAULTS,
        auth::FAULTS,
        protocol::server_errors::FAULTS,
        protocol::json::FAULTS,
        protocol::bodies::FAULTS,
        protocol::internals::FAULTS,
        history::FAULTS,
        conditions::FAULTS,
    ]
    .concat()
});

/// Every fault.
#[must_use]
pub fn all() -> &'static [Fault] {
    &ALL
}

/// The fault of a name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Fault> {
    all().iter().find(|fault| fault.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::{model::Level, schema::Contract};

    #[test]
    fn names_are_unique_and_in_kebab_case() {
        let names: HashSet<_> = all().iter().map(|fault| fault.name).collect();
        assert_eq!(names.len(), all().len());
        for name in names {
            assert!(!name.is_empty() && !name.starts_with('-') && !name.ends_with('-'), "{name}");
            assert!(
                name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            );
        }
    }

    #[test]
    fn every_clause_that_has_checks_is_broken_by_a_fault() {
        let contract = Contract::embedded().unwrap();
        let broken: HashSet<_> = all().iter().map(Fault::clause).collect();
        for clause in contract.clauses.iter().filter(|clause| !clause.checks.is_empty()) {
            let judged = clause.level > Level::May;
            assert_eq!(broken.contains(clause.id.as_str()), judged, "{}", clause.id);
        }
    }

    #[test]
    fn every_fault_is_noticed_by_a_check_of_its_clause() {
        let contract = Contract::embedded().unwrap();
        for fault in all() {
            let clause =
                contract.clause(fault.clause()).unwrap_or_else(|| panic!("{}", fault.name));
            assert!(clause.checks.iter().any(|id| id == fault.killer()), "{}", fault.name);
        }
    }

    #[test]
    fn every_fault_says_what_it_is() {
        for fault in all() {
            assert!(fault.summary.ends_with('.'), "{}", fault.name);
            assert!(!fault.hooks.is_empty(), "{}", fault.name);
            assert!(find(fault.name).is_some_and(|found| found.clause() == fault.clause()));
        }
        assert!(find("no-such-fault").is_none());
    }
}
