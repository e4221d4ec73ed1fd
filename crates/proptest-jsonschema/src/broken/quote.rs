//! Values as a sentence shows them.

use std::fmt::{self, Write as _};

use serde_json::Value;

/// The longest text that is quoted whole, in characters.
const LONG: usize = 40;

/// A value as it is shown on its own.
pub(super) fn quote(value: &Value) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = shown(&mut out, value);
    out
}

/// A value as it is shown: JSON, shortened.
pub(super) fn shown(out: &mut String, value: &Value) -> fmt::Result {
    match value {
        Value::Array(list) if list.is_empty() => out.write_str("an empty array"),
        Value::Object(map) if map.is_empty() => out.write_str("an empty object"),
        Value::Array(list) => plural(out, "an array of ", list.len(), "item"),
        Value::Object(map) => plural(out, "an object of ", map.len(), "member"),
        Value::String(string) => text(out, string),
        other => write!(out, "{other}"),
    }
}

/// A value with its type, for when that is what is wrong.
pub(super) fn typed(out: &mut String, value: &Value) -> fmt::Result {
    out.push_str(match value {
        Value::Bool(_) => "the boolean ",
        Value::Number(_) => "the number ",
        Value::String(_) => "the string ",
        Value::Null | Value::Array(_) | Value::Object(_) => "",
    });
    shown(out, value)
}

/// A text in quotes, the end of a long one left out.
pub(super) fn text(out: &mut String, text: &str) -> fmt::Result {
    let length = if text.len() > LONG { text.chars().count() } else { 0 };
    if length <= LONG {
        return write!(out, "{}", Value::from(text));
    }
    let start: String = text.chars().take(LONG).collect();
    let quoted = Value::from(start).to_string();
    write!(out, "{}… ({length} characters)", &quoted[..quoted.len() - 1])
}

pub(super) fn plural(out: &mut String, before: &str, n: usize, noun: &str) -> fmt::Result {
    write!(out, "{before}{n} {noun}{}", if n == 1 { "" } else { "s" })
}
