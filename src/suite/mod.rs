//! Floor 3: suite files, and the selection of checks and scenarios that they come to.

mod definition;
mod entry;
mod file;
mod filterset;
mod load;
mod pattern;
pub(crate) mod place;
mod saving;
mod selection;
#[cfg(test)]
mod tests;
pub mod waivers;

pub use definition::{Only, Suite};
pub use filterset::{Filterset, FiltersetError};
pub use load::SuiteError;
pub(crate) use saving::{Saving, SavingError};
pub use selection::{Filters, Selection, select};
