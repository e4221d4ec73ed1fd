//! Family `list`: pages, limits, cursors.

mod cursors;
mod fixtures;
mod held;
mod pages;
mod queries;
mod scenarios;
mod walks;

pub(super) use queries::drawn;
pub(super) use scenarios::scenarios;
