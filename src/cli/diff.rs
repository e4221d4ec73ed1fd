//! `avara-conformance diff`: two runs side by side.

use std::{io, process::ExitCode};

use super::{
    args::{DiffArgs, DiffFormat},
    failure::Failure,
    stored,
    terminal::{options, printed},
};
use crate::report::diff::Diff;

pub(super) fn run(args: &DiffArgs) -> Result<ExitCode, Failure> {
    let (old, new) = (stored::load(&args.old)?, stored::load(&args.new)?);
    let diff = Diff::new(&old, &new);
    printed(match args.format {
        DiffFormat::Human => diff.write(options(false, false), &mut anstream::stdout()),
        DiffFormat::Json => diff.write_json(&mut io::stdout().lock()),
    })?;
    Ok(ExitCode::from(diff.exit_code()))
}
