//! Random choices, all drawn from the runner so that one seed gives one sequence of cases.

use proptest::{
    prelude::Rng,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

/// A runner whose draws depend on the seed alone, by `ChaCha20`: `Config::default` would read the
/// environment, and a file of failures would be kept.
///
/// # Examples
/// ```
/// use proptest::strategy::{Strategy, ValueTree};
/// use proptest_jsonschema::{Documents, Location, seeded_runner, valid};
///
/// let mut documents = Documents::default();
/// documents.insert("a.json", serde_json::json!({"type": "string"}));
/// let strategy = valid(&documents, &Location::root("a.json"))?;
/// let draw = |seed| strategy.new_tree(&mut seeded_runner(&[seed; 32])).map(|tree| tree.current());
/// assert_eq!(draw(1), draw(1));
/// assert_ne!(draw(1), draw(2));
/// # Ok::<(), proptest_jsonschema::SchemaError>(())
/// ```
#[must_use]
pub fn seeded_runner(seed: &[u8; 32]) -> TestRunner {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, seed);
    TestRunner::new_with_rng(Config { failure_persistence: None, ..Config::with_cases(1) }, rng)
}

/// The runner's generator with the few draws that this module needs.
pub(crate) struct Source<'a> {
    rng: &'a mut TestRng,
    /// Random bits that are left of the last word, and how many: most choices are among a few, and
    /// a word of the generator costs more than anything else here.
    pool: u64,
    left: u32,
    /// How many values may still be drawn in vain.
    fuel: u32,
    /// How many parts a value may still get that it does not need.
    room: u32,
}

/// The most parts of a value before only what it needs is drawn.
const ROOM: u32 = 2_000;

/// So many letters count as one part.
const LINE: usize = 64;

/// Draws in vain before what is asked for counts as not to be found.
const FUEL: u32 = 2_000;

impl<'a> Source<'a> {
    pub(crate) fn new(runner: &'a mut TestRunner) -> Self {
        Self { rng: runner.rng(), pool: 0, left: 0, fuel: FUEL, room: ROOM }
    }

    /// Begins another value.
    pub(crate) fn begin(&mut self) {
        self.room = ROOM;
    }

    /// Counts one more part; false when there are enough.
    pub(crate) fn has_room(&mut self) -> bool {
        self.room = self.room.saturating_sub(1);
        self.room > 0
    }

    /// Counts the letters of a string, a line of them as one part.
    pub(crate) fn fill(&mut self, letters: usize) {
        self.room = self.room.saturating_sub(u32::try_from(letters / LINE).unwrap_or(u32::MAX));
    }

    /// Allows one more draw that may be in vain, unless there were too many.
    pub(crate) fn spend(&mut self) -> bool {
        self.fuel = self.fuel.saturating_sub(1);
        self.fuel > 0
    }

    #[inline]
    fn bits(&mut self, count: u32) -> u64 {
        if self.left < count {
            self.pool = self.rng.next_u64();
            self.left = u64::BITS;
        }
        let bits = self.pool & ((1 << count) - 1);
        self.pool >>= count;
        self.left -= count;
        bits
    }

    /// A number below `n`, or 0 when `n` is 0. Multiply and shift: some numbers are more likely
    /// than others by less than one part in 2^8 for the few, and in 2^16 for the many.
    #[inline]
    pub(crate) fn below(&mut self, n: usize) -> usize {
        let scaled = match n {
            0 | 1 => return 0,
            2..=256 => (self.bits(16) * n as u64) >> 16,
            257..=0xffff => (self.bits(32) * n as u64) >> 32,
            _ => {
                let scaled = (u128::from(self.rng.next_u64()) * n as u128) >> 64;
                return usize::try_from(scaled).unwrap_or(0);
            }
        };
        usize::try_from(scaled).unwrap_or(0)
    }

    /// A number in `low..=high`.
    pub(crate) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high.saturating_sub(low).saturating_add(1))
    }

    /// A number in `low..=high` of the integers that JSON can hold.
    pub(crate) fn integer(&mut self, low: i128, high: i128) -> i128 {
        let span = high.saturating_sub(low).unsigned_abs().saturating_add(1);
        let wide = u128::from(self.rng.next_u64()) << 64 | u128::from(self.rng.next_u64());
        low + i128::try_from(wide % span).unwrap_or(0)
    }

    /// True `n` times in a hundred.
    pub(crate) fn percent(&mut self, n: usize) -> bool {
        self.below(100) < n
    }

    /// One of a list that is not empty.
    pub(crate) fn pick<'b, T>(&mut self, list: &'b [T]) -> &'b T {
        &list[self.below(list.len())]
    }
}
