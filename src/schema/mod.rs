//! Floor 1: the contract as data. Embedded schemas, validators, operations, clauses.

mod contract;
mod embedded;

pub use contract::{Contract, ContractError, OperationSpec};
pub use embedded::embedded;
pub use proptest_jsonschema::{Documents, Location, SchemaError};
