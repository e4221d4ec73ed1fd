//! A place in a schema, and what is wrong with it.

use std::fmt;

use percent_encoding::percent_decode_str;

/// A place in a schema document: file name and JSON Pointer (RFC 6901).
///
/// # Examples
/// ```
/// use proptest_jsonschema::Location;
///
/// let place = Location::root("order.json").child("properties").child("quantity");
/// assert_eq!(place.to_string(), "order.json#/properties/quantity");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// File name of the document, such as `user.json`.
    pub document: String,
    /// JSON Pointer into it, unescaped from any URI encoding; empty for the root.
    pub pointer: String,
}

impl Location {
    /// The root of a document.
    ///
    /// # Examples
    /// ```
    /// use proptest_jsonschema::Location;
    ///
    /// assert_eq!(Location::root("order.json").pointer, "");
    /// ```
    #[must_use]
    pub fn root(document: &str) -> Self {
        Self { document: document.to_owned(), pointer: String::new() }
    }

    /// The place one step below, the token escaped as RFC 6901, section 3, asks.
    ///
    /// # Examples
    /// ```
    /// use proptest_jsonschema::Location;
    ///
    /// assert_eq!(Location::root("a.json").child("b/c").child("0").pointer, "/b~1c/0");
    /// ```
    #[must_use]
    pub fn child(&self, token: &str) -> Self {
        let token = token.replace('~', "~0").replace('/', "~1");
        Self { document: self.document.clone(), pointer: format!("{}/{token}", self.pointer) }
    }

    /// The place one step up; the root's is the root.
    pub(crate) fn parent(&self) -> Self {
        let pointer = self.pointer.rsplit_once('/').map_or("", |(before, _)| before);
        Self { document: self.document.clone(), pointer: pointer.to_owned() }
    }

    /// The steps from the root, unescaped.
    pub(crate) fn tokens(&self) -> impl Iterator<Item = String> {
        let tokens = self.pointer.split('/').skip(1);
        tokens.map(|token| token.replace("~1", "/").replace("~0", "~"))
    }

    /// The reference that leads here from anywhere.
    pub(crate) fn reference(&self) -> String {
        format!("{}#{}", self.document, self.pointer.replace('%', "%25"))
    }

    /// Where a `$ref` leads that stands in this place's document: `#/$defs/a`, `b.json` or
    /// `b.json#/$defs/a`, percent-encoded as a URI reference is (RFC 6901, section 6).
    ///
    /// # Examples
    /// ```
    /// use proptest_jsonschema::Location;
    ///
    /// let here = Location::root("a.json").child("items");
    /// assert_eq!(here.refer("#/$defs/x%20y").to_string(), "a.json#/$defs/x y");
    /// assert_eq!(here.refer("b.json"), Location::root("b.json"));
    /// ```
    #[must_use]
    pub fn refer(&self, reference: &str) -> Self {
        let (document, fragment) = reference.rsplit_once('#').unwrap_or((reference, ""));
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
///
/// # Examples
/// ```
/// use proptest_jsonschema::{Documents, Location, valid};
///
/// let mut documents = Documents::default();
/// documents.insert("a.json", serde_json::json!({"items": {"minimun": 1}}));
/// let error = valid(&documents.strict(), &Location::root("a.json")).unwrap_err();
/// assert_eq!(error.location.pointer, "/items/minimun");
/// assert_eq!(error.problem, "the keyword minimun is unknown; did you mean minimum?");
/// ```
#[derive(Debug, thiserror::Error)]
#[error("{location}: {problem}")]
pub struct SchemaError {
    /// The offending place.
    pub location: Location,
    /// What is wrong with it.
    pub problem: String,
}

impl SchemaError {
    /// An error at a place, the problem as a fragment: `expected a number`.
    ///
    /// # Examples
    /// ```
    /// use proptest_jsonschema::{Location, SchemaError};
    ///
    /// let error = SchemaError::new(Location::root("a.json"), "nothing refers to it");
    /// assert_eq!(error.to_string(), "a.json#: nothing refers to it");
    /// ```
    #[must_use]
    pub fn new(location: Location, problem: impl Into<String>) -> Self {
        Self { location, problem: problem.into() }
    }
}
