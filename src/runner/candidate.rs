//! The case from which the counterexample of a finding is sought.

use super::execution::Execution;
use crate::{
    check::{Input, Scenario},
    model::{Case, Exchange, Finding},
};

/// A finding with the case that shows it best: one that can shrink rather than one that cannot,
/// then by the order of scenarios and cases, so that concurrency does not decide.
pub(super) struct Candidate {
    pub(super) rank: (u8, usize, u64),
    pub(super) scenario: usize,
    pub(super) case: Case,
    pub(super) finding: Finding,
    pub(super) exchanges: Vec<Exchange>,
    /// Whether a write that was not seen had less than the full time for it.
    pub(super) hurried: bool,
    /// How many cases showed it.
    pub(super) seen: usize,
}

impl Candidate {
    /// A finding as this execution shows it.
    pub(super) fn new(
        order: usize,
        scenario: &Scenario,
        execution: &Execution,
        finding: &Finding,
        exchanges: Vec<Exchange>,
    ) -> Self {
        Self {
            rank: (distance_from_minimal(&scenario.input), order, execution.case.index),
            scenario: order,
            case: execution.case.clone(),
            finding: finding.clone(),
            exchanges,
            hurried: execution.hurried,
            seen: 1,
        }
    }

    /// Takes note of another case that shows it, and keeps the better one.
    pub(super) fn join(&mut self, other: Self) {
        let seen = self.seen + other.seen;
        if other.rank < self.rank {
            *self = other;
        }
        self.seen = seen;
    }
}

/// How far a case of such an input is from being minimal: saved ones are, drawn values shrink, near
/// misses and edge cases are small, the others are what they are.
fn distance_from_minimal(input: &Input) -> u8 {
    match input {
        Input::Saved(_) => 0,
        Input::Valid(_) | Input::Invalid(_) | Input::Query(_) | Input::BadQuery(_) => 1,
        Input::Boundary(_) => 2,
        Input::Values(_) | Input::OpenQueries(_) | Input::Raw { .. } => 3,
        Input::Once => 4,
    }
}
