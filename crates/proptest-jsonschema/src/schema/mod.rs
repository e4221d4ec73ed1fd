//! Schemas: loading, dialects, references, places, keywords, and what they assert.

mod assertion;
mod cleaned;
mod dialect;
mod documents;
mod in_place;
pub(crate) mod keyword;
mod location;
mod lower;
mod moves;
mod schemas;
mod vocabulary;

pub use assertion::Assertion;
pub(crate) use assertion::{Step, Target, enumerate};
pub use dialect::{Dialect, Direction};
pub use documents::Documents;
pub use location::{Location, SchemaError};
pub(crate) use schemas::{Schemas, View};
