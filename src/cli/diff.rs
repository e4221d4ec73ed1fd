//! `avara-conformance diff`: two runs side by side.

use std::{io, process::ExitCode};

use super::{
    args::{DiffArgs, DiffFormat},
    failure::Failure,
    output::{broken_pipe, options},
    stored,
};
use crate::report::diff::Diff;

pub(super) fn run(args: &DiffArgs) -> Result<ExitCode, Failure> {
    let (old, new) = (stored::load(&args.old)?, stored::load(&args.new)?);
    let diff = Diff::new(&old, &new);
    let told = match args.format {
        DiffFormat::Human => diff.write(options(false, false), &mut anstream::stdout()),
        DiffFormat::Json => diff.write_json(&mut io::stdout().lock()),
    };
    told.or_else(broken_pipe).map_err(Failure::machine("cannot write to standard output"))?;
    Ok(ExitCode::from(diff.exit_code()))
}
