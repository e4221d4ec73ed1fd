//! Errors in files that a person writes, with the line shown.

use std::ops::Range;

/// A problem and where it stands.
pub(crate) type Problem = (Range<usize>, String);

/// A problem as an error.
pub(crate) fn problem<T>(place: Range<usize>, text: impl Into<String>) -> Result<T, Problem> {
    Err((place, text.into()))
}

/// A problem at a place of a text, in the form of the parser's own messages.
pub(crate) fn at(text: &str, place: Range<usize>, problem: &str) -> String {
    let before = &text[..place.start];
    let line = 1 + before.matches('\n').count();
    let column = 1 + before.rsplit('\n').next().unwrap_or_default().chars().count();
    let shown = text.lines().nth(line - 1).unwrap_or_default();
    let margin = " ".repeat(line.to_string().len());
    let under = text[place].lines().next().unwrap_or_default().chars().count().max(1);
    let (indent, marks) = (" ".repeat(column - 1), "^".repeat(under));
    format!(
        "wrong entry at line {line}, column {column}\n{margin} |\n{line} | {shown}\n\
         {margin} | {indent}{marks}\n{problem}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_and_the_place_in_it_are_shown() {
        let text = "a = 1\nname = \"x\"\n";
        let shown = at(text, 13..16, "no such name");
        insta::assert_snapshot!(shown, @r#"
        wrong entry at line 2, column 8
          |
        2 | name = "x"
          |        ^^^
        no such name
        "#);
    }
}
