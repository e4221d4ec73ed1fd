//! Floor 3: suite files, and the selection of checks and scenarios that they come to.

mod selection;
pub mod waivers;

use std::{fs, path::Path};

pub use selection::{Filters, Selection, select};
use serde::Deserialize;

use crate::model::Level;

/// The suites compiled into the binary: name and text.
const EMBEDDED: [(&str, &str); 3] = [
    ("full", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/suites/full.toml"))),
    ("read-only", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/suites/read-only.toml"))),
    ("smoke", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/suites/smoke.toml"))),
];

/// What a suite file says; `schemas/suite.json` describes it for editors.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suite {
    /// Its name: that of the file, or of the embedded suite.
    #[serde(skip)]
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Ids of the selected checks; `*` stands for any text.
    pub checks: Vec<String>,
    /// Ids of the checks left out; `*` stands for any text.
    #[serde(default)]
    pub skip: Vec<String>,
    /// Ids of the scenarios that may feed them; empty for all.
    #[serde(default)]
    pub scenarios: Vec<String>,
    /// Whether anything but reads may be sent.
    #[serde(default = "yes")]
    pub writes: bool,
    /// Random cases for each scenario that draws any.
    #[serde(default = "usual_cases")]
    pub cases: u64,
    /// How many users the update checks share at most.
    #[serde(default = "usual_pool")]
    pub pool: usize,
    /// How many invitations may be sent at most.
    #[serde(default)]
    pub invites: Option<u64>,
    /// Share of the constraints, in percent, that a run has to exercise on both sides.
    #[serde(default)]
    pub bounds: Option<u8>,
    /// The level from which on a contradicted clause fails the run.
    #[serde(default)]
    pub gate: Level,
}

fn yes() -> bool {
    true
}

fn usual_cases() -> u64 {
    24
}

fn usual_pool() -> usize {
    6
}

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
    /// The embedded suite of that name, or the suite in that file.
    ///
    /// # Errors
    /// When there is neither, or the text is no suite.
    pub fn load(name: &str) -> Result<Self, SuiteError> {
        if let Some((name, text)) = EMBEDDED.iter().find(|(known, _)| *known == name) {
            return Self::parse(name, text);
        }
        let path = Path::new(name);
        if !path.is_file() {
            let known = EMBEDDED.map(|(known, _)| known).to_vec();
            return Err(SuiteError::Unknown { name: name.to_owned(), known });
        }
        let text = fs::read_to_string(path)
            .map_err(|source| SuiteError::Unreadable { file: name.to_owned(), source })?;
        Self::parse(name, &text)
    }

    fn parse(file: &str, text: &str) -> Result<Self, SuiteError> {
        let invalid = |problem: String| SuiteError::Invalid { file: file.to_owned(), problem };
        let mut suite: Self = toml::from_str(text).map_err(|error| invalid(error.to_string()))?;
        if suite.gate == Level::May {
            return Err(invalid("gate is `may`; a suite can gate on `must` or `should`".into()));
        }
        if suite.cases == 0 || suite.pool == 0 {
            return Err(invalid("cases and pool are at least 1".into()));
        }
        if suite.bounds.is_some_and(|percent| percent > 100) {
            return Err(invalid("bounds is a share in percent, 100 at most".into()));
        }
        let stem = Path::new(file).file_stem().unwrap_or_default();
        suite.name = stem.to_string_lossy().into_owned();
        Ok(suite)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::schema::{Documents, Location};

    #[test]
    fn the_embedded_suites_are_valid_by_their_schema() {
        let documents = Documents::embedded().unwrap();
        let validator = documents.validator(&Location::root("suite.json")).unwrap();
        for (name, text) in EMBEDDED {
            assert_eq!(Suite::load(name).unwrap().name, name);
            let value: Value = toml::from_str(text).unwrap();
            assert!(validator.is_valid(&value), "{name}");
        }
    }

    #[test]
    fn an_unknown_suite_is_told_what_there_is() {
        let error = Suite::load("fulll").unwrap_err().to_string();
        assert_eq!(
            error,
            "no suite `fulll`: it is neither a file nor one of full, read-only, smoke"
        );
    }

    #[test]
    fn a_wrong_entry_is_shown_with_its_line() {
        let text = "description = \"x\"\nchecks = [\"*\"]\ncase = 3\n";
        let error = Suite::parse("my.toml", text).unwrap_err().to_string();
        assert!(error.contains("line 3") && error.contains("case"), "{error}");
        assert!(Suite::parse("my.toml", "description = \"x\"\nchecks = []\ncases = 0").is_err());
    }
}
