//! Bearer credentials (RFC 6750).

use std::sync::OnceLock;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};

use super::problem::Problem;

/// Why credentials are not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There are none.
    Missing,
    /// They are of another scheme than `Bearer`, or not readable as one scheme and one token.
    Scheme,
    /// It is the right token, of another scheme.
    KeyInOtherScheme,
    /// The token is not the right one.
    Token,
}

/// The token that the tenant takes. Where none is configured it is the first one that anybody
/// presents, so that any client works and a second, wrong token is still refused.
#[derive(Debug)]
pub(super) struct Keyring {
    key: OnceLock<Vec<u8>>,
}

impl Keyring {
    pub(super) fn new(configured: Option<&str>) -> Self {
        let key = OnceLock::new();
        configured.map(|configured| key.get_or_init(|| configured.as_bytes().to_vec()));
        Self { key }
    }

    /// Judges the credentials of a request; `None` when they are fine.
    pub(super) fn judge(&self, headers: &HeaderMap) -> Option<Refusal> {
        let mut values = headers.get_all(header::AUTHORIZATION).iter();
        let Some(value) = values.next() else { return Some(Refusal::Missing) };
        if values.next().is_some() {
            return Some(Refusal::Scheme);
        }
        let mut words = value.as_bytes().splitn(2, |byte| *byte == b' ');
        let scheme = words.next().unwrap_or_default();
        let token = words.next().unwrap_or_default().trim_ascii();
        if !scheme.eq_ignore_ascii_case(b"bearer") {
            let is_key = self.key.get().is_some_and(|key| key == token);
            return Some(if is_key { Refusal::KeyInOtherScheme } else { Refusal::Scheme });
        }
        if token.is_empty() {
            return Some(Refusal::Missing);
        }
        (self.key.get_or_init(|| token.to_vec()) != token).then_some(Refusal::Token)
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        // RFC 6750, 3.1: an error code only when a token was presented.
        let (message, challenge) = match refusal {
            Refusal::Missing => ("no bearer token was sent", r#"Bearer realm="avara""#),
            Refusal::Scheme | Refusal::KeyInOtherScheme => {
                ("only bearer tokens are taken", r#"Bearer realm="avara""#)
            }
            Refusal::Token => (
                "the bearer token is not valid",
                r#"Bearer realm="avara", error="invalid_token", error_description="the bearer token is not valid""#,
            ),
        };
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", message)
            .with_header(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(value: &str, key: Option<&str>) -> Option<Refusal> {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, HeaderValue::from_str(value).unwrap());
        Keyring::new(key).judge(&headers)
    }

    #[test]
    fn any_token_is_taken_unless_one_is_named() {
        assert_eq!(judged("Bearer x", None), None);
        assert_eq!(judged("bearer  x", None), None);
        assert_eq!(judged("Bearer x", Some("x")), None);
        assert_eq!(judged("Bearer x", Some("y")), Some(Refusal::Token));
        assert_eq!(judged("Bearer xy", Some("x")), Some(Refusal::Token));
    }

    #[test]
    fn the_first_token_becomes_the_tenants_where_none_is_configured() {
        let keyring = Keyring::new(None);
        let presented = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, HeaderValue::from_static(value));
            keyring.judge(&headers)
        };
        assert_eq!(presented("Basic eDp5"), Some(Refusal::Scheme), "no token yet");
        assert_eq!(presented("Bearer first"), None);
        assert_eq!(presented("Bearer second"), Some(Refusal::Token));
        assert_eq!(presented("Bearer first"), None);
    }

    #[test]
    fn what_is_no_bearer_token_is_refused() {
        assert_eq!(Keyring::new(None).judge(&HeaderMap::new()), Some(Refusal::Missing));
        for value in ["Bearer", "Bearer ", "Bearer   "] {
            assert_eq!(judged(value, None), Some(Refusal::Missing), "{value}");
        }
        for value in ["Basic eDp5", "Bearerx", "x", ""] {
            assert_eq!(judged(value, None), Some(Refusal::Scheme), "{value}");
        }
    }

    #[test]
    fn two_authorization_headers_are_refused() {
        let mut headers = HeaderMap::new();
        for _ in 0..2 {
            headers.append(header::AUTHORIZATION, HeaderValue::from_static("Bearer x"));
        }
        assert_eq!(Keyring::new(None).judge(&headers), Some(Refusal::Scheme));
    }
}
