//! Floor 0: the plain data that every other floor speaks in.

mod case;
mod clause;
mod comparison;
mod conclusion;
mod credentials;
mod event;
mod example;
mod exchange;
mod finding;
#[cfg(test)]
mod fixtures;
mod json;
mod json_grammar;
mod json_text;
mod operation;
mod replayed;
mod result;
mod seed;
mod shard;
mod status;
mod summary;
mod verdict;
mod waiver;

pub use case::Case;
pub use clause::{Clause, Constraint, Edition, Level, Page};
pub use comparison::{Baseline, Comparison, Known, known};
pub use conclusion::Conclusion;
pub(crate) use conclusion::conclude;
pub use credentials::Credentials;
pub use event::{CheckInfo, ClauseInfo, Event, Keep, Progress, RunInfo, Settings};
pub use example::{Example, Expectation};
pub use exchange::{Bytes, Exchange, Request, Response, TransportError, TransportFault};
pub use finding::{Counterexample, Finding};
pub use json_text::{JsonText, Oddity, is_sendable};
pub use operation::{Effect, Names, Operation, Row, Source, Takes};
pub use proptest_jsonschema::Mutation;
pub use replayed::Replayed;
pub use result::CheckResult;
pub use seed::Seed;
pub(crate) use shard::ELSEWHERE;
pub use shard::{Shard, ShardError};
pub use status::{StatusSet, StatusSets};
pub use summary::{Budget, ConstraintCount, Latency, LeftUser, RunSummary};
pub use verdict::{Tally, Verdict};
pub use waiver::Waiver;
