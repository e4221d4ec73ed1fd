//! A part of the checks, so that several machines share a run.

use std::{fmt, num::NonZeroU32, str::FromStr};

use serde::{Deserialize, Serialize};

/// One of several parts of a run. Each check is in exactly one of them, which its id alone
/// decides, and with it go the scenarios about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Shard {
    /// Which one, from 1.
    index: NonZeroU32,
    total: NonZeroU32,
}

impl Shard {
    /// The shard of this number, from 1, of so many; `None` where there is no such one.
    #[must_use]
    pub fn new(index: u32, total: u32) -> Option<Self> {
        let shard = Self { index: NonZeroU32::new(index)?, total: NonZeroU32::new(total)? };
        (shard.index <= shard.total).then_some(shard)
    }

    /// Which one it is, from 1.
    #[must_use]
    pub fn index(self) -> u32 {
        self.index.get()
    }

    /// How many there are.
    #[must_use]
    pub fn total(self) -> u32 {
        self.total.get()
    }

    /// Whether the check of this id is in it, by its FNV-1a hash: the same on every machine.
    #[must_use]
    pub fn has(self, check: &str) -> bool {
        let hash = check.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        // The upper half, since the lowest bits depend on few of the bytes.
        (hash >> 32) % u64::from(self.total()) == u64::from(self.index() - 1)
    }

    /// Its share of a budget: together they spend no more than one more each.
    #[must_use]
    pub fn share(self, budget: u64) -> u64 {
        budget.div_ceil(u64::from(self.total()))
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.total)
    }
}

/// Why a check has nothing to say in a shard that another one is about.
pub(crate) const ELSEWHERE: &str = "nothing here shows it, and another shard looks for it";

/// A text that names no shard.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no shard: write `2/3` for the second of three")]
pub struct ShardError(String);

impl FromStr for Shard {
    type Err = ShardError;

    fn from_str(text: &str) -> Result<Self, ShardError> {
        let parsed = text
            .split_once('/')
            .and_then(|(index, total)| Self::new(index.parse().ok()?, total.parse().ok()?));
        parsed.ok_or_else(|| ShardError(text.to_owned()))
    }
}

impl From<Shard> for String {
    fn from(shard: Shard) -> Self {
        shard.to_string()
    }
}

impl TryFrom<String> for Shard {
    type Error = ShardError;

    fn try_from(text: String) -> Result<Self, ShardError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_is_in_one_of_them() {
        for total in 1..9 {
            let shards: Vec<Shard> =
                (1..=total).filter_map(|index| Shard::new(index, total)).collect();
            for check in ["list::rows_agree", "auth::invite", "update::rejects::level::enum"] {
                assert_eq!(shards.iter().filter(|shard| shard.has(check)).count(), 1, "{check}");
            }
        }
    }

    #[test]
    fn a_shard_is_written_as_it_is_read() {
        assert_eq!("2/3".parse::<Shard>().unwrap().to_string(), "2/3");
        for wrong in ["", "2", "0/3", "4/3", "1/0", "-1/3", "a/b"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_place_of_a_check_is_the_same_everywhere() {
        let third = Shard::new(3, 3).unwrap();
        let places = ["list::rows_agree", "auth::invite"].map(|check| {
            (1..=3).find(|index| Shard::new(*index, 3).is_some_and(|shard| shard.has(check)))
        });
        assert_eq!((third.share(64), places), (22, [Some(3), Some(3)]));
    }
}
