//! The write-ahead journal: what a run may have changed on the server, known even after it was
//! killed.
//!
//! A line with the intent is with the operating system before a write is sent, and one with what
//! came of it follows. A journal that cannot be written stops the writes. It is not forced to the
//! disk: it survives the end of the process, not that of the machine.

mod account;
mod line;
mod read;
#[cfg(test)]
mod tests;
mod writer;

pub use account::{Account, Suspect};
pub(super) use line::How;
pub use read::{JournalError, read};
pub use writer::Journal;
pub(super) use writer::Pending;
