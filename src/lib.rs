//! A contract and property-testing gate for the Avara Viewer users API.
//!
//! The folders are floors: each imports lower floors only (see `ARCHITECTURE.md`).
#![deny(missing_docs)]
#![forbid(unsafe_code)]

pub mod check;
pub mod cli;
pub mod generate;
pub mod mock;
pub mod model;
pub mod promise;
pub mod report;
pub mod runner;
pub mod schema;
pub mod suite;
pub mod target;
