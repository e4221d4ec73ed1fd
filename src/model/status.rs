//! Which status codes a target is held to, where the documentation names none.

use std::{collections::BTreeSet, ops::RangeInclusive};

use serde::{Deserialize, Deserializer, Serialize, de::Error};

/// Status codes that a suite asks for; `None` leaves open what the contract leaves open.
pub type StatusSet = Option<BTreeSet<u16>>;

/// The sets of a suite, each a part of what the contract takes anyway.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusSets {
    /// Of requests that must be accepted: a part of 2xx.
    #[serde(default, deserialize_with = "success", skip_serializing_if = "Option::is_none")]
    pub accepted: StatusSet,
    /// Of requests that must be refused for their content: a part of 4xx.
    #[serde(default, deserialize_with = "refusal", skip_serializing_if = "Option::is_none")]
    pub refused: StatusSet,
    /// Of requests that must be refused for their credentials: 401, 403 or both.
    #[serde(default, deserialize_with = "credentials", skip_serializing_if = "Option::is_none")]
    pub unauthorised: StatusSet,
    /// Of updates of a user who does not exist: a part of 4xx.
    #[serde(default, deserialize_with = "refusal", skip_serializing_if = "Option::is_none")]
    pub unknown: StatusSet,
    /// Of a second invitation of an address: a part of 4xx, or of 2xx for the same user again.
    #[serde(default, deserialize_with = "answer", skip_serializing_if = "Option::is_none")]
    pub duplicate: StatusSet,
}

fn success<'de, D: Deserializer<'de>>(deserializer: D) -> Result<StatusSet, D::Error> {
    within(deserializer, "2xx", &[200..=299])
}

fn refusal<'de, D: Deserializer<'de>>(deserializer: D) -> Result<StatusSet, D::Error> {
    within(deserializer, "4xx", &[400..=499])
}

fn credentials<'de, D: Deserializer<'de>>(deserializer: D) -> Result<StatusSet, D::Error> {
    within(deserializer, "401 and 403", &[401..=401, 403..=403])
}

fn answer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<StatusSet, D::Error> {
    within(deserializer, "2xx and 4xx", &[200..=299, 400..=499])
}

fn within<'de, D: Deserializer<'de>>(
    deserializer: D,
    what: &str,
    allowed: &[RangeInclusive<u16>],
) -> Result<StatusSet, D::Error> {
    let codes = BTreeSet::<u16>::deserialize(deserializer)?;
    if codes.is_empty() {
        return Err(D::Error::custom("a set of status codes that nothing can be in"));
    }
    match codes.iter().find(|code| !allowed.iter().any(|range| range.contains(code))) {
        Some(code) => Err(D::Error::custom(format!("{code} is not within {what}"))),
        None => Ok(Some(codes)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_set_only_narrows_what_the_contract_takes() {
        let read = |name: &str, codes: &[u16]| {
            serde_json::from_value::<StatusSets>(json!({ name: codes })).map_err(|e| e.to_string())
        };
        assert_eq!(read("accepted", &[201]).unwrap().accepted, Some(BTreeSet::from([201])));
        for (name, code) in
            [("accepted", 404), ("refused", 200), ("unauthorised", 404), ("duplicate", 500)]
        {
            let error = read(name, &[code]).unwrap_err();
            assert!(error.contains(&format!("{code} is not within")), "{error}");
        }
        assert!(read("unknown", &[]).is_err());
    }
}
