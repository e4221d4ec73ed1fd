//! `avara-conformance config`: the effective settings, and where each comes from.

use std::{fmt::Write as _, process::ExitCode};

use clap::{ArgMatches, Command, parser::ValueSource};
use serde::Serialize;

use super::{
    completed::Completed,
    find,
    key::{Key, Kind, keys},
    schema::schema,
};
use crate::cli::{
    args::{ConfigArgs, FormatArg},
    credentials,
    failure::Failure,
    terminal,
};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Settings {
    file: Option<String>,
    profile: Option<String>,
    profiles: Vec<String>,
    api_key: String,
    #[serde(rename = "settings")]
    all: Vec<Setting>,
}

#[derive(Serialize)]
struct Setting {
    name: String,
    value: String,
    from: String,
}

/// Prints what the gate would do with the same flags.
pub(in crate::cli) fn run(
    args: &ConfigArgs,
    program: &Command,
    matches: &ArgMatches,
    completed: &Completed,
) -> Result<ExitCode, Failure> {
    if args.schema {
        terminal::print(format!("{:#}\n", schema()))?;
        return Ok(ExitCode::SUCCESS);
    }
    let matches = matches.subcommand_matches("config").unwrap_or(matches);
    let file = args.gate.server.api_key_file.as_deref();
    // Standard input is left alone: nothing is to be sent.
    let key = match file {
        Some(path) if path.as_os_str() == "-" => "is read from standard input".to_owned(),
        Some(path) if credentials::api_key(Some(path)).is_ok() => {
            format!("is in {}", path.display())
        }
        Some(path) => format!("is missing: nothing to be read in {}", path.display()),
        None if credentials::api_key(None)?.is_some() => {
            format!("is in {}", credentials::VARIABLE)
        }
        None => format!("is not set: {} or --api-key-file", credentials::VARIABLE),
    };
    let settings = Settings {
        file: completed.file.as_ref().map(|file| file.display().to_string()),
        profile: completed.profile.clone(),
        profiles: completed.profiles.clone(),
        api_key: key,
        all: keys(program).iter().filter_map(|key| setting(key, matches, completed)).collect(),
    };
    let text = if args.gate.format == FormatArg::Json {
        let json = serde_json::to_value(&settings).unwrap_or_default();
        format!("{json:#}\n")
    } else {
        text(&settings)
    };
    terminal::print(text)?;
    Ok(ExitCode::SUCCESS)
}

/// A setting that has a value.
fn setting(key: &Key, matches: &ArgMatches, completed: &Completed) -> Option<Setting> {
    let value = if key.kind == Kind::Switch {
        matches.get_flag(&key.id).to_string()
    } else {
        let raw = matches.get_raw(&key.id)?;
        let shown = raw.map(|value| shown(&key.name, &value.to_string_lossy()));
        shown.collect::<Vec<_>>().join(", ")
    };
    let from = completed.place(&key.name).or_else(|| {
        Some(match matches.value_source(&key.id)? {
            ValueSource::CommandLine => "the command line".to_owned(),
            ValueSource::EnvVariable => "the environment".to_owned(),
            _ => "default".to_owned(),
        })
    })?;
    Some(Setting { name: key.name.clone(), value, from })
}

/// A value without what may be a secret.
fn shown(name: &str, value: &str) -> String {
    match name {
        "header" => {
            let name = value.split(':').next().unwrap_or_default();
            format!("{name}: (not shown)")
        }
        "target" => {
            match value.split_once("://").map(|(scheme, rest)| (scheme, rest.rsplit_once('@'))) {
                Some((scheme, Some((_, host)))) => format!("{scheme}://{host}"),
                _ => value.to_owned(),
            }
        }
        _ => value.to_owned(),
    }
}

fn text(settings: &Settings) -> String {
    let mut text = String::new();
    let file = match (&settings.file, &settings.profile) {
        (None, _) => format!("no {} from here upward", find::NAME),
        (Some(file), None) if settings.profiles.is_empty() => file.clone(),
        (Some(file), None) => format!("{file}, no profile of {}", settings.profiles.join(", ")),
        (Some(file), Some(profile)) => format!("{file}, profile {profile}"),
    };
    // Writing into a text cannot fail.
    let _ = writeln!(text, "settings   {file}\nAPI key    {}\n", settings.api_key);
    let wide = |of: fn(&Setting) -> &str| {
        settings.all.iter().map(|setting| of(setting).chars().count()).max().unwrap_or(0)
    };
    let (names, values) = (wide(|s| &s.name), wide(|s| &s.value).min(40));
    for Setting { name, value, from } in &settings.all {
        let _ = writeln!(text, "{name:<names$}  {value:<values$}  {from}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_secret_is_not_shown() {
        assert_eq!(shown("header", "X-Token: hunter2"), "X-Token: (not shown)");
        assert_eq!(shown("target", "https://a:b@c.test/v0"), "https://c.test/v0");
        assert_eq!(shown("target", "https://c.test/v0"), "https://c.test/v0");
    }
}
