//! What the checks have seen so far.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    candidate::Candidate,
    execution::Execution,
    links::{Links, Obstacles},
    plan::Plan,
    result::{Entry, excuse},
};
use crate::{
    check::{Phase, Scenario, Stop},
    model::{CheckResult, Counterexample, Finding, TransportFault, Verdict},
};

/// The entries of all selected checks.
pub(super) struct Ledger<'a> {
    plan: &'a Plan,
    entries: BTreeMap<&'a str, Entry>,
    /// What the findings have in common.
    links: Links,
    /// What kept users from being created that scenarios look for.
    setup: Obstacles,
    /// The checks that every case was played for.
    finished: BTreeSet<&'a str>,
    /// The checks that the clauses name, selected or not.
    known: BTreeSet<&'a str>,
    /// Checks that a scenario speaks of and no clause names.
    unknown: BTreeSet<String>,
    /// Undocumented behaviour, with how often it was seen.
    pub(super) notes: BTreeMap<String, u64>,
    /// The edition that the target follows.
    pub(super) edition: Option<String>,
}

impl<'a> Ledger<'a> {
    pub(super) fn new(plan: &'a Plan) -> Self {
        let checks = plan.selection.checks.iter();
        let clauses = plan.contract.clauses.iter();
        Self {
            plan,
            entries: checks.map(|check| (check.id.as_str(), Entry::default())).collect(),
            links: Links::default(),
            setup: Obstacles::default(),
            finished: BTreeSet::new(),
            known: clauses.flat_map(|clause| &clause.checks).map(String::as_str).collect(),
            unknown: BTreeSet::new(),
            notes: BTreeMap::new(),
            edition: None,
        }
    }

    /// The entry of a check; `None` where it is not selected. One that does not exist is
    /// remembered, since what it saw must not be lost in silence.
    fn entry(&mut self, check: &str) -> Option<&mut Entry> {
        if !self.known.contains(check) {
            self.unknown.insert(check.to_owned());
        }
        self.entries.get_mut(check)
    }

    /// Books an execution. Returns the checks and findings that were not known before.
    pub(super) fn book(
        &mut self,
        order: usize,
        scenario: &Scenario,
        execution: &Execution,
    ) -> Vec<(String, Finding)> {
        for note in &execution.record.notes {
            *self.notes.entry(note.clone()).or_default() += 1;
        }
        if execution.record.edition.is_some() {
            self.edition.clone_from(&execution.record.edition);
        }
        self.links.book(execution);
        if scenario.phase == Phase::Setup && matches!(execution.stop, Some(Stop::Inconclusive(_))) {
            self.setup.add(execution, &[]);
        }
        let before = self.before(scenario);
        let news = self.book_findings(order, scenario, execution);
        for (check, reason) in execution.unseen() {
            if let Some(entry) = self.entry(check) {
                entry.unseen.add(reason);
                entry.obstacles.add(execution, &before);
            }
        }
        for (check, what) in execution.absent() {
            if let Some(entry) = self.entry(check) {
                entry.absent.add(what);
                *self.notes.entry(format!("the target does not have {what}")).or_default() += 1;
            }
        }
        self.book_end(scenario, execution);
        news
    }

    fn book_findings(
        &mut self,
        order: usize,
        scenario: &Scenario,
        execution: &Execution,
    ) -> Vec<(String, Finding)> {
        let mut news = Vec::new();
        let mut seen: Vec<(&str, String)> = Vec::new();
        for (check, judgement) in execution.judgements() {
            let Some(entry) = self.entry(check) else { continue };
            entry.observations += 1;
            for finding in &judgement.findings {
                let key = finding.key();
                let repeated = seen.contains(&(check, key.clone()));
                seen.push((check, key.clone()));
                let Some((_, exchanges)) = execution.shows(check, &key) else { continue };
                let candidate = Candidate::new(order, scenario, execution, finding, exchanges);
                match entry.findings.get_mut(&key) {
                    None => {
                        news.push((check.to_owned(), finding.clone()));
                        entry.findings.insert(key, candidate);
                    }
                    Some(_) if repeated => {}
                    Some(known) => known.join(candidate),
                }
            }
        }
        news
    }

    /// What may have kept a scenario from seeing anything before it began: it looks for users that
    /// were to be created.
    fn before(&self, scenario: &Scenario) -> Vec<String> {
        let looks = scenario.phase == Phase::Quiet || scenario.needs_fixtures;
        if looks { self.setup.keys() } else { Vec::new() }
    }

