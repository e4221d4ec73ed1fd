//! How far a run is, in cases and in checks.

use super::cases::CaseSource;
use crate::{
    check::{Check, Scenario},
    model::Progress,
};

/// Counts down what is still to come.
pub(super) struct Remaining {
    /// For each scenario, the checks that it feeds, by their places.
    feeds: Vec<Vec<usize>>,
    /// For each check, how many scenarios with cases still to come feed it.
    waiting: Vec<usize>,
    /// For each check, whether a case that feeds it was kept back.
    lacking: Vec<bool>,
    /// For each scenario, how many cases are still to come.
    left: Vec<u64>,
    planned: u64,
    played: u64,
}

impl Remaining {
    /// Everything is still to come: so many cases of each scenario. A check that no scenario names
    /// watches all of them.
    pub(super) fn new(
        checks: &[Check],
        scenarios: &[(&Scenario, &CaseSource)],
        count: impl Fn(&CaseSource) -> u64,
    ) -> Self {
        let watches = |check: &Check| !scenarios.iter().any(|(s, _)| s.can_judge(&check.id));
        let watching: Vec<bool> = checks.iter().map(watches).collect();
        let feeds: Vec<Vec<usize>> = scenarios
            .iter()
            .map(|(scenario, _)| {
                let fed = |at: &usize| watching[*at] || scenario.can_judge(&checks[*at].id);
                (0..checks.len()).filter(fed).collect()
            })
            .collect();
        let left: Vec<u64> = scenarios.iter().map(|(_, source)| count(source)).collect();
        let mut waiting = vec![0; checks.len()];
        for (fed, _) in feeds.iter().zip(&left).filter(|(_, left)| **left > 0) {
            for at in fed {
                waiting[*at] += 1;
            }
        }
        let lacking = vec![false; checks.len()];
        Self { feeds, waiting, lacking, planned: left.iter().sum(), left, played: 0 }
    }

    /// One case of this scenario is over, or was kept back in part.
    pub(super) fn played(&mut self, order: usize, whole: bool) {
        self.played += 1;
        for at in self.feeds[order].iter().filter(|_| !whole) {
            self.lacking[*at] = true;
        }
        self.left[order] = self.left[order].saturating_sub(1);
        if self.left[order] == 0 {
            for at in &self.feeds[order] {
                self.waiting[*at] = self.waiting[*at].saturating_sub(1);
            }
        }
    }

    /// The places of the checks that every case was played for.
    pub(super) fn finished(&self) -> impl Iterator<Item = usize> {
        (0..self.waiting.len()).filter(|at| self.waiting[*at] == 0 && !self.lacking[*at])
    }

    /// How far the run is, with what was executed and sent in all.
    pub(super) fn progress(&self, cases: u64, requests: u64) -> Progress {
        Progress {
            cases,
            requests,
            played: self.played,
            planned: self.planned,
            checks: self.waiting.iter().filter(|waiting| **waiting == 0).count(),
            checks_total: self.waiting.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::{check::catalogue, schema::Contract};

    #[test]
    fn a_check_is_done_when_nothing_that_feeds_it_is_still_to_come() {
        let catalogue = catalogue(&Contract::embedded().unwrap()).unwrap();
        let check = |id: &str| catalogue.checks.iter().find(|check| check.id == id).unwrap();
        let checks = ["invite::echoes_sent_fields", "protocol::no_server_errors"]
            .map(|id| check(id).clone());
        let named = |scenario: &&Scenario| scenario.can_judge(&checks[0].id);
        let feeding: Vec<_> = catalogue.scenarios.iter().filter(named).take(2).collect();
        let twice = CaseSource::Fixed(vec![(String::new(), Value::Null); 2]);
        let scenarios: Vec<_> = feeding.iter().map(|scenario| (*scenario, &twice)).collect();
        let mut remaining = Remaining::new(&checks, &scenarios, |_| 2);
        let done: Vec<usize> = [0, 1, 0, 1]
            .into_iter()
            .map(|order| {
                remaining.played(order, true);
                remaining.progress(0, 0).checks
            })
            .collect();
        assert_eq!(done, [0, 0, 0, 2]);
        let Progress { played, planned, checks_total, .. } = remaining.progress(0, 0);
        assert_eq!((played, planned, checks_total), (4, 4, 2));
    }
}
