//! From schemas to facts about a value: what has to be so for a schema to accept it, or to refuse
//! it. To break an assertion is to turn its fact round and to keep all the others, so that an
//! invalid value is a valid value of another conjunction.

mod atom;
mod expand;
mod fails;
mod holds;
mod overlap;
mod parts;
mod shape;

pub(crate) use atom::{Atom, Contains, Forced, Lit};
pub(crate) use expand::{Effort, MOST_STEPS, expand};
pub(crate) use shape::Shape;
