//! The one stream of events that every report is rendered from.

use serde::{Deserialize, Serialize};

use super::{CheckResult, Edition, Exchange, Level, RunSummary, Seed, Shard, StatusSets};

/// What happened, in order. `RunStarted` comes first and `RunFinished` last; a stream without
/// the latter is a run that did not end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "camelCase")]
pub enum Event {
    /// The run begins.
    RunStarted(RunInfo),
    /// How far it is; sent now and then.
    Progress(Progress),
    /// A new finding, before it is shrunk.
    FindingSeen {
        /// Id of the check that it belongs to.
        check: String,
        /// Its identity, see [`super::Finding::key`].
        key: String,
        /// One line about it.
        summary: String,
    },
    /// A request and what came of it; only where every exchange is kept.
    Exchanged {
        /// Id of the scenario that sent it.
        scenario: String,
        /// Number of the case within the scenario.
        case: u64,
        /// The exchange.
        exchange: Exchange,
    },
    /// A check has its verdict.
    CheckFinished(CheckResult),
    /// The run is over.
    RunFinished(RunSummary),
}

/// How far a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// Cases executed so far, shrinking and re-execution included.
    pub cases: u64,
    /// Requests sent so far.
    pub requests: u64,
    /// Of the cases that are planned, how many were executed.
    pub played: u64,
    /// Cases that are planned; shrinking and re-execution come on top.
    pub planned: u64,
    /// Checks to which no case is still to come.
    pub checks: usize,
    /// Selected checks.
    pub checks_total: usize,
    /// What is being done; empty where that is not known any more.
    #[serde(skip)]
    pub stage: &'static str,
    /// How many milliseconds are left, as far as the target has shown.
    #[serde(skip)]
    pub left: Option<u64>,
}

/// Which exchanges the events keep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Keep {
    /// Every one, as an event of its own.
    All,
    /// Those of counterexamples.
    #[default]
    Failures,
    /// None: a finding is described in words, and by the case that shows it.
    None,
}

/// The settings of a run that a replay of one of its cases needs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// The edition that the target is held to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<Edition>,
    /// Domain of all invented addresses.
    pub email_domain: String,
    /// Status codes that the suite asks for.
    #[serde(default)]
    pub status: StatusSets,
    /// Faults of the embedded mock.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<String>,
    /// Alternatives of the embedded mock.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<String>,
    /// Which exchanges are kept.
    #[serde(default)]
    pub keep: Keep,
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
    /// The part of the checks that this run has, where several share them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<Shard>,
    /// Its other settings.
    #[serde(default)]
    pub settings: Settings,
    /// The command that repeats the run; empty where an earlier version wrote it down.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub replay: String,
    /// What a reader of any report has to know about the way to the target, in sentences.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// Every clause of the contract, in documentation order, so that a report can tell which of
    /// them were exercised.
    #[serde(default)]
    pub clauses: Vec<ClauseInfo>,
}

/// A clause as reports need it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClauseInfo {
    /// Stable id, such as `invite.echo`.
    pub id: String,
    /// How binding it is.
    pub level: Level,
    /// The promise in one sentence.
    pub says: String,
    /// Titles of the pages that state it.
    pub pages: Vec<String>,
    /// Where each of them can be read; empty texts where that is not known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
    /// Ids of all checks that witness it, selected or not.
    pub checks: Vec<String>,
    /// Why no check witnesses it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<String>,
    /// Its line in `clauses.toml`, from 1.
    pub line: usize,
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
