//! Whether a value breaks one assertion and no other, by an independent validator.

use jsonschema::{ValidationError, Validator, error::ValidationErrorKind};
use serde_json::Value;

use super::violation::Violation;

/// Whether the validator finds exactly this one violation.
pub(crate) fn breaks(
    validator: &Validator,
    value: &Value,
    violation: &Violation,
    pointer: &str,
) -> bool {
    let mut errors = validator.iter_errors(value);
    let (Some(error), None) = (errors.next(), errors.next()) else { return false };
    error.instance_path().as_str() == pointer
        && is_place(error.schema_path().as_str(), violation)
        && is_about(&error, violation)
}

/// Whether a path through the schemas ends where the assertion stands.
fn is_place(path: &str, violation: &Violation) -> bool {
    let stated = violation.pointer();
    let stated = stated.rsplit_once('#').map_or(stated, |(_, pointer)| pointer);
    let last = |pointer: &str| pointer.rsplit('/').next().unwrap_or_default().to_owned();
    match violation.assertion.keyword.as_str() {
        // The validator names the member that demands another, or which one it demands.
        "dependentRequired" => path.contains(&format!("/{}", violation.told.keyword)),
        "exclusiveMinimum" | "exclusiveMaximum" => {
            [violation.assertion.keyword.as_str(), &violation.told.keyword, &last(stated)]
                .contains(&last(path).as_str())
        }
        _ => last(path) == last(stated),
    }
}

/// For `required`, whether it is this member that is missing.
fn is_about(error: &ValidationError<'_>, violation: &Violation) -> bool {
    match (error.kind(), violation.member.as_deref()) {
        (ValidationErrorKind::Required { property }, Some(member)) => {
            property.as_str() == Some(member)
        }
        _ => true,
    }
}
