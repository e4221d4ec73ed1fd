//! Lines of a fixed width with a label in front.

use std::{
    io::{self, Write},
    mem,
};

use anstyle::{AnsiColor, Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

pub const PLAIN: Style = Style::new();
pub const BOLD: Style = Style::new().bold();
pub const DIM: Style = Style::new().dimmed();
pub const RED: Style = AnsiColor::Red.on_default().bold();
pub const GREEN: Style = AnsiColor::Green.on_default().bold();
pub const YELLOW: Style = AnsiColor::Yellow.on_default();

/// The column in which the values of labelled rows begin.
pub const COLUMN: usize = 13;

/// Writes lines. Colour is its only decoration, so that nothing is lost without it.
pub struct TextWriter<'a> {
    out: &'a mut dyn Write,
    colour: bool,
    width: usize,
}

impl<'a> TextWriter<'a> {
    /// Lines of at least 40 columns.
    pub fn new(out: &'a mut dyn Write, colour: bool, width: usize) -> Self {
        Self { out, colour, width: width.max(40) }
    }

    /// A label, then text that is wrapped and hangs at `indent`.
    pub fn row(&mut self, label: &str, style: Style, indent: usize, text: &str) -> io::Result<()> {
        self.brief(label, style, indent, text, usize::MAX)
    }

    /// The same in so many lines at most; what does not fit is left out, and three dots say so.
    pub fn brief(
        &mut self,
        label: &str,
        style: Style,
        indent: usize,
        text: &str,
        most: usize,
    ) -> io::Result<()> {
        let room = self.width.saturating_sub(indent).max(20);
        let pad = indent.saturating_sub(label.width());
        if self.colour && style != PLAIN {
            write!(self.out, "{style}{label}{style:#}")?;
        } else {
            write!(self.out, "{label}")?;
        }
        let mut lines = shortened(wrap(text, room), most, room).into_iter();
        let first = lines.next().unwrap_or_default();
        let gap = if first.is_empty() { 0 } else { pad };
        writeln!(self.out, "{:gap$}{first}", "")?;
        lines.try_for_each(|line| writeln!(self.out, "{:indent$}{line}", ""))
    }

    /// Text that is wrapped and stands at `indent`.
    pub fn text(&mut self, indent: usize, text: &str) -> io::Result<()> {
        self.row("", PLAIN, indent, text)
    }

    /// A line that is never wrapped, because it is there to be copied.
    pub fn verbatim(&mut self, indent: usize, text: &str) -> io::Result<()> {
        writeln!(self.out, "{:indent$}{text}", "")
    }

    /// An empty line.
    pub fn blank(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }
}

/// Breaks at spaces; a word that is longer than a line is broken where the line ends. Counted are
/// the columns that a terminal takes: two for most characters of East Asia, none for an accent.
fn wrap(text: &str, room: usize) -> Vec<String> {
    let (mut lines, mut line, mut used) = (Vec::new(), String::new(), 0);
    for word in text.split(' ') {
        if used > 0 && used + 1 + word.width() <= room {
            line.push(' ');
            used += 1;
        } else if used > 0 {
            lines.push(mem::take(&mut line));
            used = 0;
        }
        for character in word.chars() {
            let columns = character.width().unwrap_or_default();
            if used + columns > room {
                lines.push(mem::take(&mut line));
                used = 0;
            }
            line.push(character);
            used += columns;
        }
    }
    lines.push(line);
    lines
}

/// At most so many lines; the last one ends with dots where any is left out.
fn shortened(mut lines: Vec<String>, most: usize, room: usize) -> Vec<String> {
    if lines.len() > most {
        let next = lines.get(most).cloned().unwrap_or_default();
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            // A long word begins in the line that it does not fit into.
            last.push(' ');
            last.push_str(&next);
            while last.width() + DOTS.len() > room {
                last.pop();
            }
            last.truncate(last.trim_end().len());
            last.push_str(DOTS);
        }
    }
    lines
}

/// Where something is left out.
const DOTS: &str = " ...";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_hang_under_their_text_and_long_words_are_broken() {
        let mut out = Vec::new();
        let mut lines = TextWriter::new(&mut out, false, 40);
        lines
            .row("  label", RED, 10, &format!("some words that go on and on {}", "x".repeat(40)))
            .unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.lines().all(|line| line.chars().count() <= 40), "{text}");
        assert!(text.starts_with("  label   some words"), "{text}");
        assert!(text.lines().skip(1).all(|line| line.starts_with("          ")), "{text}");
    }

    #[test]
    fn lines_are_as_wide_as_a_terminal_shows_them() {
        let mut out = Vec::new();
        let text = format!("{} {}", "患者".repeat(9), "e\u{301}".repeat(30));
        TextWriter::new(&mut out, false, 40).row("  名", RED, 10, &text).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.lines().all(|line| line.width() <= 40), "{text}");
        assert!(text.starts_with("  名      患者"), "{text}");
        assert_eq!(text.lines().count(), 3, "{text}");
    }

    #[test]
    fn what_does_not_fit_is_left_out_and_said_to_be() {
        let mut out = Vec::new();
        let mut lines = TextWriter::new(&mut out, false, 40);
        lines.brief("  label", RED, 10, &"words ".repeat(20), 2).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.lines().count(), 2);
        assert!(text.ends_with("words words wo ...\n"), "{text}");
        assert!(text.lines().all(|line| line.width() <= 40), "{text}");
    }

    #[test]
    fn colour_is_only_for_those_who_asked() {
        for colour in [false, true] {
            let mut out = Vec::new();
            TextWriter::new(&mut out, colour, 80).row("FAIL", RED, 6, "text").unwrap();
            assert_eq!(out.contains(&0x1b), colour);
        }
    }
}
