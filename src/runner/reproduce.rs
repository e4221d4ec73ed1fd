//! Plays the cases of findings again that an earlier run wrote down.

use futures_util::{StreamExt, stream};

use super::{Cleanup, ledger::Played, preflight, run::Runner};
use crate::{
    check::{Phase, Stop},
    model::{Counterexample, Finding, Replayed},
};

/// A deterministic finding is fixed when its case passes so many times.
const TRIES: usize = 3;

/// An intermittent one is given so many times to show again.
const TRIES_IF_INTERMITTENT: usize = 20;

/// How one execution ended, for the check of a finding.
enum Outcome {
    Shown(Box<Counterexample>),
    Passed,
    Unknown(String),
}

impl Runner<'_> {
    /// Plays the very case of each finding again: its script, with addresses and users of this
    /// run, after what creates the users that it looks for; in the end these are cleaned up. `tell` gets the place of each finding
    /// and what came of it. A finding has the id of its check beside it; `tries` replaces the
    /// usual number of executions.
    pub async fn reproduce(
        &self,
        findings: &[(String, Counterexample)],
        tries: Option<usize>,
        tell: &mut dyn FnMut(usize, Replayed),
    ) -> Cleanup {
        self.office.begin();
        let obstacle = preflight::obstacle(&self.plan.contract, &self.office).await;
        if obstacle.is_none() {
            self.set_up().await;
        }
        for (at, (check, shown)) in findings.iter().enumerate() {
            let replayed = match &obstacle {
                Some(reason) => Replayed::NotReproducible(reason.clone()),
                None => self.reproduce_one(check, shown, tries).await,
            };
            tell(at, self.office.target.key().scrub_replayed(replayed));
        }
        self.office.clean_up().await.without(self.office.target.key())
    }

    /// Creates the users that the selected scenarios look for.
    async fn set_up(&self) {
        let cases = self.cases(self.counts(Phase::Setup));
        let plays = cases.map(|(order, case)| self.replay(order, case));
        stream::iter(plays).buffer_unordered(self.plan.concurrency).for_each(async |_| {}).await;
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
            let played = self.replay(order, shown.case.clone()).await;
            match outcome(check, shown, &played) {
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
fn outcome(check: &str, shown: &Counterexample, played: &Played) -> Outcome {
    let key = shown.finding.key();
    let judged = || played.record.judgements.iter().filter(|judged| judged.promise.check == check);
    let other = || judged().flat_map(|judged| &judged.findings).next().map(Finding::key);
    if let Some((finding, exchanges)) =
        played.shows(check, &key).or_else(|| played.shows(check, &other()?))
    {
        let finding = finding.clone();
        return Outcome::Shown(Box::new(Counterexample { finding, exchanges, ..shown.clone() }));
    }
    let unseen = played.record.unseen.iter().find(|(unseen, _)| unseen.check == check);
    match &played.stop {
        Some(Stop::Transport(error)) => Outcome::Unknown(error.message.clone()),
        Some(Stop::Inconclusive(reason)) => Outcome::Unknown(reason.clone()),
        Some(Stop::Absent(what)) => Outcome::Unknown(format!("the target does not have {what}")),
        None => match unseen {
            Some((_, reason)) => Outcome::Unknown(reason.clone()),
            None if judged().next().is_none() => {
                Outcome::Unknown("its check observed nothing".to_owned())
            }
            None => Outcome::Passed,
        },
    }
}
