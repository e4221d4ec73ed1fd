//! Floor 3: suite files, and the selection of checks and scenarios that they come to.

mod entry;
mod file;
mod place;
mod saving;
mod selection;
pub mod waivers;

use std::{collections::BTreeMap, fs, path::Path, time::Duration};

pub use saving::{Saving, SavingError};
pub use selection::{Filters, Selection, select};
use serde::Deserialize;

use crate::{
    check::{Catalogue, regressions::Regression},
    model::{Example, Level, StatusSets},
};

/// The suites compiled into the binary: name and text.
const EMBEDDED: [(&str, &str); 4] = [
    ("full", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/suites/full.toml"))),
    ("read-only", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/suites/read-only.toml"))),
    ("staging", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/suites/staging.toml"))),
    ("smoke", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/suites/smoke.toml"))),
];

/// Which checks run, with how many cases, budgets and demands.
#[derive(Clone, Debug, PartialEq)]
pub struct Suite {
    /// Its name: that of the file, or of the embedded suite.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Ids of the selected checks; `*` stands for any text.
    pub checks: Vec<String>,
    /// Ids of the checks left out; `*` stands for any text.
    pub skip: Vec<String>,
    /// Ids of the scenarios that may feed them; empty for all.
    pub scenarios: Vec<String>,
    /// Of some scenarios, only these cases; the keys are ids, with `*` for any text.
    pub only: BTreeMap<String, Only>,
    /// Whether anything but reads may be sent.
    pub writes: bool,
    /// Random cases for each scenario that draws any.
    pub cases: u64,
    /// How many users the update checks share at most.
    pub pool: usize,
    /// How many users may be created at most.
    pub invites: Option<u64>,
    /// How many requests may be sent at most.
    pub requests: Option<u64>,
    /// How long a run may take at most.
    pub time: Option<Duration>,
    /// Share of the constraints, in percent, that a run has to exercise on both sides.
    pub bounds: Option<u8>,
    /// The level from which on a contradicted clause fails the run.
    pub gate: Level,
    /// Status codes that it asks for.
    pub status: StatusSets,
    /// What is sent before anything generated.
    pub examples: Vec<Example>,
    /// The cases of earlier findings, played next.
    pub regressions: Vec<Regression>,
}

/// The cases that a suite takes of a scenario.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Only {
    /// The first ones: edge cases and near misses come before random draws.
    First(u64),
    /// Those with these names.
    Named(Vec<String>),
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
    /// The names of the embedded suites.
    fn names() -> Vec<&'static str> {
        EMBEDDED.map(|(name, _)| name).to_vec()
    }

    /// The text of an embedded suite.
    fn embedded(name: &str) -> Option<&'static str> {
        EMBEDDED.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
    }

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

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::{
        check::catalogue,
        schema::{self, Contract, Location},
    };

    fn embedded() -> Catalogue {
        catalogue(&Contract::embedded().unwrap()).unwrap()
    }

    #[test]
    fn the_embedded_suites_are_valid_by_their_schema() {
        let documents = schema::embedded().unwrap();
        let validator = documents.validator(&Location::root("suite.json")).unwrap();
        let catalogue = embedded();
        for (name, text) in EMBEDDED {
            assert_eq!(Suite::load(name, &catalogue).unwrap().name, name);
            let value: Value = toml::from_str(text).unwrap();
            assert!(validator.is_valid(&value), "{name}");
        }
    }

    #[test]
    fn an_unknown_suite_is_told_what_there_is() {
        let error = Suite::load("fulll", &embedded()).unwrap_err().to_string();
        assert_eq!(
            error,
            "no suite `fulll`: it is neither a file nor one of full, read-only, staging, smoke"
        );
    }
}
