//! `avara-conformance report`: renders a run that was written down.

use std::process::ExitCode;

use super::{
    args::ReportArgs,
    failure::Failure,
    files::{self, Files},
    output::{broken_pipe, options},
    stored,
};
use crate::{
    model::Conclusion,
    report::{Run, console},
};

/// Tells the end of the run and writes the files. The exit code is that of the run; one without
/// an end is incomplete.
pub(super) fn run(args: &ReportArgs) -> Result<ExitCode, Failure> {
    let run = stored::load(&args.run)?;
    if let Some(folder) = &args.reports_dir {
        files::create_folder(folder)?;
    }
    Files::new(&args.files, args.reports_dir.as_deref()).write(&run)?;
    let options = options(args.quiet, args.verbose);
    console::write_ending(&run, options, &mut anstream::stdout())
        .or_else(broken_pipe)
        .map_err(Failure::machine("cannot write to standard output"))?;
    Ok(ExitCode::from(code(&run)))
}

fn code(run: &Run) -> u8 {
    run.summary.as_ref().map_or(Conclusion::Incomplete, |summary| summary.conclusion).exit_code()
}
