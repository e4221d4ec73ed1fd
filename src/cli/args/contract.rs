//! The flags of `contract`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(crate) struct ContractArgs {
    #[command(subcommand)]
    pub(crate) command: ContractCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ContractCommand {
    /// Compare two contracts: which clauses and constraints are new, gone, tightened.
    Diff {
        /// Folder with the earlier contract, as `schemas/` is one
        old: PathBuf,
        /// Folder with the later one; without it the embedded contract
        new: Option<PathBuf>,
    },
    /// Tell what an `OpenAPI` file of the service says otherwise than the documentation.
    Check {
        /// The file, JSON or YAML
        file: PathBuf,
        /// Folder with the contract, in place of the embedded one
        #[arg(long, value_name = "DIR")]
        schemas: Option<PathBuf>,
    },
}
