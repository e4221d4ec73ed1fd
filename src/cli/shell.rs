//! `avara-conformance completions` and `man`: what a shell and a manual know of the flags.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;

use super::{args::Cli, failure::Failure, output::broken_pipe};

/// Prints the completions of a shell.
pub(super) fn completions(shell: Shell) -> Result<ExitCode, Failure> {
    let mut command = Cli::command();
    let name = command.get_name().to_owned();
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut command, name, &mut text);
    print(&text)
}

/// Prints the manual page, or that of one command, in roff.
pub(super) fn man(of: Option<&str>) -> Result<ExitCode, Failure> {
    let mut command = Cli::command();
    command.build();
    let page = match of {
        None => command,
        Some(name) => {
            let known = command.find_subcommand(name).cloned();
            known.ok_or_else(|| {
                Failure::Usage(format!("no command `{name}`: `--help` names them"))
            })?
        }
    };
    let mut text = Vec::new();
    Man::new(page).render(&mut text).map_err(Failure::machine("cannot write the manual page"))?;
    print(&text)
}

fn print(text: &[u8]) -> Result<ExitCode, Failure> {
    io::stdout()
        .write_all(text)
        .or_else(broken_pipe)
        .map_err(Failure::machine("cannot write to standard output"))?;
    Ok(ExitCode::SUCCESS)
}
