//! Strings: within lengths, of a pattern, of a format.

pub(crate) mod alphabet;
mod automaton;
pub(crate) mod edits;
pub(crate) mod format;
mod format_examples;
mod language;
mod nfa;
mod phrases;
mod texts;

pub(crate) use automaton::Automaton;
pub(crate) use texts::Texts;
