//! The suites compiled into the binary.

/// Name and text of each.
pub(super) const EMBEDDED: [(&str, &str); 4] = [
    ("full", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/suites/full.toml"))),
    ("read-only", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/suites/read-only.toml"))),
    ("staging", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/suites/staging.toml"))),
    ("smoke", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/suites/smoke.toml"))),
];

/// Their names.
pub(super) fn names() -> Vec<&'static str> {
    EMBEDDED.map(|(name, _)| name).to_vec()
}

/// The text of one.
pub(super) fn text(name: &str) -> Option<&'static str> {
    EMBEDDED.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}
