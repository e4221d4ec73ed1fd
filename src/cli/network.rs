//! The flags for the way to the target: time, trust, identity.

use std::{fs, path::PathBuf, time::Duration};

use clap::Args;

use super::failure::Failure;
use crate::target::{TargetConfig, Tls};

/// How the target is reached. Proxies come from the environment, as everywhere.
#[derive(Debug, Args)]
pub(super) struct NetworkArgs {
    /// Time for one whole exchange
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = humantime::parse_duration, help_heading = "Network")]
    timeout: Duration,
    /// Time to get a connection, TLS included
    #[arg(long, value_name = "TIME", default_value = "3s", value_parser = humantime::parse_duration, help_heading = "Network", hide_short_help = true)]
    connect_timeout: Duration,
    /// Time until the head of an answer is there; without it that of --timeout
    #[arg(long, value_name = "TIME", value_parser = humantime::parse_duration, help_heading = "Network", hide_short_help = true)]
    first_byte_timeout: Option<Duration>,
    /// Speak to another machine without TLS; the API key is readable on the way
    #[arg(long, help_heading = "Network", hide_short_help = true)]
    allow_http: bool,
    /// Trust the authorities in this PEM file, in place of the system's
    #[arg(long, value_name = "FILE", help_heading = "Network", hide_short_help = true)]
    cacert: Option<PathBuf>,
    /// Present this certificate chain, a PEM file
    #[arg(
        long,
        value_name = "FILE",
        requires = "key",
        help_heading = "Network",
        hide_short_help = true
    )]
    cert: Option<PathBuf>,
    /// Private key of --cert, a PEM file
    #[arg(
        long,
        value_name = "FILE",
        requires = "cert",
        help_heading = "Network",
        hide_short_help = true
    )]
    key: Option<PathBuf>,
    /// Take any certificate; every report warns of it
    #[arg(long, conflicts_with = "cacert", help_heading = "Network", hide_short_help = true)]
    insecure: bool,
}

impl NetworkArgs {
    /// The configuration with what these flags say.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub(super) fn applied_to(&self, config: TargetConfig) -> Result<TargetConfig, Failure> {
        let read = |flag: &str, path: &PathBuf| {
            fs::read(path)
                .map_err(|error| Failure::Usage(format!("{flag} {}: {error}", path.display())))
        };
        let authorities = self.cacert.as_ref().map(|path| read("--cacert", path)).transpose()?;
        let identity = match (&self.cert, &self.key) {
            (Some(cert), Some(key)) => {
                // The line break keeps two PEM blocks apart.
                Some([read("--cert", cert)?, b"\n".to_vec(), read("--key", key)?].concat())
            }
            _ => None,
        };
        Ok(TargetConfig {
            timeout: self.timeout,
            connect_timeout: self.connect_timeout,
            first_byte_timeout: self.first_byte_timeout.unwrap_or(self.timeout),
            allow_http: self.allow_http,
            tls: Tls { authorities, identity, insecure: self.insecure },
            ..config
        })
    }

    /// The flags without which the target is not reached again.
    pub(super) fn replay(&self) -> Vec<String> {
        let file = |flag: &str, path: &Option<PathBuf>| {
            path.iter().map(|path| format!("{flag} {}", path.display())).collect::<Vec<_>>()
        };
        let mut words = Vec::new();
        words.extend(self.allow_http.then(|| "--allow-http".to_owned()));
        words.extend(file("--cacert", &self.cacert));
        words.extend(file("--cert", &self.cert));
        words.extend(file("--key", &self.key));
        words.extend(self.insecure.then(|| "--insecure".to_owned()));
        words
    }
}
