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

use clap::{
    ArgMatches, Command,
    error::{ContextKind, ContextValue},
    parser::ValueSource,
};

use super::{
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

#[cfg(test)]
mod tests {
    use std::fs;

    use clap::CommandFactory;
    use tempfile::TempDir;

    use super::*;
    use crate::cli::args::Cli;

    /// A folder with a configuration file.
    fn folder(text: &str) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(find::NAME), text).unwrap();
        folder
    }

    fn completed(
        folder: &Path,
        variables: &[(&str, &str)],
        typed: &[&str],
    ) -> Result<Completed, String> {
        let program = Cli::command();
        let typed: Vec<OsString> = ["x"].iter().chain(typed).map(OsString::from).collect();
        let matches = program.clone().get_matches_from(&typed);
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let variables = variables.iter().map(owned).collect();
        let around = Surroundings { variables, folder: folder.to_owned() };
        complete(&program, &matches, typed, &around)
    }

    #[track_caller]
    fn assert_words(completed: &Result<Completed, String>, expected: &str) {
        let words = completed.as_ref().unwrap().words.iter().map(|word| word.to_string_lossy());
        assert_eq!(words.collect::<Vec<_>>().join(" "), expected);
    }

    const FILE: &str = "suite = 'smoke'\ncases = 3\n\n[profile.a]\ncases = 4\nstrict = true\n";

    #[test]
    fn flags_win_over_variables_and_these_over_the_profile_and_the_rest_of_the_file() {
        let folder = folder(FILE);
        let run = |variables, typed: &[&str]| completed(folder.path(), variables, typed);
        assert_words(&run(&[], &[]), "x --suite=smoke --cases=3");
        assert_words(
            &run(&[], &["--profile", "a"]),
            "x --suite=smoke --cases=4 --strict --profile a",
        );
        let both = [("AVARA_PROFILE", "a"), ("AVARA_CASES", "5"), ("AVARA_STRICT", "false")];
        assert_words(&run(&both, &[]), "x --suite=smoke --cases=5");
        assert_words(&run(&both, &["--cases", "6", "y"]), "x --suite=smoke --cases 6 y");
        assert_words(&run(&[], &["--no-config"]), "x --no-config");
        let completed = run(&both, &[]).unwrap();
        assert_eq!(completed.place("cases").unwrap(), "AVARA_CASES");
        assert!(completed.place("suite").unwrap().ends_with("avara-conformance.toml:1"));
    }

    #[test]
    fn a_profile_or_a_variable_that_nobody_knows_is_refused() {
        let folder = folder(FILE);
        let error = completed(folder.path(), &[], &["--profile", "b"]).unwrap_err();
        assert!(error.contains("no profile `b`; there are: a"), "{error}");
        let error = completed(folder.path(), &[("AVARA_TARGT", "x")], &[]).unwrap_err();
        assert!(error.contains("did you mean AVARA_TARGET?"), "{error}");
        assert!(completed(folder.path(), &[("AVARA_API_KEY", "x")], &[]).is_ok());
        assert!(completed(folder.path(), &[("AVARA_STORE", "x")], &[]).is_ok());
        let error = completed(folder.path(), &[("AVARA_STRICT", "maybe")], &[]).unwrap_err();
        assert!(error.contains("AVARA_STRICT `maybe`"), "{error}");
        let empty = tempfile::tempdir().unwrap();
        let error = completed(empty.path(), &[("AVARA_PROFILE", "a")], &[]).unwrap_err();
        assert!(error.contains("profile `a`"), "{error}");
    }

    #[test]
    fn an_empty_variable_sets_nothing_but_never_hides_a_target() {
        let folder = folder("");
        assert_words(&completed(folder.path(), &[("AVARA_SUITE", "")], &[]), "x");
        assert!(completed(folder.path(), &[("AVARA_TARGET", "")], &[]).is_err());
    }

    #[test]
    fn lists_and_filters_are_replaced_as_a_whole() {
        let folder = folder("filter = ['list::', 'update::']\nskip = 'walk'\n");
        assert_words(&completed(folder.path(), &[], &[]), "x --skip=walk -- list:: update::");
        assert_words(&completed(folder.path(), &[], &["a"]), "x --skip=walk a");
        let variables = [("AVARA_SKIP", "a\nb")];
        let run = completed(folder.path(), &variables, &["y"]);
        assert_words(&run, "x --skip=a --skip=b y");
    }

    #[test]
    fn paths_start_at_the_folder_of_the_file() {
        let folder = folder("reports-dir = 'out'\nsuite = 'my.toml'\nwaivers = '/w.toml'\n");
        assert_words(
            &completed(folder.path(), &[], &[]),
            "x --suite=my.toml --waivers=/w.toml --reports-dir=out",
        );
        let below = folder.path().join("below");
        fs::create_dir(&below).unwrap();
        let root = folder.path().display();
        assert_words(
            &completed(&below, &[], &[]),
            &format!("x --suite={root}/my.toml --waivers=/w.toml --reports-dir={root}/out"),
        );
    }

    #[test]
    fn other_commands_take_how_a_server_is_reached_and_not_which() {
        let folder = folder("target = 'https://a.test'\ninsecure = true\ncases = 3\n");
        let run = |words: &[&str]| completed(folder.path(), &[("AVARA_RATE", "5")], words);
        assert_words(&run(&["cleanup"]), "x cleanup --insecure --rate=5");
        assert_words(&run(&["replay", "r"]), "x replay --insecure --rate=5 r");
        assert_words(&run(&["mock"]), "x mock");
        // The journal is where the gate has left it.
        fs::write(folder.path().join(find::NAME), "reports-dir = 'out'\n").unwrap();
        assert_words(&run(&["cleanup"]), "x cleanup --journal=out/journal.ndjson --rate=5");
        assert_words(&run(&["cleanup", "--journal", "j"]), "x cleanup --rate=5 --journal j");
    }

    #[test]
    fn what_is_typed_wins_over_what_excludes_it() {
        let folder = folder("quiet = true\ninsecure = true\ntarget = 'https://a.test'\n");
        let run = |words: &[&str]| completed(folder.path(), &[], words);
        assert_words(&run(&["-v", "--cacert", "f"]), "x --target=https://a.test -v --cacert f");
        let mock = run(&["-v", "--fault", "f"]);
        assert_words(&mock, "x --insecure -v --fault f");
        assert!(mock.unwrap().note().unwrap().contains("the mock is checked"));
        let both = completed(folder.path(), &[("AVARA_FAULT", "f")], &["-v"]).unwrap();
        let error = Cli::command().try_get_matches_from(&both.words).unwrap_err();
        assert!(both.blame(&error).concat().contains("--target comes from"), "{error}");
    }
}
