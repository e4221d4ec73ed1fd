//! What follows a run as it happens.

use std::io;

use crate::model::Event;

/// Something that follows a run as it happens.
pub trait Reporter {
    /// Takes note of the next event.
    ///
    /// # Errors
    /// When what has to be said about it cannot be written.
    fn event(&mut self, event: &Event) -> io::Result<()>;

    /// The stream is over, whether or not `RunFinished` was in it.
    ///
    /// # Errors
    /// When what has to be said about it cannot be written.
    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}
