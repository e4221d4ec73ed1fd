//! The files of `schemas/`, compiled into the binary.

use proptest_jsonschema::{Documents, SchemaError};

macro_rules! schemas {
    ($($name:literal),* $(,)?) => {
        [$((
            concat!($name, ".json"),
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/", $name, ".json")),
        )),*]
    };
}

/// File name and text of every embedded schema document.
const SCHEMAS: &[(&str, &str)] = &schemas![
    "assignable-level",
    "clinic-role",
    "clinic-role-agreed",
    "clinic-role-modern",
    "clinic-role-older",
    "invite-request",
    "invite-response",
    "invited-source",
    "list-query",
    "list-response",
    "openapi",
    "phone-number",
    "sequence",
    "suite",
    "update-request",
    "update-response",
    "user",
    "user-id",
    "user-level",
];

/// Text of the embedded list of clauses.
pub(super) const CLAUSES: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/clauses.toml"));

/// The schemas compiled into the binary.
///
/// # Errors
/// When an embedded file is not JSON, which the tests rule out.
pub fn embedded() -> Result<Documents, SchemaError> {
    let mut documents = Documents::default().strict().without_blanks();
    for (name, text) in SCHEMAS {
        documents.insert_text(name, text)?;
    }
    Ok(documents)
}

#[cfg(test)]
mod tests {
    use proptest_jsonschema::Location;
    use serde_json::json;

    use super::*;

    #[test]
    fn every_embedded_schema_compiles() {
        let documents = embedded().unwrap();
        for name in documents.names().filter(|name| *name != "openapi.json") {
            documents.validator(&Location::root(name)).unwrap();
        }
    }

    #[test]
    fn references_are_followed_by_file_name() {
        let documents = embedded().unwrap();
        let role = documents.validator(&Location::root("clinic-role-agreed.json")).unwrap();
        assert!(role.is_valid(&json!("Radiologist")));
        assert!(!role.is_valid(&json!("PACS Administrator")));
        assert!(!role.is_valid(&json!("Scribe")));
    }
}
