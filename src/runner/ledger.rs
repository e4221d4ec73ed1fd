//! What the checks have seen so far, and the verdicts that this comes to.

use std::collections::BTreeMap;

use super::Plan;
use crate::{
    check::{Check, Input, Record, Scenario, Stop},
    model::{
        Case, CheckInfo, CheckResult, Counterexample, Exchange, Finding, Level, TransportFault,
        Verdict, Waiver,
    },
};

/// One execution of a case.
pub(super) struct Played {
    pub(super) case: Case,
    pub(super) record: Record,
    pub(super) stop: Option<Stop>,
}

impl Played {
    /// Whether the check has judged anything.
    pub(super) fn judged(&self, check: &str) -> bool {
        self.record.judgements.iter().any(|judged| judged.promise.check == check)
    }

    /// The exchanges that show a finding of this execution, if it shows it.
    pub(super) fn shows(&self, check: &str, key: &str) -> Option<(&Finding, Vec<Exchange>)> {
        self.record.judgements.iter().filter(|judged| judged.promise.check == check).find_map(
            |judged| {
                let finding = judged.findings.iter().find(|finding| finding.key() == key)?;
                let all = &self.record.exchanges;
                let exchanges = if judged.evidence.is_empty() {
                    all.clone()
                } else {
                    judged.evidence.iter().filter_map(|index| all.get(*index)).cloned().collect()
                };
                Some((finding, exchanges))
            },
        )
    }

    /// Whether the run itself kept a request back, so that the execution tells nothing.
    pub(super) fn was_withheld(&self) -> bool {
        use TransportFault::{Cancelled, Gone, OverBudget};
        let withheld = |fault| matches!(fault, Cancelled | Gone | OverBudget);
        matches!(&self.stop, Some(Stop::Transport(error)) if withheld(error.fault))
    }

    fn micros(&self) -> u64 {
        self.record.exchanges.iter().map(|exchange| exchange.micros).sum()
    }
}

/// A finding as it is best seen: in a case that can shrink rather than in one that cannot, then by
/// the order of scenarios and cases, so that concurrency does not decide.
pub(super) struct Sighting {
    rank: (u8, usize, u64),
    pub(super) scenario: usize,
    pub(super) case: Case,
    pub(super) finding: Finding,
    pub(super) exchanges: Vec<Exchange>,
    pub(super) seen: usize,
}

/// Why cases told nothing: the first reason in full, how many there were, and whether all agree.
#[derive(Default)]
struct Reasons {
    first: Option<String>,
    count: u64,
    differ: bool,
}

impl Reasons {
    fn add(&mut self, reason: &str) {
        let first = self.first.get_or_insert_with(|| reason.to_owned());
        self.differ |= first != reason;
        self.count += 1;
    }

    /// The reasons in one sentence. One that all share stands alone, so that reports can tell it
    /// once for many checks.
    fn summed(&self, what: &str) -> Option<String> {
        let first = self.first.as_ref()?;
        Some(if self.differ {
            format!("{} cases {what}; the first: {first}", self.count)
        } else {
            first.clone()
        })
    }
}

/// What one check has seen.
#[derive(Default)]
struct Entry {
    observations: u64,
    micros: u64,
    unseen: Reasons,
    /// What the tenant does not have.
    absent: Reasons,
    skipped: Reasons,
    errors: Reasons,
    findings: BTreeMap<String, Sighting>,
    counterexamples: Vec<Counterexample>,
}

/// The entries of all selected checks.
pub(super) struct Ledger<'a> {
    plan: &'a Plan,
    entries: BTreeMap<&'a str, Entry>,
    /// Undocumented behaviour, with how often it was seen.
    pub(super) notes: BTreeMap<String, u64>,
    /// The edition that the target follows.
    pub(super) edition: Option<String>,
}

impl<'a> Ledger<'a> {
    pub(super) fn new(plan: &'a Plan) -> Self {
        let checks = plan.selection.checks.iter();
        let entries = checks.map(|check| (check.id.as_str(), Entry::default())).collect();
        Self { plan, entries, notes: BTreeMap::new(), edition: None }
    }

