//! From schemas to facts about a value: what has to be so for a schema to accept it, or to refuse it.

mod atom;
mod expand;
mod fails;
mod holds;
mod parts;
mod shape;

pub(crate) use atom::{Atom, Contains, Forced, Lit};
pub(crate) use expand::expand;
pub(crate) use shape::Shape;
