//! The generators on the schemas of this API, and what is drawn from them for the wire.
#![expect(clippy::unwrap_used, reason = "a helper of a test fails like the test itself")]

mod laws;
mod queries;
#[path = "../../crates/proptest-jsonschema/tests/generate/shared/mod.rs"]
mod shared;
mod soundness;

use avara_conformance::schema;
use shared::Schema;

/// The schemas of this project.
fn embedded() -> Vec<Schema> {
    let mut all = Schema::all(&schema::embedded().unwrap());
    all.retain(|schema| schema.name != "openapi.json");
    all
}
