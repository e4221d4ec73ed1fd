//! Faults that the checks `filters::…` find.

pub(super) mod email;
pub(super) mod intersection;
pub(super) mod literal;
pub(super) mod names;
pub(super) mod partition;
mod patterns;
