//! What a check comes to.

use serde::{Deserialize, Serialize};

use super::{Counterexample, Level, Verdict};

/// A check with its verdict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckResult {
    /// Stable id of the check: family, `::`, property.
    pub id: String,
    /// The property in a few words.
    pub title: String,
    /// Ids of the clauses that it witnesses.
    pub clauses: Vec<String>,
    /// The strongest level among them.
    pub level: Level,
    /// The verdict.
    pub verdict: Verdict,
    /// Why, for every verdict but `pass` and `fail`; for those it may be absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether the tenant does not have what the check looks for, such as a second page: then it
    /// is skipped, and that is no reason to call the run incomplete.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub absent: bool,
    /// Keys of the findings that kept it from observing what it wanted; empty where something else
    /// did as well.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<String>,
    /// How many times the property was observed.
    pub observations: u64,
    /// Time spent in the scenarios that observed it, in microseconds.
    pub micros: u64,
    /// One for each different finding, the most telling first.
    pub counterexamples: Vec<Counterexample>,
}

impl Default for CheckResult {
    /// A check that has observed nothing yet, and is therefore inconclusive.
    fn default() -> Self {
        Self {
            id: String::new(),
            title: String::new(),
            clauses: Vec::new(),
            level: Level::Must,
            verdict: Verdict::Inconclusive,
            reason: None,
            absent: false,
            because: Vec::new(),
            observations: 0,
            micros: 0,
            counterexamples: Vec::new(),
        }
    }
}
