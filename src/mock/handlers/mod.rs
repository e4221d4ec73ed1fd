//! One file per operation.

mod beyond;
mod invitations;
mod invite;
mod list;
mod revoke;
mod update;

pub(super) use beyond::beyond;
pub(super) use invitations::{invitations, revoke_invitation};
pub(super) use invite::invite;
pub(super) use list::list;
pub(super) use revoke::revoke;
pub(super) use update::update;
