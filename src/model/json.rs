//! Reading JSON: by the usual parser, and by the grammar where that refuses.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::{
    json_grammar,
    json_text::{JsonText, Oddity},
};

/// Reads bytes as one JSON text (RFC 8259), without a byte order mark.
///
/// # Errors
/// When they are none by the grammar; the error is that of the usual parser, with its place.
pub fn read(bytes: &[u8]) -> Result<JsonText, serde_json::Error> {
    match serde_json::from_slice::<Told>(bytes) {
        Ok(Told { value, repeats }) => {
            let oddities = repeats.then_some(Oddity::RepeatedName).into_iter().collect();
            Ok(JsonText { value, oddities })
        }
        Err(error) => std::str::from_utf8(bytes).ok().and_then(json_grammar::read).ok_or(error),
    }
}

/// A value, and whether an object in it has a name twice.
struct Told {
    value: Value,
    repeats: bool,
}

impl<'de> Deserialize<'de> for Told {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Told;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Told, E> {
        Ok(Told { value: Value::Null, repeats: false })
    }

    fn visit_bool<E>(self, value: bool) -> Result<Told, E> {
        Ok(Told { value: value.into(), repeats: false })
    }

    fn visit_i64<E>(self, value: i64) -> Result<Told, E> {
        Ok(Told { value: value.into(), repeats: false })
    }

    fn visit_u64<E>(self, value: u64) -> Result<Told, E> {
        Ok(Told { value: value.into(), repeats: false })
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Told, E> {
        let number = serde_json::Number::from_f64(value);
        let number = number.ok_or_else(|| E::custom("number out of range"))?;
        Ok(Told { value: number.into(), repeats: false })
    }

    fn visit_str<E>(self, value: &str) -> Result<Told, E> {
        Ok(Told { value: value.into(), repeats: false })
    }

    fn visit_string<E>(self, value: String) -> Result<Told, E> {
        Ok(Told { value: value.into(), repeats: false })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Told, A::Error> {
        let (mut all, mut repeats) = (Vec::new(), false);
        while let Some(element) = elements.next_element::<Told>()? {
            repeats |= element.repeats;
            all.push(element.value);
        }
        Ok(Told { value: all.into(), repeats })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Told, A::Error> {
        let (mut all, mut repeats) = (Map::new(), false);
        while let Some((name, member)) = members.next_entry::<String, Told>()? {
            repeats |= member.repeats;
            repeats |= all.insert(name, member.value).is_some();
        }
        Ok(Told { value: all.into(), repeats })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;
    use crate::model::is_sendable;

    fn oddities(text: &str) -> Vec<Oddity> {
        read(text.as_bytes()).unwrap().oddities.into_iter().collect()
    }

    #[test]
    fn what_every_parser_reads_is_read_as_by_any_parser() {
        for text in [r#"{"a":[1,-2.5e3,true,null,"\u00e9\n\ud83d\ude00"]}"#, "0", " [ ] ", "\"\""] {
            let told = read(text.as_bytes()).unwrap();
            assert_eq!(told.value, serde_json::from_str::<Value>(text).unwrap(), "{text}");
            assert_eq!(told.oddities, BTreeSet::new(), "{text}");
        }
    }

    #[test]
    fn half_a_character_is_kept_apart_from_every_other() {
        let told = read(br#"{"a":"x\ud83dy","b":"\ude00\ud83d","c":"\ud83d\ude00"}"#).unwrap();
        assert_eq!(told.oddities, BTreeSet::from([Oddity::LoneSurrogate]));
        let text = |name: &str| told.value[name].as_str().unwrap().to_owned();
        assert_eq!(text("c"), "\u{1f600}");
        assert!(is_sendable(&text("c")) && !is_sendable(&text("a")) && !is_sendable(&text("b")));
        assert_eq!(text("a").chars().nth(1), text("b").chars().nth(1));
        assert_ne!(text("b").chars().next(), text("b").chars().nth(1));
    }

    #[test]
    fn numbers_of_any_size_names_twice_and_deep_nesting_are_json() {
        assert_eq!(oddities("[1e400, -1E+999]"), [Oddity::HugeNumber]);
        assert_eq!(read(b"-1e400").unwrap().value, json!(-f64::MAX));
        let digits = "7".repeat(400);
        assert_eq!(oddities(&format!("{{\"a\":{digits}}}")), [Oddity::HugeNumber]);
        let twice = read(br#"{"b":[{"a":1,"a":2}]}"#).unwrap();
        assert_eq!(twice.value, json!({"b": [{"a": 2}]}));
        assert_eq!(twice.oddities, BTreeSet::from([Oddity::RepeatedName]));
        let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(oddities(&deep), [Oddity::DeepNesting]);
    }

    #[test]
    fn what_the_grammar_does_not_have_is_no_json() {
        for text in [
            "",
            "{",
            "[1,]",
            "{\"a\":1,}",
            "{\"a\"}",
            "{a:1}",
            "[1 2]",
            "'a'",
            "NaN",
            "Infinity",
            "01",
            "1.",
            ".5",
            "+1",
            "1e",
            "\"\u{1}\"",
            "\"\\x\"",
            "\"\\u12\"",
            "\"",
            "tru",
            "[]]",
            "1e400 x",
            "{\"a\":\"\\ud83d\",}",
            "\"\\ud83d",
            "[\"\\ud83d\" 1]",
            "{\"\\ud83d\" 1}",
            "[\"\\ud83d\",01]",
            "\u{feff}\"\\ud83d\"",
            "// \n\"\\ud83d\"",
        ] {
            assert!(read(text.as_bytes()).is_err(), "{text}");
        }
        assert!(read(b"\"\\ud83d\xff\"").is_err(), "no UTF-8 (section 8.1)");
        assert!(read("[".repeat(100_000).as_bytes()).is_err());
    }
}
