//! One request of a probe.

use serde_json::Value;

/// One request; `{0}` in its path stands for the id of the first user that was invited.
pub(in crate::mock) struct Step {
    pub(in crate::mock) method: &'static str,
    pub(in crate::mock) path: String,
    pub(in crate::mock) body: Option<Value>,
}
