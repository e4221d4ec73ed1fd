//! Where the API key comes from: the environment, a file, standard input.

use std::{env, fs, io::Read, path::Path};

use super::failure::Failure;
use crate::target::ApiKey;

/// The variable that holds the key.
pub(super) const VARIABLE: &str = "AVARA_API_KEY";

/// What a mock of one's own machine gets when no key is given.
const LOOPBACK_KEY: &str = "mock-api-key";

/// Reads the key. Without one, a target on the loopback gets a key that every mock takes.
pub(super) fn api_key(file: Option<&Path>, loopback: bool) -> Result<ApiKey, Failure> {
    let text = match file {
        Some(path) if path.as_os_str() == "-" => {
            let mut text = String::new();
            std::io::stdin()
                .read_to_string(&mut text)
                .map_err(Failure::machine("cannot read the API key from standard input"))?;
            text
        }
        Some(path) => fs::read_to_string(path).map_err(|error| {
            Failure::Usage(format!("cannot read the API key from {}: {error}", path.display()))
        })?,
        None => env::var(VARIABLE).unwrap_or_default(),
    };
    let key = ApiKey::new(&text);
    if !key.is_empty() {
        Ok(key)
    } else if file.is_some() {
        Err(Failure::Usage("the API key file is empty".to_owned()))
    } else if loopback {
        Ok(ApiKey::new(LOOPBACK_KEY))
    } else {
        Err(Failure::Usage(format!(
            "no API key: set {VARIABLE}, or give --api-key-file FILE (`-` for standard input)"
        )))
    }
}
