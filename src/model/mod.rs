//! Floor 0: the plain data that every other floor speaks in.

mod case;
mod clause;
mod comparison;
mod credentials;
mod event;
mod example;
mod exchange;
mod finding;
mod mutation;
mod operation;
mod replayed;
mod seed;
mod status;
mod summary;
mod verdict;
mod waiver;

pub use case::Case;
pub use clause::{Clause, Constraint, Edition, Level, Page};
pub use comparison::{Baseline, Comparison, Known, known};
pub use credentials::Credentials;
pub use event::{CheckInfo, CheckResult, ClauseInfo, Event, Keep, Progress, RunInfo, Settings};
pub use example::{Example, Expectation};
pub use exchange::{Bytes, Exchange, Request, Response, TransportError, TransportFault};
pub use finding::{Counterexample, Finding};
pub use mutation::Mutation;
pub use operation::{Effect, Names, Operation, Row, Source, Takes};
pub use replayed::Replayed;
pub use seed::Seed;
pub use status::{StatusSet, StatusSets};
pub use summary::{Budget, ConstraintCount, Latency, LeftUser, RunSummary};
pub use verdict::{Conclusion, Tally, Verdict, conclude};
pub use waiver::Waiver;
