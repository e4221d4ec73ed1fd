#![doc = include_str!("../README.md")]
#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod broken;
mod cases;
mod compile;
mod draw;
mod facts;
mod graph;
mod json;
mod judge;
mod random;
mod schema;
mod strategy;
mod text;

pub use broken::{Invalidated, Mutation};
pub use cases::{Boundary, Coverage, boundary, near_misses};
pub use random::seeded_runner;
pub use schema::{Assertion, Dialect, Direction, Documents, Location, SchemaError};
pub use strategy::{Invalid, InvalidTree, Valid, ValidTree, invalid, valid};
