//! The flags.

mod stored;

use std::{net::IpAddr, num::NonZeroU32, path::PathBuf, time::Duration};

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

pub(super) use self::stored::{
    DiffArgs, DiffFormat, MergeArgs, RenderArgs, ReplayArgs, ReportArgs,
};
use super::{
    cleanup::CleanupArgs, files::Destinations, generate::GenerateArgs, network::NetworkArgs,
    plan::LimitArgs,
};
use crate::model::{Edition, Keep, Seed};

const EXAMPLES: &str = "\
Examples:
  avara-conformance                                    check the embedded mock
  avara-conformance --target https://staging.test      check a server
  avara-conformance --target URL --suite read-only     send no writes
  avara-conformance invite:: update::rejects           only these checks
  avara-conformance --exact 'list::walk_is_a_partition' --seed 7
  avara-conformance explain invite::echoes_sent_fields what a check is about
  avara-conformance --target URL --plan                what would be sent
  avara-conformance cleanup --journal FILE             after a run that was cut off
  avara-conformance mock --port 8080                   serve the mock

The API key is read from AVARA_API_KEY, --api-key-file FILE or standard input
(--api-key-file -); it is never a flag's value.

Exit codes: 0 conforming, 1 a promise is broken, 2 wrong usage (nothing was
sent), 3 target unreachable or undecided, 4 nothing ran, 5 incomplete,
130 / 143 interrupted.";

const MORE: &str = "`--help` says more, with examples and exit codes.";

/// A contract and property-testing gate for the Avara Viewer users API.
#[derive(Debug, Parser)]
#[command(version, after_help = MORE, after_long_help = EXAMPLES)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) gate: GateArgs,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Serve the reference implementation of the contract.
    Mock(MockArgs),
    /// Say what a check or a clause is about: clause, page, what is sent, what is expected.
    Explain(ExplainArgs),
    /// Print values of a schema, valid or invalid, as NDJSON.
    Generate(GenerateArgs),
    /// Render a run that was written down: its end as text, and the files that are asked for.
    Report(ReportArgs),
    /// Render several runs as one, such as the shards of a CI job; the worst verdict wins.
    Merge(MergeArgs),
    /// Play findings of a run again: fixed (0), still failing (1), or not reproducible (5).
    Replay(ReplayArgs),
    /// Compare two runs: which findings are new, fixed, still failing, not exercised.
    Diff(DiffArgs),
    /// Take the users of earlier runs their access, as their journal tells.
    Cleanup(CleanupArgs),
    /// Print completions for a shell.
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page, in roff.
    Man {
        /// Of this command
        #[arg(value_name = "COMMAND")]
        command: Option<String>,
    },
    /// Check the checks: against every fault and every conforming alternative of the mock.
    Selftest(SelftestArgs),
}

