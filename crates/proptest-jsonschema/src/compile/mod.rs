//! From schemas to the graph.

mod additional;
mod array;
mod compiler;
pub(crate) mod lookalikes;
mod object;
mod scalar;

pub(crate) use compiler::Compiler;
