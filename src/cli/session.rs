//! What the commands that send something have in common.

use std::path::Path;

use tokio::runtime::Runtime;

use super::{commands, failure::Failure};
use crate::runner::Session;

/// The runtime of a command.
pub(super) fn runtime() -> Result<Runtime, Failure> {
    Runtime::new().map_err(Failure::machine("cannot start"))
}

/// Keeps the journal of a session beside its reports, and tells what earlier runs have left there.
pub(super) fn keep_journal(session: &mut Session, reports: &Path) -> Result<(), Failure> {
    let left = session.keep_journal(&commands::journal(reports))?;
    if left > 0 {
        anstream::eprintln!(
            "note: users of earlier runs are left to be cleaned up, {left} of them: {}",
            session.plan().commands.cleanup
        );
    }
    Ok(())
}
