//! Floor 1: what is promised, one constant each. A scenario, an oracle and a fault all speak of
//! the same constant, so that nobody can name a check or a clause that does not exist.

#[macro_use]
mod declare;

pub mod auth;
mod constant;
pub mod filters;
pub mod history;
pub mod invite;
pub mod list;
mod lookup;
pub mod protocol;
pub mod rejects;
pub mod update;

pub use constant::Promise;
pub use lookup::{declared, find, of_acceptance, of_clause, of_response};
