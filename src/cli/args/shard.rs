//! Which part of the checks a run has.

use crate::model::{Shard, ShardError};

/// What names a shard and how many there are in the environment of a job, and what the first one is
/// called there.
const SYSTEMS: [(&str, &str, u32); 5] = [
    ("TEST_SHARD_INDEX", "TEST_TOTAL_SHARDS", 0),
    ("CI_NODE_INDEX", "CI_NODE_TOTAL", 1),
    ("CIRCLE_NODE_INDEX", "CIRCLE_NODE_TOTAL", 0),
    ("BUILDKITE_PARALLEL_JOB", "BUILDKITE_PARALLEL_JOB_COUNT", 0),
    ("SYSTEM_JOBPOSITIONINPHASE", "SYSTEM_TOTALJOBSINPHASE", 1),
];

/// The value of `--shard`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ShardArg {
    /// What the CI system says.
    Auto,
    /// This one.
    Named(Shard),
}

impl ShardArg {
    /// Reads `2/3` or `auto`.
    pub(crate) fn parse(text: &str) -> Result<Self, ShardError> {
        if text == "auto" { Ok(Self::Auto) } else { text.parse().map(Self::Named) }
    }

    /// The shard, from the environment where that is asked for: of Bazel, GitLab, Circle CI,
    /// Buildkite and Azure Pipelines. `None` is all checks.
    ///
    /// # Errors
    /// What the environment says that is no shard: to check nothing, or all, would be a guess.
    pub(crate) fn shard(
        self,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Option<Shard>, String> {
        let Self::Auto = self else {
            let Self::Named(shard) = self else { return Ok(None) };
            return Ok(Some(shard));
        };
        for (index, total, first) in SYSTEMS {
            let (Some(at), Some(many)) = (variable(index), variable(total)) else { continue };
            let shard =
                at.parse().ok().zip(many.parse().ok()).and_then(|(at, many): (u32, u32)| {
                    Shard::new((at + 1).checked_sub(first)?, many)
                });
            return match shard {
                Some(shard) => Ok(Some(shard)),
                None => Err(format!("{index} is `{at}` and {total} `{many}`, which is no shard")),
            };
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Result<Option<String>, String> {
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let shard = ShardArg::parse("auto").unwrap().shard(variable)?;
        Ok(shard.map(|shard| shard.to_string()))
    }

    #[test]
    fn each_system_counts_its_own_way() {
        for (index, total, at) in [
            ("TEST_SHARD_INDEX", "TEST_TOTAL_SHARDS", "1"),
            ("CI_NODE_INDEX", "CI_NODE_TOTAL", "2"),
            ("CIRCLE_NODE_INDEX", "CIRCLE_NODE_TOTAL", "1"),
            ("BUILDKITE_PARALLEL_JOB", "BUILDKITE_PARALLEL_JOB_COUNT", "1"),
            ("SYSTEM_JOBPOSITIONINPHASE", "SYSTEM_TOTALJOBSINPHASE", "2"),
        ] {
            assert_eq!(of(&[(index, at), (total, "3")]), Ok(Some("2/3".to_owned())), "{index}");
        }
    }

    #[test]
    fn without_a_system_all_is_checked_and_nothing_is_guessed() {
        assert_eq!(of(&[]), Ok(None));
        assert_eq!(of(&[("CI_NODE_TOTAL", "3")]), Ok(None), "nobody says which one");
        for at in ["0", "4", "x"] {
            assert!(of(&[("CI_NODE_INDEX", at), ("CI_NODE_TOTAL", "3")]).is_err(), "{at}");
        }
    }
}
