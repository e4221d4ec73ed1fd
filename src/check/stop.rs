//! Why a scenario ended before it saw everything.

use crate::model::TransportError;

/// Why a scenario ended before it saw everything.
#[derive(Clone, Debug, PartialEq)]
pub enum Stop {
    /// What it wanted to observe was not to be had; for a person.
    Inconclusive(String),
    /// The tenant does not have what it wanted to observe, such as a second page.
    Absent(String),
    /// The transport failed.
    Transport(TransportError),
}

impl Stop {
    /// An end for a reason that another check reports.
    #[must_use]
    pub fn because(reason: impl Into<String>) -> Self {
        Self::Inconclusive(reason.into())
    }
}
