//! From the name of a suite to the suite, or to why it cannot be used.

use std::{fs, path::Path};

use super::{definition::Suite, file};
use crate::check::Catalogue;

/// A suite that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SuiteError {
    /// Neither an embedded suite nor a file.
    #[error("no suite `{name}`: it is neither a file nor one of {}", .known.join(", "))]
    Unknown {
        /// What was asked for.
        name: String,
        /// The embedded suites.
        known: Vec<&'static str>,
    },
    /// The file cannot be read.
    #[error("{file}: {source}")]
    Unreadable {
        /// The file.
        file: String,
        /// Why.
        source: std::io::Error,
    },
    /// The text is no suite or no list of waivers; the message shows the line.
    #[error("{file}: {problem}")]
    Invalid {
        /// The file.
        file: String,
        /// What is wrong, with the line.
        problem: String,
    },
}

impl Suite {
    /// The embedded suite of that name, or the suite in that file. What it names must be in the
    /// catalogue.
    ///
    /// # Errors
    /// When there is neither, or the text is no suite; the message shows the line.
    pub fn load(name: &str, catalogue: &Catalogue) -> Result<Self, SuiteError> {
        let parsed = |file: &str, text: &str| {
            let stem = Path::new(file).file_stem().unwrap_or_default();
            file::parse(&stem.to_string_lossy(), text, catalogue)
                .map_err(|problem| SuiteError::Invalid { file: file.to_owned(), problem })
        };
        if let Some(text) = Self::embedded(name) {
            return parsed(name, text);
        }
        let path = Path::new(name);
        if !path.is_file() {
            return Err(SuiteError::Unknown { name: name.to_owned(), known: Self::names() });
        }
        let text = fs::read_to_string(path)
            .map_err(|source| SuiteError::Unreadable { file: name.to_owned(), source })?;
        parsed(name, &text)
    }
}
