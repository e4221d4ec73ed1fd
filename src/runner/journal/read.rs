//! Reading a journal back.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufRead, BufReader},
    path::Path,
};

use super::{account::Account, line::Line};

/// A journal that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The file cannot be opened, read or appended to.
    #[error("journal {path}: {source}")]
    Unreadable {
        /// The file.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// The file holds no line of a journal.
    #[error("{path} is no journal: no line of it is one of a run")]
    Foreign {
        /// The file.
        path: String,
    },
}

impl JournalError {
    pub(super) fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.display().to_string();
        |source| Self::Unreadable { path, source }
    }
}

/// The runs of a journal, in the order in which they began.
///
/// # Errors
/// When the file cannot be read, or is none.
pub fn read(path: &Path) -> Result<Vec<Account>, JournalError> {
    let file = File::open(path).map_err(JournalError::unreadable(path))?;
    let mut accounts: Vec<Account> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut torn = 0;
    for line in BufReader::new(file).split(b'\n') {
        let line = line.map_err(JournalError::unreadable(path))?;
        // Half a line is one that could not be written. An intent that could not was never sent,
        // and whatever else could not leaves the intent standing.
        let Ok(line) = serde_json::from_slice::<Line>(&line) else {
            torn += usize::from(!line.trim_ascii().is_empty());
            continue;
        };
        let place = *places.entry(line.run.clone()).or_insert_with(|| {
            accounts.push(Account::default());
            accounts.len() - 1
        });
        accounts[place].apply(&line);
    }
    if accounts.is_empty() && torn > 0 {
        return Err(JournalError::Foreign { path: path.display().to_string() });
    }
    Ok(accounts)
}
