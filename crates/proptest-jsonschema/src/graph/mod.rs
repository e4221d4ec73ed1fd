//! The graph that values are drawn from.

mod nodes;
mod numbers;

pub(crate) use nodes::{Branch, BrokenItem, BrokenMember, Graph, Lists, Named, Node, Objects};
pub(crate) use numbers::{Numbers, within};
