//! From the name of a suite to the suite.

use std::{fs, path::Path};

use super::{Suite, SuiteError, embedded, file};
use crate::check::Catalogue;

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
        if let Some(text) = embedded::text(name) {
            return parsed(name, text);
        }
        let path = Path::new(name);
        if !path.is_file() {
            return Err(SuiteError::Unknown { name: name.to_owned(), known: embedded::names() });
        }
        let text = fs::read_to_string(path)
            .map_err(|source| SuiteError::Unreadable { file: name.to_owned(), source })?;
        parsed(name, &text)
    }
}
