//! What is wrong with a request.

/// One thing that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The field or parameter; empty for the body as a whole.
    pub field: String,
    /// The JSON Schema keyword that is broken, or a word of the mock's own for its other rules.
    pub keyword: String,
    /// What is wrong, for a person. Never repeats the value that was sent.
    pub problem: String,
}

impl Violation {
    /// A violation by a field.
    #[must_use]
    pub fn new(field: &str, keyword: &str, problem: impl Into<String>) -> Self {
        Self { field: field.to_owned(), keyword: keyword.to_owned(), problem: problem.into() }
    }

    /// Whether this field breaks this keyword.
    #[must_use]
    pub fn is(&self, field: &str, keyword: &str) -> bool {
        self.field == field && self.keyword == keyword
    }
}
