//! What every format for people tells of a run and of a finding: collected here once, and cut by
//! nobody yet, so that the formats only lay it out.

mod alike;
mod causes;
mod checks;
mod conclusion;
mod finding;
mod requests;
mod rests;
mod rows;
mod run;
mod test_cases;

pub use causes::Cause;
pub use conclusion::Tone;
pub use finding::{FindingView, headline};
pub use requests::{RequestView, ends};
pub use rows::{Row, Value};
pub use run::{MOCK, RunView, TIMES, Work, target, times};
pub use test_cases::{Outcome, TestCase};
