//! The requests that show a finding.

use super::super::curl::curl;
use crate::model::Exchange;

/// A request and what came of it.
#[derive(Clone, Copy, Debug)]
pub struct RequestView<'a> {
    /// Its number in the sequence, from 1.
    pub number: usize,
    /// What went over the wire.
    pub exchange: &'a Exchange,
    target: &'a str,
}

impl<'a> RequestView<'a> {
    /// The requests of a sequence that was sent to `target`.
    pub fn all(exchanges: &'a [Exchange], target: &'a str) -> Vec<Self> {
        let numbered = (1..).zip(exchanges);
        numbered.map(|(number, exchange)| Self { number, exchange, target }).collect()
    }

    /// The line that sends it again.
    pub fn curl(&self) -> String {
        curl(self.target, &self.exchange.request)
    }

    /// The target, as it stands in front of a path.
    pub fn origin(&self) -> &'a str {
        self.target.trim_end_matches('/')
    }

    /// `201`, or that nothing came back.
    pub fn status(&self) -> String {
        match &self.exchange.outcome {
            Ok(response) => response.status.to_string(),
            Err(_) => "no response".to_owned(),
        }
    }
}

/// Of a sequence at most so many: the first request, how many are left out behind it, and the last
/// ones, because the end shows the contradiction.
pub fn ends<'v, 'a>(
    all: &'v [RequestView<'a>],
    most: usize,
) -> (&'v [RequestView<'a>], usize, &'v [RequestView<'a>]) {
    let (first, rest) = all.split_at(all.len().min(1));
    let left_out = all.len().saturating_sub(most).min(rest.len());
    (first, left_out, &rest[left_out..])
}
