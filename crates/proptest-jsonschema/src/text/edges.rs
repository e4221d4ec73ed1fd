//! Strings on the bounds of a conjunction.

use super::{
    format_examples::VALID,
    texts::{LONG, Texts},
};

/// Strings at a bound are up to this long.
const LONGEST_EDGE: usize = 1 << 16;

impl Texts {
    fn length_name(&self, length: usize) -> String {
        match &self.language {
            None if length == self.min && length > 0 => format!("at minLength {length}"),
            None if Some(length) == self.max => format!("at maxLength {length}"),
            _ if length == 0 => "empty".to_owned(),
            _ => format!("of {length} character{}", if length == 1 { "" } else { "s" }),
        }
    }

    /// Strings on the bounds: name of the bound, and one string there.
    pub(crate) fn edges(&self) -> Vec<(String, String)> {
        let mut list = Vec::new();
        let lengths: Vec<usize> = match (&self.language, self.max) {
            (Some(language), max) => {
                let lengths = &language.lengths;
                let finite = lengths.len() < LONG / 2 || max.is_some();
                let upper = if finite { lengths.len() } else { 2 };
                let first = lengths.iter().take(2);
                let upmost = lengths[..upper].iter().rev().take(2).rev();
                let mut all: Vec<usize> = first.chain(upmost).copied().collect();
                all.dedup();
                all
            }
            (None, max) => {
                let mut all = vec![self.min, self.min + 1];
                all.extend(max.into_iter().flat_map(|max| [max.saturating_sub(1), max]));
                all.retain(|n| self.max.is_none_or(|max| *n <= max) && *n >= self.min);
                all.retain(|n| *n <= LONGEST_EDGE);
                all.sort_unstable();
                all.dedup();
                all
            }
        };
        if self.format.is_none() {
            for length in lengths {
                let text = match &self.language {
                    Some(language) => language.plain(length),
                    None => "a".repeat(length),
                };
                list.push((self.length_name(length), text));
            }
        }
        if let Some((name, true)) = &self.format {
            let known = VALID.iter().filter(|(format, _)| format == name);
            for text in known.flat_map(|(_, texts)| texts.iter()) {
                list.push((format!("= {text:?}"), (*text).to_owned()));
            }
        }
        if self.blanks && self.format.is_none() && self.language.is_none() && self.min <= LONG {
            list.push(("of blanks only".to_owned(), " ".repeat(self.min.max(1))));
        }
        list.retain(|(_, text)| self.accepts(text));
        list
    }
}
