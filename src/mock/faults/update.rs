//! Faults of the update.

use serde_json::Value;

use super::{Fault, Hook, When};
use crate::mock::Operation::Update;

pub(super) const FAULTS: &[Fault] = &[Fault {
    name: "update-wipes-absent-suffix1",
    summary: "An update that does not mention suffix1 clears it.",
    clause: "update.partial",
    killed_by: &["update::changes_only_provided_fields"],
    when: When::Always,
    hooks: &[Hook::Accepted(Update, |request| {
        request.entry("suffix1").or_insert(Value::Null);
    })],
}];
