//! What makes a case invalid.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One broken assertion: where the schema states it, where the value breaks it, and how.
///
/// Serialised with camelCase names, so that it can go into a report as it is.
///
/// # Examples
/// ```
/// use proptest_jsonschema::{Documents, Location, near_misses};
///
/// let mut documents = Documents::default();
/// documents.insert("a.json", serde_json::json!({
///     "type": "object",
///     "required": ["id"],
///     "properties": {"id": {"const": 7}}
/// }));
/// let list = near_misses(&documents, &Location::root("a.json"))?;
/// let missing = list.iter().map(|(_, broken)| &broken.mutation).find(|m| m.keyword == "required");
/// assert_eq!(
///     serde_json::json!(missing),
///     serde_json::json!({
///         "schemaPointer": "a.json#/required",
///         "instancePointer": "",
///         "keyword": "required",
///         "before": 7,
///         "after": null,
///         "sentence": "id is missing; it is required"
///     })
/// );
/// # Ok::<(), proptest_jsonschema::SchemaError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Mutation {
    /// Where the assertion stands: document name and JSON Pointer (RFC 6901), such as
    /// `order.json#/properties/name/minLength`.
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
    /// One sentence for a person: `phone has 9 digits; at least 10 are required`.
    pub sentence: String,
}

/// A value that breaks exactly one assertion, and which one.
///
/// # Examples
/// ```
/// use proptest_jsonschema::{Documents, Invalidated, Location, near_misses};
///
/// let mut documents = Documents::default();
/// documents.insert("flag.json", serde_json::json!({"type": "boolean"}));
/// let flag = Location::root("flag.json");
/// for (_, Invalidated { value, mutation }) in near_misses(&documents, &flag)? {
///     assert!(!value.is_boolean());
///     assert_eq!(mutation.after, Some(value));
/// }
/// # Ok::<(), proptest_jsonschema::SchemaError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Invalidated {
    /// The value.
    pub value: Value,
    /// What is wrong with it.
    pub mutation: Mutation,
}
