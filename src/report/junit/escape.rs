//! Text of a bounded length, as it stands in an XML document.

use super::super::visible;

/// The most bytes of a test case's text once escaped; with its message, its name and its
/// properties it stays below 1 MiB.
const TEXT: usize = 960_000;
/// The most bytes of a message or a name once escaped.
const SHORT: usize = 8 * 1024;
/// The most bytes of a property once escaped.
const PROPERTY: usize = 512;

/// The family of a test case.
pub(super) fn class(family: &str) -> String {
    format!("avara.{}", short(family))
}

/// One line, visible and not overlong.
pub(super) fn short(text: &str) -> String {
    bounded(text, SHORT)
}

/// A property.
pub(super) fn property(text: &str) -> String {
    bounded(text, PROPERTY)
}

fn bounded(text: &str, most: usize) -> String {
    visible::cut_by(&visible::sentence(text, most), most, escaped)
}

/// Several lines, visible, and short enough for a test case.
pub(super) fn long(text: &str) -> String {
    visible::cut_by(&visible::block(text), TEXT, escaped)
}

/// The length of a character once it is escaped.
fn escaped(character: char) -> usize {
    match character {
        '<' | '>' => "&lt;".len(),
        '&' => "&amp;".len(),
        '\'' | '"' => "&quot;".len(),
        other => other.len_utf8(),
    }
}
