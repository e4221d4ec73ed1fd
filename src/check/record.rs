//! What playing one case brought to light.

use std::collections::BTreeSet;

use super::Reply;
use crate::{
    model::{Exchange, Finding},
    promise::Promise,
};

/// How many bytes of a response body are kept for the reports; judged is the whole.
const KEPT_OF_ONE: usize = 256 << 10;

/// After so many bytes of all bodies of a case, only the beginnings of further ones are kept.
const KEPT_IN_ALL: usize = 1 << 20;

/// How many bytes these beginnings have.
const KEPT_OF_THE_REST: usize = 1 << 10;

/// That a check has observed its property once, and what it found.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// The promise that was looked at.
    pub promise: Promise,
    /// The contradictions; empty when the promise was kept.
    pub findings: Vec<Finding>,
    /// Indices of the exchanges that show them; empty for all.
    pub evidence: Vec<usize>,
}

/// Everything that playing one case brought to light.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// What went over the wire, in the order of sending.
    pub exchanges: Vec<Exchange>,
    /// What the checks saw.
    pub judgements: Vec<Judgement>,
    /// Promises of which only a part could be observed, and why.
    pub unseen: Vec<(Promise, String)>,
    /// Promises that nothing on this tenant could show, and what it does not have.
    pub absent: Vec<(Promise, String)>,
    /// Indices of reads that were repeated because they came too early to show anything.
    pub early: BTreeSet<usize>,
    /// Undocumented behaviour, in sentences.
    pub notes: Vec<String>,
    /// The edition of the documentation that the target turned out to follow.
    pub edition: Option<String>,
    /// Bytes of the bodies in `exchanges`.
    kept: usize,
}

impl Record {
    /// Keeps an exchange, a long body in part. Returns its place.
    pub(super) fn keep(&mut self, exchange: &Exchange) -> usize {
        let most = if self.kept < KEPT_IN_ALL { KEPT_OF_ONE } else { KEPT_OF_THE_REST };
        let keepsake = exchange.clipped(most);
        self.kept += keepsake.outcome.as_ref().map_or(0, |response| response.body.len());
        self.exchanges.push(keepsake);
        self.exchanges.len() - 1
    }

    /// Takes over what a part of the case recorded, behind what is there.
    pub(super) fn append(&mut self, part: Self) {
        let behind = self.exchanges.len();
        let moved = |index: usize| index + behind;
        self.judgements.extend(part.judgements.into_iter().map(|judgement| Judgement {
            evidence: judgement.evidence.into_iter().map(moved).collect(),
            ..judgement
        }));
        self.early.extend(part.early.into_iter().map(moved));
        self.exchanges.extend(part.exchanges);
        self.unseen.extend(part.unseen);
        self.absent.extend(part.absent);
        self.notes.extend(part.notes);
        self.edition = part.edition.or(self.edition.take());
        self.kept += part.kept;
    }

    /// Books what a check saw. Where no exchange is named, all but the early reads show it.
    pub(super) fn judge(
        &mut self,
        promise: &Promise,
        mut evidence: Vec<usize>,
        findings: Vec<Finding>,
    ) {
        if evidence.is_empty() {
            let all = 0..self.exchanges.len();
            evidence = all.filter(|index| !self.early.contains(index)).collect();
        }
        self.judgements.push(Judgement { promise: promise.clone(), findings, evidence });
    }
}

/// The places of replies among the recorded exchanges.
pub(super) fn places(evidence: &[&Reply]) -> Vec<usize> {
    evidence.iter().map(|reply| reply.index).collect()
}
