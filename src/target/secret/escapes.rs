//! Percent-encoding (RFC 3986 section 2.1), the escapes of JSON strings (RFC 8259 section 7) and of
//! programming languages, and character references of HTML, undone with the way back to where they
//! stood.

/// Escapes within escapes, as in a URL within a URL, that are looked behind.
const DEPTH: usize = 3;

/// A text without its escapes.
pub(super) struct Plain {
    pub(super) bytes: Vec<u8>,
    /// Where each byte began before, and, last, where the text ended.
    starts: Vec<usize>,
}

impl Plain {
    /// Where a span of the plain bytes stood in the original.
    pub(super) fn before(&self, (start, end): (usize, usize)) -> (usize, usize) {
        (self.starts[start], self.starts[end])
    }

    fn once(text: &[u8]) -> Self {
        let mut plain = Self { bytes: Vec::with_capacity(text.len()), starts: Vec::new() };
        let mut at = 0;
        while at < text.len() {
            let (byte, length) = escape(&text[at..]).unwrap_or((text[at], 1));
            plain.bytes.push(byte);
            plain.starts.push(at);
            at += length;
        }
        plain.starts.push(at);
        plain
    }
}

/// The text with its escapes undone; `None` when it has none.
pub(super) fn undone(text: &[u8]) -> Option<Plain> {
    let has_any = |text: &[u8]| text.iter().any(|byte| matches!(byte, b'%' | b'\\' | b'&'));
    if !has_any(text) {
        return None;
    }
    let mut plain = Plain::once(text);
    for _ in 1..DEPTH {
        if !has_any(&plain.bytes) {
            break;
        }
        let inner = Plain::once(&plain.bytes);
        let starts = inner.starts.iter().map(|start| plain.starts[*start]).collect();
        plain = Plain { bytes: inner.bytes, starts };
    }
    Some(plain)
}

/// The ASCII character that an escape at the beginning stands for, and the escape's length.
fn escape(text: &[u8]) -> Option<(u8, usize)> {
    let code = |digits: &[u8]| {
        let digits = std::str::from_utf8(digits).ok().filter(|text| !text.starts_with('+'))?;
        u8::try_from(u32::from_str_radix(digits, 16).ok()?).ok()
    };
    match text {
        [b'%', digits @ ..] => Some((code(digits.get(..2)?)?, 3)),
        [b'\\', b'u', b'{', digits @ ..] => {
            let length = digits.iter().take(7).position(|byte| *byte == b'}')?;
            Some((code(&digits[..length])?, length + 4))
        }
        [b'\\', b'u', digits @ ..] => Some((code(digits.get(..4)?)?, 6)),
        [b'\\', b'x', digits @ ..] => Some((code(digits.get(..2)?)?, 4)),
        [b'&', b'#', b'x' | b'X', digits @ ..] => {
            let length = digits.iter().take(7).position(|byte| *byte == b';')?;
            Some((code(&digits[..length])?, length + 4))
        }
        [b'&', b'#', digits @ ..] => {
            let length = digits.iter().take(7).position(|byte| *byte == b';')?;
            let text = std::str::from_utf8(&digits[..length]).ok()?;
            Some((text.parse().ok()?, length + 3))
        }
        [b'&', ..] => [
            (&b"&amp;"[..], b'&'),
            (b"&lt;", b'<'),
            (b"&gt;", b'>'),
            (b"&quot;", b'"'),
            (b"&apos;", b'\''),
        ]
        .into_iter()
        .find(|(name, _)| text.starts_with(name))
        .map(|(name, byte)| (byte, name.len())),
        [b'\\', c @ (b'/' | b'\\' | b'"'), ..] => Some((*c, 2)),
        _ => None,
    }
}
