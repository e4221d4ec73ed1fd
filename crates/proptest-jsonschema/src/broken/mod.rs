//! What a broken value says about itself.

mod breaks;
mod describe;
mod mutation;
mod quote;
mod sentence;
mod violation;
mod wording;

pub(crate) use breaks::breaks;
pub(crate) use describe::{before, mutation, place};
pub use mutation::{Invalidated, Mutation};
pub(crate) use sentence::sentence;
pub(crate) use violation::Violation;
