//! What came of playing a finding again.

use super::{Conclusion, Counterexample};

/// What came of playing the case of a finding again.
#[derive(Clone, Debug, PartialEq)]
pub enum Replayed {
    /// Its check observed what it wanted as many times, and the finding showed in none.
    Fixed {
        /// How many times.
        tries: usize,
    },
    /// It shows again, or its check finds something else in the same case.
    StillFailing(Box<Counterexample>),
    /// Nobody can tell, for this reason.
    NotReproducible(String),
}

impl Replayed {
    /// Whether the finding shows again.
    #[must_use]
    pub fn still_fails(&self) -> bool {
        matches!(self, Self::StillFailing(_))
    }

    /// What all of them come to: a finding that still shows wins over one of which nobody can
    /// tell, and that over one that is fixed.
    #[must_use]
    pub fn conclude<'a>(all: impl IntoIterator<Item = &'a Self>) -> Conclusion {
        let mut conclusion = Conclusion::Conforming;
        for replayed in all {
            match replayed {
                Self::StillFailing(_) => return Conclusion::Failed,
                Self::NotReproducible(_) => conclusion = Conclusion::Incomplete,
                Self::Fixed { .. } => {}
            }
        }
        conclusion
    }
}
