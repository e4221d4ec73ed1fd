//! Phone numbers. The pages say "10-15 digits" and neither of which script nor whether alone.

use std::ops::RangeInclusive;

/// How many digits a number has.
const DIGITS: RangeInclusive<usize> = 10..=15;

/// Whether the text is as many digits as the pages ask for, in whatever way they are written: with
/// a plus sign, separators, or digits of other scripts.
pub(in crate::check) fn may_be_one(text: &str) -> bool {
    let is_mark = |c: char| "+-.()/ ".contains(c) || c.is_whitespace();
    text.chars().all(|c| c.is_numeric() || is_mark(c))
        && DIGITS.contains(&text.chars().filter(|c| c.is_numeric()).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_to_fifteen_digits_may_be_a_number_however_they_are_written() {
        for text in
            ["5551234567", "+15551234567", "(555) 123-4567", "\u{661}234567890", "555.123.4567\n"]
        {
            assert!(may_be_one(text), "{text:?}");
        }
        for text in ["", "555123456", "5551234567890123", "555-CALL-NOW-1", "5551234567x", "+1 555"]
        {
            assert!(!may_be_one(text), "{text:?}");
        }
    }
}
