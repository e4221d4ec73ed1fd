//! A command line with what the environment and a file add to it: flags win over `AVARA_*`
//! variables, and these over the file.
//!
//! What is added becomes flags, as if it had been typed, so that it is parsed, checked and repeated
//! in commands like them.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    path::{Path, PathBuf},
};

use clap::{ArgMatches, Command, parser::ValueSource};

use super::{
    completed::{Completed, Origin},
    file::{self, File},
    find,
    key::{Key, Kind, keys, meant},
};

/// Variables that are no settings but begin like one.
const OTHERS: [&str; 2] = ["AVARA_API_KEY", "AVARA_JUNIT_XSD"];

/// Commands that reach a server. They take how it is reached, and not which one: that is said by
/// the journal or the run.
const REACHING: [&str; 2] = ["cleanup", "replay"];

/// What a command line is completed from.
pub(crate) struct Surroundings {
    /// The variables that are text.
    pub(crate) variables: BTreeMap<String, String>,
    /// The working directory.
    pub(crate) folder: PathBuf,
}

/// A value that nobody typed.
struct Added {
    values: Vec<String>,
    origin: Origin,
}

/// Completes a command line that was parsed to `matches`.
pub(crate) fn complete(
    program: &Command,
    matches: &ArgMatches,
    typed: Vec<OsString>,
    around: &Surroundings,
) -> Result<Completed, String> {
    let subcommand = matches.subcommand();
    let (command, matches, at) = match subcommand {
        None => (program, matches, 1),
        Some((name, matches)) if name == "config" || REACHING.contains(&name) => {
            (program.find_subcommand(name).unwrap_or(program), matches, 2)
        }
        Some(_) => return Ok(Completed { words: typed, ..Completed::default() }),
    };
    let reaching = subcommand.is_some_and(|(name, _)| REACHING.contains(&name));
    // A file names settings of the gate, whatever the command.
    let known = keys(program);
    let usable = |key: &&Key| {
        let mut there = command.get_arguments();
        there.any(|arg| arg.get_id() == key.id.as_str()) && !(reaching && key.name == "target")
    };
    let taken: Vec<&Key> = known.iter().filter(usable).collect();
    let all: Vec<&Key> = known.iter().collect();
    let file = file(matches, around, &known)?;
    let profile = profile(matches, around);
    let mut added = variables(&all, &around.variables)?;
    if let Some(file) = &file {
        from_file(file, profile.as_deref(), &all, around, &mut added)?;
    } else if let Some(name) = &profile {
        let place = around.folder.display();
        return Err(format!("no {} from {place} upward has a profile `{name}`", find::NAME));
    }
    let is_typed = |id: &str| {
        let known = matches.try_contains_id(id).is_ok();
        known && matches.value_source(id) == Some(ValueSource::CommandLine)
    };
    let journal = added
        .get("reports-dir")
        .filter(|_| subcommand.is_some_and(|(name, _)| name == "cleanup") && !is_typed("journal"))
        .and_then(|added| added.values.first())
        .map(|folder| Path::new(folder).join("journal.ndjson"));
    added.retain(|name, _| taken.iter().any(|key| key.name == *name && !is_typed(&key.id)));
    let had_target = added.contains_key("target");
    give_way(&mut added, command, &is_typed);
    let mut words = words(typed, at, &taken, &added);
    // What the gate left is looked for where the gate has left it.
    let journal = journal.map(|journal| format!("--journal={}", journal.display()).into());
    words.splice(at..at, journal);
    Ok(Completed {
        left_aside: had_target && !added.contains_key("target"),
        words,
        origins: added.into_iter().map(|(name, added)| (name, added.origin)).collect(),
        profiles: file.iter().flat_map(|file| file.profiles.keys().cloned()).collect(),
        file: file.map(|file| file.path),
        profile,
    })
}

/// The file that is named, or the one that is found.
fn file(
    matches: &ArgMatches,
    around: &Surroundings,
    known: &[Key],
) -> Result<Option<File>, String> {
    if matches.get_flag("no_config") {
        return Ok(None);
    }
    let named = matches.get_one::<PathBuf>("config").cloned();
    let named = named.or_else(|| variable(around, "AVARA_CONFIG").map(PathBuf::from));
    let path = named.map(|path| around.folder.join(path)).or_else(|| find::upward(&around.folder));
    path.map(|path| file::read(&path, known)).transpose()
}

fn profile(matches: &ArgMatches, around: &Surroundings) -> Option<String> {
    let typed = matches.get_one::<String>("profile").cloned();
    typed.or_else(|| variable(around, "AVARA_PROFILE").map(str::to_owned))
}

/// A variable that says something.
fn variable<'a>(around: &'a Surroundings, name: &str) -> Option<&'a str> {
    around.variables.get(name).map(String::as_str).filter(|value| !value.is_empty())
}

