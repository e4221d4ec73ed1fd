//! Values drawn from the graph, and the way to plainer ones.

mod drawn;
mod plainest;
mod shrink;
mod weight;

pub(crate) use drawn::{Content, Drawn, Name, Role};
pub(crate) use shrink::{Judgement, Shrinker};
