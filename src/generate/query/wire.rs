//! A query as it goes over the wire.

use proptest_jsonschema::Assertion;
use serde_json::Value;

/// How a server may take a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Every server has to accept it.
    Valid,
    /// Every server has to refuse it.
    Invalid,
    /// The serialisation leaves it open: `limit=1e1`, `limit=+5`, a repeated or empty parameter.
    May,
}

/// A query as it goes over the wire, before percent-encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// What it shows: `limit is 101; the most allowed is 100`. Empty for a plain valid one.
    pub name: String,
    /// Names and values, in order.
    pub pairs: Vec<(String, String)>,
    /// How it is to be judged.
    pub class: Class,
    /// The assertion that it breaks, when it is invalid.
    pub assertion: Option<Assertion>,
}

/// The members of an object as pairs.
#[must_use]
pub fn pairs(value: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.clone(), text(value)))
        .collect()
}
