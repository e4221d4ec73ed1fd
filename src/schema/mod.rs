//! Floor 1: the contract as data. Embedded schemas, validators, operations, clauses.

mod contract;
mod embedded;
mod operation;

pub use contract::{Contract, ContractError};
pub use embedded::embedded;
pub use operation::OperationSpec;
pub use proptest_jsonschema::{Documents, Location, SchemaError};
