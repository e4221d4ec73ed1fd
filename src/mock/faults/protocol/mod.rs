//! Faults that the checks `protocol::…` find.

pub(super) mod bodies;
pub(super) mod internals;
pub(super) mod json;
pub(super) mod server_errors;
