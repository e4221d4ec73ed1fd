//! Standard output and the terminal behind it.

use std::io::{self, Write};

use super::failure::Failure;
use crate::report::console::{Options, Verbosity};

/// Prints a whole text.
pub(super) fn print(text: impl AsRef<[u8]>) -> Result<(), Failure> {
    printed(io::stdout().write_all(text.as_ref()))
}

/// Prints a whole text that is no result, and belongs to standard error.
pub(super) fn remark(text: impl AsRef<[u8]>) -> Result<(), Failure> {
    let said = io::stderr().write_all(text.as_ref()).or_else(broken_pipe);
    said.map_err(Failure::machine("cannot write to standard error"))
}

/// Whether standard output took what was printed.
pub(super) fn printed(result: io::Result<()>) -> Result<(), Failure> {
    result.or_else(broken_pipe).map_err(Failure::machine("cannot write to standard output"))
}

/// Whoever reads our lines may stop reading, as `head` does; the verdict stands all the same.
pub(super) fn broken_pipe(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) }
}

/// How the console looks here.
pub(super) fn options(quiet: bool, verbose: bool) -> Options {
    let verbosity = match (quiet, verbose) {
        (true, _) => Verbosity::Quiet,
        (_, true) => Verbosity::Verbose,
        _ => Verbosity::Normal,
    };
    // anstream removes colour wherever it is not wanted.
    Options { colour: true, width: width(), verbosity }
}

/// Columns of the terminal; 80 where there is none.
fn width() -> usize {
    terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0).clamp(60, 160))
}
