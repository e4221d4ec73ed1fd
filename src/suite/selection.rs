//! From a suite and the filters of the command line to the checks and scenarios of a run.

use std::collections::BTreeSet;

use super::{
    definition::{Only, Suite},
    filterset::Filterset,
    pattern::matches,
};
use crate::{
    check::{Catalogue, Check, Input, Phase, Scenario, canary, examples, regressions},
    model::{Clause, Shard},
    schema::Contract,
};

/// What the command line adds to the suite, in libtest's sense: a check is selected when its id
/// contains any of the filters (is one of them, with `exact`) and none of `skip`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filters {
    /// Texts to look for; empty selects all.
    pub wanted: Vec<String>,
    /// Texts that deselect.
    pub skip: Vec<String>,
    /// Compare whole ids.
    pub exact: bool,
    /// Expressions, of which any has to select a check as well; empty selects all.
    pub sets: Vec<Filterset>,
    /// Ids of the only scenarios that may feed the checks; empty for all. A check that watches
    /// every response is then fed by them too.
    pub scenarios: Vec<String>,
    /// The part of what is selected that is wanted: the scenarios about checks of this shard, with
    /// all that these judge beside. Each scenario is in one part, and a check may be in several.
    pub shard: Option<Shard>,
}

impl Filters {
    fn admit(&self, check: &Check) -> bool {
        let id = check.id.as_str();
        let is = |text: &String| if self.exact { id == text } else { id.contains(text.as_str()) };
        (self.wanted.is_empty() || self.wanted.iter().any(is))
            && (self.sets.is_empty() || self.sets.iter().any(|set| set.selects(check)))
            && !self.skip.iter().any(is)
    }
}

/// What a run executes.
#[derive(Clone, Debug)]
pub struct Selection {
    /// The selected checks, in the order of the clauses.
    pub checks: Vec<Check>,
    /// The scenarios that feed them.
    pub scenarios: Vec<Scenario>,
    /// How many checks are left out.
    pub deselected: usize,
    /// The part of the selected checks that this is.
    pub shard: Option<Shard>,
}

impl Selection {
    /// The clauses that no selected check witnesses, in documentation order.
    pub(crate) fn unchecked<'a>(&self, contract: &'a Contract) -> Vec<&'a Clause> {
        let selected = |id: &String| self.checks.iter().any(|check| check.id == *id);
        contract.clauses.iter().filter(|clause| !clause.checks.iter().any(selected)).collect()
    }
}

/// Selects checks and the scenarios that they need. A check whose scenarios are all left out is
/// left out too, since it could observe nothing.
#[must_use]
pub fn select(catalogue: &Catalogue, suite: &Suite, filters: &Filters) -> Selection {
    let named = |patterns: &[String], id: &str| patterns.iter().any(|text| matches(text, id));
    let wanted = |check: &&Check| {
        named(&suite.checks, &check.id) && !named(&suite.skip, &check.id) && filters.admit(check)
    };
    let ids: BTreeSet<&str> =
        catalogue.checks.iter().filter(wanted).map(|check| check.id.as_str()).collect();
    let allowed = |scenario: &&Scenario| {
        (suite.writes || !(scenario.writes || scenario.needs_fixtures))
            && (suite.scenarios.is_empty() || named(&suite.scenarios, &scenario.id))
    };
    let asked_for = |scenario: &Scenario| named(&filters.scenarios, &scenario.id);
    let feeds = |scenario: &&Scenario| match filters.scenarios[..] {
        [] => scenario.judges().any(|promise| ids.contains(&*promise.check)),
        _ => asked_for(scenario),
    };
    let examples =
        suite.examples.iter().filter_map(|example| examples::scenario(example, catalogue));
    let saved = suite.regressions.iter();
    let saved = saved.filter_map(|regression| regressions::scenario(regression, catalogue));
    let fixed: Vec<Scenario> = examples.chain(saved).collect();
    let possible: Vec<&Scenario> =
        catalogue.scenarios.iter().filter(allowed).chain(&fixed).collect();
    let mut scenarios: Vec<Scenario> = possible
        .iter()
        .copied()
        .filter(feeds)
        .filter(|scenario| filters.shard.is_none_or(|shard| shard.has(&scenario.promise.check)))
        .filter(|scenario| !is_prepared(scenario) || asked_for(scenario))
        .map(|scenario| narrowed(suite, scenario))
        .collect();
    // Users are created to be found only where a scenario looks for them.
    let looks = |scenario: &Scenario| {
        let reads = scenario.phase == Phase::Regressions && !scenario.writes;
        scenario.phase == Phase::Quiet || scenario.needs_fixtures || reads
    };
    if scenarios.iter().any(looks) {
        let setup = possible.iter().filter(|scenario| scenario.phase == Phase::Setup);
        let setup = setup.filter(|scenario| !asked_for(scenario));
        scenarios.extend(setup.map(|scenario| narrowed(suite, scenario)));
    }
    let judged: BTreeSet<&str> =
        scenarios.iter().flat_map(Scenario::judges).map(|promise| &*promise.check).collect();
    // Before others write, it finds out what they can do; it is no reason to select a check.
    let canary = catalogue.scenarios.iter().find(|scenario| scenario.id == canary::ID);
    let canary = canary.filter(|_| filters.scenarios.is_empty()).cloned();
    let flies = scenarios.iter().any(|scenario| scenario.writes);
    let checks: Vec<Check> = catalogue
        .checks
        .iter()
        .filter(|check| ids.contains(check.id.as_str()))
        .filter(|check| !filters.scenarios.is_empty() || judged.contains(check.id.as_str()))
        .cloned()
        .collect();
    scenarios.extend(canary.filter(|_| flies));
    let deselected = catalogue.checks.len() - checks.len();
    Selection { deselected, checks, scenarios, shard: filters.shard }
}

