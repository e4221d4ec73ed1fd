//! E-mail addresses. The pages call `email` an address and name no grammar, so that only what all
//! usual validators refuse may be held against a server: the form of browsers (HTML, "valid email
//! address"), zod, ajv-formats, pydantic, Django, Go's `net/mail` and Jakarta's agree on little.
//! What they say is in `tests/email/verdicts.json`.

/// The notation of mail headers (RFC 5322): names, comments, quotes, literals, lists and groups.
/// Parsers of mail, such as Go's and Jakarta's, read a part of it.
const NOTATION: &[char] = &['"', '(', '<', '[', '\\', ',', ';'];

/// Whether some usual validator may take the text for an address. Outside of that notation none
/// takes one without an at sign, with two, with nothing before or after it, or with white space
/// inside. But some trim the text, Go passes over space after the at sign, and what is white
/// space beyond ASCII is a letter like any other to most.
pub(in crate::check) fn may_be_one(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        // A group without members.
        return text.contains(':') && text.contains(';');
    };
    let is_space = |c: char| c.is_ascii_whitespace();
    let is_trimmed = |c: char| c.is_whitespace() || c.is_control();
    let is_empty = [local, domain].iter().any(|part| part.chars().all(is_space));
    let has_space = local.trim_start_matches(is_trimmed).contains(is_space)
        || domain.trim_matches(is_trimmed).contains(is_space);
    text.contains(NOTATION) || !(is_empty || has_space || domain.contains('@'))
}

/// Whether every usual validator takes the text for an address: letters, digits and dots, with the
/// marks that nobody objects to.
pub(in crate::check) fn is_usual(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let word = |c: char| c.is_ascii_alphanumeric() || "_-+".contains(c);
    let label = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let parts = |text: &str, plain: &dyn Fn(char) -> bool| {
        text.split('.').all(|part| !part.is_empty() && part.chars().all(plain))
    };
    let bound = domain.split('.').all(|label| label.trim_matches('-') == label);
    let top = domain.rsplit_once('.').is_some_and(|(_, top)| top.len() > 1 && is_letters(top));
    let short = local.len() <= 64 && domain.len() <= 60;
    parts(local, &word) && parts(domain, &label) && bound && top && short
}

fn is_letters(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphabetic())
}

/// The text with a mark in each address of it, so that no other request sends the same, a server
/// cannot refuse it as taken, and whoever a lenient server reads in it is of this run. What makes
/// it a wrong address stays, and so does a domain that nobody owns.
pub(in crate::check) fn marked(text: &str, mark: &str) -> String {
    let separates = |c: char| c.is_whitespace() || "\"'<>,;:={}[]()".contains(c);
    let words = text.split_inclusive(separates);
    let all: String = words.map(|word| marked_word(word, mark)).collect();
    if all != text {
        return all;
    }
    match text.find(char::is_alphanumeric) {
        Some(start) if text[..start].contains('@') => {
            format!("{}{mark}.{}", &text[..start], &text[start..])
        }
        Some(start) => with_mark(text, start, mark),
        None => all,
    }
}

/// A word with the mark in what names somebody, if it does.
fn marked_word(word: &str, mark: &str) -> String {
    let local = &word[..word.find('@').unwrap_or_default()];
    local
        .find(char::is_alphanumeric)
        .map_or_else(|| word.to_owned(), |at| with_mark(word, at, mark))
}

/// The text with the mark after the letters and digits that begin at `start`.
fn with_mark(text: &str, start: usize, mark: &str) -> String {
    let length = text[start..].find(|c: char| !c.is_alphanumeric());
    let (before, after) = text.split_at(length.map_or(text.len(), |length| start + length));
    format!("{before}-{mark}{after}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::Value;

    use super::*;

    /// Each candidate with the validators that take it.
    fn verdicts() -> BTreeMap<String, Vec<String>> {
        let table = include_str!("../../../tests/email/verdicts.json");
        let mut table: Value = serde_json::from_str(table).unwrap();
        serde_json::from_value(table["verdicts"].take()).unwrap()
    }

    #[test]
    fn what_some_validator_takes_may_be_an_address() {
        for (text, takers) in verdicts() {
            assert!(takers.is_empty() || may_be_one(&text), "{text:?} is taken by {takers:?}");
        }
    }

    #[test]
    fn a_usual_address_is_taken_by_all() {
        let all = verdicts().into_values().map(|takers| takers.len()).max().unwrap();
        for (text, takers) in verdicts() {
            assert!(!is_usual(&text) || takers.len() == all, "{text:?} by {takers:?} alone");
        }
        for text in ["ann.lee+x@example.com", "A_b-c@mail.example.co"] {
            assert!(is_usual(text), "{text}");
        }
        for text in ["", "ann", "ann@", "@example.com", "a..b@example.com", "a@b", "%@example.com"]
        {
            assert!(!is_usual(text), "{text}");
        }
    }

    #[test]
    fn what_no_validator_takes_is_none_but_for_these() {
        let mut allowed = verdicts();
        allowed.retain(|text, takers| takers.is_empty() && may_be_one(text));
        assert_eq!(
            allowed.into_keys().collect::<Vec<_>>(),
            [
                "\"a@example.com",
                "<a@example.com",
                "a\0@example.com",
                "a\"b@example.com",
                "a,b@example.com",
                "a:b@example.com",
                "a;b@example.com",
                "a@\nexample.com",
                "a@.example.com",
                "a@exam\\ple.com",
                "a@example.com,b@example.com",
                "a@example.com.",
                "a@example.com:25",
                "a@mail..example.com",
                "mailto:a@example.com",
            ]
        );
    }

    #[test]
    fn a_mark_changes_no_verdict() {
        for text in verdicts().keys() {
            assert_eq!(may_be_one(&marked(text, "7")), may_be_one(text), "{text:?}");
        }
    }

    #[test]
    fn a_mark_leaves_what_is_wrong_in_place() {
        for (text, with_mark) in [
            ("two@@example.com", "two-7@@example.com"),
            ("a b@example.com", "a b-7@example.com"),
            ("a@example.com,b@example.com", "a-7@example.com,b-7@example.com"),
            ("a@example.org@example.com", "a-7@example.org@example.com"),
            ("plainaddress", "plainaddress-7"),
            ("<a@example.com>", "<a-7@example.com>"),
            ("@example.com", "@7.example.com"),
            ("@@example.org@example.com", "@@7.example.org@example.com"),
            ("@.example.com", "@.7.example.com"),
            ("用户@例", "用户-7@例"),
            ("a@", "a-7@"),
            ("@", "@"),
            ("", ""),
        ] {
            assert_eq!(marked(text, "7"), with_mark);
        }
    }
}
