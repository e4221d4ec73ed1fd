//! The run seen from the contract: what it came to, clause by clause.

use std::fmt;

use crate::model::{ClauseInfo, Verdict};

use super::Run;

/// Where the clauses are written, from the root of this project.
pub const FILE: &str = "schemas/clauses.toml";

/// What a run says about a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClauseState {
    /// Contradicted, at or above the gate level.
    Failed,
    /// Contradicted, below the gate level.
    Warned,
    /// Contradicted, and every such finding is waived.
    Waived,
    /// Observed, and never contradicted.
    Kept,
    /// No check that witnesses it observed anything.
    NotExercised,
    /// No check could witness it.
    Gap,
}

impl ClauseState {
    /// All of them, the worst first.
    pub const ALL: [Self; 6] =
        [Self::Failed, Self::Warned, Self::Waived, Self::Kept, Self::NotExercised, Self::Gap];

    /// The state in a word or two.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Warned => "warned",
            Self::Waived => "waived",
            Self::Kept => "kept",
            Self::NotExercised => "not exercised",
            Self::Gap => "not checkable",
        }
    }
}

impl fmt::Display for ClauseState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl Run {
    /// Every clause with its state, in the order of the documentation. Empty where the stream has
    /// no beginning.
    #[must_use]
    pub fn clauses(&self) -> Vec<(&ClauseInfo, ClauseState)> {
        let clauses = self.info.iter().flat_map(|info| &info.clauses);
        clauses.map(|clause| (clause, self.state(clause))).collect()
    }

    /// The clause of an id, where the stream announced it.
    #[must_use]
    pub fn clause(&self, id: &str) -> Option<&ClauseInfo> {
        self.info.iter().flat_map(|info| &info.clauses).find(|clause| clause.id == id)
    }

    fn state(&self, clause: &ClauseInfo) -> ClauseState {
        let contradicted = self.results.iter().filter_map(|result| {
            let about = result.counterexamples.iter().filter(|c| c.finding.clause == clause.id);
            let worst = about.map(|c| c.level).max()?;
            Some(match result.verdict {
                Verdict::Waived => ClauseState::Waived,
                _ if worst >= self.gate() => ClauseState::Failed,
                _ => ClauseState::Warned,
            })
        });
        let observed = || {
            let witnesses = self.results.iter().filter(|r| clause.checks.contains(&r.id));
            witnesses
                .into_iter()
                .any(|result| result.observations > 0 && is_decided(result.verdict))
        };
        match contradicted.min() {
            Some(state) => state,
            None if clause.gap.is_some() => ClauseState::Gap,
            None if observed() => ClauseState::Kept,
            None => ClauseState::NotExercised,
        }
    }
}

/// Whether a check that came to this has seen all that it wanted to.
fn is_decided(verdict: Verdict) -> bool {
    match verdict {
        Verdict::Pass | Verdict::Fail | Verdict::Warn | Verdict::Waived => true,
        Verdict::Skip | Verdict::Inconclusive | Verdict::Error => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::fixtures, *};

    fn states(events: &[crate::model::Event]) -> Vec<String> {
        let run = Run::of(events);
        run.clauses().iter().map(|(clause, state)| format!("{} {state}", clause.id)).collect()
    }

    #[test]
    fn every_clause_has_a_state() {
        assert_eq!(
            states(&fixtures::failing()),
            [
                "invite.echo failed",
                "invite.email kept",
                "list.walk failed",
                "protocol.no-5xx kept",
                "update.null not exercised",
                "invite.mail not checkable",
            ]
        );
        assert_eq!(states(&fixtures::mixed())[0], "invite.echo waived");
    }

    #[test]
    fn a_run_that_never_began_has_no_clauses() {
        assert!(Run::default().clauses().is_empty());
    }
}
