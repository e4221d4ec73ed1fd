//! Whether a value fits a schema, asked of the schemas as the generators read them.

mod evaluated;
mod keywords;
mod verdict;

pub(crate) use verdict::Judge;
