//! What holds for any schema; the tests of other crates hold their own schemas against it as well.

pub mod judge;
pub mod laws;
pub mod sound;

use proptest::test_runner::TestRunner;
use proptest_jsonschema::{Documents, Location, seeded_runner};
use serde_json::Value;

/// A schema with its name, and what is known about it.
pub struct Schema {
    pub name: String,
    pub documents: Documents,
    pub at: Location,
    /// Values with the verdict of whoever wrote the schema.
    pub known: Vec<(Value, bool)>,
}

impl Schema {
    /// Each document of a set.
    pub fn all(documents: &Documents) -> Vec<Self> {
        let one = |name: &str| Self {
            name: name.to_owned(),
            documents: documents.clone(),
            at: Location::root(name),
            known: Vec::new(),
        };
        documents.names().map(one).collect()
    }
}

/// A runner that depends on the seed alone.
pub fn runner(seed: u64) -> TestRunner {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    seeded_runner(&bytes)
}

/// How many values of each kind a test draws over all of its schemas together.
pub fn draws() -> usize {
    let asked = std::env::var("SOUNDNESS_DRAWS").ok();
    asked.map_or(10_000, |n| n.parse().unwrap())
}
