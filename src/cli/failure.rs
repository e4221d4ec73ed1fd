//! Everything that keeps a command from doing its work, with the exit code it comes to.

use super::generate::GenerateError;
use crate::{
    check::CatalogueError,
    mock::MockError,
    runner::{CasesError, SessionError, journal::JournalError},
    schema::ContractError,
    suite::SuiteError,
    target::TargetError,
};

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// A flag or a combination of flags cannot be used; the text says what would be right.
    #[error("{0}")]
    Usage(String),
    /// The contract is broken.
    #[error(transparent)]
    Contract(#[from] ContractError),
    /// Clauses and checks do not fit.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// The suite is unknown or broken.
    #[error(transparent)]
    Suite(#[from] SuiteError),
    /// A schema is unsupported by the generators.
    #[error(transparent)]
    Cases(#[from] CasesError),
    /// Values cannot be generated.
    #[error(transparent)]
    Generate(#[from] GenerateError),
    /// The target cannot be set up.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// The plan cannot be executed.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// The journal cannot be used.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// Nothing is selected.
    #[error("{0}")]
    Nothing(String),
    /// Something is missing for a verdict.
    #[error("{0}")]
    Incomplete(String),
    /// The mock cannot start.
    #[error(transparent)]
    Mock(#[from] MockError),
    /// Something of this machine failed: a file, the terminal, the runtime.
    #[error("{what}: {source}")]
    Machine {
        /// What was to be done.
        what: String,
        /// Why it could not be.
        source: std::io::Error,
    },
}

impl Failure {
    /// A failure of this machine while doing `what`.
    pub(super) fn machine(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |source| Self::Machine { what, source }
    }

    /// The same while nothing was sent yet: then it is for the user to name another place.
    pub(super) fn before_sending(self) -> Self {
        match self {
            Self::Machine { .. } => Self::Usage(format!("{self}: nothing was sent")),
            other => other,
        }
    }

    /// 2: nothing was sent; 3: it could not be told; 4: nothing ran; 5: a part is missing.
    pub(super) fn exit_code(&self) -> u8 {
        match self {
            Self::Generate(GenerateError::Print(_))
            | Self::Mock(_)
            | Self::Session(SessionError::Mock(_))
            | Self::Machine { .. } => 3,
            Self::Usage(_)
            | Self::Contract(_)
            | Self::Catalogue(_)
            | Self::Suite(_)
            | Self::Cases(_)
            | Self::Target(_)
            | Self::Session(_)
            | Self::Journal(_)
            | Self::Generate(_) => 2,
            Self::Nothing(_) => 4,
            Self::Incomplete(_) => 5,
        }
    }
}
