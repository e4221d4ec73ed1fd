//! The e-mail gate: an invitation reaches a person, so no request with an address outside the
//! allowed domain leaves, whatever was generated, mutated, shrunk or written by hand.

use std::io::{self, Read as _};

use flate2::read::MultiGzDecoder;
use percent_encoding::percent_decode_str;

use crate::model::Request;

/// Characters that mail software may read as `@`: the sign itself, its full-width and its small
/// form (Unicode compatibility equivalents).
const AT_SIGNS: [char; 3] = ['@', '\u{ff20}', '\u{fe6b}'];

/// Domains that never belong to anybody (RFC 2606, RFC 6761).
const RESERVED: [&str; 7] =
    ["example.com", "example.org", "example.net", "example", "test", "invalid", "localhost"];

/// Whether a domain or one of its parents is reserved.
#[must_use]
pub fn is_reserved(domain: &str) -> bool {
    RESERVED.iter().any(|reserved| is_within(domain, reserved))
}

fn is_within(domain: &str, parent: &str) -> bool {
    let domain = domain.to_ascii_lowercase();
    domain == parent || domain.strip_suffix(parent).is_some_and(|rest| rest.ends_with('.'))
}

/// The most bytes that a compressed body may unpack to; a larger one is not looked at, and stays.
const UNPACKED: u64 = 64 << 20;

/// How every gzip member begins (RFC 1952 section 2.3.1).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Why a request must not leave: an address in its body, gzip unpacked whatever the headers say, or
/// a body that this gate cannot read but a server might. A reader of gzip sees no more than the
/// decoder here, also of a body that is cut short. Under any other content coding only plain text
/// leaves, which is not what that coding produces.
#[must_use]
pub fn withheld(request: &Request, own_domain: Option<&str>) -> Option<String> {
    let body = request.body.as_deref().unwrap_or_default();
    let address = |body: &[u8]| {
        let domain = forbidden_address(body, own_domain)?;
        Some(format!(
            "it holds an address under `{domain}`, and only reserved domains may be written to"
        ))
    };
    let headers = request.headers.iter();
    let coded = headers
        .filter(|(name, _)| name.eq_ignore_ascii_case("content-encoding"))
        .any(|(_, coding)| !coding.trim().eq_ignore_ascii_case("identity"));
    // What is packed is read unpacked only: chance puts an at sign into any compressed text.
    if body.starts_with(&GZIP) {
        let mut plain = Vec::new();
        let legible = match MultiGzDecoder::new(body).take(UNPACKED).read_to_end(&mut plain) {
            Ok(_) => (plain.len() as u64) < UNPACKED,
            Err(error) => error.kind() == io::ErrorKind::UnexpectedEof,
        };
        if !legible || plain.starts_with(&GZIP) {
            return Some("its compressed body cannot be read".to_owned());
        }
        return address(&plain);
    }
    let illegible = coded && !is_text(body);
    address(body).or_else(|| illegible.then(|| "its encoded body cannot be read".to_owned()))
}

fn is_text(body: &[u8]) -> bool {
    let is_binary = |c: char| c.is_control() && !c.is_whitespace();
    std::str::from_utf8(body).is_ok_and(|text| !text.contains(is_binary))
}

/// Finds the first address outside the reserved domains and `own_domain` in a request's body.
/// Reads the text itself, in every way in which a server may read it, so that neither malformed
/// JSON nor duplicate keys nor another encoding can hide one. Query parameters are not read:
/// looking for a user sends no e-mail.
#[must_use]
pub fn forbidden_address(body: &[u8], own_domain: Option<&str>) -> Option<String> {
    // Plain bytes without the sign or a way to write it hold no address, and are quickly told.
    if body.is_ascii() && !body.iter().any(|byte| b"@\\%+\0".contains(byte)) {
        return None;
    }
    let allowed =
        |domain: &str| is_reserved(domain) || own_domain.is_some_and(|own| is_within(domain, own));
    readings(body).iter().find_map(|text| foreign_domain(text, allowed))
}

/// The texts that a body may be read as: with JSON's escapes undone, as UTF-16, as a form. An
/// overlong `@` and the one of UTF-7 are `@` in all of them.
fn readings(body: &[u8]) -> Vec<String> {
    let mut texts = vec![String::from_utf8_lossy(&with_plain_signs(body)).into_owned()];
    if body.contains(&0) {
        let unit = |pair: &[u8], of: fn([u8; 2]) -> u16| match pair {
            [a, b] => of([*a, *b]),
            rest => rest.first().copied().map_or(0, u16::from),
        };
        for of in [u16::from_le_bytes, u16::from_be_bytes] {
            let units: Vec<u16> = body.chunks(2).map(|pair| unit(pair, of)).collect();
            texts.push(String::from_utf16_lossy(&units));
        }
        texts[0].retain(|c| c != '\0');
    }
    let looks_like_json = body.trim_ascii_start().first().is_some_and(|c| b"{[\"".contains(c));
    if !looks_like_json && texts[0].contains('%') {
        texts.push(percent_decode_str(&texts[0]).decode_utf8_lossy().into_owned());
    }
    let escaped = texts.iter().filter(|text| text.contains('\\'));
    let plain: Vec<String> = escaped.map(|text| unescape(text)).collect();
    texts.extend(plain);
    texts
}

