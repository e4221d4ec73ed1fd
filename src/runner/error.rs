//! What keeps a plan from being executed.

use super::{CasesError, journal::JournalError};
use crate::{mock::MockError, target::TargetError};

/// Why a plan cannot be executed; nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The target cannot be set up.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// There is no key for a server on another machine.
    #[error("no API key: set AVARA_API_KEY, or give --api-key-file FILE (`-` for standard input)")]
    NoKey,
    /// Cases cannot be drawn.
    #[error(transparent)]
    Cases(#[from] CasesError),
    /// The mock cannot start.
    #[error(transparent)]
    Mock(#[from] MockError),
    /// The journal cannot be used.
    #[error(transparent)]
    Journal(#[from] JournalError),
}