/// Whether a scenario only prepares what others do.
fn is_prepared(scenario: &Scenario) -> bool {
    matches!(scenario.phase, Phase::Setup | Phase::Canary)
}

/// The scenario with only those cases that the suite takes of it.
fn narrowed(suite: &Suite, scenario: &Scenario) -> Scenario {
    let mut scenario = scenario.clone();
    for (pattern, only) in &suite.only {
        if !matches(pattern, &scenario.id) {
            continue;
        }
        match (only, &mut scenario.input) {
            (Only::First(most), _) => scenario.most = Some(*most),
            (Only::Named(names), Input::Values(values)) => {
                values.retain(|(name, _)| names.contains(name));
            }
            (Only::Named(_), _) => {}
        }
    }
    scenario
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::suite::tests::full_catalogue;

    fn selected(suite: &str, wanted: &[&str]) -> Selection {
        let catalogue = full_catalogue();
        let wanted = wanted.iter().map(|text| (*text).to_owned()).collect();
        let filters = Filters { wanted, ..Filters::default() };
        select(&catalogue, &Suite::load(suite, &catalogue).unwrap(), &filters)
    }

    #[test]
    fn the_full_suite_leaves_nothing_out() {
        assert_eq!(selected("full", &[]).deselected, 0);
    }

    #[test]
    fn reading_alone_writes_nothing() {
        let selection = selected("read-only", &[]);
        assert!(selection.scenarios.iter().all(|scenario| !scenario.writes));
        assert!(selection.checks.iter().any(|check| check.id == "list::walk_is_a_partition"));
        assert!(selection.checks.iter().all(|check| !check.id.starts_with("invite::")));
    }

    #[test]
    fn a_filter_selects_by_a_part_of_the_id() {
        let selection = selected("full", &["echoes"]);
        let ids: Vec<_> = selection.checks.iter().map(|check| check.id.as_str()).collect();
        assert_eq!(ids, ["invite::echoes_sent_fields", "update::echoes_sent_fields"]);
        assert!(selection.scenarios.iter().all(|s| s.phase != Phase::Setup), "no shelf is needed");
        assert!(selected("full", &["no such check"]).checks.is_empty());
    }

    #[test]
    fn shards_play_every_scenario_once_and_have_every_check_between_them() {
        let catalogue = full_catalogue();
        let suite = Suite::load("full", &catalogue).unwrap();
        let mut played: BTreeMap<String, usize> = BTreeMap::new();
        let mut checks = BTreeSet::new();
        for index in 1..=3 {
            let filters = Filters { shard: Shard::new(index, 3), ..Filters::default() };
            let selection = select(&catalogue, &suite, &filters);
            for scenario in selection.scenarios.iter().filter(|scenario| !is_prepared(scenario)) {
                *played.entry(scenario.id.clone()).or_default() += 1;
            }
            assert_eq!(selection.deselected, catalogue.checks.len() - selection.checks.len());
            checks.extend(selection.checks.into_iter().map(|check| check.id));
        }
        assert_eq!(checks.len(), catalogue.checks.len());
        let all = catalogue.scenarios.iter().filter(|scenario| !is_prepared(scenario));
        assert_eq!(played.len(), all.count());
        assert!(played.values().all(|times| *times == 1));
    }

    #[test]
    fn a_named_scenario_feeds_whatever_check_is_asked_for() {
        let catalogue = full_catalogue();
        let filters = Filters {
            wanted: vec!["protocol::no_server_errors".into()],
            exact: true,
            scenarios: vec!["update/owner".into()],
            ..Filters::default()
        };
        let selection = select(&catalogue, &Suite::load("full", &catalogue).unwrap(), &filters);
        let ids: Vec<_> = selection.scenarios.iter().map(|s| s.id.as_str()).collect();
        assert_eq!((ids, selection.checks.len()), (vec!["update/owner"], 1));
    }
}
