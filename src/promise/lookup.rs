//! All promises: those declared by hand, and the constraints that clauses state.

use super::{FAMILIES, Promise};
use crate::model::{Clause, Operation};

/// What stands between operation and constraint in the ids of the checks of constraints.
const REJECTS: &str = "::rejects::";

/// Every promise that is declared by hand, family by family; the constraints of the request
/// schemas come on top, see [`of_clause`].
pub fn declared() -> impl Iterator<Item = &'static Promise> {
    FAMILIES.iter().copied().flatten().copied()
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

/// That a valid request of an operation is accepted, by the check of any such request; `None` where
/// no clause says so.
#[must_use]
pub fn of_acceptance(operation: Operation) -> Option<&'static Promise> {
    let of = |promise: &&Promise| promise.clause.strip_suffix(".accepts") == Some(operation.id());
    let by_any = |promise: &&Promise| promise.check.ends_with("::accepts_valid_payloads");
    declared().filter(of).find(by_any).or_else(|| declared().find(of))
}

/// That an accepted request of an operation is answered as its schema says; `None` where no clause
/// says so.
#[must_use]
pub fn of_response(operation: Operation) -> Option<&'static Promise> {
    declared().find(|promise| promise.clause.strip_suffix(".response") == Some(operation.id()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promise::{invite, list, update};

    #[test]
    fn each_documented_operation_promises_to_accept_and_to_answer() {
        use Operation::{Invite, List, RevokeAccess, Update};
        assert_eq!(of_acceptance(Invite), Some(&invite::ACCEPTS_VALID_PAYLOADS));
        assert_eq!(of_acceptance(List), Some(&list::ACCEPTS_DOCUMENTED_PARAMETERS));
        assert_eq!(of_acceptance(Update), Some(&update::ACCEPTS_VALID_PAYLOADS));
        assert_eq!(of_response(Invite), Some(&invite::RESPONSE_MATCHES_SCHEMA));
        assert_eq!(of_response(List), Some(&list::RESPONSE_MATCHES_SCHEMA));
        assert_eq!(of_response(Update), Some(&update::RESPONSE_MATCHES_SCHEMA));
        assert_eq!((of_acceptance(RevokeAccess), of_response(RevokeAccess)), (None, None));
    }
}
