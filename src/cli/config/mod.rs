//! The configuration file and the `AVARA_*` variables.

mod file;
mod find;
mod key;
mod layers;
mod schema;
mod show;

pub(super) use layers::{Completed, Surroundings, complete};
pub(super) use show::run;
