//! What a run may spend.

use std::time::Duration;

use clap::Args;

/// What a run may do at most.
#[derive(Clone, Debug, Args)]
pub(crate) struct LimitArgs {
    /// Print what would be sent at most, and send nothing
    #[arg(long, help_heading = "Limits")]
    pub(crate) plan: bool,
    /// How many users may be created at most; without it the suite decides
    #[arg(long, hide_short_help = true, value_name = "N", help_heading = "Limits")]
    pub(crate) max_invites: Option<u64>,
    /// How many requests may be sent at most
    #[arg(long, hide_short_help = true, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), help_heading = "Limits")]
    pub(crate) max_requests: Option<u64>,
    /// How long the run may take at most
    #[arg(long, hide_short_help = true, value_name = "TIME", value_parser = some_time, help_heading = "Limits")]
    pub(crate) max_time: Option<Duration>,
    /// Leave the created users their access after the run
    #[arg(long, hide_short_help = true, help_heading = "Limits")]
    pub(crate) keep_users: bool,
}

/// A time that something can be done in.
fn some_time(text: &str) -> Result<Duration, String> {
    match humantime::parse_duration(text) {
        Ok(Duration::ZERO) => {
            Err("nothing can be done in no time; leave it out for no limit".into())
        }
        Ok(time) => Ok(time),
        Err(error) => Err(error.to_string()),
    }
}
