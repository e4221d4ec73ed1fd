//! From the command line to the command, and from what came of it to the exit code.

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use super::{
    args::{Cli, Command, Invocation},
    cleanup, diff, explain, gate, generate, mock, replay, report, selftest, shell,
};

/// Parses the command line and does what it says.
#[must_use]
pub fn main() -> ExitCode {
    let program = Cli::command();
    let matches = program.clone().get_matches();
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let invocation = Invocation::new(&program, &matches);
    let done = match cli.command {
        Some(Command::Mock(args)) => mock::run(&args),
        Some(Command::Explain(args)) => explain::run(&args, invocation),
        Some(Command::Report(args)) => report::run(&args),
        Some(Command::Merge(args)) => report::merge(&args),
        Some(Command::Replay(args)) => replay::run(&args, invocation),
        Some(Command::Diff(args)) => diff::run(&args),
        Some(Command::Cleanup(args)) => cleanup::run(&args),
        Some(Command::Selftest(args)) => selftest::run(&args),
        // Locked once, since it prints as fast as it can.
        Some(Command::Generate(args)) => generate::run(&args, &mut std::io::stdout().lock())
            .map(|()| ExitCode::SUCCESS)
            .map_err(Into::into),
        Some(Command::Completions { shell }) => shell::completions(shell),
        Some(Command::Man { command }) => shell::man(command.as_deref()),
        None => gate::run(&cli.gate, invocation),
    };
    done.unwrap_or_else(|failure| {
        anstream::eprintln!("error: {failure}");
        ExitCode::from(failure.exit_code())
    })
}
