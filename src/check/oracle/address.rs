//! E-mail addresses. The pages call `email` an address and name no grammar, so that only what all
//! usual validators refuse may be held against a server: the form of browsers (HTML, "valid email
//! address"), zod, ajv-formats, pydantic, Django, Go's `net/mail` and Jakarta's agree on little.

/// Whether some usual validator takes the text for an address, once the space around it is removed:
/// something, one at sign, something, and no white space inside.
pub(in crate::check) fn may_be_one(text: &str) -> bool {
    let text = text.trim();
    // Inside of quotes an address may hold anything (RFC 5321 section 4.1.2).
    let is_quoted = text.starts_with('"');
    let parts: Vec<&str> = text.split('@').collect();
    let plain = parts.len() == 2 && !text.contains(char::is_whitespace);
    (plain || is_quoted) && parts.len() > 1 && parts.iter().all(|part| !part.is_empty())
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
    fn what_some_validator_takes_may_be_an_address() {
        for text in [
            "a@example.com",
            ".a@example.com",
            "a..b@example.com",
            " a@example.com\n",
            "a@.example.com",
            "a@mail..example.com",
            "a@-a.example.com",
            "a@example.com.",
            "a,b@example.com",
            "<a@example.com>",
            "\"a b\"@example.com",
            "\u{e4}@example.com",
        ] {
            assert!(may_be_one(text), "{text:?}");
        }
    }

    #[test]
    fn what_no_validator_takes_is_none() {
        for text in [
            "",
            "a",
            "@",
            "a@",
            "@example.com",
            "two@@example.com",
            "a@b@example.com",
            "a b@example.com",
            "a@ example.com",
            "a@exa mple.com",
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
