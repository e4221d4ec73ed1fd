//! The addresses that a request holds, and whether they are those of the run.

use serde_json::Value;

use super::{
    gate,
    mailbox::{AT_SIGNS, readings},
};
use crate::model::Request;

/// Every address in the body of a request, in whatever way a server may read it, gzip unpacked.
#[must_use]
pub fn addresses(request: &Request) -> Vec<String> {
    let body = gate::unpacked(request.body.as_deref().unwrap_or_default());
    let is_part = |c: char| c.is_alphanumeric() || ".-_+'".contains(c);
    let mut found = Vec::new();
    for text in readings(&body) {
        for (at, sign) in text.match_indices(AT_SIGNS) {
            let before = text[..at].rsplit(|c| !is_part(c)).next().unwrap_or_default();
            let after = text[at + sign.len()..].split(|c| !is_part(c)).next().unwrap_or_default();
            if !before.is_empty() && !after.is_empty() {
                found.push(format!("{before}@{after}"));
            }
        }
    }
    found
}

/// The first address in the body of a request that does not hold the token of the run: another run
/// would meet whoever it made.
#[must_use]
pub fn stray_address(request: &Request, token: &str) -> Option<String> {
    let body = gate::unpacked(request.body.as_deref().unwrap_or_default());
    // Plain bytes without the sign or a way to write it hold no address.
    if body.is_ascii() && !body.iter().any(|byte| b"@\\%+\0".contains(byte)) {
        return None;
    }
    readings(&body).iter().find_map(|text| match serde_json::from_str::<Value>(text) {
        Ok(json) => stray_in_value(&json, token),
        Err(_) => stray_in_text(text, token),
    })
}

/// Of a JSON text each string is looked at by itself.
fn stray_in_value(value: &Value, token: &str) -> Option<String> {
    let in_text = |text: &str| {
        let own = text.to_lowercase().contains(token);
        text.match_indices(AT_SIGNS)
            .any(|(at, sign)| !own && is_address(&text[..at], &text[at + sign.len()..]))
            .then(|| text.to_owned())
    };
    match value {
        Value::String(text) => in_text(text),
        Value::Array(items) => items.iter().find_map(|item| stray_in_value(item, token)),
        Value::Object(members) => members
            .iter()
            .find_map(|(name, item)| in_text(name).or_else(|| stray_in_value(item, token))),
        _ => None,
    }
}

/// Of any other text each word is looked at by itself.
fn stray_in_text(text: &str, token: &str) -> Option<String> {
    let separates = |c: char| c.is_whitespace() || "\"'<>,;:={}[]".contains(c);
    text.split(separates).find_map(|word| {
        let named = word
            .match_indices(AT_SIGNS)
            .any(|(at, sign)| is_address(&word[..at], &word[at + sign.len()..]));
        (named && !word.to_lowercase().contains(token)).then(|| word.to_owned())
    })
}

fn is_domain(c: char) -> bool {
    c.is_alphanumeric() || ".-_".contains(c)
}

/// Whether somebody may be named: there is something on both sides of the sign.
fn is_address(before: &str, after: &str) -> bool {
    let named = before.rsplit(AT_SIGNS).next().unwrap_or_default();
    named.contains(char::is_alphanumeric) && after.starts_with(is_domain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Operation;

    const RUN: &str = "4801ef0e";

    fn stray(body: &[u8]) -> Option<String> {
        stray_address(&Request::fixture(Operation::Invite).with_body(body.to_vec()), RUN)
    }

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn only_addresses_of_the_run_leave() {
        let own = r#"{"email":"Ann.4801EF0E-1-0@example.com","lastName":"4801ef0e"}"#;
        let placeholder = r#"{"lastName":"4801ef0e","email":"placeholder@example.com"}"#;
        assert_eq!(stray(own.as_bytes()), None);
        assert_eq!(stray(placeholder.as_bytes()).as_deref(), Some("placeholder@example.com"));
        for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            assert_eq!(stray(&utf16(own, bytes)), None);
            assert!(stray(&utf16(placeholder, bytes)).is_some());
        }
        for body in [
            r#"{"email":"a\u0040example.com"}"#,
            r#"{"email":"placeholder@example.com""#,
            "email=placeholder%40example.com",
            r#"["a.4801ef0e@example.com","b@example.com"]"#,
            r#"{"email":"a.4801ef0e@example.com","email":"b@example.com","#,
        ] {
            assert!(stray(body.as_bytes()).is_some(), "{body}");
        }
    }

    #[test]
    fn what_names_nobody_needs_no_token() {
        // A text that is no JSON once a percent sign has been read.
        for own in ["@4801ef0e-1.example.com", "a-4801ef0e@example.org@example.com"] {
            let body = format!(r#"{{"lastName":"Lee%22","email":"{own}"}}"#);
            assert_eq!(stray(body.as_bytes()), None);
        }
        for body in [r#"{"email":"@@example.com"}"#, r#"{"email":"a@"}"#, "@example.com", "{}"] {
            assert_eq!(stray(body.as_bytes()), None, "{body}");
        }
    }

    #[test]
    fn addresses_are_found_whatever_the_encoding() {
        let own = r#"{"email":"ann.4801ef0e-1-0@example.com"}"#;
        for body in [own.as_bytes().to_vec(), utf16(own, u16::to_le_bytes)] {
            let request = Request::fixture(Operation::Invite).with_body(body);
            assert!(addresses(&request).contains(&"ann.4801ef0e-1-0@example.com".to_owned()));
        }
    }
}
