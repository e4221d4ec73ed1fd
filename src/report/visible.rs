//! Makes visible what a server could hide or smuggle in: nothing that passes through here can
//! move a cursor, reorder a line or break an XML document.

/// One line: every control and invisible character is spelled out, line ends too.
#[must_use]
pub fn line(text: &str) -> String {
    spell(text, hidden)
}

/// Several lines: as [`line()`], but line feeds stay.
#[must_use]
pub fn block(text: &str) -> String {
    spell(text, |character| character != '\n' && hidden(character))
}

/// Bytes as one line of text; what is not UTF-8 is spelled out byte by byte.
#[must_use]
pub fn bytes(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(&line(chunk.valid()));
        for byte in chunk.invalid() {
            out.push_str("\\x");
            out.push_str(&hex(u32::from(*byte), 2));
        }
    }
    out
}

/// Whether a character has no picture of its own: controls (C0, C1), marks that change the
/// direction or are zero wide, line separators, tags and noncharacters. Combining marks are
/// not among them; they have a picture together with what they follow.
#[must_use]
pub fn hidden(character: char) -> bool {
    let noncharacter = u32::from(character) & 0xFFFE == 0xFFFE;
    noncharacter
        || character.is_control()
        || matches!(character,
            '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FDD0}'..='\u{FDEF}' | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// A number in hexadecimal, of at least so many digits.
pub(super) fn hex(number: u32, digits: usize) -> String {
    format!("{number:0digits$X}")
}

fn spell(text: &str, hidden: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            plain if !hidden(plain) => out.push(plain),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            other => {
                out.push_str("\\u{");
                out.push_str(&hex(u32::from(other), 1));
                out.push('}');
            }
        }
    }
    out
}

/// One line of at most so many bytes before they are spelled out; a cut is stated.
#[must_use]
pub fn sentence(text: &str, most: usize) -> String {
    line(&cut(text, most))
}

/// At most so many bytes, and what was left out in words. A character is never cut in two.
#[must_use]
pub fn cut(text: &str, most: usize) -> String {
    cut_by(text, most, char::len_utf8)
}

/// As [`cut()`], where a character costs something else than its bytes.
#[must_use]
pub fn cut_by(text: &str, budget: usize, cost: impl Fn(char) -> usize) -> String {
    let mut spent = 0;
    for (at, character) in text.char_indices() {
        spent += cost(character);
        if spent > budget {
            return format!("{} [cut: {at} of {} bytes shown]", &text[..at], text.len());
        }
    }
    text.to_owned()
}

/// A body in one line, of at most so many bytes; a cut is stated.
#[must_use]
pub fn body(body: &[u8], most: usize) -> String {
    if body.is_empty() {
        return "(empty body)".to_owned();
    }
    if body.len() <= most {
        return bytes(body);
    }
    // Never in the middle of a character, so that text is not taken for bytes.
    let continued = |at: &usize| body.get(*at).is_some_and(|byte| byte & 0xC0 == 0x80);
    let end = (most.saturating_sub(3)..=most).rev().find(|at| !continued(at)).unwrap_or(most);
    let start = body.get(..end).unwrap_or(body);
    format!("{} [cut: {end} of {} bytes shown]", bytes(start), body.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_a_cursor_or_hides_is_spelled_out() {
        assert_eq!(line("a\u{1b}[2Jb\r\n\tc\0"), r"a\u{1B}[2Jb\r\n\tc\u{0}");
        assert_eq!(
            line("\u{202e}\u{9b}\u{feff}\u{fffe}\u{1ffff}"),
            r"\u{202E}\u{9B}\u{FEFF}\u{FFFE}\u{1FFFF}"
        );
        assert_eq!(block("a\nb\u{7}"), "a\nb\\u{7}");
    }

    #[test]
    fn what_has_a_picture_stays() {
        let text = "Zoë e\u{301} שלום 👩 \\ \u{fffd}";
        assert_eq!(line(text), text);
    }

    #[test]
    fn bytes_that_are_no_text_are_numbers() {
        assert_eq!(bytes(b"a\xFF\xC3\xA9\xC3"), r"a\xFFé\xC3");
    }

    #[test]
    fn a_cut_is_stated_and_never_splits_a_character() {
        assert_eq!(cut("ééé", 4), "éé [cut: 4 of 6 bytes shown]");
        assert_eq!(cut("ééé", 6), "ééé");
    }

    #[test]
    fn bodies_are_cut_between_characters_and_say_so() {
        assert_eq!(body("ééé".as_bytes(), 5), "éé [cut: 4 of 6 bytes shown]");
        assert_eq!(body(b"abc", 3), "abc");
        assert_eq!(body(b"", 3), "(empty body)");
        assert_eq!(body(&[0x80; 6], 4), r"\x80\x80\x80\x80 [cut: 4 of 6 bytes shown]");
    }
}
