//! Floor 3: suite files, and the selection of checks and scenarios that they come to.

mod definition;
mod entry;
mod file;
mod load;
mod place;
mod saving;
mod selection;
#[cfg(test)]
mod tests;
pub mod waivers;

pub use definition::{Only, Suite};
pub use load::SuiteError;
pub(crate) use saving::{Saving, SavingError};
pub use selection::{Filters, Selection, select};
