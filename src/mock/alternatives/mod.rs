//! Conforming differences that can be switched on by name.
//!
//! No page says everything, so servers differ and all keep the contract. Each of these behaves in
//! one respect unlike the mock, and no check may hold it against a server.

mod answers;
mod deployment;
mod lists;
mod refusals;
mod values;

use std::sync::LazyLock;

use super::faults::Hook;

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
    const fn new(name: &'static str, summary: &'static str, hooks: &'static [Hook]) -> Self {
        Self { name, summary, hooks }
    }
}

static ALL: LazyLock<Vec<Alternative>> = LazyLock::new(|| {
    [answers::ALL, refusals::ALL, values::ALL, lists::ALL, deployment::ALL].concat()
});

/// Every alternative.
#[must_use]
pub fn all() -> &'static [Alternative] {
    &ALL
}

/// The alternative of a name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Alternative> {
    all().iter().find(|alternative| alternative.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::mock::faults;

    #[test]
    fn names_are_unique_also_among_the_faults() {
        let names: HashSet<_> = all().iter().map(|alternative| alternative.name).collect();
        assert_eq!(names.len(), all().len());
        for alternative in all() {
            assert!(faults::find(alternative.name).is_none(), "{}", alternative.name);
            assert!(find(alternative.name).is_some() && !alternative.hooks.is_empty());
            assert!(alternative.summary.ends_with('.'), "{}", alternative.name);
            let kebab = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
            assert!(alternative.name.bytes().all(kebab), "{}", alternative.name);
        }
    }
}
