//! How much a console says, and how it looks.

use super::super::text::Detail;

/// How the lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether labels have a colour.
    pub colour: bool,
    /// Columns; 80 when it is not a terminal.
    pub width: usize,
    /// How much is said.
    pub verbosity: Verbosity,
}

impl Default for Options {
    fn default() -> Self {
        Self { colour: false, width: 80, verbosity: Verbosity::Normal }
    }
}

/// How much is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// Only the end: failures and the summary.
    Quiet,
    /// Where it begins as well.
    #[default]
    Normal,
    /// Findings as they are seen, every check, every finding in full, every `curl` line.
    Verbose,
}

impl Verbosity {
    /// How much of a finding is told.
    pub(in crate::report) fn detail(self) -> Detail {
        if self == Self::Verbose { Detail::FULL } else { Detail::SHORT }
    }
}
