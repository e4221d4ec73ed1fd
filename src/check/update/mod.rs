//! Family `update`: only what was sent changes, and all of it.

mod accepted;
mod other_users;
mod reads;
mod refused;
mod repeated;
mod scenarios;
mod states;
mod unchanged;
mod unknown;

pub(super) use scenarios::scenarios;
