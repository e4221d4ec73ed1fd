//! Family `filters`: sound, complete, literal.

mod brief;
mod judge;
mod thorough;

pub(super) use thorough::scenarios;
