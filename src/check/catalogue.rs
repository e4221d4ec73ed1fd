//! All checks and scenarios, and the proof that they fit the clauses.

use std::collections::BTreeSet;

use super::{Scenario, auth, filters, invite, list, model, protocol, rejects, update};
use crate::{model::Level, schema::Contract};

/// A check as a family declares it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Declared {
    /// Stable id: family, `::`, property.
    pub id: &'static str,
    /// The property in a few words.
    pub title: &'static str,
    /// What is sent, for `explain`.
    pub sends: &'static str,
    /// What is expected, for `explain`.
    pub expects: &'static str,
}

/// A named property of the server.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// Stable id: family, `::`, property.
    pub id: String,
    /// The property in a few words.
    pub title: String,
    /// What is sent.
    pub sends: String,
    /// What is expected.
    pub expects: String,
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
    let families = [
        invite::CHECKS,
        list::CHECKS,
        filters::CHECKS,
        update::CHECKS,
        auth::CHECKS,
        protocol::CHECKS,
        model::CHECKS,
    ];
    let mut checks: Vec<Check> = families.concat().iter().map(|check| own(*check)).collect();
    checks.extend(rejects::checks(contract));
    let scenarios: Vec<Scenario> = [
        invite::scenarios(contract),
        list::scenarios(),
        filters::scenarios(),
        update::scenarios(contract),
        auth::scenarios(),
        protocol::scenarios(),
        model::scenarios(),
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
        let witnessed = contract.clauses.iter().filter(|clause| clause.checks.contains(&check.id));
        for clause in witnessed {
            check.level = check.level.max(clause.level);
            check.clauses.push(clause.id.clone());
        }
        if check.clauses.is_empty() {
            problems.push(format!("no clause names the check `{}`", check.id));
        }
    }
    for scenario in &scenarios {
        for id in scenario.witnesses.iter().filter(|id| !known.contains(*id)) {
            problems.push(format!("scenario `{}` witnesses the unknown `{id}`", scenario.id));
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

fn own(declared: Declared) -> Check {
    Check {
        id: declared.id.to_owned(),
        title: declared.title.to_owned(),
        sends: declared.sends.to_owned(),
        expects: declared.expects.to_owned(),
        clauses: Vec::new(),
        level: Level::May,
    }
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
    fn every_check_is_judged_by_a_scenario_or_watches_all() {
        let contract = Contract::embedded().unwrap();
        let catalogue = catalogue(&contract).unwrap();
        for check in &catalogue.checks {
            let judged = catalogue.scenarios.iter().any(|s| s.witnesses.contains(&check.id));
            assert!(judged, "{} is judged by no scenario", check.id);
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
