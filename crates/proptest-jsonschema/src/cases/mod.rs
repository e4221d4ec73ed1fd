//! Finite lists of cases, and which assertions they exercise.

mod boundary;
mod coverage;
mod near_misses;
mod pairwise;

pub use boundary::{Boundary, boundary};
pub use coverage::Coverage;
pub use near_misses::near_misses;
