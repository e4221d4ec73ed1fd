//! Strings: within lengths, of a pattern, of a format.

pub(crate) mod alphabet;
mod automaton;
pub(crate) mod edits;
pub(crate) mod format;
mod format_examples;
mod format_patterns;
mod language;
mod look_around;
mod nfa;
mod phrases;
mod texts;
mod translate;

pub(crate) use texts::Texts;
pub(crate) use translate::common;
