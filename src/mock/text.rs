//! Comparison of text without regard to case.

/// Folds case one character at a time. `str::to_lowercase` looks at neighbours, such as a sigma at
/// the end of a word, so that a part of a word could fold to what the folded word does not contain.
pub(super) fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn a_part_of_a_text_stays_a_part_of_it() {
        let (whole, part) = ("ΟΔΟΣΑ", "ΟΔΟΣ");
        assert!(!whole.to_lowercase().contains(&part.to_lowercase()));
        assert!(fold(whole).contains(&fold(part)));
    }
}
