//! Where the API key comes from: the environment, a file, standard input.

use std::{env, fs, io::Read, path::Path};

use super::failure::Failure;
use crate::target::ApiKey;

/// The variable that holds the key.
pub(super) const VARIABLE: &str = "AVARA_API_KEY";

/// Reads the key, if there is one.
pub(super) fn api_key(file: Option<&Path>) -> Result<Option<ApiKey>, Failure> {
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
    if key.is_empty() && file.is_some() {
        return Err(Failure::Usage("the API key file is empty".to_owned()));
    }
    Ok(Some(key).filter(|key| !key.is_empty()))
}
