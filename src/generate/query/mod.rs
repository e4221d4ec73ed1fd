//! Query parameters: every value is a string on the wire, and is judged there.

mod draw;
mod parameters;
mod wire;

pub use draw::{InvalidQueries, InvalidQueryTree, ValidQueries, ValidQueryTree};
pub use parameters::Parameters;
pub use wire::{Class, Query, pairs};