    /// Books time, and, where the execution ended early, what could not be observed.
    fn book_end(&mut self, scenario: &Scenario, execution: &Execution) {
        let is_left_out =
            |fault| matches!(fault, TransportFault::Cancelled | TransportFault::OverBudget);
        let before = self.before(scenario);
        for promise in scenario.judges() {
            let check = &*promise.check;
            let has_judged = execution.has_judged(check);
            let Some(entry) = self.entry(check) else { continue };
            entry.micros += execution.micros();
            if !has_judged {
                entry.missed.add(execution, &before);
            }
            match &execution.stop {
                Some(Stop::Inconclusive(reason)) if !has_judged => {
                    entry.unseen.add(reason);
                    entry.obstacles.add(execution, &before);
                }
                Some(Stop::Absent(what)) if !has_judged => entry.absent.add(what),
                Some(Stop::Transport(error)) if is_left_out(error.fault) => {
                    if !has_judged {
                        entry.skipped.add(&error.message);
                    }
                }
                // After a check was judged, a transport failure still leaves its scenario
                // undecided: the check that it is about says so.
                Some(Stop::Transport(error)) if !has_judged || *promise == scenario.promise => {
                    entry.errors.add(&error.message);
                }
                Some(_) | None => {}
            }
        }
    }

    /// Notes that every case of these checks, by their places, was played.
    pub(super) fn finish(&mut self, places: impl Iterator<Item = usize>) {
        let checks = &self.plan.selection.checks;
        self.finished.extend(places.filter_map(|at| Some(checks.get(at)?.id.as_str())));
    }

    /// The findings, with the check that each belongs to.
    pub(super) fn take_candidates(&mut self) -> Vec<(String, Candidate)> {
        let mut taken: Vec<(String, Candidate)> = Vec::new();
        for (check, entry) in &mut self.entries {
            let candidates = std::mem::take(&mut entry.findings).into_values();
            taken.extend(candidates.map(|candidate| ((*check).to_owned(), candidate)));
        }
        taken.sort_by_key(|(_, candidate)| candidate.rank);
        taken
    }

    /// Whether as many findings that fail the run were seen as somebody wants to see.
    pub(super) fn has_enough(&self) -> bool {
        self.plan.max_findings.is_some_and(|most| self.failing() >= most)
    }

    /// The same in words.
    pub(super) fn enough(&self) -> Option<String> {
        let found = match self.failing() {
            1 => "a finding was".to_owned(),
            many => format!("{many} findings were"),
        };
        self.has_enough().then(|| format!("{found} enough (--fail-fast, --max-findings)"))
    }

    /// How many findings fail the run.
    fn failing(&self) -> u64 {
        let binds = |clause: &str| {
            let mut known = self.plan.contract.clauses.iter();
            known.find(|known| known.id == clause).is_none_or(|known| known.level >= self.plan.gate)
        };
        let failing = self.entries.iter().flat_map(|(check, entry)| {
            let counts = entry.findings.iter().filter(|(key, candidate)| {
                binds(&candidate.finding.clause) && excuse(self.plan, check, key).is_none()
            });
            counts.map(|(key, _)| key)
        });
        failing.collect::<BTreeSet<_>>().len() as u64
    }

    /// Keeps the smallest case of a finding.
    pub(super) fn keep(&mut self, check: &str, counterexample: Counterexample) {
        let counterexample = self.links.complete(counterexample);
        if let Some(entry) = self.entry(check) {
            entry.counterexamples.push(counterexample);
        }
    }

    /// A defect of this program: a scenario is judged by a check that does not exist.
    pub(super) fn defect(&self) -> Option<String> {
        let ids: Vec<&str> = self.unknown.iter().map(String::as_str).collect();
        (!ids.is_empty()).then(|| {
            format!(
                "a defect of avara-conformance: no clause names the check `{}`",
                ids.join("`, `")
            )
        })
    }

    /// The results of all selected checks, in their order; for `cut` see [`Entry::result`].
    pub(super) fn results(mut self, cut: Option<(Verdict, &str)>) -> Vec<CheckResult> {
        let checks = self.plan.selection.checks.iter();
        checks
            .map(|check| {
                let entry = self.entries.remove(check.id.as_str()).unwrap_or_default();
                // What was finished before the run was cut keeps its verdict.
                let finished = self.finished.contains(check.id.as_str());
                entry.result(check, self.plan, cut.filter(|_| !finished))
            })
            .collect()
    }

    /// Whether a check is selected and has observed anything; in a run that was cut, all of it or
    /// a contradiction.
    pub(super) fn has_observed(&self, check: &str, cut: bool) -> bool {
        self.entries.get(check).is_some_and(|entry| {
            let whole = !cut || self.finished.contains(check) || !entry.counterexamples.is_empty();
            entry.observations > 0 && whole
        })
    }
}
