//! Floor 6: flags, environment, exit code. The only place that prints or exits.

mod args;
mod cleanup;
mod credentials;
mod diff;
mod explain;
mod failure;
mod files;
mod gate;
mod generate;
mod list;
mod mock;
mod network;
mod output;
mod plan;
mod regressions;
mod replay;
mod report;
mod selftest;
mod setup;
mod shell;
mod signals;
mod stored;

use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};
use failure::Failure;

/// Parses the command line and does what it says.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match cli.command {
        Some(Command::Mock(args)) => mock::run(&args),
        Some(Command::Explain(args)) => explain::run(&args),
        Some(Command::Report(args)) => report::run(&args),
        Some(Command::Merge(args)) => report::merge(&args),
        Some(Command::Replay(args)) => replay::run(&args),
        Some(Command::Diff(args)) => diff::run(&args),
        Some(Command::Cleanup(args)) => cleanup::run(&args),
        Some(Command::Selftest(args)) => selftest::run(&args),
        Some(Command::Generate(args)) => generated(&args),
        Some(Command::Completions { shell }) => shell::completions(shell),
        Some(Command::Man { command }) => shell::man(command.as_deref()),
        None => gate::run(&cli.gate),
    };
    done.unwrap_or_else(|failure: Failure| {
        anstream::eprintln!("error: {failure}");
        ExitCode::from(failure.exit_code())
    })
}

/// Prints generated values at full speed: locked once, and buffered by the command.
fn generated(args: &generate::GenerateArgs) -> Result<ExitCode, Failure> {
    generate::run(args, &mut std::io::stdout().lock())?;
    Ok(ExitCode::SUCCESS)
}
