//! Which settings are read, before all flags are known.

use std::path::PathBuf;

use clap::Args;

/// Which settings are read.
#[derive(Clone, Debug, Args)]
pub(crate) struct SettingsArgs {
    /// Read settings from this file; without it from the nearest avara-conformance.toml upward
    #[arg(long, value_name = "FILE", help_heading = "Settings", hide_short_help = true)]
    pub(crate) config: Option<PathBuf>,
    /// Take the settings of [profile.NAME] before the others of the file
    #[arg(long, value_name = "NAME", help_heading = "Settings", hide_short_help = true)]
    pub(crate) profile: Option<String>,
    /// Read no file with settings
    #[arg(long, conflicts_with_all = ["config", "profile"], help_heading = "Settings", hide_short_help = true)]
    pub(crate) no_config: bool,
}
