//! How far a run is, in cases and in checks, and how long the rest will take.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use crate::{
    check::{Check, Phase, Scenario},
    model::Progress,
};

/// Requests of a case of a scenario, where none was played yet.
const USUAL_CASE: u64 = 3;

/// What the target showed so long ago says nothing about the rest.
const RECENT: Duration = Duration::from_secs(5);

/// Counts down what is still to come.
pub(super) struct Remaining {
    /// What is being done.
    stage: &'static str,
    /// For each scenario, the checks that it feeds, by their places.
    feeds: Vec<Vec<usize>>,
    /// For each check, how many scenarios with cases still to come feed it.
    waiting: Vec<usize>,
    /// For each check, whether a case that feeds it was kept back.
    lacking: Vec<bool>,
    /// For each scenario, how many cases are still to come, how many were played, and with how many
    /// requests.
    counts: Vec<(u64, u64, u64)>,
    planned: u64,
    played: u64,
    /// How many requests had been sent at which time, not long ago.
    recent: VecDeque<(Instant, u64)>,
    /// When the stage is over at the latest, where that is known.
    until: Option<Instant>,
}

impl Remaining {
    /// Everything is still to come: so many cases of each scenario. A check that no scenario names
    /// watches all of them.
    pub(super) fn new(checks: &[Check], scenarios: &[&Scenario], planned: Vec<u64>) -> Self {
        let watches = |check: &Check| !scenarios.iter().any(|s| s.can_judge(&check.id));
        let watching: Vec<bool> = checks.iter().map(watches).collect();
        let feeds: Vec<Vec<usize>> = scenarios
            .iter()
            .map(|scenario| {
                let fed = |at: &usize| watching[*at] || scenario.can_judge(&checks[*at].id);
                (0..checks.len()).filter(fed).collect()
            })
            .collect();
        let mut waiting = vec![0; checks.len()];
        for (fed, _) in feeds.iter().zip(&planned).filter(|(_, left)| **left > 0) {
            for at in fed {
                waiting[*at] += 1;
            }
        }
        Self {
            stage: "",
            feeds,
            waiting,
            lacking: vec![false; checks.len()],
            planned: planned.iter().sum(),
            counts: planned.into_iter().map(|left| (left, 0, 0)).collect(),
            played: 0,
            recent: VecDeque::new(),
            until: None,
        }
    }

    /// Another phase begins.
    pub(super) fn enter(&mut self, phase: Phase) {
        self.stage = match phase {
            Phase::Canary => "one user first",
            Phase::Examples => "fixed examples",
            Phase::Setup => "creating users",
            Phase::Regressions => "saved cases",
            Phase::Quiet => "reading",
            Phase::Busy => "writing and reading",
            Phase::Alone => "one at a time",
        };
    }

    /// What follows the phases begins; it is over then at the latest, where that is known.
    pub(super) fn follow(&mut self, stage: &'static str, until: Option<Instant>) {
        (self.stage, self.until) = (stage, until);
    }

    /// One case of this scenario is over, with so many requests, or was kept back in part.
    pub(super) fn played(&mut self, order: usize, requests: usize, whole: bool) {
        self.played += 1;
        for at in self.feeds[order].iter().filter(|_| !whole) {
            self.lacking[*at] = true;
        }
        let (left, played, sent) = &mut self.counts[order];
        *left = left.saturating_sub(1);
        *played += 1;
        *sent += requests as u64;
        if *left == 0 {
            for at in &self.feeds[order] {
                self.waiting[*at] = self.waiting[*at].saturating_sub(1);
            }
        }
    }

    /// The places of the checks that every case was played for.
    pub(super) fn finished(&self) -> impl Iterator<Item = usize> {
        (0..self.waiting.len()).filter(|at| self.waiting[*at] == 0 && !self.lacking[*at])
    }

    /// So many requests have been sent by now.
    pub(super) fn sent(&mut self, requests: u64, now: Instant) {
        self.recent.push_back((now, requests));
        while self.recent.front().is_some_and(|(then, _)| now - *then > RECENT) {
            self.recent.pop_front();
        }
    }

    /// How long the rest takes at the rate of late, in milliseconds.
    fn left(&self) -> Option<u64> {
        let ((then, before), (now, sent)) = (self.recent.front()?, self.recent.back()?);
        if let Some(until) = self.until {
            return u64::try_from(until.saturating_duration_since(*now).as_millis()).ok();
        }
        let in_all: u64 = self
            .counts
            .iter()
            .map(|(left, played, sent)| {
                let of_a_case = sent.checked_div(*played).unwrap_or(USUAL_CASE).max(1);
                left.saturating_mul(of_a_case)
            })
            .sum();
        let millis = u64::try_from((*now - *then).as_millis()).ok()?;
        in_all.saturating_mul(millis).checked_div(sent - before).filter(|left| *left > 0)
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
            stage: self.stage,
            left: self.left(),
        }
    }
}

#[cfg(test)]
mod tests {
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
        let mut remaining = Remaining::new(&checks, &feeding, vec![2, 2]);
        let done: Vec<usize> = [0, 1, 0, 1]
            .into_iter()
            .map(|order| {
                remaining.played(order, 1, true);
                remaining.progress(0, 0).checks
            })
            .collect();
        assert_eq!(done, [0, 0, 0, 2]);
        let Progress { played, planned, checks_total, .. } = remaining.progress(0, 0);
        assert_eq!((played, planned, checks_total), (4, 4, 2));
    }

    #[test]
    fn the_time_left_is_what_the_target_needs_for_the_requests_to_come() {
        let scenarios = catalogue(&Contract::embedded().unwrap()).unwrap().scenarios;
        let mut remaining = Remaining::new(&[], &[&scenarios[0], &scenarios[1]], vec![11, 10]);
        let start = Instant::now();
        assert_eq!(remaining.progress(0, 0).left, None, "nothing was seen yet");
        remaining.sent(0, start);
        remaining.played(0, 7, true);
        remaining.sent(50, start + Duration::from_secs(1));
        let left = remaining.progress(0, 0).left;
        assert_eq!(left, Some((10 * 7 + 10 * 3) * 1_000 / 50));
        remaining.sent(60, start + Duration::from_secs(6));
        assert_eq!(remaining.progress(0, 0).left, Some(100 * 5_000 / 10), "it became slower");
        remaining.follow("cleaning up", Some(start + Duration::from_secs(8)));
        assert_eq!(remaining.progress(0, 0).left, Some(2_000));
    }
}
