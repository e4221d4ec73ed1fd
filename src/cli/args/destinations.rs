//! The files that reports are written to: one flag for each format.

use std::{collections::BTreeMap, path::PathBuf};

use clap::{Arg, ArgMatches, Args, Command, FromArgMatches, value_parser};

use crate::report::formats::FORMATS;

/// The files that the flags name: `--junit FILE` and so on, one flag for each format.
#[derive(Clone, Debug, Default)]
pub(crate) struct Destinations {
    pub(crate) named: BTreeMap<&'static str, PathBuf>,
}

impl Args for Destinations {
    fn augment_args(command: Command) -> Command {
        command.args(FORMATS.iter().map(|format| {
            let usual = format.file.map_or_else(String::new, |file| format!(" [{file}]"));
            Arg::new(format.name)
                .long(format.name)
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help(format!("{}{usual}", format.title))
                .hide_short_help(format.file.is_none())
                .help_heading("Reports")
        }))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Destinations {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut destinations = Self::default();
        destinations.update_from_arg_matches(matches)?;
        Ok(destinations)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.named.extend(FORMATS.iter().filter_map(|format| {
            let path = matches.get_one::<PathBuf>(format.name)?;
            Some((format.name, path.clone()))
        }));
        Ok(())
    }
}
