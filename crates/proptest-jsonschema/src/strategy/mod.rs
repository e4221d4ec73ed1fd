//! The strategies and their value trees.

mod invalid;
mod valid;

pub use invalid::{Invalid, InvalidTree, invalid};
pub use valid::{Valid, ValidTree, valid};
