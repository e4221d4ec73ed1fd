//! Random choices, all drawn from the runner so that one seed gives one sequence of cases.

use proptest::{
    prelude::Rng,
    test_runner::{TestRng, TestRunner},
};

/// The runner's generator with the few draws that this module needs.
pub(super) struct Source<'a>(&'a mut TestRng);

impl<'a> Source<'a> {
    pub(super) fn new(runner: &'a mut TestRunner) -> Self {
        Self(runner.rng())
    }

    /// A number below `n`, or 0 when `n` is 0. The bias of the multiply-and-shift is under 2^-32
    /// for every `n` that occurs here.
    pub(super) fn below(&mut self, n: usize) -> usize {
        let wide = u128::from(self.0.next_u64()) * n as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// A number in `low..=high`.
    pub(super) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high.saturating_sub(low).saturating_add(1))
    }

    /// A number in `low..=high` of the integers that JSON can hold.
    pub(super) fn integer(&mut self, low: i128, high: i128) -> i128 {
        let span = high.saturating_sub(low).unsigned_abs().saturating_add(1);
        let wide = u128::from(self.0.next_u64()) << 64 | u128::from(self.0.next_u64());
        low + i128::try_from(wide % span).unwrap_or(0)
    }

    /// True `n` times in a hundred.
    pub(super) fn percent(&mut self, n: usize) -> bool {
        self.below(100) < n
    }

    /// One of a list that is not empty.
    pub(super) fn pick<'b, T>(&mut self, list: &'b [T]) -> &'b T {
        &list[self.below(list.len())]
    }
}
