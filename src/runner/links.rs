//! What findings have in common: which of them showed in the same exchanges, and which of them kept
//! a check from observing anything.

use std::collections::{BTreeMap, BTreeSet};

use super::execution::Execution;
use crate::model::Counterexample;

/// For each finding the others that showed wherever it did.
#[derive(Default)]
pub(super) struct Links {
    shown_with: BTreeMap<String, BTreeSet<String>>,
    first_seen: BTreeMap<String, i64>,
}

impl Links {
    /// Books the findings of an execution. One shows with another when the exchange that decides
    /// it, its last, is among those that show the other.
    pub(super) fn book(&mut self, execution: &Execution) {
        let shown = shown(execution);
        for (key, evidence) in &shown {
            let is_with = |(other, at): &&(String, &[usize])| {
                other != key && at.last().is_some_and(|last| evidence.contains(last))
            };
            let with: BTreeSet<String> =
                shown.iter().filter(is_with).map(|(other, _)| other.clone()).collect();
            if let Some(exchange) =
                evidence.last().and_then(|at| execution.record.exchanges.get(*at))
            {
                let seen = self.first_seen.entry(key.clone()).or_insert(exchange.finished_at);
                *seen = exchange.finished_at.min(*seen);
            }
            match self.shown_with.get_mut(key) {
                Some(known) => known.retain(|other| with.contains(other)),
                None => {
                    self.shown_with.insert(key.clone(), with);
                }
            }
        }
    }

    /// The counterexample of a finding with what is known of it beside its case.
    pub(super) fn complete(&self, shown: Counterexample) -> Counterexample {
        let key = shown.finding.key();
        let shown_with = self.shown_with.get(&key).into_iter().flatten().cloned().collect();
        let first_seen = self.first_seen.get(&key).copied();
        Counterexample { first_seen, shown_with, ..shown }
    }
}

/// Every finding of an execution, with the exchanges that show it.
fn shown(execution: &Execution) -> Vec<(String, &[usize])> {
    let judgements = execution.judgements();
    judgements
        .flat_map(|(_, judgement)| {
            let evidence = judgement.evidence.as_slice();
            judgement.findings.iter().map(move |finding| (finding.key(), evidence))
        })
        .collect()
}

/// The findings that stood in the way of a check, time after time.
#[derive(Default)]
pub(super) struct Obstacles {
    times: u64,
    /// How often each was in the way.
    keys: BTreeMap<String, u64>,
    /// Whether something else was in the way, so that no finding is the reason.
    otherwise: bool,
}

impl Obstacles {
    /// Books an execution that a check could not observe all of: what the last exchange shows was
    /// in the way, else what any of them shows.
    /// Where none does, what kept the users from being created that it looks for.
    pub(super) fn add(&mut self, execution: &Execution, before: &[String]) {
        let shown = shown(execution);
        let last = execution.record.exchanges.len().checked_sub(1);
        let is_last = |(_, at): &&(String, &[usize])| last.is_some_and(|last| at.contains(&last));
        let at_last: BTreeSet<&String> = shown.iter().filter(is_last).map(|(key, _)| key).collect();
        let any = || shown.iter().map(|(key, _)| key).collect();
        let mut keys: BTreeSet<&String> = if at_last.is_empty() { any() } else { at_last };
        if keys.is_empty() {
            keys.extend(before);
        }
        self.times += 1;
        self.otherwise |= keys.is_empty();
        for key in keys {
            *self.keys.entry(key.clone()).or_default() += 1;
        }
    }

    /// The findings that were in the way every time; where none was, those that were most often.
    pub(super) fn keys(&self) -> Vec<String> {
        let most = self.keys.values().max().copied().unwrap_or_default();
        let keys = self.keys.iter().filter(|(_, times)| **times == most && !self.otherwise);
        keys.map(|(key, _)| key.clone()).collect()
    }
}
