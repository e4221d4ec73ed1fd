//! `avara-conformance report` and `merge`: render runs that were written down.

use std::process::ExitCode;

use super::{
    args::{MergeArgs, RenderArgs, ReportArgs},
    failure::Failure,
    files::{self, Files},
    stored,
    terminal::{options, printed},
};
use crate::{
    model::Conclusion,
    report::{Run, console, merged},
};

/// Tells the end of the run and writes the files. The exit code is that of the run; one without
/// an end is incomplete.
pub(super) fn run(args: &ReportArgs) -> Result<ExitCode, Failure> {
    render(&stored::load(&args.run)?, &args.render)
}

/// The same of several runs, as one.
pub(super) fn merge(args: &MergeArgs) -> Result<ExitCode, Failure> {
    let runs: Vec<Run> =
        args.runs.iter().map(|path| stored::load(path)).collect::<Result<_, _>>()?;
    let is_shard = |run: &Run| run.info.as_ref().is_some_and(|info| info.shard.is_some());
    let merged = merged::merge(&runs).map_err(|error| {
        // What a shard has not checked, nobody has.
        if runs.iter().any(is_shard) {
            Failure::Incomplete(error.to_string())
        } else {
            Failure::Usage(error.to_string())
        }
    })?;
    render(&merged, &args.render)
}

fn render(run: &Run, args: &RenderArgs) -> Result<ExitCode, Failure> {
    if let Some(folder) = &args.reports_dir {
        files::create_folder(folder)?;
    }
    Files::new(&args.files, args.reports_dir.as_deref()).write(run)?;
    let options = options(args.quiet, args.verbose);
    printed(console::write_ending(run, options, &mut anstream::stdout()))?;
    Ok(ExitCode::from(code(run)))
}

fn code(run: &Run) -> u8 {
    run.summary.as_ref().map_or(Conclusion::Incomplete, |summary| summary.conclusion).exit_code()
}
