//! The flags that say how a server is reached.

use std::{path::PathBuf, time::Duration};

use clap::Args;

/// How a server is reached.
#[derive(Clone, Debug, Args)]
pub(crate) struct ServerArgs {
    /// File with the API key, `-` for standard input
    #[arg(long, value_name = "FILE", help_heading = "Target")]
    pub(crate) api_key_file: Option<PathBuf>,
    /// A further header for every request
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE", help_heading = "Target")]
    pub(crate) headers: Vec<String>,
    #[command(flatten)]
    pub(crate) network: NetworkArgs,
    /// How many requests are sent in one second at most; 0.5 is one in two seconds
    #[arg(long, hide_short_help = true, value_name = "N", value_parser = rate, help_heading = "Target")]
    pub(crate) rate: Option<f64>,
    /// How long a write may take to be seen by a read
    #[arg(long, hide_short_help = true, value_name = "TIME", default_value = "2s", value_parser = humantime::parse_duration, help_heading = "Target")]
    pub(crate) settle: Duration,
    /// The list shows people only after they accept their invitation
    #[arg(long, hide_short_help = true, help_heading = "Target")]
    pub(crate) pending: bool,
    /// Check the production host, reading only
    #[arg(long, help_heading = "Target")]
    pub(crate) allow_production: bool,
    /// Also write to the production host
    #[arg(long, hide_short_help = true, requires = "allow_production", help_heading = "Target")]
    pub(crate) allow_writes: bool,
}

/// How the target is reached. Proxies come from the environment, as everywhere.
#[derive(Clone, Debug, Args)]
pub(crate) struct NetworkArgs {
    /// Time for one whole exchange
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = humantime::parse_duration, help_heading = "Network")]
    pub(crate) timeout: Duration,
    /// Time to get a connection, TLS included
    #[arg(long, value_name = "TIME", default_value = "3s", value_parser = humantime::parse_duration, help_heading = "Network", hide_short_help = true)]
    pub(crate) connect_timeout: Duration,
    /// Time until the head of an answer is there; without it that of --timeout
    #[arg(long, value_name = "TIME", value_parser = humantime::parse_duration, help_heading = "Network", hide_short_help = true)]
    pub(crate) first_byte_timeout: Option<Duration>,
    /// Speak to another machine without TLS; the API key is readable on the way
    #[arg(long, help_heading = "Network", hide_short_help = true)]
    pub(crate) allow_http: bool,
    /// Trust the authorities in this PEM file, in place of the system's
    #[arg(long, value_name = "FILE", help_heading = "Network", hide_short_help = true)]
    pub(crate) cacert: Option<PathBuf>,
    /// Present this certificate chain, a PEM file
    #[arg(
        long,
        value_name = "FILE",
        requires = "key",
        help_heading = "Network",
        hide_short_help = true
    )]
    pub(crate) cert: Option<PathBuf>,
    /// Private key of --cert, a PEM file
    #[arg(
        long,
        value_name = "FILE",
        requires = "cert",
        help_heading = "Network",
        hide_short_help = true
    )]
    pub(crate) key: Option<PathBuf>,
    /// Take any certificate; every report warns of it
    #[arg(long, conflicts_with = "cacert", help_heading = "Network", hide_short_help = true)]
    pub(crate) insecure: bool,
}

/// A number of requests in a second, fractions included.
fn rate(text: &str) -> Result<f64, String> {
    let rate = text.parse::<f64>().ok().filter(|rate| (0.001..=1e6).contains(rate));
    rate.ok_or_else(|| "a number from 0.001 to 1000000 is wanted".to_owned())
}
