//! The flags of `selftest`.

use std::{path::PathBuf, str::FromStr, time::Duration};

use clap::Args;

use crate::model::Seed;

#[derive(Debug, Args)]
pub(crate) struct SelftestArgs {
    /// Only this fault
    #[arg(long = "fault", value_name = "NAME")]
    pub(crate) faults: Vec<String>,
    /// Only this alternative
    #[arg(long = "alternative", value_name = "NAME")]
    pub(crate) alternatives: Vec<String>,
    /// So many rows of the product of defects and conditions instead of the named faults
    #[arg(long, value_name = "N", conflicts_with_all = ["faults", "alternatives", "all"])]
    pub(crate) sample: Option<usize>,
    /// Every row of the product that any request can show
    #[arg(long, conflicts_with_all = ["faults", "alternatives"])]
    pub(crate) all: bool,
    /// What the sample is drawn by
    #[arg(long, value_name = "N", default_value = "1")]
    pub(crate) seed: Seed,
    /// The suite to put to the test; clauses of level `should` count too
    #[arg(long, value_name = "NAME|FILE", default_value = "full")]
    pub(crate) suite: String,
    /// Seeds, each for a run of its own, such as `1,5` or `1..3`
    #[arg(long, value_name = "N,…", value_delimiter = ',', default_value = "1")]
    pub(crate) seeds: Vec<Seeds>,
    /// Begin no further run after this time, such as `6m`; what was not run is not judged
    #[arg(long, value_name = "TIME", value_parser = humantime::parse_duration)]
    pub(crate) within: Option<Duration>,
    /// Where a table of defects by conditions is written as Markdown
    #[arg(long, value_name = "FILE")]
    pub(crate) table: Option<PathBuf>,
    /// Share of the faults, in percent, that any check has to notice
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(1..=100))]
    pub(crate) found_at_least: Option<u8>,
    /// Share of the faults, in percent, that has to be killed by its own check; without it all
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(1..=100))]
    pub(crate) at_least: Option<u8>,
    /// Print which causes a report tells of each fault, of all that it brings to light
    #[arg(long, conflicts_with_all = ["alternatives", "at_least"])]
    pub(crate) causes: bool,
    /// With --causes, so many pairs of faults at once as well
    #[arg(long, value_name = "N", default_value_t = 100, requires = "causes")]
    pub(crate) pairs: usize,
    /// Random cases for each scenario that draws any; without it the suite decides
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) cases: Option<u64>,
    /// How many runs at once; without it four for each core, since many wait for slow servers
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<u16>,
    /// Where selftest.json and selftest.xml are written
    #[arg(long, value_name = "DIR", default_value = "reports")]
    pub(crate) reports_dir: PathBuf,
}

/// One seed, or a row of them.
#[derive(Clone, Debug)]
pub(crate) struct Seeds(pub(crate) Vec<Seed>);

impl FromStr for Seeds {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let Some((from, to)) = text.split_once("..") else { return Ok(Self(vec![text.parse()?])) };
        let (from, to): (Seed, Seed) = (from.parse()?, to.trim_start_matches('=').parse()?);
        Ok(Self((from.0..=to.0).map(Seed).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_seeds_ends_with_the_last_one_named() {
        let seeds = |text: &str| text.parse::<Seeds>().map(|seeds| seeds.0);
        assert_eq!(seeds("1..3").unwrap(), [Seed(1), Seed(2), Seed(3)]);
        assert_eq!(seeds("7").unwrap(), [Seed(7)]);
        assert!(seeds("1..x").is_err());
    }
}
