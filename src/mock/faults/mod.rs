//! Defects that can be switched on by name.
//!
//! A fault is plain data: what it is called, which promise it breaks, and the hooks through which
//! it acts. The check of that promise must notice it. Faults stand under the family of that check,
//! in one form of table, see `table.rs`; a new one is an entry there. The same hooks serve for
//! behaviour that differs from the mock's without breaking a promise.

#[macro_use]
mod table;

mod active;
mod all;
mod auth;
mod conditions;
mod fault;
mod fields;
mod filters;
mod history;
mod hook;
mod invite;
mod list;
pub mod product;
mod protocol;
mod rejects;
mod update;

pub(super) use active::{ActiveHooks, EnabledHooks};
pub use all::{all, find};
pub use fault::{Fault, When};
pub use hook::Hook;
pub(super) use hook::{REFUSED, WAS};
