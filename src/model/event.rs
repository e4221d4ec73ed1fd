//! The one stream of events that every report is rendered from.

use serde::{Deserialize, Serialize};

use super::{Conclusion, Counterexample, Level, Seed, Tally, Verdict};

/// What happened, in order. `RunStarted` comes first and `RunFinished` last; a stream without
/// the latter is a run that did not end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "camelCase")]
pub enum Event {
    /// The run begins.
    RunStarted(RunInfo),
    /// How far it is; sent now and then.
    Progress {
        /// Cases executed so far, shrinking and re-execution included.
        cases: u64,
        /// Requests sent so far.
        requests: u64,
        /// Scenarios finished so far.
        done: usize,
        /// Scenarios in all.
        total: usize,
    },
    /// A new finding, before it is shrunk.
    FindingSeen {
        /// Id of the check that it belongs to.
        check: String,
        /// One line about it.
        summary: String,
    },
    /// A check has its verdict.
    CheckFinished(CheckResult),
    /// The run is over.
    RunFinished(RunSummary),
}

/// What is known when the run begins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunInfo {
    /// Version of this program.
    pub version: String,
    /// Base URL of the target, without credentials.
    pub target: String,
    /// Whether the target is the embedded mock.
    pub embedded_mock: bool,
    /// Name of the suite.
    pub suite: String,
    /// The run's seed.
    pub seed: Seed,
    /// Token that marks what this run creates.
    pub token: String,
    /// The level from which on a contradicted clause fails the run.
    pub gate: Level,
    /// When the run began, RFC 3339, UTC.
    pub started_at: String,
    /// The selected checks, in documentation order.
    pub checks: Vec<CheckInfo>,
    /// How many checks the selection leaves out.
    pub deselected: usize,
}

/// A check as it is announced.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckInfo {
    /// Stable id, such as `invite::echoes_sent_fields`.
    pub id: String,
    /// The property in a few words.
    pub title: String,
    /// Ids of the clauses that it witnesses.
    pub clauses: Vec<String>,
    /// The strongest level among them.
    pub level: Level,
}

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
            observations: 0,
            micros: 0,
            counterexamples: Vec::new(),
        }
    }
}

/// What the run came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunSummary {
    /// The conclusion.
    pub conclusion: Conclusion,
    /// Why the run ended early, or what is wrong with its waivers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Checks by verdict.
    pub tally: Tally,
    /// Cases executed.
    pub cases: u64,
    /// Requests sent.
    pub requests: u64,
    /// Users created by this run.
    pub invites: u64,
    /// Clauses that at least one selected check observed.
    pub clauses_covered: usize,
    /// Clauses in the contract.
    pub clauses_total: usize,
    /// Every constraint of the request schemas, and how often each side of it was exercised.
    #[serde(default)]
    pub constraints: Vec<ConstraintCount>,
    /// The edition of the documentation that the target follows, in words.
    pub edition: String,
    /// Undocumented behaviour that was seen, in sentences.
    pub observed: Vec<String>,
    /// Wall time in milliseconds.
    pub millis: u64,
}

/// How often a run has exercised the two sides of a constraint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConstraintCount {
    /// Where the constraint stands and what it constrains.
    pub constraint: String,
    /// Cases with a valid value on its bound.
    pub kept: u64,
    /// Cases that broke it and nothing else.
    pub broken: u64,
}

impl ConstraintCount {
    /// Whether both sides were exercised.
    #[must_use]
    pub fn is_covered(&self) -> bool {
        self.kept > 0 && self.broken > 0
    }
}
