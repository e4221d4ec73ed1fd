//! What can be set in a configuration file and in `AVARA_*` variables: the flags of a command.

use std::{any::TypeId, num::NonZeroU32, path::PathBuf};

use clap::{Arg, ArgAction, Command};

use crate::model::Seed;

/// Flags that stand in no file and in no variable: they say what to do this once, or allow what
/// somebody has to mean now.
const TYPED_ONLY: [&str; 10] = [
    "list",
    "plan",
    "watch",
    "config",
    "no-config",
    "profile",
    "allow-production",
    "allow-writes",
    "help",
    "version",
];

/// Flags that stand in no variable. That of `--key` would be taken for the API key.
const NO_VARIABLE: [&str; 1] = ["key"];

/// What values a setting has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// On or off.
    Switch,
    /// A whole number.
    Number,
    /// A file or a folder.
    Path,
    /// Any other text.
    Text,
    /// Several texts.
    List,
}

/// Something that can be set.
#[derive(Clone, Debug)]
pub(super) struct Key {
    /// The flag without its hyphens.
    pub(super) name: String,
    /// What clap calls it.
    pub(super) id: String,
    /// What values it has.
    pub(super) kind: Kind,
    /// The text of `--help`.
    pub(super) help: String,
    /// The only values, where there are but a few.
    pub(super) choices: Vec<String>,
    /// Whether it is typed without a name.
    pub(super) positional: bool,
}

impl Key {
    /// The variable that sets it.
    pub(super) fn variable(&self) -> Option<String> {
        let named = !NO_VARIABLE.contains(&self.name.as_str());
        named.then(|| format!("AVARA_{}", self.name.replace('-', "_").to_ascii_uppercase()))
    }
}

/// Whether a flag is one that has to be typed.
pub(super) fn is_typed_only(name: &str) -> bool {
    TYPED_ONLY.contains(&name)
}

/// Everything that can be set for a command, in the order of its help.
pub(super) fn keys(command: &Command) -> Vec<Key> {
    command.get_arguments().filter_map(key).collect()
}

fn key(arg: &Arg) -> Option<Key> {
    let positional = arg.is_positional();
    // Nothing else of the gate is typed without a name.
    let name = if positional { Some("filter") } else { arg.get_long() };
    let name = name.filter(|name| !is_typed_only(name))?;
    let values = arg.get_value_parser();
    let is = |known: &[TypeId]| known.iter().any(|known| values.type_id() == *known);
    let kind = match arg.get_action() {
        ArgAction::SetTrue => Kind::Switch,
        ArgAction::Append => Kind::List,
        _ if is(&[TypeId::of::<PathBuf>()]) => Kind::Path,
        _ if is(&[
            TypeId::of::<u64>(),
            TypeId::of::<u16>(),
            TypeId::of::<NonZeroU32>(),
            TypeId::of::<Seed>(),
        ]) =>
        {
            Kind::Number
        }
        _ => Kind::Text,
    };
    let choices = if kind == Kind::Text { arg.get_possible_values() } else { Vec::new() };
    Some(Key {
        name: name.to_owned(),
        id: arg.get_id().to_string(),
        kind,
        help: arg.get_help().map(ToString::to_string).unwrap_or_default(),
        choices: choices.iter().map(|value| value.get_name().to_owned()).collect(),
        positional,
    })
}

/// The name that is meant by one that nobody knows.
pub(super) fn meant<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let close = |known: &&str| strsim::normalized_damerau_levenshtein(name, known) > 0.6;
    let distance = |known: &&str| strsim::damerau_levenshtein(name, known);
    known.filter(close).min_by_key(distance)
}
