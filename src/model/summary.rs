//! What a run came to.

use serde::{Deserialize, Serialize};

use super::{Comparison, Conclusion, Operation, Tally};

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
    /// What the run was allowed to spend, and what it has spent of it.
    #[serde(default)]
    pub budgets: Vec<Budget>,
    /// How long the target took to answer, for each operation that was used.
    #[serde(default)]
    pub latency: Vec<Latency>,
    /// Clauses that at least one selected check observed.
    pub clauses_covered: usize,
    /// Clauses in the contract.
    pub clauses_total: usize,
    /// Ids of the clauses that the run leaves unchecked, in documentation order.
    #[serde(default)]
    pub clauses_unchecked: Vec<String>,
    /// Every constraint of the request schemas, and how often each side of it was exercised.
    #[serde(default)]
    pub constraints: Vec<ConstraintCount>,
    /// The edition of the documentation that the target follows, in words.
    pub edition: String,
    /// Undocumented behaviour that was seen, in sentences.
    pub observed: Vec<String>,
    /// What became of the findings of the baseline, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Comparison>,
    /// How many of the created users lost their access after the run.
    #[serde(default)]
    pub neutralised: u64,
    /// Users that the run created, or may have, and that still have their access.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<LeftUser>,
    /// The command that cleans up what is left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cleanup: Option<String>,
    /// Wall time in milliseconds.
    pub millis: u64,
}

impl RunSummary {
    /// The constraints that were not exercised on both sides, by name.
    pub fn uncovered(&self) -> impl Iterator<Item = &str> {
        let open = self.constraints.iter().filter(|count| !count.is_covered());
        open.map(|count| count.constraint.as_str())
    }
}

/// A user of the run that was not cleaned up, known by its address, its id or both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LeftUser {
    /// The address that was invited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The id that the server gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// Why it is left.
    pub reason: String,
}

impl std::fmt::Display for LeftUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts = [self.user_id.as_deref(), self.email.as_deref()];
        let known: Vec<&str> = parts.into_iter().flatten().collect();
        let who = if known.is_empty() { "a user".to_owned() } else { known.join(", ") };
        write!(f, "{who}: {}", self.reason)
    }
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

/// Something that a run may spend only so much of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Budget {
    /// What is counted, in the plural: `invitations`.
    pub what: String,
    /// How many were spent.
    pub spent: u64,
    /// How many there were to spend; absent when there was no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<u64>,
}

impl Budget {
    /// `40 of 40 invitations`; nothing where there was no limit.
    #[must_use]
    pub fn used(&self) -> Option<String> {
        let Self { what, spent, most } = self;
        Some(format!("{spent} of {} {what}", (*most)?))
    }
}

/// How long the answers to one operation took, from the first byte sent to the last received.
/// Requests that no complete response came back for are not in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Latency {
    /// The operation.
    pub operation: Operation,
    /// How many responses there were.
    pub count: u64,
    /// The median in microseconds, as the two below correct to two significant digits; of merged
    /// runs the upper end of its bin.
    pub p50: u64,
    /// The 95th percentile in microseconds.
    pub p95: u64,
    /// The 99th percentile in microseconds.
    pub p99: u64,
    /// The longest in microseconds.
    pub max: u64,
    /// The histogram: the upper end of each bin in microseconds, and how many responses are in
    /// it. Where the bins end says [`Latency::bin_ends`]; empty ones at either end are left out.
    pub bins: Vec<(u64, u64)>,
}

impl Latency {
    /// Where a bin may end, in microseconds: four steps for each doubling, from 64 µs on.
    pub fn bin_ends() -> impl Iterator<Item = u64> {
        const STEPS: [u64; 4] = [64, 76, 91, 108];
        (0..=u64::BITS - 7).flat_map(|doubled| STEPS.map(|step| step << doubled))
    }
}
