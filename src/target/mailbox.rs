//! Addresses in the bodies of requests, in whatever way a server may read them.

use percent_encoding::percent_decode_str;

/// Characters that mail software may read as `@`: the sign itself, its full-width and its small
/// form (Unicode compatibility equivalents).
pub(super) const AT_SIGNS: [char; 3] = ['@', '\u{ff20}', '\u{fe6b}'];

/// Domains that never belong to anybody (RFC 2606, RFC 6761).
const RESERVED: [&str; 7] =
    ["example.com", "example.org", "example.net", "example", "test", "invalid", "localhost"];

/// Whether a domain or one of its parents is reserved.
#[must_use]
pub(crate) fn is_reserved(domain: &str) -> bool {
    RESERVED.iter().any(|reserved| is_within(domain, reserved))
}

fn is_within(domain: &str, parent: &str) -> bool {
    let domain = domain.to_ascii_lowercase();
    domain == parent || domain.strip_suffix(parent).is_some_and(|rest| rest.ends_with('.'))
}

/// Finds the first address outside the reserved domains and `own_domain` in a request's body.
/// Reads the text itself, in every way in which a server may read it, so that neither malformed
/// JSON nor duplicate keys nor another encoding can hide one. Query parameters are not read:
/// looking for a user sends no e-mail.
#[must_use]
pub fn forbidden_address(body: &[u8], own_domain: Option<&str>) -> Option<String> {
    // Plain bytes without the sign or a way to write it hold no address.
    if body.is_ascii() && !body.iter().any(|byte| b"@\\%+\0".contains(byte)) {
        return None;
    }
    let allowed =
        |domain: &str| is_reserved(domain) || own_domain.is_some_and(|own| is_within(domain, own));
    readings(body).iter().find_map(|text| foreign_domain(text, allowed))
}

/// The texts that a body may be read as: with JSON's escapes undone, as UTF-16, as a form. An
/// overlong `@` and the one of UTF-7 are `@` in all of them.
pub(super) fn readings(body: &[u8]) -> Vec<String> {
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
        // Empty labels name nobody; the others may.
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
