//! Floor 5: executes a plan against a target and reports what happens in events.

mod breaker;
mod budget;
mod candidate;
mod cases;
mod cleanup;
mod command;
mod constraint;
mod context;
mod counterexample;
mod coverage;
mod execution;
mod executor;
mod info;
pub mod journal;
mod latency;
mod ledger;
mod outlook;
mod plan;
mod pool;
mod preflight;
mod progress;
mod reproduce;
mod result;
mod run;
mod sources;
mod stopper;
mod summary;
#[cfg(test)]
mod tests;
mod wire;

pub use cleanup::{Cleaner, Cleanup};
pub use command::{CommandLine, Commands};
pub use constraint::CasesError;
pub use executor::{Runner, Sink};
pub use outlook::Outlook;
pub use plan::{Limits, Plan};
pub use sources::Sources;
pub use stopper::Stopper;
