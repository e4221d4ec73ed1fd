//! What a configuration file says, with the line of whatever is wrong.

use std::{
    collections::BTreeMap,
    fs,
    ops::Range,
    path::{Path, PathBuf},
};

use toml::{
    Spanned,
    de::{DeString, DeTable, DeValue},
};

use super::key::{Key, Kind, is_typed_only, meant};
use crate::suite::place::{Problem, at, problem};

/// The key of the table of profiles.
const PROFILE: &str = "profile";

/// What somebody may call a secret.
const SECRETS: [&str; 5] = ["api-key", "api_key", "apikey", "token", "password"];

/// One line of the file.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Setting {
    /// The flag without its hyphens.
    pub(super) key: String,
    /// As they would be typed; for a switch `true` or `false`.
    pub(super) values: Vec<String>,
    /// Where it stands.
    pub(super) line: usize,
}

/// A configuration file.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: PathBuf,
    /// What holds whatever the profile.
    pub(super) common: Vec<Setting>,
    pub(super) profiles: BTreeMap<String, Vec<Setting>>,
}

/// Reads a file, of which all profiles have to be right, not only the one that is asked for.
pub(super) fn read(path: &Path, keys: &[Key]) -> Result<File, String> {
    let name = path.display();
    let text = fs::read_to_string(path).map_err(|error| format!("{name}: {error}"))?;
    let (common, profiles) = parse(&text, keys).map_err(|problem| format!("{name}: {problem}"))?;
    Ok(File { path: path.to_owned(), common, profiles })
}

type Sections = (Vec<Setting>, BTreeMap<String, Vec<Setting>>);

fn parse(text: &str, keys: &[Key]) -> Result<Sections, String> {
    let table = DeTable::parse(text).map_err(|error| error.to_string())?.into_inner();
    refuse_secrets(&table, text)?;
    sections(&table, text, keys).map_err(|(place, problem)| at(text, place, &problem))
}

/// A secret is told by its line alone, which is not shown.
fn refuse_secrets(table: &DeTable<'_>, text: &str) -> Result<(), String> {
    for (name, value) in table {
        if SECRETS.contains(&&**name.get_ref()) {
            let line = line_of(text, &name.span());
            return Err(format!(
                "line {line}: a secret stands in no file: set AVARA_API_KEY, or name a file of its \
                 own by `api-key-file`"
            ));
        }
        if let DeValue::Table(table) = value.get_ref() {
            refuse_secrets(table, text)?;
        }
    }
    Ok(())
}

fn line_of(text: &str, place: &Range<usize>) -> usize {
    1 + text[..place.start].matches('\n').count()
}

fn sections(table: &DeTable<'_>, text: &str, keys: &[Key]) -> Result<Sections, Problem> {
    let common = settings(table, text, keys, true)?;
    let mut profiles = BTreeMap::new();
    let Some(value) = table.get(PROFILE) else { return Ok((common, profiles)) };
    let DeValue::Table(named) = value.get_ref() else {
        return problem(value.span(), "profiles are tables: write [profile.NAME]");
    };
    for (name, value) in named {
        let DeValue::Table(table) = value.get_ref() else {
            return problem(name.span(), "a profile is a table: write [profile.NAME]");
        };
        profiles.insert(name.get_ref().to_string(), settings(table, text, keys, false)?);
    }
    Ok((common, profiles))
}

fn settings(
    table: &DeTable<'_>,
    text: &str,
    keys: &[Key],
    profiles: bool,
) -> Result<Vec<Setting>, Problem> {
    let mut found: Vec<Setting> = Vec::new();
    for (name, value) in table {
        if profiles && name.get_ref() == PROFILE {
            continue;
        }
        let key = keys.iter().find(|key| key.name == *name.get_ref());
        let key = key.ok_or_else(|| unknown(name, keys))?;
        let line = line_of(text, &name.span());
        found.push(Setting { key: key.name.clone(), values: values(key, value)?, line });
    }
    // In the order of the file, which the parser does not keep.
    found.sort_by_key(|setting| setting.line);
    Ok(found)
}

