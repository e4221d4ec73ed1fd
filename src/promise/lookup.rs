//! All promises: those declared by hand, and the constraints that clauses state.

use super::{Promise, auth, filters, history, invite, list, protocol, update};
use crate::model::{Clause, Operation};

/// What stands between operation and constraint in the ids of the checks of constraints.
const REJECTS: &str = "::rejects::";

/// Every promise that is declared by hand, family by family; the constraints of the request
/// schemas come on top, see [`of_clause`].
pub fn declared() -> impl Iterator<Item = &'static Promise> {
    let families =
        [invite::ALL, list::ALL, filters::ALL, update::ALL, auth::ALL, protocol::ALL, history::ALL];
    families.into_iter().flatten().copied()
}

/// The promise that a clause makes by stating a constraint of a request schema; `None` where it
/// states none, or names no check `operation::rejects::…` for it.
#[must_use]
pub fn of_clause(clause: &Clause) -> Option<Promise> {
    let check = clause.checks.iter().find(|check| check.contains(REJECTS))?;
    let constraint = clause.constraint.as_ref()?;
    Some(Promise {
        check: check.clone().into(),
        clause: clause.id.clone().into(),
        title: format!("refuses what breaks: {}", clause.says.trim_end_matches('.')).into(),
        sends: format!("requests that are valid but for `{constraint}`").into(),
        expects: "a 4xx status, and nothing stored".into(),
    })
}

/// The promise of a check: one that is declared, or a constraint that one of the clauses states.
#[must_use]
pub fn find(check: &str, clauses: &[Clause]) -> Option<Promise> {
    let constraints = clauses.iter().filter_map(of_clause);
    declared().cloned().chain(constraints).find(|promise| promise.check == check)
}

/// That a valid request of an operation is accepted; `None` where no page describes it.
#[must_use]
pub fn of_acceptance(operation: Operation) -> Option<&'static Promise> {
    match operation {
        Operation::Invite => Some(&invite::ACCEPTS_VALID_PAYLOADS),
        Operation::List => Some(&list::ACCEPTS_DOCUMENTED_PARAMETERS),
        Operation::Update => Some(&update::ACCEPTS_VALID_PAYLOADS),
        Operation::RevokeAccess => None,
    }
}

/// That an accepted request of an operation is answered as its schema says; `None` where no page
/// describes it.
#[must_use]
pub fn of_response(operation: Operation) -> Option<&'static Promise> {
    match operation {
        Operation::Invite => Some(&invite::RESPONSE_MATCHES_SCHEMA),
        Operation::List => Some(&list::RESPONSE_MATCHES_SCHEMA),
        Operation::Update => Some(&update::RESPONSE_MATCHES_SCHEMA),
        Operation::RevokeAccess => None,
    }
}
