//! Faults that the checks `list::…` find.

pub(super) mod accepts;
pub(super) mod cursor;
pub(super) mod has_more;
pub(super) mod limit;
pub(super) mod response;
pub(super) mod walk;
