//! The command line as it was typed, whatever the command makes of it.

use clap::{ArgMatches, Command, parser::ValueSource};

/// A command and what was typed after it.
#[derive(Clone, Copy)]
pub(crate) struct Invocation<'a> {
    command: &'a Command,
    matches: &'a ArgMatches,
    /// Whether flags stand here that come from a file.
    has_file: bool,
}

/// A flag that was typed.
pub(crate) struct Flag {
    /// With its two hyphens.
    pub(crate) name: String,
    /// One for each time; none for a flag without a value.
    pub(crate) values: Vec<String>,
}

impl<'a> Invocation<'a> {
    /// The invocation of the program, or of the command of it that was named.
    pub(crate) fn new(program: &'a Command, matches: &'a ArgMatches) -> Self {
        let named = matches.subcommand();
        let named =
            named.and_then(|(name, matches)| Some((program.find_subcommand(name)?, matches)));
        let (command, matches) = named.unwrap_or((program, matches));
        Self { command, matches, has_file: false }
    }

    /// The same where a file with settings has added flags.
    pub(crate) fn with_file(self, has_file: bool) -> Self {
        Self { has_file, ..self }
    }

    /// Whether a file with settings has added flags: these are repeated, and the file is not read
    /// again.
    pub(crate) fn has_file(&self) -> bool {
        self.has_file
    }

    /// The `wanted` ones of the flags that were typed or set, in the order of `--help`. Defaults are
    /// left out.
    pub(crate) fn flags(&self, wanted: impl Fn(&clap::Arg) -> bool) -> Vec<Flag> {
        let typed = |arg: &&clap::Arg| {
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
        self.command.get_arguments().filter(typed).filter_map(flag).collect()
    }
}
