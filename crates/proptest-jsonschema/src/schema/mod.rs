//! Schemas: loading, places, keywords, and what they assert.

mod assertion;
mod documents;
pub(crate) mod keyword;
mod location;
mod view;

pub use assertion::Assertion;
pub(crate) use assertion::{Step, Target, enumerate};
pub use documents::Documents;
pub use location::{Location, SchemaError};
pub(crate) use view::View;
