//! JSON values as JSON Schema sees them.

pub(crate) mod number;
mod types;

pub(crate) use types::Types;
