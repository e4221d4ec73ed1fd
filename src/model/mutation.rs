//! What makes a case invalid.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One broken constraint: where the schema states it, where the value breaks it, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Mutation {
    /// Where the constraint stands: document name and JSON Pointer (RFC 6901), such as
    /// `invite-request.json#/properties/firstName/minLength`.
    pub schema_pointer: String,
    /// JSON Pointer to the offending place in the value; empty for the value itself.
    pub instance_pointer: String,
    /// The JSON Schema keyword that is violated.
    pub keyword: String,
    /// The part of the value at `instance_pointer` before the mutation; `None` when it was absent.
    pub before: Option<Value>,
    /// The same part after the mutation; `None` when the mutation removed it.
    pub after: Option<Value>,
    /// One sentence for a person: `phoneNumber has 9 digits; at least 10 are required`.
    pub sentence: String,
}
