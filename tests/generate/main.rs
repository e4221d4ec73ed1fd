//! The generators seen from outside: what they draw is what they say, and their other promises.
#![expect(clippy::unwrap_used, reason = "a helper of a test fails like the test itself")]

mod judge;
mod laws;
mod queries;
mod schemas;
mod soundness;

use avara_conformance::{generate, model::Seed};
use proptest::test_runner::TestRunner;

/// A runner that depends on the seed alone.
fn runner(seed: u64) -> TestRunner {
    generate::runner(&Seed(seed).for_case("tests", 0))
}

/// How many values of each kind a test draws over all of its schemas together.
fn draws() -> usize {
    let asked = std::env::var("AVARA_SOUNDNESS_DRAWS").ok();
    asked.map_or(10_000, |n| n.parse().unwrap())
}
