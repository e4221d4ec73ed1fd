//! Runs that were written down, as arguments of commands.

use std::{
    fs::File,
    io::{self, BufReader},
    path::Path,
};

use super::failure::Failure;
use crate::report::{Run, stored};

/// Reads `events.ndjson` or `run.json`; `-` is standard input.
pub(super) fn load(path: &Path) -> Result<Run, Failure> {
    let unusable =
        |problem: &dyn std::fmt::Display| Failure::Usage(format!("{}: {problem}", path.display()));
    if path.as_os_str() == "-" {
        return stored::read(&mut io::stdin().lock()).map_err(|error| unusable(&error));
    }
    let file = File::open(path).map_err(|error| unusable(&error))?;
    stored::read(&mut BufReader::new(file)).map_err(|error| unusable(&error))
}
