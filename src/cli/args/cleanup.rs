//! The flags of `cleanup`.

use std::path::PathBuf;

use clap::Args;

use super::{server::ServerArgs, settings::SettingsArgs};

/// How users are cleaned up.
#[derive(Debug, Args)]
pub(crate) struct CleanupArgs {
    /// The journal of the run or runs whose users are to lose their access
    #[arg(long, value_name = "FILE", default_value = "reports/journal.ndjson")]
    pub(crate) journal: PathBuf,
    /// Base URL of the server; without it the one that the journal names
    #[arg(long, value_name = "URL", help_heading = "Target")]
    pub(crate) target: Option<String>,
    #[command(flatten)]
    pub(crate) server: ServerArgs,
    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
    /// Folder with the contract, in place of the embedded one
    #[arg(long, value_name = "DIR", help_heading = "Target")]
    pub(crate) schemas: Option<PathBuf>,
}