/// How the gate runs.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct GateArgs {
    /// Only checks whose id contains one of these texts
    #[arg(value_name = "FILTER")]
    pub(super) filters: Vec<String>,
    /// Base URL of the server to check; without it the embedded mock is checked
    #[arg(long, value_name = "URL", help_heading = "Target")]
    pub(super) target: Option<String>,
    #[command(flatten)]
    pub(super) server: ServerArgs,
    /// Domain of all invented e-mail addresses; a reserved one unless it is yours
    #[arg(long, value_name = "DOMAIN", default_value = "example.com", help_heading = "Target")]
    pub(super) email_domain: String,
    /// The domain of --email-domain is yours, and its mail reaches nobody else
    #[arg(long, help_heading = "Target")]
    pub(super) i_own_this_domain: bool,
    /// Switch on a defect of the embedded mock (`mock --list-faults` names them)
    #[arg(long = "fault", value_name = "NAME", conflicts_with = "target", help_heading = "Target")]
    pub(super) faults: Vec<String>,
    /// Switch on a conforming difference of the embedded mock (`mock --list-alternatives`)
    #[arg(
        long = "alternative",
        value_name = "NAME",
        conflicts_with = "target",
        help_heading = "Target"
    )]
    pub(super) alternatives: Vec<String>,

    /// Suite: full, staging, smoke, read-only, or a file
    #[arg(long, value_name = "NAME|FILE", default_value = "full", help_heading = "Selection")]
    pub(super) suite: String,
    /// Leave out checks whose id contains this text
    #[arg(long, value_name = "PATTERN", help_heading = "Selection")]
    pub(super) skip: Vec<String>,
    /// Only this scenario feeds the checks; findings name theirs
    #[arg(
        long = "scenario",
        value_name = "ID",
        help_heading = "Selection",
        hide_short_help = true
    )]
    pub(super) scenarios: Vec<String>,
    /// Filters and --skip are whole ids
    #[arg(long, help_heading = "Selection")]
    pub(super) exact: bool,
    /// Print the selected checks and send nothing
    #[arg(long, help_heading = "Selection")]
    pub(super) list: bool,
    /// File with known failures that do not fail the run, each with an owner and an end
    #[arg(long, value_name = "FILE", help_heading = "Selection")]
    pub(super) waivers: Option<PathBuf>,
    /// run.json or events.ndjson of an earlier run: what it found does not fail this one
    #[arg(long, value_name = "FILE", help_heading = "Selection", hide_short_help = true)]
    pub(super) baseline: Option<PathBuf>,
    /// Folder with the contract, in place of the embedded one
    #[arg(long, value_name = "DIR", help_heading = "Selection", hide_short_help = true)]
    pub(super) schemas: Option<PathBuf>,

    /// Random cases for each scenario that draws any; without it the suite decides
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), help_heading = "Execution")]
    pub(super) cases: Option<u64>,
    /// Seed of the random cases; without it a new one is taken and printed
    #[arg(long, value_name = "N", help_heading = "Execution")]
    pub(super) seed: Option<Seed>,
    /// Clauses of level `should` fail the run too
    #[arg(long, help_heading = "Execution")]
    pub(super) strict: bool,
    /// Hold the server to the roles of one edition of the documentation
    #[arg(long, value_enum, default_value_t, help_heading = "Execution")]
    pub(super) edition: EditionArg,
    /// How many cases are in flight at once
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=1024), help_heading = "Execution")]
    pub(super) concurrency: u16,

    #[command(flatten)]
    pub(super) limits: LimitArgs,

    /// Folder for the files in brackets
    #[arg(long, value_name = "DIR", default_value = "reports", help_heading = "Reports")]
    pub(super) reports_dir: PathBuf,
    #[command(flatten)]
    pub(super) files: Destinations,
    /// Which requests and responses the reports keep
    #[arg(long, value_enum, default_value_t, help_heading = "Reports", hide_short_help = true)]
    pub(super) keep: KeepArg,
    /// The events as they happen [events.ndjson]
    #[arg(long, value_name = "FILE", help_heading = "Reports", hide_short_help = true)]
    pub(super) events: Option<PathBuf>,
    /// The Markdown is appended to this file as well; GitHub Actions names one by itself
    #[arg(
        long,
        value_name = "FILE",
        env = "GITHUB_STEP_SUMMARY",
        hide_env_values = true,
        hide_short_help = true,
        help_heading = "Reports"
    )]
    pub(super) step_summary: Option<PathBuf>,
    /// What standard output is for
    #[arg(long, value_enum, default_value_t, help_heading = "Reports")]
    pub(super) format: FormatArg,
    /// Say less
    #[arg(short, long, conflicts_with = "verbose", help_heading = "Reports")]
    pub(super) quiet: bool,
    /// Say more
    #[arg(short, long, help_heading = "Reports")]
    pub(super) verbose: bool,
}

