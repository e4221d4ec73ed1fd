//! Floor 0: the plain data that every other floor speaks in.

mod case;
mod clause;
mod event;
mod exchange;
mod finding;
mod mutation;
mod seed;
mod verdict;
mod waiver;

pub use case::Case;
pub use clause::{Clause, Constraint, Edition, Level, Page};
pub use event::{CheckInfo, CheckResult, ConstraintCount, Event, RunInfo, RunSummary};
pub use exchange::{
    Bytes, Credentials, Exchange, Operation, Request, Response, TransportError, TransportFault,
};
pub use finding::{Counterexample, Finding};
pub use mutation::Mutation;
pub use seed::Seed;
pub use verdict::{Conclusion, Tally, Verdict, conclude};
pub use waiver::Waiver;
