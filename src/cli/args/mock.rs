//! The flags of `mock`.

use std::{net::IpAddr, time::Duration};

use clap::Args;

use super::choices::EditionArg;

/// How the mock serves.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct MockArgs {
    /// Port to listen on; 0 takes a free one
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) port: u16,
    /// Address to listen on
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    pub(crate) bind: IpAddr,
    /// How many users there are at the start
    #[arg(long, value_name = "N", default_value_t = 250)]
    pub(crate) seed_users: usize,
    /// The same seed gives the same users
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
    /// How long every answer is held back, such as 20ms
    #[arg(long, value_name = "TIME", default_value = "0s", value_parser = humantime::parse_duration)]
    pub(crate) latency: Duration,
    /// Answer so many requests a second, and refuse further ones with 429
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) rate_limit: Option<u32>,
    /// Leave each request with a multiple of this number without an answer
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) hang_every: Option<u64>,
    /// Serve one connection at a time, and let others wait until it is closed
    #[arg(long)]
    pub(crate) one_connection: bool,
    /// Take and show the clinic roles of one edition of the documentation only
    #[arg(long, value_enum, default_value_t)]
    pub(crate) edition: EditionArg,
    /// Serve the three documented operations alone, without what the SDK asks for beside them
    #[arg(long)]
    pub(crate) no_revoke_access: bool,
    /// Show nobody in the list before they accept, which nobody does
    #[arg(long)]
    pub(crate) pending: bool,
    /// With --pending: do not show the invitations either, which the SDK can list and revoke
    #[arg(long, requires = "pending")]
    pub(crate) no_invitations: bool,
    /// Switch on a defect
    #[arg(long = "fault", value_name = "NAME")]
    pub(crate) faults: Vec<String>,
    /// Print the defects that can be switched on
    #[arg(long)]
    pub(crate) list_faults: bool,
    /// Switch on a conforming difference
    #[arg(long = "alternative", value_name = "NAME")]
    pub(crate) alternatives: Vec<String>,
    /// Print the conforming differences that can be switched on
    #[arg(long)]
    pub(crate) list_alternatives: bool,
}
