//! Plain text: the layout that the console and the test reports share.

mod finding;
mod test_case;
mod writer;

pub use finding::{Detail, finding, requests};
pub use test_case::test_case;
pub use writer::{BOLD, COLUMN, DIM, GREEN, PLAIN, RED, TextWriter, YELLOW};
