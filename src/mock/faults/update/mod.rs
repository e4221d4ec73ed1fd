//! Faults that the checks `update::…` find.

pub(super) mod accepts;
pub(super) mod echo;
pub(super) mod others;
pub(super) mod partial;
pub(super) mod persisted;
pub(super) mod refusals;
pub(super) mod repeating;
pub(super) mod response;
pub(super) mod server_fields;
