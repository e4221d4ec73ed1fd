//! The e-mail gate: an invitation reaches a person, so no request with an address outside the
//! allowed domain leaves, whatever was generated, mutated, shrunk or written by hand.

use std::{
    borrow::Cow,
    io::{self, Read as _},
};

use flate2::read::MultiGzDecoder;

use super::mailbox::forbidden_address;
use crate::model::Request;

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

/// The body, unpacked where it is gzip as far as it can be read.
pub(super) fn unpacked(body: &[u8]) -> Cow<'_, [u8]> {
    if !body.starts_with(&GZIP) {
        return Cow::Borrowed(body);
    }
    let mut plain = Vec::new();
    // What cannot be read does not leave.
    let _ = MultiGzDecoder::new(body).take(UNPACKED).read_to_end(&mut plain);
    Cow::Owned(plain)
}

fn is_text(body: &[u8]) -> bool {
    let is_binary = |c: char| c.is_control() && !c.is_whitespace();
    std::str::from_utf8(body).is_ok_and(|text| !text.contains(is_binary))
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
