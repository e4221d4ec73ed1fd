//! What a fault is.

use super::Hook;
use crate::{mock::Call, promise::Promise};

/// One plausible bug of a real service.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// The name it is switched on by, in kebab case.
    pub name: &'static str,
    /// The bug in one sentence.
    pub summary: &'static str,
    /// The promise it breaks.
    pub breaks: &'static Promise,
    /// On which requests it acts.
    pub when: When,
    /// Where it acts.
    pub hooks: &'static [Hook],
}

impl Fault {
    /// A fault that shows on every request.
    #[must_use]
    pub const fn new(
        name: &'static str,
        summary: &'static str,
        breaks: &'static Promise,
        hooks: &'static [Hook],
    ) -> Self {
        Self { name, summary, breaks, when: When::Always, hooks }
    }

    /// The same fault, on one of so many requests of an operation.
    #[must_use]
    pub const fn one_in(self, many: u64) -> Self {
        Self { when: When::OneIn(many), ..self }
    }

    /// The id of the clause it breaks.
    #[must_use]
    pub fn clause(&self) -> &'static str {
        &self.breaks.clause
    }

    /// The id of the check that must notice it. Where a clause has several checks, the promise
    /// says which one.
    #[must_use]
    pub fn killer(&self) -> &'static str {
        &self.breaks.check
    }
}

/// On which requests a fault acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// On every one.
    Always,
    /// On one of so many of the same operation: the last of each dozen, or however many.
    OneIn(u64),
}

impl When {
    /// Whether it acts on this request.
    pub(super) fn acts(self, call: &Call) -> bool {
        match self {
            Self::Always => true,
            Self::OneIn(many) => call.turn.is_multiple_of(many),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::{
        body::Bytes,
        http::{HeaderMap, Uri},
    };

    use super::*;

    #[test]
    fn one_in_four_is_every_fourth() {
        let call = |turn| Call {
            operation: None,
            number: 0,
            turn,
            refusal: None,
            uri: Uri::default(),
            headers: HeaderMap::default(),
            body: Bytes::default(),
        };
        let acting: Vec<u64> = (1..=9).filter(|turn| When::OneIn(4).acts(&call(*turn))).collect();
        assert_eq!(acting, [4, 8]);
    }
}
