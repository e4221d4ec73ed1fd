//! Floor 1: what is promised, one constant each. A scenario, an oracle and a fault all speak of
//! the same constant, so that nobody can name a check or a clause that does not exist.

#[macro_use]
mod declare;

mod constant;
mod lookup;
pub mod rejects;

pub use constant::Promise;
pub use lookup::{declared, find, of_acceptance, of_clause, of_response};

families! { invite, list, filters, update, auth, protocol, history }
