//! What a suite says, and those that are compiled into the binary.

use std::{collections::BTreeMap, time::Duration};

use serde::Deserialize;

use crate::{
    check::regressions::Regression,
    model::{Example, Level, StatusSets},
};

/// The suites compiled into the binary: name and text.
pub(super) const EMBEDDED: [(&str, &str); 5] = [
    ("full", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/suites/full.toml"))),
    ("nightly", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/suites/nightly.toml"))),
    ("read-only", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/suites/read-only.toml"))),
    ("staging", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/suites/staging.toml"))),
    ("smoke", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/suites/smoke.toml"))),
];

/// Which checks run, with how many cases, budgets and demands.
///
/// ```
/// use avara_conformance::{
///     check::catalogue,
///     schema::Contract,
///     suite::{Filters, Suite, select},
/// };
///
/// let catalogue = catalogue(&Contract::embedded()?)?;
/// let suite = Suite::load("smoke", &catalogue)?;
/// let filters = Filters { wanted: vec!["echoes".to_owned()], ..Filters::default() };
/// let selection = select(&catalogue, &suite, &filters);
/// assert!(selection.checks.iter().all(|check| check.id.contains("echoes")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Suite {
    /// Its name: that of the file, or of the embedded suite.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Ids of the selected checks; `*` stands for any text.
    pub checks: Vec<String>,
    /// Ids of the checks left out; `*` stands for any text.
    pub skip: Vec<String>,
    /// Ids of the scenarios that may feed them; empty for all.
    pub scenarios: Vec<String>,
    /// Of some scenarios, only these cases; the keys are ids, with `*` for any text.
    pub only: BTreeMap<String, Only>,
    /// Whether anything but reads may be sent.
    pub writes: bool,
    /// Random cases for each scenario that draws any.
    pub cases: u64,
    /// How many users the update checks share at most.
    pub pool: usize,
    /// How many users may be created at most.
    pub invites: Option<u64>,
    /// How many requests may be sent at most.
    pub requests: Option<u64>,
    /// How long a run may take at most.
    pub time: Option<Duration>,
    /// Share of the constraints, in percent, that a run has to exercise on both sides.
    pub bounds: Option<u8>,
    /// The level from which on a contradicted clause fails the run.
    pub gate: Level,
    /// Status codes that it asks for.
    pub status: StatusSets,
    /// What is sent before anything generated.
    pub examples: Vec<Example>,
    /// The cases of earlier findings, played next.
    pub regressions: Vec<Regression>,
}

/// The cases that a suite takes of a scenario.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Only {
    /// The first ones: edge cases and near misses come before random draws.
    First(u64),
    /// Those with these names.
    Named(Vec<String>),
}

impl Suite {
    /// The names of the embedded suites.
    pub(super) fn names() -> Vec<&'static str> {
        EMBEDDED.map(|(name, _)| name).to_vec()
    }

    /// The text of an embedded suite.
    pub(super) fn embedded(name: &str) -> Option<&'static str> {
        EMBEDDED.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
    }
}