    /// Books an execution. Returns the checks and findings that were not known before.
    pub(super) fn book(
        &mut self,
        order: usize,
        scenario: &Scenario,
        played: &Played,
    ) -> Vec<(String, Finding)> {
        let mut news = Vec::new();
        for note in &played.record.notes {
            *self.notes.entry(note.clone()).or_default() += 1;
        }
        if played.record.edition.is_some() {
            self.edition.clone_from(&played.record.edition);
        }
        let mut seen: Vec<(&str, String)> = Vec::new();
        for judged in &played.record.judgements {
            let check = &*judged.promise.check;
            let Some(entry) = self.entries.get_mut(check) else { continue };
            entry.observations += 1;
            for finding in &judged.findings {
                let key = finding.key();
                let repeated = seen.contains(&(check, key.clone()));
                seen.push((check, key.clone()));
                let Some((_, exchanges)) = played.shows(check, &key) else { continue };
                let sighting = Sighting {
                    rank: (unwieldiness(&scenario.input), order, played.case.index),
                    scenario: order,
                    case: played.case.clone(),
                    finding: finding.clone(),
                    exchanges,
                    seen: 1,
                };
                match entry.findings.get_mut(&key) {
                    None => {
                        news.push((check.to_owned(), finding.clone()));
                        entry.findings.insert(key, sighting);
                    }
                    Some(_) if repeated => {}
                    Some(known) => {
                        let seen = known.seen + 1;
                        if sighting.rank < known.rank {
                            *known = sighting;
                        }
                        known.seen = seen;
                    }
                }
            }
        }
        for (promise, reason) in &played.record.unseen {
            if let Some(entry) = self.entries.get_mut(&*promise.check) {
                entry.unseen.add(reason);
            }
        }
        for (promise, what) in &played.record.absent {
            if let Some(entry) = self.entries.get_mut(&*promise.check) {
                entry.absent.add(what);
            }
        }
        self.book_the_rest(scenario, played);
        news
    }

    /// Books time, and, where the execution ended early, what could not be observed.
    fn book_the_rest(&mut self, scenario: &Scenario, played: &Played) {
        for promise in scenario.judges() {
            let Some(entry) = self.entries.get_mut(&*promise.check) else { continue };
            entry.micros += played.micros();
            if played.record.judgements.iter().any(|judged| judged.promise == *promise) {
                continue;
            }
            match &played.stop {
                None => {}
                Some(Stop::Inconclusive(reason)) => entry.unseen.add(reason),
                Some(Stop::Absent(what)) => entry.absent.add(what),
                Some(Stop::Transport(error)) => match error.fault {
                    TransportFault::Cancelled | TransportFault::OverBudget => {
                        entry.skipped.add(&error.message);
                    }
                    _ => entry.errors.add(&error.message),
                },
            }
        }
        // A transport failure after a check was judged still leaves its scenario undecided.
        if let Some(Stop::Transport(error)) = &played.stop
            && !matches!(error.fault, TransportFault::Cancelled | TransportFault::OverBudget)
            && played.record.judgements.iter().any(|judged| judged.promise == scenario.promise)
            && let Some(entry) = self.entries.get_mut(&*scenario.promise.check)
        {
            entry.errors.add(&error.message);
        }
    }

    /// The findings, with the check that each belongs to.
    pub(super) fn take_sightings(&mut self) -> Vec<(String, Sighting)> {
        let mut taken: Vec<(String, Sighting)> = Vec::new();
        for (check, entry) in &mut self.entries {
            let sightings = std::mem::take(&mut entry.findings).into_values();
            taken.extend(sightings.map(|sighting| ((*check).to_owned(), sighting)));
        }
        taken.sort_by_key(|(_, sighting)| sighting.rank);
        taken
    }

    /// Keeps the smallest case of a finding.
    pub(super) fn keep(&mut self, check: &str, counterexample: Counterexample) {
        if let Some(entry) = self.entries.get_mut(check) {
            entry.counterexamples.push(counterexample);
        }
    }

    /// The results of all selected checks, in their order. `cut` says what checks come to that
    /// found nothing, and why, where the run ended before its end.
    pub(super) fn results(mut self, cut: Option<(Verdict, &str)>) -> Vec<CheckResult> {
        let checks = &self.plan.selection.checks;
        checks
            .iter()
            .map(|check| {
                let entry = self.entries.remove(check.id.as_str()).unwrap_or_default();
                self.result(check, entry, cut)
            })
            .collect()
    }

