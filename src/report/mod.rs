//! Floor 5: the stream of events, rendered for people and for machines. One file per format.

pub mod annotations;
pub mod clauses;
pub mod console;
pub mod ctrf;
pub mod curl;
pub mod diff;
pub mod events;
pub mod file;
pub mod formats;
pub mod har;
pub mod html;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod merged;
pub mod progress;
pub mod replayed;
pub mod sarif;
pub mod stored;
pub mod visible;

#[cfg(test)]
mod fixtures;
mod numbers;
#[cfg(test)]
mod published;
mod reporter;
mod run;
#[cfg(test)]
mod schemas;
mod text;
mod time;
mod view;

pub use reporter::Reporter;
pub use run::{Run, SeenFinding};
pub use view::{Cause, FindingView};
