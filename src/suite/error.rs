//! Files that are no suite, or no list of waivers.

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
