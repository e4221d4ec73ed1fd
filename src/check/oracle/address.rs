//! E-mail addresses. The pages call `email` an address and name no grammar, so that only what no
//! published one takes for an address may be held against a server.

/// Characters of a local part beside letters and digits (HTML, "valid email address").
const MARKS: &str = ".!#$%&'*+/=?^_`{|}~-";

/// The longest label of a domain (RFC 1035 section 2.3.4).
const LABEL: usize = 63;

/// Whether a server may take the text for an address: browsers do, once the space around it is
/// removed. Their grammar is laxer than that of RFC 5321 about dots.
pub(in crate::check) fn may_be_one(text: &str) -> bool {
    let Some((local, domain)) = text.trim().split_once('@') else { return false };
    let is_local = |c: char| c.is_ascii_alphanumeric() || MARKS.contains(c);
    let is_label = |label: &str| {
        let plain = label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        plain && (1..=LABEL).contains(&label.len()) && label.trim_matches('-') == label
    };
    !local.is_empty() && local.chars().all(is_local) && domain.split('.').all(is_label)
}

/// The text with a mark in it, so that no other request sends the same and a server cannot refuse
/// it as taken. What makes it a wrong address stays, and so does a domain that nobody owns.
pub(in crate::check) fn marked(text: &str, mark: &str) -> String {
    let word = |c: char| c.is_ascii_alphanumeric();
    let (local, rest) = text.split_at(text.find('@').unwrap_or(text.len()));
    let Some(start) = local.find(word) else {
        let domain = rest.strip_prefix('@').filter(|domain| domain.starts_with(word));
        return domain.map_or_else(|| text.to_owned(), |domain| format!("{local}@{mark}.{domain}"));
    };
    let end = local[start..].find(|c| !word(c)).map_or(local.len(), |length| start + length);
    format!("{}-{mark}{}{rest}", &local[..end], &local[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_some_grammar_allows_may_be_an_address() {
        for text in ["a@example.com", ".a@example.com", "a..b@example.com", " a@example.com\n"] {
            assert!(may_be_one(text), "{text:?}");
        }
    }

    #[test]
    fn what_no_grammar_allows_is_none() {
        for text in [
            "",
            "a",
            "@",
            "a@",
            "@example.com",
            "two@@example.com",
            "a b@example.com",
            "a@.example.com",
            "a@mail..example.com",
            "a@-a.example.com",
            "a@example.com.",
            "a,b@example.com",
            "<a@example.com>",
            "a@ example.com",
        ] {
            assert!(!may_be_one(text), "{text:?}");
        }
    }

    #[test]
    fn a_mark_leaves_what_is_wrong_in_place() {
        for (text, with_mark) in [
            ("two@@example.com", "two-7@@example.com"),
            ("a b@example.com", "a-7 b@example.com"),
            ("plainaddress", "plainaddress-7"),
            ("<a@example.com>", "<a-7@example.com>"),
            ("@example.com", "@7.example.com"),
            ("a@", "a-7@"),
            ("@", "@"),
            ("", ""),
        ] {
            assert_eq!(marked(text, "7"), with_mark);
        }
    }
}
