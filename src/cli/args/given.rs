//! Which flags were given, whatever the command does with them.

use clap::{ArgMatches, Command, parser::ValueSource};

/// A command and what was given to it.
#[derive(Clone, Copy)]
pub(crate) struct Given<'a> {
    command: &'a Command,
    matches: &'a ArgMatches,
}

/// A flag that was given.
pub(crate) struct Flag {
    /// With its two hyphens.
    pub(crate) name: String,
    /// One for each time; none for a flag without a value.
    pub(crate) values: Vec<String>,
}

impl<'a> Given<'a> {
    /// What was given to the program: to one of its commands, if one was named.
    pub(crate) fn new(program: &'a Command, matches: &'a ArgMatches) -> Self {
        let named = matches.subcommand();
        named
            .and_then(|(name, matches)| {
                Some(Self { command: program.find_subcommand(name)?, matches })
            })
            .unwrap_or(Self { command: program, matches })
    }

    /// The flags that were given, in the order of `--help`, as far as they are `wanted`; defaults
    /// and what the environment says are not given.
    pub(crate) fn flags(&self, wanted: impl Fn(&clap::Arg) -> bool) -> Vec<Flag> {
        let given = |arg: &&clap::Arg| {
            let source = self.matches.value_source(arg.get_id().as_str());
            source == Some(ValueSource::CommandLine) && wanted(arg)
        };
        let flag = |arg: &clap::Arg| {
            let name = format!("--{}", arg.get_long()?);
            let takes_value = arg.get_action().takes_values();
            let raw = self.matches.get_raw(arg.get_id().as_str()).filter(|_| takes_value);
            let values = raw.into_iter().flatten();
            let values = values.map(|value| value.to_string_lossy().into_owned()).collect();
            Some(Flag { name, values })
        };
        self.command.get_arguments().filter(given).filter_map(flag).collect()
    }
}
