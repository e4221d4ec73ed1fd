//! Faults by construction: a defect at a step, under conditions, written as data.

mod act;
mod all;
mod condition;
mod mutant;

pub use all::all;
pub use condition::{Class, Condition, State};
pub use mutant::{Defect, Mutant};
