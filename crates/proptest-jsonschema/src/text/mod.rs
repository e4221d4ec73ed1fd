//! Strings: within lengths, of a pattern, of a format.

pub(crate) mod alphabet;
mod automaton;
mod edges;
pub(crate) mod edits;
pub(crate) mod format;
mod format_examples;
mod format_patterns;
mod language;
mod look_around;
pub(crate) mod meant;
mod nfa;
mod phrases;
mod texts;
mod translate;

pub(crate) use automaton::has_words;
pub(crate) use meant::is_meant;
pub(crate) use texts::Texts;
pub(crate) use translate::common;
