//! The independent oracle: the validator's own errors, on the bytes that go over the wire.

use jsonschema::Validator;
use proptest_jsonschema::Mutation;
use serde_json::Value;

fn wire(value: &Value) -> Value {
    serde_json::from_slice(&serde_json::to_vec(value).unwrap()).unwrap()
}

/// What the validator finds: `document#/keyword at 'place'`.
pub fn errors(validator: &Validator, value: &Value) -> Vec<String> {
    validator
        .iter_errors(&wire(value))
        .map(|error| {
            let at = error.absolute_keyword_location().map(ToString::to_string).unwrap_or_default();
            let at = percent_encoding::percent_decode_str(&at).decode_utf8_lossy().into_owned();
            let at = at.trim_start_matches("https://schemas.invalid/");
            format!("{at} at '{}'", error.instance_path())
        })
        .collect()
}

/// No error at all.
#[track_caller]
pub fn valid(validator: &Validator, value: &Value, what: &str) {
    let found = errors(validator, value);
    assert!(found.is_empty(), "{what}: {value} is drawn as valid, but {found:?}");
}

/// One error, which is the one that the mutation names by keyword and place.
#[track_caller]
pub fn invalid(validator: &Validator, value: &Value, mutation: &Mutation, what: &str) {
    let mut found = errors(validator, value);
    if ["dependentRequired", "dependencies"].contains(&mutation.keyword.as_str()) {
        // The validator names the list of the member, by its place.
        let listed = format!("{}/0", mutation.schema_pointer);
        for error in &mut found {
            *error = error.replacen(&listed, &mutation.schema_pointer, 1);
        }
    }
    found.dedup();
    let expected = format!("{} at '{}'", mutation.schema_pointer, mutation.instance_pointer);
    assert_eq!(found, [expected], "{what}: {value}\n{mutation:#?}");
}
