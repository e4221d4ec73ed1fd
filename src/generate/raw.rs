//! Request bodies that are wrong below the level of JSON values.

use std::{fmt::Write as _, io::Write as _};

use flate2::{Compression, write::GzEncoder};
use serde_json::Value;

use crate::model::Level;

/// Levels of nesting that overflow the stack of a parser without a limit.
const DEEP: usize = 100_000;

/// Members of an object with many; an answer may say something about each.
const MANY: usize = 10_000;

/// What a JSON body is sent as (RFC 8259, section 11).
const JSON: &str = "application/json";

/// A body with what its headers say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raw {
    /// What is wrong: `trailing comma`.
    pub name: &'static str,
    /// The body, byte by byte.
    pub bytes: Vec<u8>,
    /// The `Content-Type`; `None` when there is to be none.
    pub content_type: Option<&'static str>,
    /// The `Content-Encoding`, when there is to be one.
    pub content_encoding: Option<&'static str>,
    /// How binding it is to refuse it: `must` for what is cut off or no object. A parser may accept
    /// extensions of JSON (RFC 8259 section 9), so that the rest `should` be refused at most. What
    /// `may` be accepted a server only has to survive: RFC 8259 leaves byte order marks, duplicate
    /// names and limits to the implementation, RFC 9110 content codings and missing content types,
    /// and a decoder may put U+FFFD in the place of bytes that are no UTF-8.
    pub refusal: Level,
}

/// Every raw fault of a body. `base` is a valid body, an object; `text` names the member whose
/// string takes the faults that need one.
#[must_use]
pub fn faults(base: &Value, text: &str) -> Vec<Raw> {
    let whole = base.to_string();
    let member = |raw: &str| spliced(base, text, raw.as_bytes());
    let bytes = |raw: &[u8]| spliced(base, text, &[b"\"", raw, b"\""].concat());
    let half = whole.len() / 2;
    let before_end = &whole[..whole.len() - 1];
    let twice = |first: &str, second: &str| {
        let name = Value::from(text);
        format!("{{{name}:{first},{}{name}:{second}}}", inner(base, text)).into_bytes()
    };
    let valid = base.get(text).unwrap_or(&Value::Null).to_string();
    let broken = [
        ("empty body", Vec::new()),
        ("blank body", b" \r\n\t".to_vec()),
        ("truncated in the middle", whole.as_bytes()[..half].to_vec()),
        ("truncated before the end", before_end.as_bytes().to_vec()),
        ("unclosed arrays, very deep", vec![b'['; DEEP]),
        ("an array", format!("[{whole}]").into_bytes()),
        ("a string", Value::from(whole.as_str()).to_string().into_bytes()),
        ("a number", b"1".to_vec()),
        ("true", b"true".to_vec()),
        // Downwards, so that no letter follows the at sign and nobody takes it for an address.
        ("binary", (0..=255).rev().collect()),
    ];
    let extended = [
        ("trailing comma", format!("{before_end},}}").into_bytes()),
        ("leading comma", whole.replacen('{', "{,", 1).into_bytes()),
        ("missing colon", whole.replacen("\":", "\"", 1).into_bytes()),
        ("single quotes", whole.replace('"', "'").into_bytes()),
        ("name without quotes", format!("{before_end},bare:1}}").into_bytes()),
        ("comment", whole.replacen('{', "{/* comment */", 1).into_bytes()),
        ("NaN", member("NaN")),
        ("NaN in place of true", whole.replacen("true", "NaN", 1).into_bytes()),
        ("Infinity", member("-Infinity")),
        ("undefined", member("undefined")),
        ("capitalised literal", member("True")),
        ("number with a leading zero", member("01")),
        ("number with a leading plus", member("+1")),
        ("hexadecimal number", member("0x10")),
        ("bare control character", bytes(b"a\x01b")),
        ("bare line break in a string", bytes(b"a\nb")),
        ("unknown escape", bytes(b"\\x41")),
        ("cut escape", bytes(b"\\u00")),
        ("second document", format!("{whole}{whole}").into_bytes()),
        ("text after the end", format!("{whole} x").into_bytes()),
    ];
    let open = [
        ("null", b"null".to_vec()),
        ("invalid UTF-8", bytes(b"\xc3\x28")),
        ("overlong UTF-8", bytes(b"\xc0\xaf")),
        ("surrogates in UTF-8", bytes(b"\xed\xa0\x80\xed\xb0\x80")),
        ("Latin-1", bytes(b"M\xfcller")),
        ("lone high surrogate", bytes(b"\\ud83d")),
        ("lone low surrogate", bytes(b"\\ude00")),
        ("surrogates in the wrong order", bytes(b"\\ude00\\ud83d")),
        ("escaped NUL", bytes(b"a\\u0000b")),
        ("duplicate name, the last one invalid", twice(&valid, "{}")),
        ("duplicate name, the first one invalid", twice("{}", &valid)),
        ("byte order mark", [b"\xef\xbb\xbf", whole.as_bytes()].concat()),
        ("UTF-16, little endian", utf16(&whole, u16::to_le_bytes)),
        ("UTF-16, big endian", utf16(&whole, u16::to_be_bytes)),
        ("number too large for a double", member("1e400")),
        ("integer of 400 digits", member(&"9".repeat(400))),
        ("arrays, very deep", member(&(("[").repeat(DEEP) + &"]".repeat(DEEP)))),
        ("objects, very deep", member(&("{\"a\":".repeat(DEEP) + "1" + &"}".repeat(DEEP)))),
        ("10,000 members", many(before_end)),
    ];
    let of = |level: Level| move |(name, bytes)| json(name, bytes, level);
    let mut list: Vec<Raw> = broken
        .into_iter()
        .map(of(Level::Must))
        .chain(extended.into_iter().map(of(Level::Should)))
        // A fault that finds nothing to break in this base is none.
        .filter(|raw| raw.bytes != whole.as_bytes())
        .chain(open.into_iter().map(of(Level::May)))
        .collect();
    list.extend(mislabelled(&whole));
    list
}

