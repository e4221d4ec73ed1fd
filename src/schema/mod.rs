//! Floor 1: the contract as data. Loading, references, validators, operations, clauses.

mod contract;
mod document;
mod embedded;
mod operation;
mod view;

pub use contract::{Contract, ContractError};
pub use document::{Documents, Location, SchemaError};
pub use operation::OperationSpec;
pub use view::View;
