//! What keywords say together: members, items with a place, counts.

use serde_json::{Map, Value};

use super::atom::{Lit, Members};
use crate::schema::{Location, SchemaError, keyword};

/// `properties`, `patternProperties` and `additionalProperties` of one schema object.
pub(crate) fn members(
    map: &Map<String, Value>,
    at: &Location,
    direct: bool,
    additional: bool,
) -> Result<Members, SchemaError> {
    let list = |keyword: &str| -> Result<Vec<(String, Lit)>, SchemaError> {
        let place = at.child(keyword);
        let Some(value) = map.get(keyword) else { return Ok(Vec::new()) };
        Ok(keyword::object(value, &place)?
            .keys()
            .map(|name| (name.clone(), Lit::holds(place.child(name), direct)))
            .collect())
    };
    Ok(Members {
        named: list("properties")?.into_iter().collect(),
        patterns: list("patternProperties")?,
        additional: (additional && map.contains_key("additionalProperties"))
            .then(|| Lit::holds(at.child("additionalProperties"), direct)),
    })
}

/// How many items `prefixItems` places.
pub(crate) fn prefix_length(map: &Map<String, Value>) -> usize {
    map.get("prefixItems").and_then(Value::as_array).map_or(0, Vec::len)
}

/// `minContains` (1 where it is absent) and `maxContains`.
pub(crate) fn contains_counts(
    map: &Map<String, Value>,
    at: &Location,
) -> Result<(usize, Option<usize>), SchemaError> {
    let count =
        |keyword: &str| map.get(keyword).map(|v| keyword::count(v, &at.child(keyword))).transpose();
    Ok((count("minContains")?.unwrap_or(1), count("maxContains")?))
}
