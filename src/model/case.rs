//! One generated input.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Mutation;

/// What a scenario is executed with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Case {
    /// Id of the scenario that the case belongs to.
    pub scenario: String,
    /// Its number within the scenario, from 0.
    pub index: u64,
    /// What a person calls it: `firstName at minLength 1`; empty for random draws.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The drawn value; `null` for scenarios that draw nothing.
    pub value: Value,
    /// What makes it invalid, if anything does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mutation: Option<Mutation>,
}
