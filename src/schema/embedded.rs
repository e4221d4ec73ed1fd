//! The files of `schemas/`, compiled into the binary.

macro_rules! schemas {
    ($($name:literal),* $(,)?) => {
        [$((
            concat!($name, ".json"),
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/", $name, ".json")),
        )),*]
    };
}

/// File name and text of every embedded schema document.
pub(super) const SCHEMAS: &[(&str, &str)] = &schemas![
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
