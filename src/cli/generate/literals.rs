//! Numbers of a schema that no 64 bits hold, printed as they are written there.

use std::{collections::HashMap, io};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

/// How numbers are written in a schema, by the doubles that they are read as. Only those whose
/// double is another number.
#[derive(Clone, Debug, Default)]
pub(super) struct Literals(HashMap<u64, String>);

impl Literals {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds the numbers of a JSON text.
    pub(super) fn add(&mut self, json: &str) {
        let bytes = json.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            match bytes[at] {
                b'"' => {
                    at += 1;
                    while at < bytes.len() && bytes[at] != b'"' {
                        at += if bytes[at] == b'\\' { 2 } else { 1 };
                    }
                    at += 1;
                }
                b'-' | b'0'..=b'9' => {
                    let inside =
                        |b: &&u8| matches!(b, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9');
                    let length = bytes[at..].iter().take_while(inside).count();
                    self.keep(&json[at..at + length]);
                    at += length;
                }
                _ => at += 1,
            }
        }
    }

    fn keep(&mut self, literal: &str) {
        // Fewer digits are told apart by a double.
        if literal.len() <= 15 || literal.parse::<i64>().is_ok() || literal.parse::<u64>().is_ok() {
            return;
        }
        let Ok(double) = literal.parse::<f64>() else { return };
        let printed = serde_json::Number::from_f64(double).map(|number| number.to_string());
        if printed.is_some_and(|printed| plain(&printed) != plain(literal)) {
            self.0.entry(double.to_bits()).or_insert_with(|| literal.to_owned());
        }
    }

    /// Writes a value with its numbers as they are written in the schema.
    pub(super) fn write(&self, out: &mut Vec<u8>, value: &impl Serialize) -> io::Result<()> {
        let mut serializer = Serializer::with_formatter(out, self);
        value.serialize(&mut serializer).map_err(io::Error::from)
    }
}

impl Formatter for &Literals {
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        match self.0.get(&value.to_bits()) {
            Some(literal) => writer.write_all(literal.as_bytes()),
            None => CompactFormatter.write_f64(writer, value),
        }
    }
}

/// A number as its digits and a power of ten, whatever its notation.
fn plain(literal: &str) -> (String, i64) {
    let (mantissa, exponent) = literal.split_once(['e', 'E']).unwrap_or((literal, "0"));
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let power = exponent.trim_start_matches('+').parse::<i64>().unwrap_or(0);
    let places = i64::try_from(after.len()).unwrap_or(0);
    let digits = format!("{before}{after}");
    let kept = digits.trim_end_matches('0');
    let zeros = i64::try_from(digits.len() - kept.len()).unwrap_or(0);
    let (sign, size) = kept.strip_prefix('-').map_or(("", kept), |size| ("-", size));
    (format!("{sign}{}", size.trim_start_matches('0')), power - places + zeros)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn printed(schema: &str, value: &Value) -> String {
        let mut literals = Literals::default();
        literals.add(schema);
        let mut out = Vec::new();
        literals.write(&mut out, value).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_constant_that_no_double_holds_is_printed_as_it_is_written() {
        for literal in ["18446744073709551617", "-36893488147419103233", "0.1000000000000000055"] {
            let schema = format!(r#"{{"title": "a \"9\" b", "const":{literal}}}"#);
            let value: Value = serde_json::from_str(literal).unwrap();
            assert_eq!(
                printed(&schema, &json!([value, "x", 1.5])),
                format!("[{literal},\"x\",1.5]")
            );
        }
    }

    #[test]
    fn what_a_double_holds_is_left_alone() {
        let mut literals = Literals::default();
        literals.add(r"[1e40, 1.0000000000000000, 9007199254740993, 100000000000000000000000]");
        assert!(literals.is_empty(), "{literals:?}");
        literals.add(r#"{"a": "18446744073709551617"}"#);
        assert!(literals.is_empty(), "a string is no number: {literals:?}");
    }
}
