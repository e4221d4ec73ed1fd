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
