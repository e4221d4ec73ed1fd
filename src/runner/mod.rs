//! Floor 5: executes a plan against a target and reports what happens in events.

mod breaker;
mod budget;
mod candidate;
mod cases;
mod cleanup;
mod command;
mod connection;
mod constraint;
mod context;
mod counterexample;
mod coverage;
mod effort;
mod error;
mod execution;
mod executor;
mod flight;
mod guests;
mod info;
pub mod journal;
mod latency;
mod ledger;
mod links;
#[cfg(test)]
mod obliged;
mod outlook;
mod plan;
mod pool;
mod preflight;
mod progress;
mod reproduce;
mod result;
mod run;
mod session;
mod settling;
mod sources;
mod stopper;
mod summary;
#[cfg(test)]
mod tests;
mod timeline;
mod wire;

pub(crate) use cleanup::{Cleaner, Cleanup};
pub use command::{CommandLine, Commands};
pub use connection::Connection;
pub use constraint::CasesError;
pub use error::SessionError;
pub use executor::Sink;
pub(crate) use outlook::Outlook;
pub use plan::{Limits, Plan};
pub use session::Session;
pub(crate) use sources::Sources;
pub use stopper::Stopper;
pub use timeline::Timeline;
