//! Family `filters`: sound, complete, literal.

mod brief;
mod judge;
mod thorough;

pub(super) use judge::{each_alone_is_sound, sound_and_complete};
pub(super) use thorough::scenarios;
