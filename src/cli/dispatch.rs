//! From the command line to the command, and from what came of it to the exit code.

use std::{env, ffi::OsString, process::ExitCode};

use clap::{ArgMatches, CommandFactory, FromArgMatches};

use super::{
    args::{Cli, Command, Invocation},
    cleanup,
    config::{self, Completed, Surroundings},
    contract, diff, explain,
    failure::Failure,
    gate, generate, init, mock, replay, report, selftest, shell,
};

/// Parses the command line and does what it says.
#[must_use]
pub fn main() -> ExitCode {
    let program = Cli::command();
    let typed: Vec<OsString> = env::args_os().collect();
    let matches = program.clone().get_matches_from(&typed);
    let done = surroundings().and_then(|around| {
        let completed = config::complete(&program, &matches, typed, &around);
        let completed = completed.map_err(Failure::Usage)?;
        let matches = parsed(&program, &completed);
        run(&program, &matches, &completed)
    });
    done.unwrap_or_else(|failure| {
        anstream::eprintln!("error: {failure}");
        ExitCode::from(failure.exit_code())
    })
}

fn surroundings() -> Result<Surroundings, Failure> {
    let variables = env::vars_os();
    let text = |text: OsString| text.into_string().ok();
    let variables = variables.filter_map(|(name, value)| Some((text(name)?, text(value)?)));
    let folder = env::current_dir().map_err(Failure::machine("cannot tell the working folder"))?;
    Ok(Surroundings { variables: variables.collect(), folder })
}

/// Parses the completed command line; where that fails, says who has said what is wrong.
fn parsed(program: &clap::Command, completed: &Completed) -> ArgMatches {
    program.clone().try_get_matches_from(&completed.words).unwrap_or_else(|error| {
        let blamed = completed.blame(&error);
        if blamed.is_empty() {
            error.exit();
        }
        // Nothing more can be done where it cannot be printed.
        let _ = error.print();
        for line in blamed {
            anstream::eprintln!("note: {line}");
        }
        std::process::exit(error.exit_code())
    })
}

fn run(
    program: &clap::Command,
    matches: &ArgMatches,
    completed: &Completed,
) -> Result<ExitCode, Failure> {
    let cli = Cli::from_arg_matches(matches).unwrap_or_else(|error| error.exit());
    let invocation = Invocation::new(program, matches).with_file(completed.has_file());
    match cli.command {
        Some(Command::Mock(args)) => mock::run(&args),
        Some(Command::Explain(args)) => explain::run(&args, invocation),
        Some(Command::Report(args)) => report::run(&args),
        Some(Command::Merge(args)) => report::merge(&args),
        Some(Command::Replay(args)) => replay::run(&args, invocation),
        Some(Command::Diff(args)) => diff::run(&args),
        Some(Command::Cleanup(args)) => cleanup::run(&args),
        Some(Command::Selftest(args)) => selftest::run(&args),
        // Locked once, since it prints as fast as it can.
        Some(Command::Generate(args)) => {
            generate::run(&args, &mut std::io::stdout().lock(), &mut std::io::stderr().lock())
                .map(|()| ExitCode::SUCCESS)
                .map_err(Into::into)
        }
        Some(Command::Contract(args)) => contract::run(&args),
        Some(Command::Init(args)) => init::run(&args),
        Some(Command::Config(args)) => config::run(&args, program, matches, completed),
        Some(Command::Completions { shell }) => shell::completions(shell),
        Some(Command::Man { command }) => shell::man(command.as_deref()),
        None => {
            if let Some(note) = completed.note().filter(|_| !cli.gate.quiet) {
                anstream::eprintln!("{note}");
            }
            gate::run(cli.gate, invocation)
        }
    }
}
