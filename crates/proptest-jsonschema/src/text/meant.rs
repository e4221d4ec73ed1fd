//! Formats that validators take for annotations and that mean something all the same, those of
//! OpenAPI and those of later drafts: valid values keep to the meaning where the schema lets them, and nothing breaks it.

use serde_json::Number;

/// Numbers of a format, the least and the greatest one.
const RANGES: &[(&str, i128, i128)] = &[
    ("int8", -(1 << 7), (1 << 7) - 1),
    ("int16", -(1 << 15), (1 << 15) - 1),
    ("int32", -(1 << 31), (1 << 31) - 1),
    ("int64", -(1 << 63), (1 << 63) - 1),
    ("uint8", 0, (1 << 8) - 1),
    ("uint16", 0, (1 << 16) - 1),
    ("uint32", 0, (1 << 32) - 1),
    ("uint64", 0, (1 << 64) - 1),
];

/// Strings of a format.
const PATTERNS: &[(&str, &str)] =
    &[("byte", "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$")];

/// What marks a format that later drafts assert.
const LATER: &str = "meant:";

/// A format of a later draft as one of these.
pub(crate) fn meant(name: &str) -> String {
    format!("{LATER}{name}")
}

/// The format that later drafts assert.
pub(crate) fn later(name: &str) -> Option<&str> {
    name.strip_prefix(LATER)
}

/// Whether a format is one of these.
pub(crate) fn is_meant(name: &str) -> bool {
    later(name).is_some() || range(name).is_some() || pattern(name).is_some()
}

/// The whole numbers of a format.
pub(crate) fn range(name: &str) -> Option<(Number, Number)> {
    let (_, low, high) = RANGES.iter().find(|(known, ..)| *known == name)?;
    Some((crate::json::number::whole(*low)?, crate::json::number::whole(*high)?))
}

/// The pattern of a format.
pub(crate) fn pattern(name: &str) -> Option<&'static str> {
    PATTERNS.iter().find(|(known, _)| *known == name).map(|(_, pattern)| *pattern)
}
