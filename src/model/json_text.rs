//! JSON as the grammar of RFC 8259 has it. A server may answer with text that is JSON and that a
//! usual parser refuses all the same: what such a text says is kept as far as it can be held, and
//! what many clients cannot read is told.

use std::{collections::BTreeSet, fmt, ops::RangeInclusive};

use serde_json::Value;

/// What stands for the halves of characters, U+D800 to U+DFFF: the end of the last private plane,
/// which nobody assigns.
pub(super) const HALVES: RangeInclusive<char> = '\u{10f800}'..='\u{10ffff}';

/// What the grammar allows and RFC 8259 does not count on every client to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Oddity {
    /// The escape of half a character (section 8.2).
    LoneSurrogate,
    /// A name that an object has twice (section 4); the last one counts.
    RepeatedName,
    /// A number beyond the doubles (section 6).
    HugeNumber,
    /// More levels of arrays and objects than parsers take (section 9).
    DeepNesting,
}

impl fmt::Display for Oddity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LoneSurrogate => "the escape of a lone surrogate (RFC 8259 section 8.2)",
            Self::RepeatedName => "a name that an object has twice (RFC 8259 section 4)",
            Self::HugeNumber => "a number that no double holds (RFC 8259 section 6)",
            Self::DeepNesting => "more than a hundred levels of nesting (RFC 8259 section 9)",
        })
    }
}

/// A JSON text that was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JsonText {
    /// What it says. Half a character is a character of its own here (see [`is_sendable`]), a huge
    /// number the largest double, and what is nested too deep is empty.
    pub value: Value,
    /// What many clients cannot read.
    pub oddities: BTreeSet<Oddity>,
}

/// Whether a text that was read can be sent: half a character has no form in UTF-8.
#[must_use]
pub fn is_sendable(text: &str) -> bool {
    !text.chars().any(|c| HALVES.contains(&c))
}
