//! The outcomes of checks.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

/// The outcome of one check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Observed, and nothing contradicted.
    Pass,
    /// A clause at or above the gate level is contradicted.
    Fail,
    /// Only clauses below the gate level are contradicted.
    Warn,
    /// A failure that an unexpired waiver names.
    Waived,
    /// Not possible here, with a reason.
    Skip,
    /// What it wanted to observe was never reached.
    Inconclusive,
    /// The harness or the transport could not tell.
    Error,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Warn => "warn",
            Self::Waived => "waived",
            Self::Skip => "skip",
            Self::Inconclusive => "inconclusive",
            Self::Error => "error",
        })
    }
}

/// How many checks came to each verdict.
pub type Tally = BTreeMap<Verdict, usize>;
