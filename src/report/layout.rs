//! Lines of a fixed width with a label in front, and numbers in words.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

pub(super) const PLAIN: Style = Style::new();
pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const RED: Style = AnsiColor::Red.on_default().bold();
pub(super) const GREEN: Style = AnsiColor::Green.on_default().bold();
pub(super) const YELLOW: Style = AnsiColor::Yellow.on_default();

/// Writes lines. Colour is its only decoration, so that nothing is lost without it.
pub(super) struct Pen<'a> {
    out: &'a mut dyn Write,
    colour: bool,
    width: usize,
}

impl<'a> Pen<'a> {
    pub(super) fn new(out: &'a mut dyn Write, colour: bool, width: usize) -> Self {
        Self { out, colour, width: width.max(40) }
    }

    /// A label, then text that is wrapped and hangs at `indent`.
    pub(super) fn row(
        &mut self,
        label: &str,
        style: Style,
        indent: usize,
        text: &str,
    ) -> io::Result<()> {
        let room = self.width.saturating_sub(indent).max(20);
        let pad = indent.saturating_sub(label.chars().count());
        if self.colour && style != PLAIN {
            write!(self.out, "{style}{label}{style:#}")?;
        } else {
            write!(self.out, "{label}")?;
        }
        let mut lines = wrap(text, room).into_iter();
        let first = lines.next().unwrap_or_default();
        let gap = if first.is_empty() { 0 } else { pad };
        writeln!(self.out, "{:gap$}{first}", "")?;
        lines.try_for_each(|line| writeln!(self.out, "{:indent$}{line}", ""))
    }

    /// Text that is wrapped and stands at `indent`.
    pub(super) fn text(&mut self, indent: usize, text: &str) -> io::Result<()> {
        self.row("", PLAIN, indent, text)
    }

    /// A line that is never wrapped, because it is there to be copied.
    pub(super) fn verbatim(&mut self, indent: usize, text: &str) -> io::Result<()> {
        writeln!(self.out, "{:indent$}{text}", "")
    }

    pub(super) fn blank(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }
}

/// Breaks at spaces; a word that is longer than a line is broken where the line ends.
fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        let fits = used + 1 + length <= room;
        if used > 0 && fits {
            used += 1;
            if let Some(line) = lines.last_mut() {
                line.push(' ');
            }
        } else if used > 0 {
            lines.push(String::new());
            used = 0;
        }
        for character in word.chars() {
            if used == room {
                lines.push(String::new());
                used = 0;
            }
            used += 1;
            if let Some(line) = lines.last_mut() {
                line.push(character);
            }
        }
    }
    lines
}

/// `12,345`
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 check`, `12,345 checks`
pub(super) fn count(number: u64, thing: &str) -> String {
    format!("{} {thing}{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// The length of a collection as [`count`] takes it.
pub(super) fn len<T>(slice: &[T]) -> u64 {
    slice.len() as u64
}

/// `340 ms`, `12.3 s`, `4 min 5 s`
pub(super) fn duration(millis: u64) -> String {
    match millis {
        0..1_000 => format!("{millis} ms"),
        1_000..60_000 if millis.is_multiple_of(1_000) => format!("{} s", millis / 1_000),
        1_000..60_000 => format!("{}.{} s", millis / 1_000, millis % 1_000 / 100),
        _ => format!("{} min {} s", millis / 60_000, millis % 60_000 / 1_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_hang_under_their_text_and_long_words_are_broken() {
        let mut out = Vec::new();
        let mut pen = Pen::new(&mut out, false, 40);
        pen.row("  label", RED, 10, &format!("some words that go on and on {}", "x".repeat(40)))
            .unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.lines().all(|line| line.chars().count() <= 40), "{text}");
        assert!(text.starts_with("  label   some words"), "{text}");
        assert!(text.lines().skip(1).all(|line| line.starts_with("          ")), "{text}");
    }

    #[test]
    fn colour_is_only_for_those_who_asked() {
        for colour in [false, true] {
            let mut out = Vec::new();
            Pen::new(&mut out, colour, 80).row("FAIL", RED, 6, "text").unwrap();
            assert_eq!(out.contains(&0x1b), colour);
        }
    }

    #[test]
    fn numbers_are_grouped_and_times_have_a_unit() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([12, 1_250, 61_000].map(duration), ["12 ms", "1.2 s", "1 min 1 s"]);
        assert_eq!(count(1, "check"), "1 check");
    }
}
