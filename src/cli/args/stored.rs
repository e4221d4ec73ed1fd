//! The flags of commands that work on runs which were written down.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{destinations::Destinations, server::ServerArgs, settings::SettingsArgs};

#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    /// events.ndjson or run.json of a run, `-` for standard input
    #[arg(value_name = "EVENTS")]
    pub(crate) run: PathBuf,
    #[command(flatten)]
    pub(crate) render: RenderArgs,
}

#[derive(Debug, Args)]
pub(crate) struct MergeArgs {
    /// events.ndjson or run.json of each of the runs
    #[arg(value_name = "EVENTS", required = true, num_args = 2..)]
    pub(crate) runs: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) render: RenderArgs,
}

/// What is made of a run that was written down.
#[derive(Debug, Args)]
pub(crate) struct RenderArgs {
    #[command(flatten)]
    pub(crate) files: Destinations,
    /// Folder for the files in brackets
    #[arg(long, value_name = "DIR", help_heading = "Reports")]
    pub(crate) reports_dir: Option<PathBuf>,
    /// Say less
    #[arg(short, long, conflicts_with = "verbose", help_heading = "Reports")]
    pub(crate) quiet: bool,
    /// Say more
    #[arg(short, long, help_heading = "Reports")]
    pub(crate) verbose: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ReplayArgs {
    /// run.json or events.ndjson of a run
    pub(crate) run: PathBuf,
    /// Only this finding: its number in the reports, its key, or the id of its check
    #[arg(value_name = "FINDING")]
    pub(crate) finding: Option<String>,
    /// Base URL of the server; without it the one that the run names
    #[arg(long, value_name = "URL", help_heading = "Target")]
    pub(crate) target: Option<String>,
    #[command(flatten)]
    pub(crate) server: ServerArgs,
    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
    /// The e-mail domain of the run is yours, and its mail reaches nobody else
    #[arg(long, help_heading = "Target")]
    pub(crate) i_own_this_domain: bool,
    /// How often a finding that does not show is tried; without it 3 times, and 20 times where it
    /// was intermittent
    #[arg(long, value_name = "N")]
    pub(crate) tries: Option<usize>,
    /// Suite file that the findings which still show are saved into, to be played first from then
    /// on; a new one extends the suite of the run
    #[arg(long, value_name = "FILE")]
    pub(crate) save_regressions: Option<PathBuf>,
    /// Folder with the contract, in place of the embedded one
    #[arg(long, value_name = "DIR")]
    pub(crate) schemas: Option<PathBuf>,
    /// Say less
    #[arg(short, long, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Say more
    #[arg(short, long)]
    pub(crate) verbose: bool,
}

#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// run.json or events.ndjson of the earlier run
    pub(crate) old: PathBuf,
    /// The same of the later one, or of another target
    pub(crate) new: PathBuf,
    /// For whom
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: DiffFormat,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum DiffFormat {
    /// Lines of text
    #[default]
    Human,
    /// One JSON document
    Json,
}
