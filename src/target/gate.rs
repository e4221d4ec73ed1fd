//! The e-mail gate: an invitation reaches a person, so no request with an address outside the
//! allowed domain leaves, whatever was generated, mutated, shrunk or written by hand.

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

/// Finds the first address outside the reserved domains and `own_domain` in a request's body.
/// Reads the text itself, with JSON's `\u` escapes undone and without the zero bytes of UTF-16, so
/// that neither malformed JSON nor duplicate keys nor another encoding can hide one. Query
/// parameters are not read: looking for a user sends no e-mail.
#[must_use]
pub fn forbidden_address(body: &[u8], own_domain: Option<&str>) -> Option<String> {
    // Plain bytes without the sign hold no address, and are quickly told.
    if body.is_ascii() && !body.contains(&b'@') && !body.contains(&b'\\') {
        return None;
    }
    let allowed =
        |domain: &str| is_reserved(domain) || own_domain.is_some_and(|own| is_within(domain, own));
    let mut bytes = body.to_vec();
    if bytes.contains(&0) {
        bytes.retain(|byte| *byte != 0);
    }
    let text = String::from_utf8_lossy(&bytes);
    let plain = if text.contains('\\') { unescape(&text) } else { String::new() };
    [text.as_ref(), &plain].into_iter().find_map(|text| {
        // Bodies of megabytes are sent too, and one ASCII character is found much faster.
        let parts: Vec<&str> = if text.is_ascii() {
            text.split('@').collect()
        } else {
            text.split(AT_SIGNS).collect()
        };
        parts.into_iter().skip(1).find_map(|after| {
            let is_part = |c: &char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '[');
            let domain: String = after.chars().take_while(is_part).collect();
            // Empty labels name nobody; without them the rest may.
            let labels: Vec<&str> = domain.split('.').filter(|label| !label.is_empty()).collect();
            let domain = labels.join(".");
            (!domain.is_empty() && !allowed(&domain)).then_some(domain)
        })
    })
}

/// Undoes `\uXXXX` escapes; what is no escape stays as it is.
fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("\\u") {
        plain.push_str(&rest[..start]);
        let digits = rest.get(start + 2..start + 6);
        let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let (text, length) =
            code.and_then(char::from_u32).map_or(("\\u".to_owned(), 2), |c| (c.to_string(), 6));
        plain.push_str(&text);
        rest = &rest[start + length..];
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
        ] {
            assert!(forbidden(body).is_some(), "{body}");
        }
    }

    #[test]
    fn another_encoding_hides_nothing() {
        let utf16 = r#"{"email":"a@hospital.org"}"#.encode_utf16();
        for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            let body: Vec<u8> = utf16.clone().flat_map(bytes).collect();
            assert!(forbidden_address(&body, None).is_some());
        }
    }

    #[test]
    fn what_names_nobody_is_no_address() {
        for body in [
            r#"{"email":"a@"}"#,
            r#"{"email":"@ "}"#,
            r#"{"email":"plain"}"#,
            r#"{"email":"a@example..com"}"#,
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
