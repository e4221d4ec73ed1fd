//! Flags that choose between a few words.

use clap::ValueEnum;

use crate::model::{Edition, Keep};

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum EditionArg {
    /// Send only what all pages agree on, and find out
    #[default]
    Auto,
    /// 21 roles, with "PACS Administrator"
    Older,
    /// 61 roles
    Modern,
}

impl EditionArg {
    pub(crate) fn edition(self) -> Option<Edition> {
        match self {
            Self::Auto => None,
            Self::Older => Some(Edition::Older),
            Self::Modern => Some(Edition::Modern),
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatArg {
    /// Lines for a person
    #[default]
    Human,
    /// The events, one JSON object a line; with --list one document
    Json,
    /// Lines for a person, and at most ten annotations for GitHub at the end
    Github,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum KeepArg {
    /// Every one, in the events
    All,
    /// Those that show a finding
    #[default]
    Failures,
    /// None: findings are told in words
    None,
}

impl KeepArg {
    pub(crate) fn keep(self) -> Keep {
        match self {
            Self::All => Keep::All,
            Self::Failures => Keep::Failures,
            Self::None => Keep::None,
        }
    }
}
