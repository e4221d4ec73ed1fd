//! The one number that decides which cases a run draws.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Seed of a run. The same seed and version give the same cases, whatever the concurrency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Seed(pub u64);

impl Seed {
    /// The 32 bytes that seed the generator of one case: a FNV-1a hash of scenario and index for
    /// each of the four lanes, so that no case depends on the draws before it.
    #[must_use]
    pub fn for_case(self, scenario: &str, index: u64) -> [u8; 32] {
        let mut bytes = [0; 32];
        for (lane, chunk) in (0_u64..).zip(bytes.chunks_exact_mut(8)) {
            let words = [self.0, index, lane];
            let input = words.iter().flat_map(|word| word.to_le_bytes()).chain(scenario.bytes());
            let hash = input.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
            chunk.copy_from_slice(&hash.to_le_bytes());
        }
        bytes
    }
}

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Seed {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_the_origin_changes_the_bytes() {
        let base = Seed(1).for_case("invite", 0);
        assert_eq!(base, Seed(1).for_case("invite", 0));
        for other in [
            Seed(2).for_case("invite", 0),
            Seed(1).for_case("list", 0),
            Seed(1).for_case("invite", 1),
        ] {
            assert_ne!(base, other);
        }
        assert_ne!(base[..8], base[8..16], "lanes differ");
    }
}