/// The bytes with the overlong forms of `@` (RFC 3629 section 3 forbids them, and not everybody
/// looks) and that of UTF-7 (RFC 2152) in its plain form.
fn with_plain_signs(body: &[u8]) -> Vec<u8> {
    const DISGUISES: [&[u8]; 3] = [b"\xc1\x80", b"\xe0\x81\x80", b"+AEA-"];
    if !body.iter().any(|byte| b"\xc1\xe0+".contains(byte)) {
        return body.to_vec();
    }
    let mut plain = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(first) = rest.first() {
        let disguise = DISGUISES.into_iter().find(|disguise| rest.starts_with(disguise));
        plain.push(if disguise.is_some() { b'@' } else { *first });
        rest = &rest[disguise.map_or(1, <[u8]>::len)..];
    }
    plain
}

/// The first domain behind a sign that is not allowed. What a mailer may take for a part of the
/// domain is one: letters of any script and the dots and invisible characters among them, which
/// international names fold away (UTS 46), and what stands behind space or a comment (RFC 5322
/// section 4.4).
fn foreign_domain(text: &str, allowed: impl Fn(&str) -> bool) -> Option<String> {
    // Bodies of megabytes are sent too, and one ASCII character is found much faster.
    let parts: Vec<&str> =
        if text.is_ascii() { text.split('@').collect() } else { text.split(AT_SIGNS).collect() };
    parts.into_iter().skip(1).find_map(|after| {
        let is_part = |c: char| {
            c.is_ascii_alphanumeric() || !c.is_ascii() || matches!(c, '.' | '-' | '_' | '[')
        };
        let after = after.trim_start();
        let domain = &after[..after.find(|c| !is_part(c)).unwrap_or(after.len())];
        let behind = after[domain.len()..].trim_start();
        // Empty labels name nobody; without them the rest may.
        let labels: Vec<&str> = domain.split('.').filter(|label| !label.is_empty()).collect();
        let domain = labels.join(".");
        if behind.starts_with(['.', '(']) {
            return Some(format!("{domain}…"));
        }
        (!domain.is_empty() && !allowed(&domain)).then_some(domain)
    })
}

