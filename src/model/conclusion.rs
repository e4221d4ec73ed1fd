//! What a run comes to. Everything fails closed.

use serde::{Deserialize, Serialize};

use super::{CheckResult, Level, Verdict};

/// What a run comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Conclusion {
    /// Every selected check at the gate level passed.
    Conforming,
    /// At least one failure.
    Failed,
    /// The target cannot be reached, refuses the credentials for every operation, or transport
    /// errors left a check undecided.
    Undecided,
    /// No check ran.
    Nothing,
    /// A check at the gate level was skipped or observed nothing, a waiver has lapsed, or a demand
    /// of the suite is not met.
    Incomplete,
    /// Ended by SIGINT.
    Interrupted,
    /// Ended by SIGTERM.
    Terminated,
}

impl Conclusion {
    /// The process exit code.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Conforming => 0,
            Self::Failed => 1,
            Self::Undecided => 3,
            Self::Nothing => 4,
            Self::Incomplete => 5,
            Self::Interrupted => 130,
            Self::Terminated => 143,
        }
    }

    /// Whether a signal ended the run.
    #[must_use]
    pub fn is_interruption(self) -> bool {
        matches!(self, Self::Interrupted | Self::Terminated)
    }

    /// The verdict on the target in one sentence.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Conforming => "the target keeps every promise that was checked",
            Self::Failed => "the target breaks at least one promise",
            Self::Undecided => {
                "the target could not be judged: transport errors or refused credentials"
            }
            Self::Nothing => "no check ran",
            Self::Incomplete => "the run is not complete: see what is undecided and why",
            Self::Interrupted | Self::Terminated => {
                "the run was interrupted before it was complete"
            }
        }
    }
}

/// Draws the conclusion from the results of all selected checks: 1 wins over 3 and 5, an
/// interruption over everything. `gate` is the level from which on a clause binds; `short` says
/// that a waiver has lapsed or that a demand of the suite is not met.
pub(crate) fn conclude(
    results: &[CheckResult],
    gate: Level,
    short: bool,
    interrupted: Option<Conclusion>,
) -> Conclusion {
    let any = |verdict| results.iter().any(|result| result.verdict == verdict);
    let unseen =
        |result: &CheckResult| matches!(result.verdict, Verdict::Skip | Verdict::Inconclusive);
    // What the tenant does not have is no reason, as long as something else was seen.
    let blind = results.iter().all(unseen);
    let unobserved =
        |result: &CheckResult| result.level >= gate && unseen(result) && (blind || !result.absent);
    if let Some(interrupted) = interrupted {
        interrupted
    } else if results.is_empty() {
        Conclusion::Nothing
    } else if any(Verdict::Fail) {
        Conclusion::Failed
    } else if any(Verdict::Error) {
        Conclusion::Undecided
    } else if short || results.iter().any(unobserved) {
        Conclusion::Incomplete
    } else if blind {
        Conclusion::Nothing
    } else {
        Conclusion::Conforming
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(verdict: Verdict, level: Level) -> CheckResult {
        CheckResult { level, verdict, ..CheckResult::default() }
    }

    fn of(verdicts: &[Verdict]) -> Conclusion {
        let results: Vec<_> =
            verdicts.iter().map(|verdict| result(*verdict, Level::Must)).collect();
        conclude(&results, Level::Must, false, None)
    }

    #[test]
    fn the_worst_verdict_decides_and_failure_wins() {
        use Verdict::{Error, Fail, Inconclusive, Pass, Skip, Waived, Warn};
        assert_eq!(of(&[Pass, Warn, Waived]), Conclusion::Conforming);
        assert_eq!(of(&[Pass, Fail, Error, Inconclusive]), Conclusion::Failed);
        assert_eq!(of(&[Pass, Error, Inconclusive]), Conclusion::Undecided);
        assert_eq!(of(&[Pass, Inconclusive]), Conclusion::Incomplete);
        assert_eq!(of(&[Pass, Skip]), Conclusion::Incomplete);
        assert_eq!(of(&[]), Conclusion::Nothing);
    }

    #[test]
    fn a_lapsed_waiver_makes_a_run_incomplete_and_hides_no_failure() {
        let conclusion =
            |verdict| conclude(&[result(verdict, Level::Must)], Level::Must, true, None);
        assert_eq!(conclusion(Verdict::Pass), Conclusion::Incomplete);
        assert_eq!(conclusion(Verdict::Fail), Conclusion::Failed);
    }

    #[test]
    fn below_the_gate_level_nothing_observed_is_no_reason_to_stop_a_release() {
        let results =
            [result(Verdict::Pass, Level::Must), result(Verdict::Inconclusive, Level::Should)];
        assert_eq!(conclude(&results, Level::Must, false, None), Conclusion::Conforming);
        assert_eq!(conclude(&results, Level::Should, false, None), Conclusion::Incomplete);
    }

    #[test]
    fn nothing_but_unseen_checks_is_never_conforming() {
        let results =
            [result(Verdict::Skip, Level::May), result(Verdict::Inconclusive, Level::May)];
        assert_eq!(conclude(&results, Level::Must, false, None), Conclusion::Nothing);
    }

    #[test]
    fn what_a_tenant_does_not_have_leaves_no_run_incomplete_that_saw_something() {
        let absent = || CheckResult { absent: true, ..result(Verdict::Skip, Level::Must) };
        let seen = result(Verdict::Pass, Level::Must);
        assert_eq!(conclude(&[seen, absent()], Level::Must, false, None), Conclusion::Conforming);
        assert_eq!(conclude(&[absent()], Level::Must, false, None), Conclusion::Incomplete);
    }

    #[test]
    fn an_interrupted_run_never_looks_finished() {
        let results = [result(Verdict::Pass, Level::Must)];
        let conclusion = conclude(&results, Level::Must, false, Some(Conclusion::Interrupted));
        assert_eq!(conclusion.exit_code(), 130);
    }
}
