//! A run, put together from its events.

use std::{collections::BTreeSet, io};

use serde::{Deserialize, Serialize};

use super::Reporter;
use crate::model::{CheckInfo, CheckResult, Event, Level, RunInfo, RunSummary, Tally};

/// A run as its events tell it; every report that is written as a whole is rendered from this.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Run {
    /// What was known when it began; absent when the stream has no beginning.
    pub info: Option<RunInfo>,
    /// The checks that have a verdict, in the order in which they got it.
    pub results: Vec<CheckResult>,
    /// What it came to; absent when the stream has no end.
    pub summary: Option<RunSummary>,
    /// Findings of checks that have no verdict yet. Empty once every check has one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unsettled: Vec<SeenFinding>,
}

/// A finding before it is shrunk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SeenFinding {
    /// Id of the check that it belongs to.
    pub check: String,
    /// Its identity.
    pub key: String,
    /// One line about it.
    pub summary: String,
}

impl Run {
    /// Collects a whole stream.
    pub fn of<'a>(events: impl IntoIterator<Item = &'a Event>) -> Self {
        let mut run = Self::default();
        events.into_iter().for_each(|event| run.apply(event));
        run
    }

    /// Takes note of the next event.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::RunStarted(info) => self.info = Some(info.clone()),
            Event::Progress(_) | Event::Exchanged { .. } => {}
            Event::FindingSeen { check, key, summary } => {
                let (check, key, summary) = (check.clone(), key.clone(), summary.clone());
                self.unsettled.push(SeenFinding { check, key, summary });
            }
            Event::CheckFinished(result) => {
                self.unsettled.retain(|seen| seen.check != result.id);
                self.results.push(result.clone());
            }
            Event::RunFinished(summary) => self.summary = Some(summary.clone()),
        }
    }

    /// How many different findings were seen whose checks have no verdict yet.
    #[must_use]
    pub fn findings_so_far(&self) -> usize {
        self.unsettled.iter().map(|seen| &seen.key).collect::<BTreeSet<_>>().len()
    }

    /// The target's base URL; empty when the stream has no beginning.
    #[must_use]
    pub fn target(&self) -> &str {
        self.info.as_ref().map_or("", |info| info.target.as_str())
    }

    /// The level from which on a clause binds. Where nobody said, every level does, because
    /// what is not known must not make a report milder.
    #[must_use]
    pub fn gate(&self) -> Level {
        self.info.as_ref().map_or(Level::May, |info| info.gate)
    }

    /// The announced checks that never got a verdict.
    #[must_use]
    pub fn missing(&self) -> Vec<&CheckInfo> {
        let settled: BTreeSet<_> = self.results.iter().map(|result| result.id.as_str()).collect();
        let announced = self.info.iter().flat_map(|info| &info.checks);
        announced.filter(|check| !settled.contains(check.id.as_str())).collect()
    }

    /// How many checks came to each verdict, by the run's own count or else by the results.
    #[must_use]
    pub fn tally(&self) -> Tally {
        if let Some(summary) = &self.summary {
            return summary.tally.clone();
        }
        let mut tally = Tally::new();
        for result in &self.results {
            *tally.entry(result.verdict).or_default() += 1;
        }
        tally
    }
}

impl Reporter for Run {
    fn event(&mut self, event: &Event) -> io::Result<()> {
        self.apply(event);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{super::fixtures, *};

    #[test]
    fn a_finding_is_unsettled_until_its_check_has_a_verdict() {
        let mut run = Run::of(&fixtures::unfinished());
        assert_eq!(run.unsettled.len(), 1);
        assert!(run.summary.is_none());
        let id = run.unsettled[0].check.clone();
        run.apply(&Event::CheckFinished(CheckResult { id, ..CheckResult::default() }));
        assert!(run.unsettled.is_empty());
    }

    #[test]
    fn announced_checks_without_a_verdict_are_missing() {
        assert!(Run::of(&fixtures::passing()).missing().is_empty());
        assert_eq!(Run::of(&fixtures::unfinished()).missing().len(), 2);
    }
}
