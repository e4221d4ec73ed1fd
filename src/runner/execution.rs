//! One execution of a case.

use crate::{
    check::{Judgement, Record, Stop},
    model::{Case, Exchange, Finding, TransportError, TransportFault},
};

/// One execution of a case, and what it brought to light.
pub(super) struct Execution {
    pub(super) case: Case,
    pub(super) record: Record,
    pub(super) stop: Option<Stop>,
    /// Whether a write that was not seen had less than the full time for it.
    pub(super) hurried: bool,
}

impl Execution {
    /// Whether it was played to its end and found nothing.
    pub(super) fn is_clean(&self) -> bool {
        self.stop.is_none() && self.judgements().all(|(_, judged)| judged.findings.is_empty())
    }

    /// What was judged, each with the id of its check.
    pub(super) fn judgements(&self) -> impl Iterator<Item = (&str, &Judgement)> {
        self.record.judgements.iter().map(|judgement| (&*judgement.promise.check, judgement))
    }

    /// Whether a check has judged anything.
    pub(super) fn has_judged(&self, check: &str) -> bool {
        self.judgements().any(|(id, _)| id == check)
    }

    /// What a check has found.
    pub(super) fn findings(&self, check: &str) -> impl Iterator<Item = &Finding> {
        let own = self.judgements().filter(move |(id, _)| *id == check);
        own.flat_map(|(_, judgement)| &judgement.findings)
    }

    /// The checks that could observe only a part of what they wanted, each with the reason.
    pub(super) fn unseen(&self) -> impl Iterator<Item = (&str, &str)> {
        self.record.unseen.iter().map(|(promise, reason)| (&*promise.check, reason.as_str()))
    }

    /// The checks that look for what the tenant does not have, each with what that is.
    pub(super) fn absent(&self) -> impl Iterator<Item = (&str, &str)> {
        self.record.absent.iter().map(|(promise, what)| (&*promise.check, what.as_str()))
    }

    /// A finding of this execution with the exchanges that show it, if it shows it.
    pub(super) fn shows(&self, check: &str, key: &str) -> Option<(&Finding, Vec<Exchange>)> {
        self.judgements().filter(|(id, _)| *id == check).find_map(|(_, judgement)| {
            let finding = judgement.findings.iter().find(|finding| finding.key() == key)?;
            let all = &self.record.exchanges;
            let exchanges = if judgement.evidence.is_empty() {
                all.clone()
            } else {
                judgement.evidence.iter().filter_map(|index| all.get(*index)).cloned().collect()
            };
            Some((finding, exchanges))
        })
    }

    /// The transport failure that ended it.
    pub(super) fn transport_error(&self) -> Option<&TransportError> {
        match &self.stop {
            Some(Stop::Transport(error)) => Some(error),
            Some(Stop::Inconclusive(_) | Stop::Absent(_)) | None => None,
        }
    }

    /// Whether the run itself kept a request back, so that the execution tells nothing.
    pub(super) fn was_withheld(&self) -> bool {
        use TransportFault::{Cancelled, Gone, OverBudget};
        self.transport_error()
            .is_some_and(|error| matches!(error.fault, Cancelled | Gone | OverBudget))
    }

    pub(super) fn micros(&self) -> u64 {
        self.record.exchanges.iter().map(|exchange| exchange.micros).sum()
    }
}
