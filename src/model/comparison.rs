//! The findings of one run held against those of another.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{CheckResult, Verdict};

/// Findings by their keys, each with the ids of the checks that made it.
pub type Known = BTreeMap<String, BTreeSet<String>>;

/// Every finding of these results.
#[must_use]
pub fn known(results: &[CheckResult]) -> Known {
    let mut known = Known::new();
    for result in results {
        for shown in &result.counterexamples {
            known.entry(shown.finding.key()).or_default().insert(result.id.clone());
        }
    }
    known
}

/// Findings of an earlier run that do not fail this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Baseline {
    /// When the earlier run began, RFC 3339.
    pub since: String,
    /// What it found.
    pub known: Known,
}

/// What became of findings, by their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// Found now, and not before.
    pub new: Vec<String>,
    /// Found before and now.
    pub still_failing: Vec<String>,
    /// Found before and not now, although every check that found it has judged.
    pub fixed: Vec<String>,
    /// Found before and not now, but a check that found it has not judged: nobody can tell.
    pub not_exercised: Vec<String>,
}

impl Comparison {
    /// Compares findings that are known with what checks came to.
    #[must_use]
    pub fn of(before: &Known, results: &[CheckResult]) -> Self {
        let now = known(results);
        let judged: BTreeSet<&str> =
            results.iter().filter(|r| has_judged(r)).map(|r| r.id.as_str()).collect();
        let mut comparison = Self {
            new: now.keys().filter(|key| !before.contains_key(*key)).cloned().collect(),
            ..Self::default()
        };
        for (key, checks) in before {
            let place = if now.contains_key(key) {
                &mut comparison.still_failing
            } else if checks.iter().all(|check| judged.contains(check.as_str())) {
                &mut comparison.fixed
            } else {
                &mut comparison.not_exercised
            };
            place.push(key.clone());
        }
        comparison
    }
}

/// Whether a check has observed what it wanted, so that its silence about a finding means
/// something.
fn has_judged(result: &CheckResult) -> bool {
    let decided = match result.verdict {
        Verdict::Pass | Verdict::Fail | Verdict::Warn | Verdict::Waived => true,
        Verdict::Skip | Verdict::Inconclusive | Verdict::Error => false,
    };
    decided && result.observations > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(id: &str, verdict: Verdict, observations: u64) -> CheckResult {
        CheckResult { id: id.into(), verdict, observations, ..CheckResult::default() }
    }

    fn before(checks: &[&str]) -> Known {
        let checks = checks.iter().map(|check| (*check).to_owned()).collect();
        Known::from([("a finding".to_owned(), checks)])
    }

    #[test]
    fn only_what_was_looked_for_again_is_fixed() {
        let fixed = |checks: &[&str], results: &[CheckResult]| {
            let comparison = Comparison::of(&before(checks), results);
            assert_eq!(comparison.fixed.len() + comparison.not_exercised.len(), 1);
            !comparison.fixed.is_empty()
        };
        assert!(fixed(&["a"], &[result("a", Verdict::Pass, 1)]));
        assert!(fixed(&["a"], &[result("a", Verdict::Fail, 1)]), "of something else");
        assert!(!fixed(&["a"], &[]));
        assert!(!fixed(&["a"], &[result("a", Verdict::Pass, 0)]));
        for verdict in [Verdict::Skip, Verdict::Inconclusive, Verdict::Error] {
            assert!(!fixed(&["a"], &[result("a", verdict, 9)]), "{verdict}");
        }
        assert!(!fixed(&["a", "b"], &[result("a", Verdict::Pass, 1)]), "b saw it as well");
    }
}
