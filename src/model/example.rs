//! A request of which a suite knows what must come of it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Operation;

/// A fixed request and what is expected of the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// What a person calls it; unique in its suite.
    pub name: String,
    /// The operation.
    pub operation: Operation,
    /// Id of the user that an update names; without it a user of the run, as documented.
    pub user: Option<String>,
    /// Query of a list request as it stands behind the `?`.
    pub query: Option<String>,
    /// Body of an invitation or an update, to the letter; but in an invitation `{token}` stands for
    /// the token of the run, and a valid address is replaced by one of the run.
    pub body: Option<String>,
    /// What must come of it.
    pub expect: Expectation,
    /// Ids of the checks that judge it.
    pub checks: Vec<String>,
}

/// What must come of an example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Expectation {
    /// It is accepted.
    Accepted,
    /// It is refused for its content.
    Refused,
    /// It is accepted, and judged by everything that is promised of such a request: that every
    /// field comes back as it was sent and is stored so.
    Echoed,
    /// It is answered with one of these status codes.
    #[serde(untagged)]
    Status(BTreeSet<u16>),
}

impl Expectation {
    /// Whether the request is to be accepted.
    #[must_use]
    pub fn is_acceptance(&self) -> bool {
        match self {
            Self::Accepted | Self::Echoed => true,
            Self::Refused => false,
            Self::Status(codes) => codes.iter().all(|code| (200..300).contains(code)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    #[test]
    fn an_expectation_is_a_word_or_a_set_of_status_codes() {
        assert_eq!(from_value::<Expectation>(json!("echoed")).unwrap(), Expectation::Echoed);
        let codes = from_value::<Expectation>(json!([409, 422])).unwrap();
        assert_eq!(codes, Expectation::Status(BTreeSet::from([409, 422])));
        assert!(!codes.is_acceptance() && Expectation::Echoed.is_acceptance());
        assert!(from_value::<Expectation>(json!("rejected")).is_err());
    }
}
