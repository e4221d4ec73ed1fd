//! Faults that the checks `invite::…` find.

pub(super) mod accepts;
pub(super) mod echo;
pub(super) mod persisted;
pub(super) mod refusals;
pub(super) mod response;
pub(super) mod server_fields;
