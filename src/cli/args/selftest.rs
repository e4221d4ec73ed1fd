//! The flags of `selftest`.

use std::path::PathBuf;

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
    /// The suite to put to the test; clauses of level `should` count too
    #[arg(long, value_name = "NAME|FILE", default_value = "full")]
    pub(crate) suite: String,
    /// Seeds, each for a run of its own
    #[arg(long, value_name = "N,…", value_delimiter = ',', default_value = "1")]
    pub(crate) seeds: Vec<Seed>,
    /// Share of the faults, in percent, that has to be killed; without it all of them
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