/// How a server is reached.
#[derive(Debug, Args)]
pub(super) struct ServerArgs {
    /// File with the API key, `-` for standard input
    #[arg(long, value_name = "FILE", help_heading = "Target")]
    pub(super) api_key_file: Option<PathBuf>,
    /// A further header for every request
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE", help_heading = "Target")]
    pub(super) headers: Vec<String>,
    #[command(flatten)]
    pub(super) network: NetworkArgs,
    /// How many requests are sent in one second at most
    #[arg(long, hide_short_help = true, value_name = "N", help_heading = "Target")]
    pub(super) rate: Option<NonZeroU32>,
    /// How long a write may take to be seen by a read
    #[arg(long, hide_short_help = true, value_name = "TIME", default_value = "2s", value_parser = humantime::parse_duration, help_heading = "Target")]
    pub(super) settle: Duration,
    /// Check the production host, reading only
    #[arg(long, help_heading = "Target")]
    pub(super) allow_production: bool,
    /// Also write to the production host
    #[arg(long, hide_short_help = true, requires = "allow_production", help_heading = "Target")]
    pub(super) allow_writes: bool,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(super) enum EditionArg {
    /// Send only what all pages agree on, and find out
    #[default]
    Auto,
    /// 21 roles, with "PACS Administrator"
    Older,
    /// 61 roles
    Modern,
}

impl EditionArg {
    pub(super) fn edition(self) -> Option<Edition> {
        match self {
            Self::Auto => None,
            Self::Older => Some(Edition::Older),
            Self::Modern => Some(Edition::Modern),
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatArg {
    /// Lines for a person
    #[default]
    Human,
    /// The events, one JSON object a line; with --list one document
    Json,
    /// Lines for a person, and at most ten annotations for GitHub at the end
    Github,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(super) enum KeepArg {
    /// Every one, in the events
    All,
    /// Those that show a finding
    #[default]
    Failures,
    /// None: findings are told in words
    None,
}

impl KeepArg {
    pub(super) fn keep(self) -> Keep {
        match self {
            Self::All => Keep::All,
            Self::Failures => Keep::Failures,
            Self::None => Keep::None,
        }
    }
}

/// How the mock serves.
#[derive(Debug, Args)]
pub(super) struct MockArgs {
    /// Port to listen on; 0 takes a free one
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) port: u16,
    /// Address to listen on
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    pub(super) bind: IpAddr,
    /// How many users there are at the start
    #[arg(long, value_name = "N", default_value_t = 250)]
    pub(super) seed_users: usize,
    /// The same seed gives the same users
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) seed: u64,
    /// How long every answer is held back, such as 20ms
    #[arg(long, value_name = "TIME", default_value = "0s", value_parser = humantime::parse_duration)]
    pub(super) latency: Duration,
    /// Serve the three documented operations alone, without the SDK's way to revoke access
    #[arg(long)]
    pub(super) no_revoke_access: bool,
    /// Switch on a defect
    #[arg(long = "fault", value_name = "NAME")]
    pub(super) faults: Vec<String>,
    /// Print the defects that can be switched on
    #[arg(long)]
    pub(super) list_faults: bool,
    /// Switch on a conforming difference
    #[arg(long = "alternative", value_name = "NAME")]
    pub(super) alternatives: Vec<String>,
    /// Print the conforming differences that can be switched on
    #[arg(long)]
    pub(super) list_alternatives: bool,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// Id of a check or of a clause
    #[arg(value_name = "CHECK")]
    pub(super) id: String,
    /// Folder with the contract, in place of the embedded one
    #[arg(long, value_name = "DIR")]
    pub(super) schemas: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct SelftestArgs {
    /// Only this fault
    #[arg(long = "fault", value_name = "NAME")]
    pub(super) faults: Vec<String>,
    /// Only this alternative
    #[arg(long = "alternative", value_name = "NAME")]
    pub(super) alternatives: Vec<String>,
    /// The suite to put to the test; clauses of level `should` count too
    #[arg(long, value_name = "NAME|FILE", default_value = "full")]
    pub(super) suite: String,
    /// Seeds, each for a run of its own
    #[arg(long, value_name = "N,…", value_delimiter = ',', default_value = "1")]
    pub(super) seeds: Vec<Seed>,
    /// Share of the faults, in percent, that has to be killed; without it all of them
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(1..=100))]
    pub(super) at_least: Option<u8>,
    /// How many runs at once; without it four for each core, since many wait for slow servers
    #[arg(long, value_name = "N")]
    pub(super) jobs: Option<u16>,
    /// Where selftest.json and selftest.xml are written
    #[arg(long, value_name = "DIR", default_value = "reports")]
    pub(super) reports_dir: PathBuf,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_flags_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_word_that_is_no_command_is_a_filter() {
        let cli = Cli::try_parse_from(["x", "invite::", "--exact"]).unwrap();
        assert!(cli.command.is_none());
        assert_eq!(cli.gate.filters, ["invite::"]);
    }
}
