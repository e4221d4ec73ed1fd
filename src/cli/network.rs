//! The way to the target: time, trust, identity.

use std::{fs, path::PathBuf};

use super::{args::NetworkArgs, failure::Failure};
use crate::target::{TargetConfig, Tls};

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
}
