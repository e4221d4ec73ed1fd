//! The flags of the gate.

use std::path::PathBuf;

use clap::Args;

use super::{
    choices::{EditionArg, FormatArg, KeepArg},
    destinations::Destinations,
    limits::LimitArgs,
    server::ServerArgs,
    settings::SettingsArgs,
    shard::ShardArg,
};
use crate::model::Seed;

/// How the gate runs.
#[derive(Clone, Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct GateArgs {
    /// Only checks whose id contains one of these texts
    #[arg(value_name = "FILTER")]
    pub(crate) filters: Vec<String>,
    /// Base URL of the server to check; without it the embedded mock is checked
    #[arg(long, value_name = "URL", help_heading = "Target")]
    pub(crate) target: Option<String>,
    #[command(flatten)]
    pub(crate) server: ServerArgs,
    /// Domain of all invented e-mail addresses; a reserved one unless it is yours
    #[arg(long, value_name = "DOMAIN", default_value = "example.com", help_heading = "Target")]
    pub(crate) email_domain: String,
    /// The domain of --email-domain is yours, and its mail reaches nobody else
    #[arg(long, help_heading = "Target")]
    pub(crate) i_own_this_domain: bool,
    /// Switch on a defect of the embedded mock (`mock --list-faults` names them)
    #[arg(long = "fault", value_name = "NAME", conflicts_with = "target", help_heading = "Target")]
    pub(crate) faults: Vec<String>,
    /// Switch on a conforming difference of the embedded mock (`mock --list-alternatives`)
    #[arg(
        long = "alternative",
        value_name = "NAME",
        conflicts_with = "target",
        help_heading = "Target"
    )]
    pub(crate) alternatives: Vec<String>,

    /// Suite: full, nightly, staging, smoke, read-only, or a file
    #[arg(long, value_name = "NAME|FILE", default_value = "full", help_heading = "Selection")]
    pub(crate) suite: String,
    /// Leave out checks whose id contains this text
    #[arg(long, value_name = "PATTERN", help_heading = "Selection")]
    pub(crate) skip: Vec<String>,
    /// Only checks that EXPR selects, such as 'level(must) and not operation(update)'
    #[arg(short = 'E', long = "filterset", value_name = "EXPR", help_heading = "Selection")]
    pub(crate) filtersets: Vec<String>,
    /// Only this scenario feeds the checks; findings name theirs
    #[arg(
        long = "scenario",
        value_name = "ID",
        help_heading = "Selection",
        hide_short_help = true
    )]
    pub(crate) scenarios: Vec<String>,
    /// Filters and --skip are whole ids
    #[arg(long, help_heading = "Selection")]
    pub(crate) exact: bool,
    /// Only this part of the checks, such as 2/3; auto takes what the CI system says, or all
    #[arg(long, value_name = "I/N|auto", value_parser = ShardArg::parse, help_heading = "Selection", hide_short_help = true)]
    pub(crate) shard: Option<ShardArg>,
    /// Print the selected checks and send nothing
    #[arg(long, help_heading = "Selection")]
    pub(crate) list: bool,
    /// File with known failures that do not fail the run, each with an owner and an end
    #[arg(long, value_name = "FILE", help_heading = "Selection")]
    pub(crate) waivers: Option<PathBuf>,
    /// run.json or events.ndjson of an earlier run: what it found does not fail this one
    #[arg(long, value_name = "FILE", help_heading = "Selection", hide_short_help = true)]
    pub(crate) baseline: Option<PathBuf>,
    /// Folder with the contract, in place of the embedded one
    #[arg(long, value_name = "DIR", help_heading = "Selection", hide_short_help = true)]
    pub(crate) schemas: Option<PathBuf>,

    /// Random cases for each scenario that draws any; without it the suite decides
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), help_heading = "Execution")]
    pub(crate) cases: Option<u64>,
    /// Seed of the random cases; without it a new one is taken and printed
    #[arg(long, value_name = "N", help_heading = "Execution")]
    pub(crate) seed: Option<Seed>,
    /// Clauses of level `should` fail the run too
    #[arg(long, help_heading = "Execution")]
    pub(crate) strict: bool,
    /// Hold the server to the roles of one edition of the documentation
    #[arg(long, value_enum, default_value_t, help_heading = "Execution")]
    pub(crate) edition: EditionArg,
    /// Play what did not pass again on Enter, or when the server was restarted; for a server on this
    /// machine
    #[arg(long, conflicts_with_all = ["list", "plan"], help_heading = "Execution", hide_short_help = true)]
    pub(crate) watch: bool,
    /// End after the first finding that fails the run; what is left is skipped
    #[arg(long, help_heading = "Execution", hide_short_help = true)]
    pub(crate) fail_fast: bool,
    /// End after so many findings that fail the run
    #[arg(long, value_name = "N", conflicts_with = "fail_fast", value_parser = clap::value_parser!(u64).range(1..), help_heading = "Execution", hide_short_help = true)]
    pub(crate) max_findings: Option<u64>,
    /// How many requests are under way at once
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=1024), help_heading = "Execution")]
    pub(crate) concurrency: u16,

    #[command(flatten)]
    pub(crate) limits: LimitArgs,
    #[command(flatten)]
    pub(crate) settings: SettingsArgs,

    /// Folder for the files in brackets
    #[arg(long, value_name = "DIR", default_value = "reports", help_heading = "Reports")]
    pub(crate) reports_dir: PathBuf,
    #[command(flatten)]
    pub(crate) files: Destinations,
    /// Which requests and responses the reports keep
    #[arg(long, value_enum, default_value_t, help_heading = "Reports", hide_short_help = true)]
    pub(crate) keep: KeepArg,
    /// The events as they happen [events.ndjson]
    #[arg(long, value_name = "FILE", help_heading = "Reports", hide_short_help = true)]
    pub(crate) events: Option<PathBuf>,
    /// The Markdown is appended to this file as well; GitHub Actions names one by itself
    #[arg(
        long,
        value_name = "FILE",
        env = "GITHUB_STEP_SUMMARY",
        hide_env_values = true,
        hide_short_help = true,
        help_heading = "Reports"
    )]
    pub(crate) step_summary: Option<PathBuf>,
    /// Show the page when the run is over
    #[arg(long, help_heading = "Reports", hide_short_help = true)]
    pub(crate) open: bool,
    /// File of the repository that annotations are placed in; without it they have no place
    #[arg(long, value_name = "FILE", help_heading = "Reports", hide_short_help = true)]
    pub(crate) annotate_file: Option<String>,
    /// What standard output is for; on GitHub Actions `human` has annotations, too
    #[arg(long, value_enum, default_value_t, help_heading = "Reports")]
    pub(crate) format: FormatArg,
    /// Tell on standard error where the time went
    #[arg(long, help_heading = "Reports", hide_short_help = true)]
    pub(crate) timings: bool,
    /// Say less
    #[arg(short, long, conflicts_with = "verbose", help_heading = "Reports")]
    pub(crate) quiet: bool,
    /// Say more
    #[arg(short, long, help_heading = "Reports")]
    pub(crate) verbose: bool,
}
