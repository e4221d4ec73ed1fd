//! The whole command line: the gate, or one of the commands beside it.

use clap::{Parser, Subcommand};
use clap_complete::Shell;

use super::{
    cleanup::CleanupArgs,
    config::ConfigArgs,
    contract::ContractArgs,
    explain::ExplainArgs,
    gate::GateArgs,
    generate::GenerateArgs,
    init::InitArgs,
    mock::MockArgs,
    selftest::SelftestArgs,
    stored::{DiffArgs, MergeArgs, ReplayArgs, ReportArgs},
};

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
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) gate: GateArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve the reference implementation of the contract.
    Mock(MockArgs),
    /// Say what a check or a clause is about.
    Explain(ExplainArgs),
    /// Print values of a schema, valid or invalid, as NDJSON.
    Generate(GenerateArgs),
    /// Render a run that was written down.
    Report(ReportArgs),
    /// Render several runs as one; the worst verdict wins.
    Merge(MergeArgs),
    /// Play findings of a run again: fixed (0), still failing (1), or not reproducible (5).
    Replay(ReplayArgs),
    /// Compare two runs: what is new, fixed, still failing.
    Diff(DiffArgs),
    /// Take the users of earlier runs their access.
    Cleanup(CleanupArgs),
    /// Ask a server what it can, and write the settings.
    Init(InitArgs),
    /// Show the settings in force, and where each comes from.
    Config(Box<ConfigArgs>),
    /// Compare contracts, or a service's description with one.
    Contract(ContractArgs),
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
    /// Check the checks against all faults and alternatives.
    Selftest(SelftestArgs),
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
