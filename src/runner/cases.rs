//! From the sources of cases to cases, and back to the value trees that they came from.

use proptest::strategy::{Strategy, ValueTree};
use proptest_jsonschema::{Invalid, Invalidated, Valid, seeded_runner};
use serde_json::json;

use crate::{
    check::Scenario,
    generate::query::{InvalidQueries, Query, ValidQueries},
    model::{Case, Seed},
};

/// Where the cases of one scenario come from.
pub(super) enum CaseSource {
    Fixed(Vec<(String, serde_json::Value)>),
    Saved(Case),
    Valid(Valid),
    Invalid { near_misses: Vec<Invalidated>, broken: Invalid },
    Query(ValidQueries),
    BadQuery(InvalidQueries),
}

/// A value tree of any kind, as the case it stands for.
#[derive(Clone)]
pub(super) enum Tree {
    Valid(<Valid as Strategy>::Tree),
    Invalid(<Invalid as Strategy>::Tree),
    Query(<ValidQueries as Strategy>::Tree),
    BadQuery(<InvalidQueries as Strategy>::Tree),
}

/// Does the same with whichever tree it is.
macro_rules! each_tree {
    ($this:ident, $tree:ident => $what:expr) => {
        match $this {
            Tree::Valid($tree) => $what,
            Tree::Invalid($tree) => $what,
            Tree::Query($tree) => $what,
            Tree::BadQuery($tree) => $what,
        }
    };
}

/// Draws the cases of scenarios, each from its own seed, so that no case depends on another.
#[derive(Clone, Copy)]
pub(super) struct CaseGenerator {
    pub(super) seed: Seed,
    /// Random cases for each scenario that draws any.
    pub(super) cases: u64,
}

impl CaseGenerator {
    /// How many cases a source has.
    fn count(self, source: &CaseSource) -> u64 {
        match source {
            CaseSource::Fixed(values) => values.len() as u64,
            CaseSource::Saved(_) => 1,
            CaseSource::Invalid { near_misses, .. } => {
                near_misses.len() as u64 + self.cases.div_ceil(3)
            }
            CaseSource::Valid(_) | CaseSource::Query(_) => self.cases,
            CaseSource::BadQuery(_) => self.cases.div_ceil(3),
        }
    }

    /// How many cases of a scenario are executed while nothing is found.
    pub(super) fn planned(self, scenario: &Scenario, source: &CaseSource) -> u64 {
        self.count(source).min(scenario.most.unwrap_or(u64::MAX))
    }

    /// One case of a scenario, drawn when it is asked for.
    pub(super) fn case(self, scenario: &Scenario, source: &CaseSource, index: u64) -> Option<Case> {
        let place = usize::try_from(index).unwrap_or(usize::MAX);
        match source {
            CaseSource::Fixed(values) => values.get(place).map(|(name, value)| Case {
                name: name.clone(),
                ..plain(scenario, index, value.clone())
            }),
            // It keeps the name of its own scenario, which plays it.
            CaseSource::Saved(case) => Some(case.clone()),
            CaseSource::Invalid { near_misses, .. } if place < near_misses.len() => {
                Some(broken_case(scenario, index, near_misses[place].clone()))
            }
            _ => Some(self.tree(scenario, source, index)?.case(scenario, index)),
        }
    }

    /// The value tree of one case, drawn anew; `None` for fixed values and saved cases, which do
    /// not shrink.
    pub(super) fn tree(self, scenario: &Scenario, source: &CaseSource, index: u64) -> Option<Tree> {
        let seed = self.seed.for_case(&scenario.id, index);
        let mut runner = seeded_runner(&seed);
        match source {
            CaseSource::Fixed(_) | CaseSource::Saved(_) => None,
            CaseSource::Invalid { near_misses, .. } if index < near_misses.len() as u64 => None,
            CaseSource::Invalid { broken, .. } => {
                broken.new_tree(&mut runner).ok().map(Tree::Invalid)
            }
            CaseSource::Valid(strategy) => strategy.new_tree(&mut runner).ok().map(Tree::Valid),
            CaseSource::Query(strategy) => strategy.new_tree(&mut runner).ok().map(Tree::Query),
            CaseSource::BadQuery(strategy) => {
                strategy.new_tree(&mut runner).ok().map(Tree::BadQuery)
            }
        }
    }
}

impl Tree {
    /// The case that the tree stands at.
    pub(super) fn case(&self, scenario: &Scenario, index: u64) -> Case {
        match self {
            Self::Valid(tree) => plain(scenario, index, tree.current()),
            Self::Invalid(tree) => broken_case(scenario, index, tree.current()),
            Self::Query(tree) => query_case(scenario, index, tree.current()),
            Self::BadQuery(tree) => query_case(scenario, index, tree.current()),
        }
    }

    /// The tree itself and those that it comes to next while none of them shows what is looked for,
    /// so many at most.
    pub(super) fn ahead(&self, most: usize) -> Vec<Self> {
        std::iter::successors(Some(self.clone()), |tree| {
            let mut next = tree.clone();
            next.complicate().then_some(next)
        })
        .take(most.max(1))
        .collect()
    }

    pub(super) fn simplify(&mut self) -> bool {
        each_tree!(self, tree => tree.simplify())
    }

    pub(super) fn complicate(&mut self) -> bool {
        each_tree!(self, tree => tree.complicate())
    }
}

fn plain(scenario: &Scenario, index: u64, value: serde_json::Value) -> Case {
    Case { scenario: scenario.id.clone(), index, name: String::new(), value, mutation: None }
}

fn broken_case(scenario: &Scenario, index: u64, broken: Invalidated) -> Case {
    Case { mutation: Some(broken.mutation), ..plain(scenario, index, broken.value) }
}

fn query_case(scenario: &Scenario, index: u64, query: Query) -> Case {
    Case { name: query.name, ..plain(scenario, index, json!(query.pairs)) }
}
