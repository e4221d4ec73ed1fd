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
    /// JSON Pointer to the offending place in the value; empty for the value itself. For `required`
    /// and `dependentRequired` it is the object that lacks the member.
    pub instance_pointer: String,
    /// The JSON Schema keyword that is violated.
    pub keyword: String,
    /// A value in place of the offending one that would break nothing: the part at
    /// `instance_pointer`, or the member that is missing from it. `None` when nothing was there
    /// (`additionalProperties`, `propertyNames`), or when no single part mends the value.
    pub before: Option<Value>,
    /// The offending part: what stands at `instance_pointer`, the member too many
    /// (`additionalProperties`), or its name (`propertyNames`). `None` when a member is missing.
    pub after: Option<Value>,
    /// One sentence for a person: `phoneNumber has 9 digits; at least 10 are required`.
    pub sentence: String,
}

/// A value that breaks exactly one constraint, and which one.
#[derive(Clone, Debug, PartialEq)]
pub struct Invalidated {
    /// The value as it goes over the wire.
    pub value: Value,
    /// What is wrong with it.
    pub mutation: Mutation,
}