/// What is said of a name that is no setting.
fn unknown(name: &Spanned<DeString<'_>>, keys: &[Key]) -> Problem {
    let (place, name): (Range<usize>, &str) = (name.span(), name.get_ref());
    if is_typed_only(name) {
        return (place, format!("`{name}` has to be typed each time: --{name}"));
    }
    let known = keys.iter().map(|key| key.name.as_str());
    let hyphens = name.replace('_', "-");
    let text = match meant(&hyphens, known.chain([PROFILE])) {
        Some(meant) => format!("no setting `{name}`; did you mean `{meant}`?"),
        None => format!("no setting `{name}`; the long flags are settings, see --help"),
    };
    (place, text)
}

fn values(key: &Key, value: &Spanned<DeValue<'_>>) -> Result<Vec<String>, Problem> {
    let wrong = |what: &str| problem(value.span(), format!("`{}` is {what}", key.name));
    match (key.kind, value.get_ref()) {
        (Kind::Switch, DeValue::Boolean(on)) => Ok(vec![on.to_string()]),
        (Kind::Switch, _) => wrong("a switch: true or false"),
        (Kind::List, DeValue::Array(entries)) => {
            entries.iter().map(|entry| one(entry).ok_or(entry)).collect::<Result<_, _>>().or_else(
                |entry| problem(entry.span(), format!("`{}` is a list of texts", key.name)),
            )
        }
        (Kind::List, _) => one(value).map_or_else(|| wrong("a list of texts"), |one| Ok(vec![one])),
        (Kind::Number, _) => one(value).map_or_else(|| wrong("a number"), |one| Ok(vec![one])),
        (Kind::Path | Kind::Text, _) => {
            one(value).map_or_else(|| wrong("a text"), |one| Ok(vec![one]))
        }
    }
}

/// A single value as it would be typed.
fn one(value: &Spanned<DeValue<'_>>) -> Option<String> {
    match value.get_ref() {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => {
            let number = i128::from_str_radix(number.as_str(), number.radix()).ok()?;
            Some(number.to_string())
        }
        DeValue::Float(number) => Some(number.as_str().to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::{super::key::keys, *};
    use crate::cli::args::Cli;

    fn parsed(text: &str) -> Result<Sections, String> {
        parse(text, &keys(&Cli::command()))
    }

    #[test]
    fn settings_are_read_as_they_would_be_typed() {
        let (common, profiles) = parsed(
            "timeout = \"30s\"\ncases = 1_000\nskip = ['a', \"b\"]\nheader = 'A: b'\n\n\
             [profile.staging]\nstrict = true\ntarget = 'https://staging.test'\n",
        )
        .unwrap();
        let shown = |settings: &[Setting]| {
            let line = |s: &Setting| format!("{}: {} {}\n", s.line, s.key, s.values.join("|"));
            settings.iter().map(line).collect::<String>()
        };
        assert_eq!(shown(&common), "1: timeout 30s\n2: cases 1000\n3: skip a|b\n4: header A: b\n");
        let staging = "7: strict true\n8: target https://staging.test\n";
        assert_eq!(shown(&profiles["staging"]), staging);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line_and_what_was_meant() {
        for (text, line, says) in [
            ("cases = 3\nconcurency = 3\n", 2, "did you mean `concurrency`?"),
            ("email_domain = 'x.test'\n", 1, "did you mean `email-domain`?"),
            ("[profile.x]\ntargt = 'https://x.test'\n", 2, "did you mean `target`?"),
            ("[profiles.x]\n", 1, "did you mean `profile`?"),
            ("wobble = 3\n", 1, "the long flags are settings"),
            ("allow-production = true\n", 1, "typed each time: --allow-production"),
            ("strict = 'yes'\n", 1, "true or false"),
            ("skip = [3, true]\n", 1, "a list of texts"),
            ("cases = true\n", 1, "a number"),
            ("profile = 3\n", 1, "[profile.NAME]"),
            ("[profile]\nx = 3\n", 2, "[profile.NAME]"),
        ] {
            let error = parsed(text).unwrap_err();
            assert!(error.contains(&format!("line {line},")) && error.contains(says), "{error}");
        }
        assert!(parsed("a = ").unwrap_err().contains("line 1"));
        let error = parsed("[profile.x]\napi_key = 'hunter2'\n").unwrap_err();
        assert!(error.contains("line 2: a secret") && !error.contains("hunter2"), "{error}");
    }
}
