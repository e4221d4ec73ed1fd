//! Replays the cases of findings of an earlier run.

use futures_util::{StreamExt, stream};

use super::{cleanup::Cleanup, execution::Execution, executor::Runner, preflight};
use crate::{
    check::{Phase, Stop},
    model::{Counterexample, Finding, Replayed},
};

/// A deterministic finding is fixed when its case passes so many times.
const TRIES: usize = 3;

/// An intermittent one has so many executions to show again.
const TRIES_IF_INTERMITTENT: usize = 20;

/// How one execution ended, for the check of a finding.
enum Outcome {
    Shown(Box<Counterexample>),
    Passed,
    Unknown(String),
}

impl Runner<'_> {
    /// Executes the very case of each finding again, with addresses and users of this run, and
    /// cleans up. `tell` gets the place of each finding and what came of it. A finding has the id
    /// of its check beside it; `tries` replaces the usual number of executions.
    pub(crate) async fn reproduce(
        &self,
        findings: &[(String, Counterexample)],
        tries: Option<usize>,
        tell: &mut dyn FnMut(usize, Replayed),
    ) -> Cleanup {
        self.context.begin();
        let obstacle = preflight::obstacle(&self.plan.contract, &self.context).await;
        if obstacle.is_none() {
            self.set_up().await;
        }
        for (at, (check, shown)) in findings.iter().enumerate() {
            let replayed = match &obstacle {
                Some(reason) => Replayed::NotReproducible(reason.clone()),
                None => self.reproduce_one(check, shown, tries).await,
            };
            tell(at, self.context.target.key().scrub_replayed(replayed));
        }
        let mut cleanup = self.context.clean_up().await;
        cleanup.unreachable |= obstacle.is_some();
        cleanup.scrubbed(self.context.target.key())
    }

    /// Creates the users that the selected scenarios look for.
    async fn set_up(&self) {
        let cases = self.cases(self.counts(Phase::Setup));
        let plays = cases.map(|(order, case)| self.replay(order, case, true));
        stream::iter(plays).buffer_unordered(self.cases_at_once()).for_each(async |_| {}).await;
    }

    async fn reproduce_one(
        &self,
        check: &str,
        shown: &Counterexample,
        tries: Option<usize>,
    ) -> Replayed {
        let id = &shown.case.scenario;
        let Some(order) = self.scenarios.iter().position(|(scenario, _)| scenario.id == *id) else {
            return Replayed::NotReproducible(format!("this version has no scenario `{id}`"));
        };
        let intermittent = shown.confirmed < shown.reruns;
        let usual = if intermittent { TRIES_IF_INTERMITTENT } else { TRIES };
        let tries = tries.unwrap_or(usual).max(1);
        for _ in 0..tries {
            let execution = self.replay(order, shown.case.clone(), true).await;
            match outcome(check, shown, &execution) {
                Outcome::Shown(found) => return Replayed::StillFailing(found),
                Outcome::Unknown(reason) => return Replayed::NotReproducible(reason),
                Outcome::Passed => {}
            }
        }
        if intermittent {
            let before = shown.stability();
            let reason = format!("it was {before}, and did not show in {tries} executions");
            return Replayed::NotReproducible(reason);
        }
        Replayed::Fixed { tries }
    }
}

/// Only a check that observed all it wanted, in a case that went to its end, tells that a finding
/// is gone.
fn outcome(check: &str, shown: &Counterexample, execution: &Execution) -> Outcome {
    let key = shown.finding.key();
    let other = || execution.findings(check).next().map(Finding::key);
    if let Some((finding, exchanges)) =
        execution.shows(check, &key).or_else(|| execution.shows(check, &other()?))
    {
        let finding = finding.clone();
        return Outcome::Shown(Box::new(Counterexample { finding, exchanges, ..shown.clone() }));
    }
    let unseen = execution.unseen().find(|(id, _)| *id == check).map(|(_, reason)| reason);
    match &execution.stop {
        Some(Stop::Transport(error)) => Outcome::Unknown(error.message.clone()),
        Some(Stop::Inconclusive(reason)) => Outcome::Unknown(reason.clone()),
        Some(Stop::Absent(what)) => Outcome::Unknown(format!("the target does not have {what}")),
        None => match unseen {
            Some(reason) => Outcome::Unknown(reason.to_owned()),
            None if execution.has_judged(check) => Outcome::Passed,
            None => Outcome::Unknown("its check observed nothing".to_owned()),
        },
    }
}
