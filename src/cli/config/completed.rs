//! A command line that says everything, and who has said what of it.

use std::{collections::BTreeMap, ffi::OsString, path::PathBuf};

use clap::error::{ContextKind, ContextValue};

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A variable of this name.
    Variable(String),
    /// A line of the file.
    Line(usize),
}

/// A command line that says everything.
#[derive(Debug, Default)]
pub(crate) struct Completed {
    /// The words of the command line.
    pub(crate) words: Vec<OsString>,
    /// Where those come from that nobody typed, by the flag's name.
    pub(crate) origins: BTreeMap<String, Origin>,
    /// The file, if there is one.
    pub(crate) file: Option<PathBuf>,
    /// The names of its profiles.
    pub(crate) profiles: Vec<String>,
    /// The profile that was asked for.
    pub(crate) profile: Option<String>,
    /// Whether a server is set that gives way to what is for the mock.
    pub(crate) left_aside: bool,
}

impl Completed {
    /// Whether the file has said anything that counts.
    pub(crate) fn has_file(&self) -> bool {
        self.origins.values().any(|origin| matches!(origin, Origin::Line(_)))
    }

    /// Where the value of a flag comes from, if nobody typed it.
    pub(crate) fn place(&self, name: &str) -> Option<String> {
        Some(match self.origins.get(name)? {
            Origin::Variable(variable) => variable.clone(),
            Origin::Line(line) => {
                let file = self.file.as_ref().map(|file| file.display().to_string());
                format!("{}:{line}", file.unwrap_or_default())
            }
        })
    }

    /// What a run says before it begins, so that nobody wonders which server it is.
    pub(crate) fn note(&self) -> Option<String> {
        if self.left_aside {
            let what = "a defect of it is asked for, and the target of the settings is left aside";
            return Some(format!("note: the mock is checked: {what}"));
        }
        if self.origins.is_empty() {
            return None;
        }
        let (lines, variables): (Vec<_>, Vec<_>) =
            self.origins.values().partition(|origin| matches!(origin, Origin::Line(_)));
        let file = self.file.as_ref().filter(|_| !lines.is_empty());
        let profile = self.profile.iter().map(|name| format!(", profile {name}"));
        let file = file.map(|file| format!("{}{}", file.display(), profile.collect::<String>()));
        let variables = variables.into_iter().filter_map(|origin| match origin {
            Origin::Variable(name) => Some(name.clone()),
            Origin::Line(_) => None,
        });
        let sources: Vec<String> = file.into_iter().chain(variables).collect();
        Some(format!("note: settings from {}", sources.join(", ")))
    }

    /// Says of flags that an error names where they come from, since nobody typed them.
    pub(crate) fn blame(&self, error: &clap::Error) -> Vec<String> {
        let named = |kind| match error.get(kind) {
            Some(ContextValue::String(arg)) => vec![arg.clone()],
            Some(ContextValue::Strings(args)) => args.clone(),
            _ => Vec::new(),
        };
        let named = [named(ContextKind::InvalidArg), named(ContextKind::PriorArg)].concat();
        let flag = |arg: &String| {
            let name = arg.strip_prefix("--")?.split([' ', '=']).next()?.to_owned();
            Some(format!("--{name} comes from {}", self.place(&name)?))
        };
        named.iter().filter_map(flag).collect()
    }
}
