//! The flags of `init`.

use std::path::PathBuf;

use clap::Args;

use super::server::ServerArgs;

/// What is asked, and where the answers go.
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// Base URL of the server; without it nothing is asked
    #[arg(long, value_name = "URL", help_heading = "Target")]
    pub(crate) target: Option<String>,
    #[command(flatten)]
    pub(crate) server: ServerArgs,
    /// Also invite three users, change them and take their access: whether the key may write
    #[arg(long, requires = "target")]
    pub(crate) canary: bool,
    /// The file to write
    #[arg(long, value_name = "FILE", default_value = "avara-conformance.toml")]
    pub(crate) output: PathBuf,
    /// Replace a file that is there
    #[arg(long)]
    pub(crate) force: bool,
}
