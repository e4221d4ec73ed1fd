//! `avara-conformance completions` and `man`: what a shell and a manual know of the flags.

use std::process::ExitCode;

use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;

use super::{args::Cli, failure::Failure, terminal};

/// Prints the completions of a shell.
pub(super) fn completions(shell: Shell) -> Result<ExitCode, Failure> {
    let mut command = Cli::command();
    let name = command.get_name().to_owned();
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut command, name, &mut text);
    terminal::print(&text)?;
    Ok(ExitCode::SUCCESS)
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
    terminal::print(&text)?;
    Ok(ExitCode::SUCCESS)
}
