//! Floor 1: the contract as data. Embedded schemas, validators, operations, clauses.

mod contract;
mod difference;
mod embedded;
mod facts;
mod operation;

pub use contract::{Contract, ContractError};
pub use difference::{Change, Difference, between, of_service};
pub use embedded::embedded;
pub use operation::OperationSpec;
pub use proptest_jsonschema::{Documents, Location, SchemaError};
