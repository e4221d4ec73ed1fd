//! proptest strategies drawn from a JSON Schema (draft 2020-12).
#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod cases;
mod compile;
mod draw;
mod facts;
mod graph;
mod json;
mod mutation;
mod random;
mod schema;
mod strategy;
mod text;

pub use cases::{Boundary, Coverage, boundary, near_misses};
pub use mutation::{Invalidated, Mutation};
pub use random::seeded_runner;
pub use schema::{Assertion, Documents, Location, SchemaError};
pub use strategy::{Invalid, InvalidTree, Valid, ValidTree, invalid, valid};
