//! Floor 1: the contract as data. Loading, references, validators, operations, clauses.

mod contract;
mod document;
mod embedded;
mod view;

pub use contract::{Contract, ContractError, OperationSpec};
pub use document::{Documents, Location, SchemaError};
pub use view::View;
