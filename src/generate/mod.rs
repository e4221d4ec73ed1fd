//! Floor 2: proptest strategies drawn from a JSON Schema (draft 2020-12).
//!
//! [`valid`] draws values that fit, [`invalid`] draws values that break exactly one constraint and
//! say which, and [`boundary()`] lists the edge cases. Nothing here knows any API: give it
//! [`Documents`] and the [`Location`] of a schema.
//!
//! How it works: a schema is taken apart into facts about one value (`atom`, `expand`, `negate`),
//! every combination of its alternatives becomes a branch, and the branches become a graph of
//! nodes (`compile`, `graph`). To break a constraint is to turn its fact round and to keep all the
//! others, so an invalid value is a valid value of another graph: it is right by construction, and
//! it stays right while it shrinks, since shrinking only moves within the branch.
//!
//! A schema that cannot be drawn from is an error when it is loaded, with its place. Strings keep to
//! the generator's alphabet: adversarial, but without control characters, noncharacters and (outside
//! `format: email`) at signs. E-mail addresses are under names that RFC 2606 reserves.
//!
//! ```
//! use avara_conformance::{generate, schema::{Documents, Location}};
//! use proptest::{strategy::{Strategy, ValueTree}, test_runner::TestRunner};
//!
//! let mut documents = Documents::default();
//! documents.insert("order.json", serde_json::json!({
//!     "type": "object",
//!     "required": ["amount"],
//!     "properties": {"amount": {"type": "integer", "minimum": 1}}
//! }));
//! let order = Location::root("order.json");
//! let mut runner = TestRunner::deterministic();
//!
//! let strategy = generate::valid(&documents, &order)?;
//! let drawn = strategy.new_tree(&mut runner).map_err(|e| e.to_string())?.current();
//! assert!(drawn["amount"].as_i64() >= Some(1));
//!
//! let invalid = generate::invalid(&documents, &order)?;
//! let minimum = invalid.constraints().iter().find(|c| c.keyword == "minimum").cloned();
//! let mut tree = invalid.only(&minimum.ok_or("minimum is a constraint")?)
//!     .new_tree(&mut runner).map_err(|e| e.to_string())?;
//! while tree.simplify() {}
//! assert_eq!(tree.current().value, serde_json::json!({"amount": 0}));
//! assert_eq!(tree.current().mutation.sentence, "amount is 0; the least allowed is 1");
//!
//! let edges = generate::boundary(&documents, &order)?;
//! assert!(edges.iter().any(|edge| edge.value == serde_json::json!({"amount": 1})));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod alphabet;
mod array;
mod atom;
mod automaton;
mod beyond;
mod boundary;
mod compile;
mod constraint;
mod coverage;
mod drawn;
mod expand;
mod extra;
mod format;
mod graph;
mod language;
mod mutate;
mod near;
mod negate;
mod nfa;
mod number;
mod object;
mod pairwise;
mod phrases;
mod plainest;
pub mod query;
pub mod raw;
mod read;
mod samples;
mod sentence;
mod shrink;
mod source;
mod strategy;
mod text;
mod wording;

pub use beyond::beyond;
pub use boundary::{Boundary, boundary};
pub use constraint::{Constraint, Invalidated};
pub use coverage::Coverage;
pub use source::runner;
pub use strategy::{Invalid, InvalidTree, Valid, ValidTree};

use crate::schema::{Documents, Location, SchemaError};

/// A strategy for the values that fit the schema at a place.
///
/// # Errors
/// When the schema is malformed, uses something the generators do not support, or fits no value.
pub fn valid(documents: &Documents, at: &Location) -> Result<Valid, SchemaError> {
    Valid::new(documents, at)
}

/// A strategy for the values that break exactly one constraint of the schema at a place, chosen
/// evenly over all constraints that can be broken alone.
///
/// # Errors
/// As for [`valid`], and when the schema has no such constraint.
pub fn invalid(documents: &Documents, at: &Location) -> Result<Invalid, SchemaError> {
    Invalid::new(documents, at)
}
