//! All alternatives.

use std::sync::LazyLock;

use super::{Alternative, answers, deployment, lists, refusals, requests, values};

static ALL: LazyLock<Vec<Alternative>> = LazyLock::new(|| {
    [
        answers::ALTERNATIVES,
        refusals::ALTERNATIVES,
        requests::ALTERNATIVES,
        values::ALTERNATIVES,
        lists::ALTERNATIVES,
        deployment::ALTERNATIVES,
    ]
    .concat()
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
