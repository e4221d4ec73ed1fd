//! The configuration file and the `AVARA_*` variables.

mod completed;
mod file;
mod find;
mod key;
mod layers;
mod schema;
mod show;

pub(super) use completed::Completed;
pub(super) use layers::{Surroundings, complete};
pub(super) use show::run;