/// What the variables set. One that is empty sets nothing, but for the target: a pipeline whose
/// address came out empty must not check the mock and be green.
fn variables(
    keys: &[&Key],
    variables: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, Added>, String> {
    let mut added = BTreeMap::new();
    for (name, value) in variables.iter().filter(|(name, _)| name.starts_with("AVARA_")) {
        let Some(key) = keys.iter().find(|key| key.variable().as_ref() == Some(name)) else {
            refuse_misspelt(name, keys)?;
            continue;
        };
        if value.is_empty() && key.name == "target" {
            return Err(format!("{name} is empty: unset it, or let it name the server"));
        }
        let values = match key.kind {
            _ if value.trim().is_empty() => continue,
            Kind::Switch => vec![switch(name, value)?],
            Kind::List => value.lines().map(str::to_owned).collect(),
            _ => vec![value.clone()],
        };
        added.insert(key.name.clone(), Added { values, origin: Origin::Variable(name.clone()) });
    }
    Ok(added)
}

/// A variable that is nearly one of ours would be ignored in silence.
fn refuse_misspelt(name: &str, keys: &[&Key]) -> Result<(), String> {
    let known: Vec<String> = keys.iter().filter_map(|key| key.variable()).collect();
    let others = OTHERS.into_iter().chain(["AVARA_CONFIG", "AVARA_PROFILE"]);
    let all: Vec<&str> = known.iter().map(String::as_str).chain(others).collect();
    let meant = meant(name, all.iter().copied());
    match meant.filter(|meant| strsim::damerau_levenshtein(name, meant) <= 2) {
        Some(meant) if meant != name => {
            Err(format!("no setting {name}; did you mean {meant}? Unset it if not"))
        }
        _ => Ok(()),
    }
}

fn switch(name: &str, value: &str) -> Result<String, String> {
    match value.trim().to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "on" => Ok("true".to_owned()),
        "0" | "false" | "no" | "off" => Ok("false".to_owned()),
        _ => Err(format!("{name} `{value}` is neither true nor false")),
    }
}

/// Adds what the file says and no variable does: that of the profile before that of all.
fn from_file(
    file: &File,
    profile: Option<&str>,
    keys: &[&Key],
    around: &Surroundings,
    added: &mut BTreeMap<String, Added>,
) -> Result<(), String> {
    let chosen = profile.map(|name| {
        file.profiles.get(name).ok_or_else(|| {
            let known: Vec<&str> = file.profiles.keys().map(String::as_str).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            format!("{}: no profile `{name}`; there are: {known}", file.path.display())
        })
    });
    let settings = chosen.transpose()?.into_iter().flatten().chain(&file.common);
    let folder = file.path.parent().filter(|folder| *folder != around.folder);
    for setting in settings {
        let Some(key) = keys.iter().find(|key| key.name == setting.key) else { continue };
        let origin = Origin::Line(setting.line);
        added.entry(key.name.clone()).or_insert_with(|| {
            let values = setting.values.iter().map(|value| placed(value, key, folder)).collect();
            Added { values, origin }
        });
    }
    Ok(())
}

/// A path of the file starts at the folder of the file.
fn placed(value: &str, key: &Key, folder: Option<&Path>) -> String {
    let Some(folder) = folder else { return value.to_owned() };
    let is_path = match key.kind {
        Kind::Path => value != "-",
        // The suites that are built in have no extension.
        _ => key.name == "suite" && Path::new(value).extension().is_some(),
    };
    let place = || folder.join(value).to_string_lossy().into_owned();
    if is_path { place() } else { value.to_owned() }
}

/// What excludes something typed gives way to it: a target as well, where somebody types a defect of
/// the mock.
fn give_way(
    added: &mut BTreeMap<String, Added>,
    command: &Command,
    is_typed: &impl Fn(&str) -> bool,
) {
    let excludes = |one: &clap::Arg, other: &clap::Arg| {
        let mut excluded = command.get_arg_conflicts_with(one).into_iter();
        excluded.any(|arg| arg.get_id() == other.get_id())
    };
    let typed: Vec<&clap::Arg> =
        command.get_arguments().filter(|arg| is_typed(arg.get_id().as_str())).collect();
    for arg in command.get_arguments() {
        let Some(name) = arg.get_long() else { continue };
        if typed.iter().any(|typed| excludes(arg, typed) || excludes(typed, arg)) {
            added.remove(name);
        }
    }
}

/// The words with what is added: flags before whatever was typed, texts without a name after it.
fn words(
    typed: Vec<OsString>,
    at: usize,
    keys: &[&Key],
    added: &BTreeMap<String, Added>,
) -> Vec<OsString> {
    let (mut flags, mut texts) = (Vec::new(), Vec::new());
    for key in keys {
        let Some(Added { values, .. }) = added.get(&key.name) else { continue };
        match key.kind {
            Kind::Switch if values.iter().all(|value| value == "false") => {}
            Kind::Switch => flags.push(format!("--{}", key.name).into()),
            _ if key.positional => texts.extend(values.iter().map(OsString::from)),
            _ => flags.extend(values.iter().map(|v| OsString::from(format!("--{}={v}", key.name)))),
        }
    }
    let mut words = typed;
    let at = at.min(words.len());
    words.splice(at..at, flags);
    if !texts.is_empty() {
        // Nothing that has no name was typed, or these would have given way.
        words.extend(std::iter::once("--".into()).chain(texts));
    }
    words
}

#[cfg(test)]
mod tests;
