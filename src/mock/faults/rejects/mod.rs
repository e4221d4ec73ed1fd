//! Faults that the checks `…::rejects::…` find.

pub(super) mod invite;
pub(super) mod list;
pub(super) mod update;