fn json(name: &'static str, bytes: Vec<u8>, refusal: Level) -> Raw {
    Raw { name, bytes, content_type: Some(JSON), content_encoding: None, refusal }
}

/// Sound bodies whose headers say something else.
fn mislabelled(whole: &str) -> Vec<Raw> {
    let typed = |name, content_type| Raw {
        content_type,
        ..json(name, whole.as_bytes().to_vec(), Level::May)
    };
    let coded = |name, bytes: Vec<u8>, coding, refusal| Raw {
        content_encoding: Some(coding),
        ..json(name, bytes, refusal)
    };
    let packed = gzip(whole.as_bytes());
    // Soon after the header, so that no address ends before its domain does.
    let cut = packed[..packed.len().min(16)].to_vec();
    vec![
        typed("no content type", None),
        typed("content type text", Some("text/plain")),
        typed("content type XML", Some("application/xml")),
        typed("content type form", Some("application/x-www-form-urlencoded")),
        typed("content type multipart", Some("multipart/form-data")),
        typed("content type malformed", Some("application")),
        typed("charset UTF-16 on UTF-8", Some("application/json; charset=utf-16")),
        coded("gzip", packed, "gzip", Level::May),
        coded("gzip claimed but not done", whole.as_bytes().to_vec(), "gzip", Level::May),
        coded("gzip cut short", cut, "gzip", Level::Must),
        coded("unknown content coding", whole.as_bytes().to_vec(), "x-unknown", Level::May),
    ]
}

/// The members of an object but one, each followed by a comma.
fn inner(base: &Value, without: &str) -> String {
    let mut text = String::new();
    for (name, value) in base.as_object().into_iter().flatten().filter(|(name, _)| *name != without)
    {
        // Writing to a string cannot fail.
        let _ = write!(text, "{}:{value},", Value::from(name.as_str()));
    }
    text
}

/// The object with raw bytes as the value of one member, which comes last.
fn spliced(base: &Value, member: &str, raw: &[u8]) -> Vec<u8> {
    let start = format!("{{{}{}:", inner(base, member), Value::from(member));
    [start.as_bytes(), raw, b"}"].concat()
}

fn many(before_end: &str) -> Vec<u8> {
    let mut text = before_end.to_owned();
    for i in 0..MANY {
        let _ = write!(text, ",\"x{i}\":0");
    }
    text.push('}');
    text.into_bytes()
}

/// UTF-16 with a byte order mark.
fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    ['\u{feff}']
        .into_iter()
        .chain(text.chars())
        .collect::<String>()
        .encode_utf16()
        .flat_map(bytes)
        .collect()
}

/// A gzip member (RFC 1952).
fn gzip(data: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Writing to a vector cannot fail.
    encoder.write_all(data).and_then(|()| encoder.finish()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;

    fn all() -> Vec<Raw> {
        faults(&json!({"flag": true, "name": "Anna", "size": 3}), "name")
    }

    #[test]
    fn names_are_unique_and_bodies_differ_from_the_base() {
        let all = all();
        let names: BTreeSet<_> = all.iter().map(|raw| raw.name).collect();
        assert_eq!(names.len(), all.len());
        let base = json!({"flag": true, "name": "Anna", "size": 3}).to_string();
        let same = |raw: &&Raw| {
            raw.bytes == base.as_bytes()
                && raw.content_type == Some(JSON)
                && raw.content_encoding.is_none()
        };
        assert_eq!(all.iter().find(same), None);
    }

    #[test]
    fn what_has_to_be_refused_is_no_json_object() {
        for raw in
            all().iter().filter(|raw| raw.refusal > Level::May && raw.content_encoding.is_none())
        {
            let parsed = serde_json::from_slice::<Value>(&raw.bytes);
            assert!(parsed.is_err() || !parsed.unwrap().is_object(), "{}", raw.name);
        }
    }

    #[test]
    fn only_what_is_packed_whole_can_be_unpacked() {
        let coded = |name: &str| all().into_iter().find(|raw| raw.name == name).unwrap().bytes;
        let read = |bytes: &[u8]| {
            let mut text = String::new();
            std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(bytes), &mut text)
                .map(|_| text)
        };
        let base = json!({"flag": true, "name": "Anna", "size": 3}).to_string();
        assert_eq!(read(&coded("gzip")).unwrap(), base);
        assert!(read(&coded("gzip cut short")).is_err());
        assert_eq!(coded("gzip claimed but not done"), base.as_bytes());
    }
}
