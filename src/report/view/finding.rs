//! The findings of a run, each once, in the order in which every format tells them.

use std::{cmp::Reverse, collections::BTreeMap};

use super::{
    super::{Run, clauses::ClauseState, visible},
    requests::RequestView,
};
use crate::model::{CheckResult, Counterexample, Seed, Verdict};

/// The layer of a finding, its exchanges, and how many parameters stand beside the first.
pub(super) type Depth = (u8, usize, usize);

/// A finding of a run, with the checks that made it.
#[derive(Clone, Debug)]
pub struct FindingView<'a> {
    /// Its number in every report, from 1.
    pub number: usize,
    /// The smallest case that shows it.
    pub counterexample: &'a Counterexample,
    /// The checks that made it; it is told under the first one, which it weighs most for.
    pub checks: Vec<&'a CheckResult>,
    /// Whether it does not fail the run, because it is waived or known by the baseline.
    pub excused: bool,
    /// The number of a finding of the same promise and kind that shows every time, where this one
    /// did not: what it shows at depends on who else is there, but not whether.
    pub steady: Option<usize>,
    /// The line of `clauses.toml` that states the promise.
    pub line: Option<usize>,
    /// The run's seed.
    pub seed: Option<Seed>,
    target: &'a str,
}

impl<'a> FindingView<'a> {
    /// A finding as one check made it.
    pub(in crate::report) fn new(
        run: &'a Run,
        number: usize,
        check: &'a CheckResult,
        counterexample: &'a Counterexample,
    ) -> Self {
        Self {
            number,
            counterexample,
            checks: vec![check],
            excused: false,
            steady: None,
            line: run.clause(&counterexample.finding.clause).map(|clause| clause.line),
            seed: run.info.as_ref().map(|info| info.seed),
            target: run.target(),
        }
    }

    /// The verdict that it weighs most for.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.checks.first().map_or(Verdict::Inconclusive, |check| check.verdict)
    }

    /// The state that it gives its clause.
    #[must_use]
    pub fn state(&self) -> ClauseState {
        match self.verdict() {
            Verdict::Fail => ClauseState::Failed,
            Verdict::Waived => ClauseState::Waived,
            _ => ClauseState::Warned,
        }
    }

    /// `deterministic`, or `intermittent (k of n)`; the same defect elsewhere decides with.
    pub(in crate::report) fn stability(&self) -> String {
        let shown = self.counterexample;
        match self.steady {
            Some(number) => format!(
                "deterministic as number {number} is, at this place {} of {} times",
                shown.confirmed, shown.reruns
            ),
            None => shown.stability(),
        }
    }

    /// Whether it showed each time that its case was executed again.
    pub(super) fn is_steady(&self) -> bool {
        let shown = self.counterexample;
        shown.reruns > 0 && shown.confirmed == shown.reruns
    }

    /// How far it is from the wire: what is wrong with a response as such explains what is missed
    /// in it, one exchange more than several, and one parameter more than several.
    pub(super) fn depth(&self) -> Depth {
        let finding = &self.counterexample.finding;
        let layer = match finding.place.as_str() {
            "content-type" | "body" => 0,
            "status" => 1,
            _ => 2,
        };
        (layer, self.counterexample.exchanges.len(), finding.place.matches('+').count())
    }

    /// Its requests, in order.
    pub(in crate::report) fn requests(&self) -> Vec<RequestView<'a>> {
        RequestView::all(&self.counterexample.exchanges, self.target)
    }
}

impl Run {
    /// Every finding once, the most telling first: what fails the run before what is excused,
    /// failures before warnings, the strongest clause, what shows every time before what shows now
    /// and then, the shortest sequence, the most cases.
    pub(super) fn distinct_findings(&self) -> Vec<FindingView<'_>> {
        let mut findings: Vec<FindingView<'_>> = Vec::new();
        let mut places = BTreeMap::new();
        for check in &self.results {
            for shown in &check.counterexamples {
                let place = places.entry(shown.finding.key()).or_insert(findings.len());
                match findings.get_mut(*place) {
                    Some(known) => known.checks.push(check),
                    None => findings.push(FindingView::new(self, 0, check, shown)),
                }
            }
        }
        let baseline = self.summary.as_ref().and_then(|summary| summary.baseline.as_ref());
        for finding in &mut findings {
            finding.checks.sort_by_key(|check| rank(check.verdict));
            let key = finding.counterexample.finding.key();
            let known = baseline.is_some_and(|baseline| baseline.still_failing.contains(&key));
            let waived = finding.checks.iter().all(|check| check.verdict == Verdict::Waived);
            finding.excused = known || waived;
        }
        findings.sort_by_key(|finding| {
            let shown = finding.counterexample;
            let (level, seen) = (Reverse(shown.level), Reverse(shown.seen));
            let intermittent = shown.confirmed < shown.reruns;
            let verdict = rank(finding.verdict());
            (finding.excused, verdict, level, intermittent, shown.exchanges.len(), seen)
        });
        findings
    }
}

fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Fail => 0,
        Verdict::Error | Verdict::Inconclusive => 1,
        Verdict::Warn => 2,
        Verdict::Waived => 3,
        Verdict::Pass | Verdict::Skip => 4,
    }
}

/// A finding in one line, free of control characters and not overlong.
#[must_use]
pub fn headline(counterexample: &Counterexample) -> String {
    let finding = &counterexample.finding;
    let text = format!(
        "{}: {} {}: expected {}; actual {}",
        finding.operation, finding.place, finding.kind, finding.expected, finding.actual
    );
    visible::sentence(&text, 1_024)
}

#[cfg(test)]
mod tests {
    use super::{super::super::fixtures, *};
    use crate::model::{Event, Level};

    fn result(place: usize, verdict: Verdict, shown: &[Counterexample]) -> Event {
        let counterexamples = shown.to_vec();
        let result = fixtures::verdict(place, verdict, None);
        Event::CheckFinished(CheckResult { counterexamples, ..result })
    }

    #[test]
    fn a_defect_is_told_once_and_the_most_telling_comes_first() {
        let (field, row) = (fixtures::dropped_field(), fixtures::lost_row());
        let mut other = field.clone();
        other.finding.place = "/suffix1".to_owned();
        other.level = Level::Should;
        let run = Run::of(&[
            result(0, Verdict::Warn, &[other.clone(), field.clone()]),
            result(1, Verdict::Fail, std::slice::from_ref(&row)),
            result(2, Verdict::Fail, std::slice::from_ref(&field)),
        ]);
        let found = run.findings();
        let told: Vec<_> =
            found.iter().map(|found| (found.number, found.counterexample.finding.key())).collect();
        // A deterministic failure with what breaks the same promise, then an intermittent failure.
        let expected = [(1, &field), (2, &other), (3, &row)];
        assert_eq!(told, expected.map(|(number, shown)| (number, shown.finding.key())));
        let checks: Vec<_> = found[0].checks.iter().map(|check| check.id.as_str()).collect();
        assert_eq!(checks, ["list::walks_partition", "invite::echoes_sent_fields"]);
    }
}
