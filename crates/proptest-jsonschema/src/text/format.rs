//! Strings of the formats (JSON Schema Validation, section 7.3), and strings that miss them.

use std::sync::Arc;

use jsonschema::Validator;
use serde_json::json;

use super::{
    alphabet,
    format_examples::{INVALID, VALID},
};
use crate::random::Source;

/// Names that RFC 2606 keeps from ever being delivered to.
const DOMAINS: &[&str] =
    &["example.com", "example.org", "example.net", "mail.example.com", "a.test", "clinic.example"];

/// What every harmless domain ends with.
const RESERVED: &[&str] = &["example.com", "example.org", "example.net", ".example", ".test"];

/// The longest local part (RFC 5321 allows 64).
const LONGEST_LOCAL: usize = 30;

/// Asks the validator's own definition of a format.
pub(crate) fn check(name: &str) -> Result<Arc<Validator>, String> {
    jsonschema::draft202012::options()
        .should_validate_formats(true)
        .should_ignore_unknown_formats(false)
        .build(&json!({ "format": name }))
        .map(Arc::new)
        .map_err(|e| e.to_string())
}

/// Whether no address in the text could be delivered to; a valid one must also be a readable one.
pub(crate) fn harmless_email(text: &str, valid: bool) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return !valid };
    let domain = domain.trim().trim_end_matches(['.', '>']);
    let reserved = RESERVED.iter().any(|name| domain.ends_with(name));
    if !valid {
        return reserved || domain.is_empty();
    }
    let readable = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-+'_".contains(c);
    reserved && local.len() <= LONGEST_LOCAL && local.chars().all(readable)
}

/// Whether the strings of a format are made word by word, and not by its pattern.
pub(crate) fn has_words(name: &str) -> bool {
    const WORDS: &[&str] =
        &["date", "date-time", "email", "hostname", "ipv4", "ipv6", "uri", "uuid"];
    WORDS.contains(&name)
}

/// A random string of a format that has words.
pub(crate) fn draw(name: &str, source: &mut Source<'_>) -> String {
    if source.percent(15) {
        let known =
            VALID.iter().find(|(format, _)| *format == name).map_or(&[][..], |(_, list)| list);
        if !known.is_empty() {
            return (*source.pick(known)).to_owned();
        }
    }
    let n = |source: &mut Source<'_>, low: usize, high: usize| source.between(low, high);
    match name {
        "date" => date(source),
        "date-time" => {
            let day = date(source);
            let time =
                format!("{:02}:{:02}:{:02}", n(source, 0, 23), n(source, 0, 59), n(source, 0, 59));
            let fraction = match source.below(3) {
                0 => String::new(),
                1 => format!(".{:03}", n(source, 0, 999)),
                _ => format!(".{:06}", n(source, 0, 999_999)),
            };
            let zone = match source.below(4) {
                0 => format!(
                    "{}{:02}:{:02}",
                    source.pick(&["+", "-"]),
                    n(source, 0, 13),
                    source.pick(&[0, 30, 45])
                ),
                _ => "Z".to_owned(),
            };
            format!("{day}T{time}{fraction}{zone}")
        }
        "email" => email(source),
        "hostname" => format!("{}.{}", label(source), source.pick(DOMAINS)),
        "ipv4" => {
            format!(
                "{}.{}.{}.{}",
                n(source, 0, 255),
                n(source, 0, 255),
                n(source, 0, 255),
                n(source, 0, 255)
            )
        }
        "ipv6" => {
            let groups: Vec<String> =
                (0..8).map(|_| format!("{:x}", n(source, 0, 0xffff))).collect();
            if source.percent(30) {
                format!("{}::{}", groups[0], groups[1])
            } else {
                groups.join(":")
            }
        }
        "uri" => {
            let scheme = source.pick(&["http", "https", "ftp"]);
            let path =
                if source.percent(50) { format!("/{}", label(source)) } else { String::new() };
            let query =
                if source.percent(30) { format!("?q={}", label(source)) } else { String::new() };
            format!("{scheme}://{}.example{path}{query}", label(source))
        }
        _ => {
            let hex: Vec<String> = (0..32).map(|_| format!("{:x}", n(source, 0, 15))).collect();
            let hex = hex.concat();
            let text = format!(
                "{}-{}-{}-{}-{}",
                &hex[..8],
                &hex[8..12],
                &hex[12..16],
                &hex[16..20],
                &hex[20..]
            );
            if source.percent(20) { text.to_uppercase() } else { text }
        }
    }
}

/// Strings that miss a format.
pub(crate) fn misses(name: &str) -> &'static [&'static str] {
    INVALID.iter().find(|(format, _)| *format == name).map_or(&[], |(_, list)| list)
}

/// A random string that misses a format.
pub(crate) fn draw_invalid(name: &str, source: &mut Source<'_>) -> String {
    let known = misses(name);
    if known.is_empty() { String::new() } else { (*source.pick(known)).to_owned() }
}

fn date(source: &mut Source<'_>) -> String {
    let year =
        if source.percent(20) { source.between(1, 9999) } else { source.between(1950, 2049) };
    format!("{year:04}-{:02}-{:02}", source.between(1, 12), source.between(1, 28))
}

fn label(source: &mut Source<'_>) -> String {
    let length = source.between(1, 12);
    (0..length).map(|_| alphabet::draw(&[('a', 'z'), ('0', '9')], source)).collect()
}

fn email(source: &mut Source<'_>) -> String {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz0123456789";
    let domain = *source.pick(DOMAINS);
    let words = match source.below(6) {
        0 => 3,
        1 | 2 => 1,
        _ => 2,
    };
    let mut text = String::with_capacity(48);
    for word in 0..words {
        if word > 0 {
            text.push(*source.pick(&['.', '.', '-', '+', '\'', '_']));
        }
        let length = source.between(1, 8);
        text.extend((0..length).map(|_| char::from(*source.pick(LETTERS))));
    }
    text.push('@');
    text.push_str(domain);
    text
}