    fn result(&self, check: &Check, mut entry: Entry, cut: Option<(Verdict, &str)>) -> CheckResult {
        let worst = entry.counterexamples.iter().map(|example| example.level).max();
        let failing = || entry.counterexamples.iter().filter(|c| c.level >= self.plan.gate);
        let unwaived = failing().any(|c| self.excuse(&check.id, &c.finding.key()).is_none());
        let waived = failing().find_map(|c| self.excuse(&check.id, &c.finding.key()));
        entry.counterexamples.sort_by_key(|example| {
            (std::cmp::Reverse(example.level), std::cmp::Reverse(example.seen))
        });
        let missing = entry.absent.first.as_ref().filter(|_| entry.observations == 0);
        let absent = missing.is_some();
        let (verdict, reason) = if unwaived {
            (Verdict::Fail, None)
        } else if let Some(reason) = entry.errors.summed("could not be executed") {
            (Verdict::Error, Some(reason))
        } else if let Some((verdict, reason)) = cut {
            (verdict, Some(reason.to_owned()))
        } else if let Some(reason) = entry.unseen.summed("could not be observed") {
            (Verdict::Inconclusive, Some(reason))
        } else if let Some(reason) = entry.skipped.summed("were left out") {
            (Verdict::Skip, Some(reason))
        } else if let Some(what) = missing {
            (Verdict::Skip, Some(format!("the target does not have {what}")))
        } else if entry.observations == 0 {
            (
                Verdict::Inconclusive,
                Some("nothing was observed that could contradict it".to_owned()),
            )
        } else if waived.is_some() {
            (Verdict::Waived, waived)
        } else if worst.is_some_and(|level| level > Level::May) {
            let level = self.plan.gate;
            (Verdict::Warn, Some(format!("only clauses below `{level}` are contradicted")))
        } else {
            (Verdict::Pass, None)
        };
        let CheckInfo { id, title, clauses, level } = info(check);
        CheckResult {
            id,
            title,
            clauses,
            level,
            verdict,
            reason,
            absent: absent && verdict == Verdict::Skip,
            observations: entry.observations,
            micros: entry.micros,
            counterexamples: entry.counterexamples,
        }
    }

    /// Why a finding does not fail the run: a waiver, or that it is known.
    fn excuse(&self, check: &str, key: &str) -> Option<String> {
        let waived = self.waiver(check, key).map(|waiver| {
            format!("waived until {}: {} ({})", waiver.expires, waiver.reason, waiver.ticket)
        });
        let baseline = || self.plan.baseline.as_ref().filter(|known| known.known.contains_key(key));
        waived.or_else(|| baseline().map(|known| format!("known since the run of {}", known.since)))
    }

    /// The unexpired waiver of a finding.
    fn waiver(&self, check: &str, key: &str) -> Option<&Waiver> {
        let waivers = self.plan.waivers.iter().filter(|waiver| !waiver.expired);
        waivers.into_iter().find(|waiver| waiver.check == check && waiver.finding == key)
    }

    /// The checks that have observed anything.
    pub(super) fn observed(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().filter(|(_, entry)| entry.observations > 0).map(|(check, _)| *check)
    }
}

/// How far a case of such an input is from being minimal: saved ones are, drawn values shrink, near
/// misses and edge cases are small, the others are what they are.
fn unwieldiness(input: &Input) -> u8 {
    match input {
        Input::Saved(_) => 0,
        Input::Valid(_) | Input::Invalid(_) | Input::Query(_) | Input::BadQuery(_) => 1,
        Input::Boundary(_) => 2,
        Input::Values(_) | Input::OpenQueries(_) | Input::Raw { .. } => 3,
        Input::Once => 4,
    }
}

/// A check as it is announced.
pub(super) fn info(check: &Check) -> CheckInfo {
    CheckInfo {
        id: check.id.clone(),
        title: check.promise.title.to_string(),
        clauses: check.clauses.clone(),
        level: check.level,
    }
}

/// What is wrong with the waivers after a run, in sentences: expired, or the check was judged and
/// the finding did not show.
pub(super) fn lapsed(waivers: &[Waiver], results: &[CheckResult]) -> Vec<String> {
    let judged = |result: &&CheckResult| {
        matches!(result.verdict, Verdict::Pass | Verdict::Fail | Verdict::Warn | Verdict::Waived)
    };
    waivers
        .iter()
        .filter_map(|waiver| {
            let result = results.iter().find(|result| result.id == waiver.check).filter(judged)?;
            let shows = |c: &Counterexample| c.finding.key() == waiver.finding;
            let what = if !result.counterexamples.iter().any(shows) {
                "is no longer needed, since the finding does not show"
            } else if waiver.expired {
                "has expired"
            } else {
                return None;
            };
            let Waiver { check, finding, owner, .. } = waiver;
            Some(format!("the waiver of `{finding}` ({check}, owner {owner}) {what}"))
        })
        .collect()
}
