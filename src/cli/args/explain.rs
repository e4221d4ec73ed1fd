//! The flags of `explain`.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// Id of a check or of a clause
    #[arg(value_name = "CHECK")]
    pub(crate) id: String,
    /// Folder with the contract, in place of the embedded one
    #[arg(long, value_name = "DIR")]
    pub(crate) schemas: Option<PathBuf>,
}
