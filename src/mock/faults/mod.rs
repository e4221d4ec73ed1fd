//! Defects that can be switched on by name.
//!
//! A fault is plain data: what it is called, which clause it breaks, which checks must notice, and
//! the hooks through which it acts. A new one is an entry in the table of its operation. The same
//! hooks serve for behaviour that differs from the mock's without breaking a clause.

mod access;
mod active;
mod bodies;
mod compared;
mod crashes;
mod cursors;
mod echo;
mod filters;
mod given;
mod hook;
mod lax;
mod lenient;
mod limits;
mod literal;
mod pages;
mod patterns;
mod powers;
mod refused;
mod rows;
mod sometimes;
mod stored;
mod tools;
mod update;
mod whom;
mod wire;

use std::sync::LazyLock;

use super::Call;

pub(super) use active::{ActiveHooks, EnabledHooks};
pub use hook::Hook;

/// One plausible bug of a real service.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// The name it is switched on by, in kebab case.
    pub name: &'static str,
    /// The bug in one sentence.
    pub summary: &'static str,
    /// The id of the clause it breaks.
    pub clause: &'static str,
    /// The ids of the checks that must notice it.
    pub killed_by: &'static [&'static str],
    /// On which requests it acts.
    pub when: When,
    /// Where it acts.
    pub hooks: &'static [Hook],
}

impl Fault {
    /// A fault that shows on every request, noticed by one check.
    const fn new(
        name: &'static str,
        summary: &'static str,
        clause: &'static str,
        killed_by: &'static [&'static str],
        hooks: &'static [Hook],
    ) -> Self {
        Self { name, summary, clause, killed_by, when: When::Always, hooks }
    }
}

/// On which requests a fault acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// On every one.
    Always,
    /// On one of so many of the same operation: the last of each dozen, or however many.
    OneIn(u64),
}

impl When {
    fn acts(self, call: &Call) -> bool {
        match self {
            Self::Always => true,
            Self::OneIn(many) => call.turn.is_multiple_of(many),
        }
    }
}

/// The families.
const FAMILIES: [&[Fault]; 41] = [
    echo::DROPPED,
    echo::MANGLED,
    echo::INVENTED,
    given::FIELDS,
    given::TWO_USERS,
    lax::INVITE,
    lax::UPDATE,
    lax::LIST,
    lenient::PHONES,
    lenient::FAULTS,
    powers::FAULTS,
    refused::INVITE,
    refused::UPDATE,
    refused::FAULTS,
    stored::BY_INVITE,
    stored::BY_UPDATE,
    stored::FAULTS,
    compared::FAULTS,
    update::FAULTS,
    whom::FAULTS,
    limits::LIMITS,
    limits::FAULTS,
    pages::PAGES,
    pages::FAULTS,
    rows::FAULTS,
    cursors::FAULTS,
    filters::MATCHED,
    filters::IGNORED,
    filters::FAULTS,
    literal::MATCHED,
    literal::FAULTS,
    access::GAPS,
    access::ANSWERS,
    access::FAULTS,
    crashes::INVITE,
    crashes::UPDATE,
    crashes::LIST,
    wire::ANSWERS,
    wire::FAULTS,
    bodies::FAULTS,
    sometimes::FAULTS,
];

static ALL: LazyLock<Vec<Fault>> = LazyLock::new(|| FAMILIES.concat());

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

    use axum::{
        body::Bytes,
        http::{HeaderMap, Uri},
    };

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
        let broken: HashSet<_> = all().iter().map(|fault| fault.clause).collect();
        for clause in contract.clauses.iter().filter(|clause| !clause.checks.is_empty()) {
            let judged = clause.level > Level::May;
            assert_eq!(broken.contains(clause.id.as_str()), judged, "{}", clause.id);
        }
    }

    #[test]
    fn every_fault_is_noticed_by_a_check_of_its_clause() {
        let contract = Contract::embedded().unwrap();
        for fault in all() {
            let clause = contract.clause(fault.clause).unwrap_or_else(|| panic!("{}", fault.name));
            for check in fault.killed_by {
                assert!(clause.checks.iter().any(|id| id == check), "{}: {check}", fault.name);
            }
        }
    }

    #[test]
    fn what_acts_now_and_then_acts_on_every_so_manieth_request() {
        let call = |turn| Call {
            operation: None,
            number: 0,
            turn,
            refusal: None,
            uri: Uri::default(),
            headers: HeaderMap::default(),
            body: Bytes::default(),
        };
        let acting: Vec<u64> = (1..=9).filter(|turn| When::OneIn(4).acts(&call(*turn))).collect();
        assert_eq!(acting, [4, 8]);
    }

    #[test]
    fn every_fault_says_what_it_is_and_who_notices() {
        for fault in all() {
            assert!(fault.summary.ends_with('.'), "{}", fault.name);
            assert!(!fault.clause.is_empty() && !fault.hooks.is_empty(), "{}", fault.name);
            assert!(!fault.killed_by.is_empty(), "{}", fault.name);
            assert!(find(fault.name).is_some_and(|found| found.clause == fault.clause));
        }
        assert!(find("no-such-fault").is_none());
    }
}
