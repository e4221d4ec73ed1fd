//! Patterns that a filter must not be taken for.

/// Matches like SQL: `%` stands for any text, `_` for any character. `single` leaves `%` alone.
pub(super) fn like(pattern: &str, text: &str, single: bool) -> bool {
    fn matches(pattern: &[char], text: &[char], single: bool) -> bool {
        match pattern {
            [] => text.is_empty(),
            ['%', rest @ ..] if !single => {
                (0..=text.len()).any(|skipped| matches(rest, &text[skipped..], single))
            }
            [first, rest @ ..] => text.split_first().is_some_and(|(letter, others)| {
                (*first == '_' || first == letter) && matches(rest, others, single)
            }),
        }
    }
    let chars = |text: &str| text.chars().collect::<Vec<_>>();
    matches(&chars(pattern), &chars(text), single)
}

/// Looks for a regular expression of characters, `.`, `*`, `^` and `$`.
pub(super) fn regex(pattern: &str, text: &str) -> bool {
    fn here(pattern: &[char], text: &[char]) -> bool {
        let fits = |wanted: char, text: &[char]| {
            text.first().is_some_and(|c| wanted == '.' || *c == wanted)
        };
        match pattern {
            [] => true,
            ['$'] => text.is_empty(),
            [repeated, '*', rest @ ..] => {
                let mut left = text;
                loop {
                    if here(rest, left) {
                        return true;
                    }
                    if !fits(*repeated, left) {
                        return false;
                    }
                    left = &left[1..];
                }
            }
            [first, rest @ ..] => fits(*first, text) && here(rest, &text[1..]),
        }
    }
    let (pattern, text): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), text.chars().collect());
    match pattern.split_first() {
        Some(('^', rest)) => here(rest, &text),
        _ => (0..=text.len()).any(|start| here(&pattern, &text[start..])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_of_sql() {
        assert!(like("%b_d%", "abcde", false) && like("", "", false) && like("a_c", "abc", true));
        assert!(!like("b", "abc", false) && !like("a%c", "abc", true));
    }

    #[test]
    fn the_usual_regular_expressions() {
        assert!(regex("b.*d", "abxxde") && regex("", "a") && regex("^ab*$", "abbb"));
        assert!(!regex("^b", "ab") && !regex("a.c", "ac"));
    }
}
