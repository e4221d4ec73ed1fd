//! Conforming differences that can be switched on by name.
//!
//! No page says everything, so servers differ and all keep the contract. Each of these behaves in
//! one respect unlike the mock, and no check may hold it against a server.

#[macro_use]
mod table;

mod all;
mod alternative;
mod answers;
mod deployment;
mod lists;
mod refusals;
mod requests;
mod values;

pub use all::{all, find};
pub use alternative::Alternative;