/// Undoes JSON's escapes (RFC 8259 section 7); what is no escape stays as it is, and half a
/// surrogate pair becomes a replacement character.
fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('\\') {
        plain.push_str(&rest[..start]);
        rest = &rest[start + 1..];
        let mut digits = rest.strip_prefix('u').and_then(|rest| rest.get(..4));
        digits = digits.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let (c, length) = match (code, rest.as_bytes().first()) {
            (Some(code), _) => (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 5),
            (None, Some(b'n' | b'r' | b't' | b'b' | b'f')) => (' ', 1),
            (None, Some(b'/' | b'"' | b'\\')) => (char::from(rest.as_bytes()[0]), 1),
            (None, _) => ('\\', 0),
        };
        plain.push(c);
        rest = &rest[length..];
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forbidden(body: &str) -> Option<String> {
        forbidden_address(body.as_bytes(), None)
    }

    #[test]
    fn reserved_domains_pass_and_nothing_else_does() {
        assert_eq!(forbidden(r#"{"email":"a@example.com"}"#), None);
        assert_eq!(forbidden(r#"{"email":"a@mail.example.org"}"#), None);
        assert_eq!(forbidden(r#"{"email":"a@hospital.org"}"#).as_deref(), Some("hospital.org"));
        assert_eq!(forbidden(r#"{"email":"a@badexample.com"}"#).as_deref(), Some("badexample.com"));
        assert_eq!(
            forbidden(r#"{"email":"a@example.com.evil.org"}"#).as_deref(),
            Some("example.com.evil.org")
        );
    }

    #[test]
    fn no_disguise_helps() {
        for body in [
            r#"{"email":"a\u0040hospital.org"}"#,
            r#"{"email":"a＠hospital.org"}"#,
            r#"{"email":"a@hospital.org","email":"a@example.com"}"#,
            r#"{"email":"a@example.com, b@hospital.org"}"#,
            r#"{"email":["a@hospital.org"]}"#,
            r#"{"email":"a@hospital.org""#,
            r#"{"firstName":"b@hospital.org"}"#,
            r#"{"email":"a@[10.0.0.1]"}"#,
            r#"{"email":"a@hosp\u0069tal.org"}"#,
            r#"{"email":"a@example.com\u002eevil.org"}"#,
            r#"{"email":"a@example.com\u00ad.evil.org"}"#,
            r#"{"email":"a@example.com\u200b.evil.org"}"#,
            r#"{"email":"a@example.com\ud800.evil.org"}"#,
            r#"{"email":"a@example.com。evil.org"}"#,
            r#"{"email":"a@example.com．evil.org"}"#,
            r#"{"email":"a@ｅvil.org"}"#,
            r#"{"email":"a@ hospital.org"}"#,
            r#"{"email":"a@\thospital.org"}"#,
            r#"{"email":"a@example.com (x) .evil.org"}"#,
            r#"{"email":"a@example.com .evil.org"}"#,
            r#"{"email":"a@(x)evil.org"}"#,
            r#"{"email":"\"a@example.com\"@evil.org"}"#,
            r#"{"email":"a+AEA-hospital.org"}"#,
            r#"[[[{"a":{"b":["c@hospital.org"]}}]]]"#,
            r#""a@hospital.org""#,
            "email: a@hospital.org",
            "email=a@hospital.org",
            "email=a%40hospital.org&firstName=A",
            "<email>a@hospital.org</email>",
        ] {
            assert!(forbidden(body).is_some(), "{body}");
        }
    }

    #[test]
    fn another_encoding_hides_nothing() {
        let utf16 = r#"{"email":"a@hospital.org"}"#.encode_utf16();
        let wide = r#"{"email":"a＠hospital.org"}"#.encode_utf16();
        for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            for text in [utf16.clone(), wide.clone()] {
                let body: Vec<u8> = text.flat_map(bytes).collect();
                assert!(forbidden_address(&body, None).is_some());
            }
        }
        let utf32 = r#"{"email":"a@hospital.org"}"#.chars();
        let body: Vec<u8> = utf32.flat_map(|c| u32::from(c).to_be_bytes()).collect();
        assert!(forbidden_address(&body, None).is_some());
        assert!(forbidden_address(b"{\"email\":\"a\xc1\x80hospital.org\"}", None).is_some());
        assert!(forbidden_address(b"{\"email\":\"a\xff@hospital.org\"}", None).is_some());
    }

    #[test]
    fn an_address_deep_in_a_long_body_is_found() {
        let long = "x".repeat(2 << 20);
        let body = format!(r#"{{"lastName":"{long}","firstName":"{long}a@hospital.org"}}"#);
        assert_eq!(forbidden(&body).as_deref(), Some("hospital.org"));
    }

    fn coded(body: Vec<u8>, coding: &str) -> Option<String> {
        let headers = vec![("Content-Encoding".to_owned(), coding.to_owned())];
        let request = Request::fixture(crate::model::Operation::Invite).with_body(body);
        let request = Request { headers, ..request };
        withheld(&request, None)
    }

    fn gzip(body: &[u8]) -> Vec<u8> {
        use std::io::Write as _;
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(body).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn compression_hides_nothing() {
        let good = br#"{"email":"a@example.com","lastName":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}"#;
        let bad = br#"{"email":"a@hospital.org","lastName":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}"#;
        assert_eq!(coded(gzip(good), "gzip"), None);
        for coding in ["gzip", "GZIP", "x-gzip", "identity", "unheard-of"] {
            let reason = coded(gzip(bad), coding).unwrap();
            assert!(reason.contains("hospital.org"), "{coding}: {reason}");
        }
        // A second member, and one inside another.
        assert!(coded([gzip(good), gzip(bad)].concat(), "gzip").is_some());
        assert!(coded(gzip(&gzip(good)), "gzip, gzip").is_some());
        // As much as there is of a body that is cut short.
        let cut = |body: Vec<u8>| body[..body.len() - 8].to_vec();
        assert!(coded(cut(gzip(bad)), "gzip").unwrap().contains("hospital.org"));
        assert_eq!(coded(cut(gzip(good)), "gzip"), None);
    }

    #[test]
    fn what_cannot_be_read_stays() {
        let good = br#"{"email":"a@example.com"}"#;
        // No gzip, whatever the label says: everybody reads the same.
        assert_eq!(coded(good.to_vec(), "gzip"), None);
        assert_eq!(coded(good.to_vec(), "br"), None);
        assert!(coded(br#"{"email":"a@hospital.org"}"#.to_vec(), "gzip").is_some());
        let mut broken = gzip(good);
        broken[12] ^= 0xff;
        assert!(coded(broken, "gzip").is_some());
        assert!(coded([gzip(good), b"more than a header".to_vec()].concat(), "gzip").is_some());
        assert!(coded(vec![0x78, 0x9c, 1, 2, 3], "deflate").is_some());
        assert!(coded(gzip(&vec![b' '; 65 << 20]), "gzip").is_some());
    }

    #[test]
    fn what_names_nobody_is_no_address() {
        for body in [
            r#"{"email":"a@"}"#,
            r#"{"email":"@ "}"#,
            r#"{"email":"plain"}"#,
            r#"{"email":"a@example..com"}"#,
            r#"{"email":"a@example.com", "firstName": "50%40b"}"#,
            r#"{"email":"a@","lastName":"hospital.org"}"#,
        ] {
            assert_eq!(forbidden(body), None, "{body}");
        }
    }

    #[test]
    fn an_own_domain_is_allowed_when_it_is_named() {
        let body = br#"{"email":"a@qa.hospital.org"}"#;
        assert_eq!(forbidden_address(body, Some("hospital.org")), None);
        assert!(forbidden_address(body, Some("clinic.org")).is_some());
    }
}
