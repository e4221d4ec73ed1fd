//! Ids with a star for any text.

/// Whether a pattern with `*` for any text matches the whole id.
pub(super) fn matches(pattern: &str, id: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return pattern == id };
    let Some(tail) = id.strip_prefix(head) else { return false };
    let mut ends = tail.char_indices().map(|(at, _)| at).chain([tail.len()]);
    ends.any(|at| matches(rest, &tail[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        assert!(matches("*", "invite::x") && matches("invite::*", "invite::x"));
        assert!(matches("*::rejects::*::type", "update::rejects::level::type"));
        assert!(!matches("invite::*", "update::x") && !matches("invite", "invite::x"));
    }
}
