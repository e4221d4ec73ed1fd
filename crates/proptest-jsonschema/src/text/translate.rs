//! From the notation of ECMA-262 to the one that is parsed here.

use std::borrow::Cow;

/// Writes a pattern of ECMA-262 in the notation of `regex-syntax`: what has a meaning there and not
/// here is escaped, and the other way round.
pub(super) fn translate(pattern: &str) -> Result<String, String> {
    let chars: Vec<char> = pattern.chars().collect();
    let mut text = String::with_capacity(pattern.len());
    let mut class = false;
    let mut i = 0;
    while i < chars.len() {
        let (c, after) = (chars[i], chars.get(i + 1).copied());
        match (c, after) {
            ('\\', Some('0')) if !chars.get(i + 2).is_some_and(char::is_ascii_digit) => {
                text.push_str("\\x00");
                i += 1;
            }
            ('\\', Some(escaped @ ('1'..='9' | 'k'))) if !class => {
                return Err(format!("the back-reference \\{escaped} is not supported"));
            }
            ('\\', Some(escaped)) => {
                text.push('\\');
                text.push(escaped);
                i += 1;
                if matches!(escaped, 'p' | 'P' | 'u') && chars.get(i + 1) == Some(&'{') {
                    let named = chars[i + 1..].iter().take_while(|c| **c != '}');
                    text.extend(named.clone());
                    i += named.count();
                }
            }
            ('[', _) if class => text.push_str("\\["),
            ('[', Some('^')) if chars.get(i + 2) == Some(&']') => {
                text.push_str("[\\s\\S]");
                i += 2;
            }
            ('[', Some(']')) => {
                text.push_str("[^\\s\\S]");
                i += 1;
            }
            ('[', _) => {
                class = true;
                text.push('[');
                if after == Some('^') {
                    text.push('^');
                    i += 1;
                }
            }
            (']', _) if class => {
                class = false;
                text.push(']');
            }
            ('&' | '~', Some(same)) if class && same == c => {
                text.push('\\');
                text.push(c);
            }
            ('-', Some('-')) if class => {
                text.push_str("\\-");
            }
            ('{', _) if !class && !is_count(&chars[i..]) => text.push_str("\\{"),
            _ => text.push(c),
        }
        i += 1;
    }
    Ok(text)
}

/// The same pattern without the notations that the validator does not know: `[^]`, `\0`, and
/// surrogates in a class, which no string of whole characters holds.
pub(crate) fn common(pattern: &str) -> String {
    let pattern = &*without_surrogates(pattern);
    let mut text = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        let nul = rest.starts_with("\\0") && !rest[2..].starts_with(|c: char| c.is_ascii_digit());
        let (part, written) = match c {
            '\\' if nul => (2, "\\x00"),
            '\\' => (1 + rest[1..].chars().next().map_or(0, char::len_utf8), ""),
            '[' if rest.starts_with("[^]") => (3, "[\\s\\S]"),
            c => (c.len_utf8(), ""),
        };
        text.push_str(if written.is_empty() { &rest[..part] } else { written });
        rest = &rest[part..];
    }
    text
}

/// A pattern whose classes name no surrogates.
fn without_surrogates(pattern: &str) -> Cow<'_, str> {
    let unit = |unit: u32| format!("\\u{unit:04x}");
    let lower = pattern.to_ascii_lowercase();
    let names = |digit: char| lower.contains(&format!("\\ud{digit}"));
    if !"89abcdef".chars().any(names) {
        return Cow::Borrowed(pattern);
    }
    let mut text = String::with_capacity(pattern.len());
    let mut rest = pattern;
    let mut class = false;
    while let Some(c) = rest.chars().next() {
        if class && let Some((low, high, length)) = range(rest) {
            // What is left below and above of the surrogates.
            let below = (low < 0xd800).then(|| (low, high.min(0xd7ff)));
            let above = (high > 0xdfff).then(|| (low.max(0xe000), high));
            if [low, high].iter().any(|end| (0xd800..0xe000).contains(end)) {
                for (low, high) in below.into_iter().chain(above) {
                    text.extend([unit(low), "-".to_owned(), unit(high)]);
                }
            } else {
                text.push_str(&rest[..length]);
            }
            rest = &rest[length..];
            continue;
        }
        let part = match c {
            '\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            c => c.len_utf8(),
        };
        class = c == '[' || class && c != ']';
        text.push_str(&rest[..part]);
        rest = &rest[part..];
    }
    // A class of which nothing is left.
    Cow::Owned(text.replace("[]", "[^\\s\\S]"))
}

/// A range of escaped code units, or a single one, at the beginning of a text, and its length.
fn range(text: &str) -> Option<(u32, u32, usize)> {
    let unit = |at: usize| {
        let escaped = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(escaped, 16).ok()
    };
    let low = unit(0)?;
    match unit(7).filter(|_| text[6..].starts_with('-')) {
        Some(high) if high >= low => Some((low, high, 13)),
        _ => Some((low, low, 6)),
    }
}

/// Whether a count of repetitions begins here: `{2}`, `{2,}` or `{2,3}`.
fn is_count(chars: &[char]) -> bool {
    let inner: String = chars.iter().skip(1).take_while(|c| **c != '}').collect();
    let closed = chars.len() > inner.chars().count() + 1;
    let (least, most) = inner.split_once(',').unwrap_or((&inner, ""));
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    closed && !least.is_empty() && digits(least) && digits(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_one_notation_knows_is_written_out() {
        for (pattern, text) in [
            ("^[^]$", "^[\\s\\S]$"),
            ("^\\0$", "^\\x00$"),
            ("[[a]", "[\\[a]"),
            ("{a}{2}", "\\{a}{2}"),
            ("[a&&b]", "[a\\&&b]"),
            ("\\p{Cc}{2}", "\\p{Cc}{2}"),
        ] {
            assert_eq!(translate(pattern).unwrap(), text);
        }
        for (pattern, text) in [
            ("^[\\u0020-\\uD7FF\\uD800\\uDBFF-\\uDC00\\t]$", "^[\\u0020-\\uD7FF\\t]$"),
            ("[\\u0061-\\uffff]", "[\\u0061-\\uffff]"),
            ("[\\ud7f0-\\ud801\\udfff-\\ue010]", "[\\ud7f0-\\ud7ff\\ue000-\\ue010]"),
            ("\\ud83d\\ude00", "\\ud83d\\ude00"),
        ] {
            assert_eq!(common(pattern), text);
        }
        assert!(translate("(a)\\1").unwrap_err().contains("back-reference"));
    }
}
