//! A place in a schema, and what is wrong with it.

use std::fmt;

use percent_encoding::percent_decode_str;

/// A place in a schema document: file name and JSON Pointer (RFC 6901).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// File name of the document, such as `user.json`.
    pub document: String,
    /// JSON Pointer into it, unescaped from any URI encoding; empty for the root.
    pub pointer: String,
}

impl Location {
    /// The root of a document.
    #[must_use]
    pub fn root(document: &str) -> Self {
        Self { document: document.to_owned(), pointer: String::new() }
    }

    /// The place one step below, the token escaped as RFC 6901 asks.
    #[must_use]
    pub fn child(&self, token: &str) -> Self {
        let token = token.replace('~', "~0").replace('/', "~1");
        Self { document: self.document.clone(), pointer: format!("{}/{token}", self.pointer) }
    }

    /// Follows a `$ref` that stands in this place's document.
    #[must_use]
    pub fn refer(&self, reference: &str) -> Self {
        let (document, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        Self {
            document: if document.is_empty() { &self.document } else { document }.to_owned(),
            pointer: percent_decode_str(fragment).decode_utf8_lossy().into_owned(),
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.document, self.pointer)
    }
}

/// A schema that cannot be used: where, and why.
#[derive(Debug, thiserror::Error)]
#[error("{location}: {problem}")]
pub struct SchemaError {
    /// The offending place.
    pub location: Location,
    /// What is wrong with it.
    pub problem: String,
}

impl SchemaError {
    /// An error at a place.
    #[must_use]
    pub fn new(location: Location, problem: impl Into<String>) -> Self {
        Self { location, problem: problem.into() }
    }
}
