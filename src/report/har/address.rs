//! Addresses that other programs can read, whatever was sent.

use percent_encoding::percent_decode_str;

use super::{super::visible, document::Pair};

/// The address of a request. What RFC 3986 does not allow in one is percent-encoded, and so is a
/// percent sign that begins no code.
pub(super) fn absolute(target: &str, path: &str) -> String {
    let mut url = target.trim_end_matches('/').to_owned();
    for (at, character) in path.char_indices() {
        let is_code = || {
            let code = path.as_bytes().get(at + 1..at + 3);
            code.is_some_and(|code| code.iter().all(u8::is_ascii_hexdigit))
        };
        match character {
            '%' if is_code() => url.push('%'),
            plain if plain.is_ascii_alphanumeric() || "-._~:/?@!$&'()*+,;=".contains(plain) => {
                url.push(plain);
            }
            other => {
                let mut buffer = [0; 4];
                for byte in other.encode_utf8(&mut buffer).bytes() {
                    url.push('%');
                    url.push_str(&visible::hex(u32::from(byte), 2));
                }
            }
        }
    }
    url
}

/// The parameters of a query, decoded.
pub(super) fn query(path: &str) -> Vec<Pair> {
    let Some((_, query)) = path.split_once('?') else { return Vec::new() };
    let decoded = |text: &str| {
        let text = text.replace('+', " ");
        visible::line(&percent_decode_str(&text).decode_utf8_lossy())
    };
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Pair { name: decoded(name), value: decoded(value) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_whatever_was_sent() {
        assert_eq!(
            absolute("http://h/", "/u?email=a%40b&x=%zz \u{0}[é]#"),
            "http://h/u?email=a%40b&x=%25zz%20%00%5B%C3%A9%5D%23"
        );
    }

    #[test]
    fn parameters_are_decoded() {
        let pair = |name: &str, value: &str| Pair { name: name.into(), value: value.into() };
        assert_eq!(
            query("/u?email=a%40b+c&flag&&x=%00"),
            [pair("email", "a@b c"), pair("flag", ""), pair("x", r"\u{0}")]
        );
        assert!(query("/u").is_empty());
    }
}
