//! Text that Markdown takes as it is, whatever a server put into it.

use super::super::visible;

/// The most bytes of a sentence of our own.
const PLAIN: usize = 2_048;
/// The most bytes of a sentence from elsewhere.
const SENTENCE: usize = 1_024;
/// The most bytes of lines that are there to be copied.
const COMMAND: usize = 16 * 1024;

/// Our own words in a line or in a cell of a table.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in visible::sentence(text, PLAIN).chars() {
        if "\\`*_[]<>&|~#$@!".contains(character) {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

/// What came from elsewhere, in a line or in a cell of a table. Nothing in it is a link, a mention
/// or markup.
pub(super) fn code(text: &str) -> String {
    let text = visible::sentence(text, SENTENCE);
    if text.trim().is_empty() {
        return format!("<code>{text}</code>");
    }
    let fence = "`".repeat(longest_run(&text) + 1);
    // A table ends its cells at every pipe, also at those in code.
    let text = text.replace('|', "\\|");
    let edge = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{edge}{text}{edge}{fence}")
}

/// The content of an HTML element.
pub(super) fn html(text: &str) -> String {
    let mut out = String::new();
    for character in visible::sentence(text, SENTENCE).chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // Anything that would begin Markdown in there.
            '`' | '*' | '_' | '[' | '@' | '\\' | '~' | ':' => {
                out.push_str("&#");
                out.push_str(&u32::from(character).to_string());
                out.push(';');
            }
            plain => out.push(plain),
        }
    }
    out
}

/// Lines in a block of their own.
pub(super) fn fenced(language: &str, text: &str) -> String {
    let text = visible::block(&visible::cut(text, COMMAND));
    let fence = "`".repeat(longest_run(&text).max(2) + 1);
    format!("{fence}{language}\n{text}\n{fence}\n")
}

/// The most backticks in a row.
fn longest_run(text: &str) -> usize {
    text.split(|character| character != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_sends_stays_text() {
        assert_eq!(code("a|b"), r"`a\|b`");
        assert_eq!(code("``"), "``` `` ```");
        assert_eq!(code(" "), "<code> </code>");
        assert_eq!(plain("<b> [x](y) a|b"), r"\<b\> \[x\](y) a\|b");
        assert_eq!(html("</details>`@x"), "&lt;/details&gt;&#96;&#64;x");
        assert_eq!(fenced("sh", "a\n````"), "`````sh\na\n````\n`````\n");
        assert_eq!(fenced("sh", "x"), "```sh\nx\n```\n");
    }
}
