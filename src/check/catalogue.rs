//! All checks and scenarios, and the proof that they fit the clauses.

use std::collections::BTreeSet;

use super::{
    Scenario, auth, blanks, canary, filters, history, invite, list, protocol, rejects, spelling,
    update,
};
use crate::{
    model::Level,
    promise::{self, Promise},
    schema::Contract,
};

/// A named property of the server.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// Stable id: family, `::`, property.
    pub id: String,
    /// The promise that it looks at.
    pub promise: Promise,
    /// Ids of the clauses that it witnesses.
    pub clauses: Vec<String>,
    /// The strongest level among them.
    pub level: Level,
}

/// Every check, in the order of the clauses, and every scenario.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// The checks.
    pub checks: Vec<Check>,
    /// The scenarios.
    pub scenarios: Vec<Scenario>,
}

impl Catalogue {
    /// The check with that id.
    #[must_use]
    pub fn check(&self, id: &str) -> Option<&Check> {
        self.checks.iter().find(|check| check.id == id)
    }
}

/// Clauses and checks that do not fit each other.
#[derive(Debug, PartialEq, thiserror::Error)]
#[error("clauses.toml: {}", .problems.join("; "))]
pub struct CatalogueError {
    /// One sentence for each misfit.
    pub problems: Vec<String>,
}

/// Collects the checks of all families.
///
/// # Errors
/// When a clause names a check that does not exist, a check has no clause, or a check is judged by
/// no scenario.
pub fn catalogue(contract: &Contract) -> Result<Catalogue, CatalogueError> {
    let constraints = contract.clauses.iter().filter_map(promise::of_clause);
    let mut checks: Vec<Check> = promise::declared().cloned().chain(constraints).map(own).collect();
    let scenarios: Vec<Scenario> = [
        canary::scenarios(),
        invite::scenarios(contract),
        list::scenarios(),
        filters::scenarios(),
        update::scenarios(contract),
        auth::scenarios(),
        protocol::scenarios(),
        blanks::scenarios(),
        spelling::scenarios(),
        history::scenarios(),
        rejects::scenarios(contract),
    ]
    .concat();
    let mut problems = Vec::new();
    let known: BTreeSet<String> = checks.iter().map(|check| check.id.clone()).collect();
    for clause in &contract.clauses {
        for id in clause.checks.iter().filter(|id| !known.contains(*id)) {
            problems.push(format!("clause `{}` names the unknown check `{id}`", clause.id));
        }
    }
    for check in &mut checks {
        for clause in contract.clauses.iter().filter(|clause| clause.checks.contains(&check.id)) {
            check.level = check.level.max(clause.level);
            check.clauses.push(clause.id.clone());
        }
        if check.clauses.is_empty() {
            problems.push(format!("no clause names the check `{}`", check.id));
        }
        if !scenarios.iter().any(|scenario| scenario.can_judge(&check.id)) {
            problems.push(format!("no scenario judges the check `{}`", check.id));
        }
    }
    let place = |check: &Check| contract.clauses.iter().position(|c| c.checks.contains(&check.id));
    checks.sort_by_key(place);
    if problems.is_empty() {
        Ok(Catalogue { checks, scenarios })
    } else {
        Err(CatalogueError { problems })
    }
}

fn own(promise: Promise) -> Check {
    let id = promise.check.to_string();
    Check { id, promise, clauses: Vec::new(), level: Level::May }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_clause_has_a_check_and_every_check_a_clause() {
        let contract = Contract::embedded().unwrap();
        let catalogue = catalogue(&contract).unwrap();
        let ids: BTreeSet<_> = catalogue.checks.iter().map(|check| &check.id).collect();
        assert_eq!(ids.len(), catalogue.checks.len(), "ids are unique");
        let scenarios: BTreeSet<_> = catalogue.scenarios.iter().map(|s| &s.id).collect();
        assert_eq!(scenarios.len(), catalogue.scenarios.len(), "scenario ids are unique");
    }

    #[test]
    fn a_constraint_of_no_request_is_no_check_in_silence() {
        let mut contract = Contract::embedded().unwrap();
        let stated = contract.clauses.iter_mut().find_map(|clause| clause.constraint.as_mut());
        stated.unwrap().document = "user.json".to_owned();
        let error = catalogue(&contract).unwrap_err();
        assert!(error.to_string().contains("no scenario judges the check"), "{error}");
    }

    #[test]
    fn each_constant_is_a_clause_and_each_clause_a_constant() {
        let contract = Contract::embedded().unwrap();
        let stated = contract.clauses.iter().filter_map(promise::of_clause);
        let stated: BTreeSet<_> = stated.map(|p| (p.check, p.clause)).collect();
        let named = [
            promise::rejects::invite::ALL,
            promise::rejects::list::ALL,
            promise::rejects::update::ALL,
        ];
        let named = named.concat().into_iter().map(|p| (p.check.clone(), p.clause.clone()));
        assert_eq!(named.collect::<BTreeSet<_>>(), stated);
    }

    #[test]
    fn a_promise_names_the_clause_that_names_its_check() {
        for check in catalogue(&Contract::embedded().unwrap()).unwrap().checks {
            assert_eq!(check.clauses, [check.promise.clause], "{}", check.id);
        }
    }

    #[test]
    fn a_misfit_is_named() {
        let mut contract = Contract::embedded().unwrap();
        contract.clauses[0].checks = vec!["invite::no_such_check".into()];
        let error = catalogue(&contract).unwrap_err();
        assert!(error.to_string().contains("unknown check `invite::no_such_check`"), "{error}");
        assert!(error.to_string().contains("no clause names the check"), "{error}");
    }
}
