//! From the notation of ECMA-262 to the one that is parsed here.

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

/// The same pattern without the two notations that the validator does not know: `[^]` and `\0`.
pub(crate) fn common(pattern: &str) -> String {
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
        assert!(translate("(a)\\1").unwrap_err().contains("back-reference"));
    }
}
