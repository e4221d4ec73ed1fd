//! What an alternative is.

use crate::mock::faults::Hook;

/// A behaviour that differs from the mock's without breaking a clause.
#[derive(Clone, Copy, Debug)]
pub struct Alternative {
    /// The name it is switched on by, in kebab case.
    pub name: &'static str,
    /// What is different, in one sentence.
    pub summary: &'static str,
    /// Where it acts.
    pub hooks: &'static [Hook],
}

impl Alternative {
    /// One of a name.
    pub(super) const fn new(
        name: &'static str,
        summary: &'static str,
        hooks: &'static [Hook],
    ) -> Self {
        Self { name, summary, hooks }
    }
}
