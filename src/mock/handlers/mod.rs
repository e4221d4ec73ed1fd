//! One file per operation.

mod invite;
mod list;
mod revoke;
mod update;

pub(super) use invite::invite;
pub use list::{Candidate, Page};
pub(super) use list::{Rows, list};
pub(super) use revoke::revoke;
pub(super) use update::update;
