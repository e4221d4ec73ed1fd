//! Suite files: from their text to a suite, with the line of whatever is wrong.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use serde::Deserialize;
use toml::Spanned;

use super::{
    definition::{Only, Suite},
    entry::{ExampleEntry, RegressionEntry},
    pattern::matches,
    place::{Problem, at, problem},
};
use crate::{
    check::{Catalogue, Input},
    model::{Level, StatusSets},
};

/// What a suite file says; `schemas/suite.json` describes it for editors.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    extends: Option<Spanned<String>>,
    description: Option<String>,
    checks: Option<Vec<Spanned<String>>>,
    skip: Option<Vec<Spanned<String>>>,
    scenarios: Option<Vec<Spanned<String>>>,
    only: Option<BTreeMap<Spanned<String>, Spanned<Only>>>,
    writes: Option<bool>,
    cases: Option<Spanned<u64>>,
    pool: Option<Spanned<usize>>,
    invites: Option<u64>,
    requests: Option<Spanned<u64>>,
    time: Option<Spanned<String>>,
    bounds: Option<Spanned<u8>>,
    gate: Option<Spanned<Level>>,
    status: Option<StatusSets>,
    #[serde(default)]
    example: Vec<Spanned<ExampleEntry>>,
    #[serde(default)]
    regression: Vec<RegressionEntry>,
}

/// Reads a suite. Everything that it names must exist, since a name that matches nothing would
/// silently leave something unchecked.
pub(super) fn parse(name: &str, text: &str, catalogue: &Catalogue) -> Result<Suite, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    file.checked(name, catalogue).map_err(|(place, problem)| at(text, place, &problem))
}

/// A suite before its file has said anything.
fn blank() -> Suite {
    Suite {
        name: String::new(),
        description: String::new(),
        checks: Vec::new(),
        skip: Vec::new(),
        scenarios: Vec::new(),
        only: BTreeMap::new(),
        writes: true,
        cases: 24,
        pool: 6,
        invites: None,
        requests: None,
        time: None,
        bounds: None,
        gate: Level::default(),
        status: StatusSets::default(),
        examples: Vec::new(),
        regressions: Vec::new(),
    }
}

impl File {
    /// The suite: what the file says, in place of what the suite says that it extends. Examples
    /// and regressions come after those of that suite.
    fn checked(self, name: &str, catalogue: &Catalogue) -> Result<Suite, Problem> {
        let base = self.base(catalogue)?;
        self.judge_figures()?;
        let time = self.time()?;
        self.judge_names(catalogue)?;
        let writes = self.writes.unwrap_or(base.writes);
        if !writes && base.examples.iter().any(|example| !example.operation.reads()) {
            let place = self.extends.map(|name| name.span()).unwrap_or_default();
            let text = "this suite has examples that write, and no writes are allowed here";
            return problem(place, text);
        }
        let only = self.only.map(|only| {
            only.into_iter()
                .map(|(pattern, only)| checked_only(pattern, only, catalogue))
                .collect::<Result<_, Problem>>()
        });
        let mut names: BTreeSet<String> =
            base.examples.iter().map(|example| example.name.clone()).collect();
        let mut examples = base.examples;
        for (entry, number) in self.example.into_iter().zip(examples.len() + 1..) {
            let (place, entry) = (entry.span(), entry.into_inner());
            let name_at = entry.name.as_ref().map_or(place.clone(), Spanned::span);
            let example = entry.checked(place, number, writes, catalogue)?;
            if !names.insert(example.name.clone()) {
                return problem(name_at, format!("there is another example `{}`", example.name));
            }
            examples.push(example);
        }
        let mut names = BTreeSet::new();
        let mut regressions = base.regressions;
        for saved in self.regression {
            let name_at = saved.name.span();
            let regression = saved.checked(writes, catalogue)?;
            if !names.insert(regression.name.clone()) {
                let text = format!("there is another regression `{}`", regression.name);
                return problem(name_at, text);
            }
            regressions.push(regression);
        }
        let plain = |patterns: Option<Vec<Spanned<String>>>, base: Vec<String>| match patterns {
            Some(patterns) => patterns.into_iter().map(Spanned::into_inner).collect(),
            None => base,
        };
        Ok(Suite {
            name: name.to_owned(),
            description: self.description.unwrap_or(base.description),
            checks: plain(self.checks, base.checks),
            skip: plain(self.skip, base.skip),
            scenarios: plain(self.scenarios, base.scenarios),
            only: only.transpose()?.unwrap_or(base.only),
            writes,
            cases: self.cases.map_or(base.cases, Spanned::into_inner),
            pool: self.pool.map_or(base.pool, Spanned::into_inner),
            invites: self.invites.or(base.invites),
            requests: self.requests.map(Spanned::into_inner).or(base.requests),
            time: time.or(base.time),
            bounds: self.bounds.map(Spanned::into_inner).or(base.bounds),
            gate: self.gate.map_or(base.gate, Spanned::into_inner),
            status: self.status.unwrap_or(base.status),
            examples,
            regressions,
        })
    }

    /// The suite that this one extends, or one that says nothing yet.
    fn base(&self, catalogue: &Catalogue) -> Result<Suite, Problem> {
        let Some(name) = &self.extends else {
            return if self.description.is_none() || self.checks.is_none() {
                let text = "a suite that does not extend another says its `description` and its \
                            `checks`";
                problem(0..0, text)
            } else {
                Ok(blank())
            };
        };
        let Some(text) = Suite::embedded(name.get_ref()) else {
            let known = Suite::names().join(", ");
            return problem(name.span(), format!("only these suites can be extended: {known}"));
        };
        parse(name.get_ref(), text, catalogue).map_err(|text| (name.span(), text))
    }

    /// Figures that no run could be made of.
    fn judge_figures(&self) -> Result<(), Problem> {
        fn judge<T>(
            value: Option<&Spanned<T>>,
            is_wrong: impl Fn(&T) -> bool,
            text: &str,
        ) -> Result<(), Problem> {
            match value.filter(|value| is_wrong(value.get_ref())) {
                Some(wrong) => problem(wrong.span(), text),
                None => Ok(()),
            }
        }
        let gate = "a suite can gate on `must` or `should`";
        judge(self.gate.as_ref(), |gate| *gate == Level::May, gate)?;
        judge(self.cases.as_ref(), |cases| *cases == 0, "there is at least 1 case")?;
        judge(self.pool.as_ref(), |pool| *pool == 0, "there is at least 1 user in the pool")?;
        let percent = "this is a share in percent, 100 at most";
        judge(self.bounds.as_ref(), |bounds| *bounds > 100, percent)?;
        judge(self.requests.as_ref(), |most| *most == 0, "there is at least 1 request")
    }

    fn time(&self) -> Result<Option<Duration>, Problem> {
        let read = |text: &Spanned<String>| {
            humantime::parse_duration(text.get_ref())
                .map_err(|error| (text.span(), format!("no time such as `90s` or `10m`: {error}")))
        };
        self.time.as_ref().map(read).transpose()
    }

    /// Patterns that match nothing.
    fn judge_names(&self, catalogue: &Catalogue) -> Result<(), Problem> {
        let checks: Vec<&str> = catalogue.checks.iter().map(|check| check.id.as_str()).collect();
        let scenarios: Vec<&str> = catalogue.scenarios.iter().map(|s| s.id.as_str()).collect();
        for (patterns, known, what) in [
            (&self.checks, &checks, "check"),
            (&self.skip, &checks, "check"),
            (&self.scenarios, &scenarios, "scenario"),
        ] {
            let stray =
                |pattern: &&Spanned<String>| !known.iter().any(|id| matches(pattern.get_ref(), id));
            if let Some(pattern) = patterns.iter().flatten().find(stray) {
                return problem(pattern.span(), format!("no {what} has such an id"));
            }
        }
        Ok(())
    }
}

/// The cases of some scenarios; the names must be those of cases that they have.
fn checked_only(
    pattern: Spanned<String>,
    only: Spanned<Only>,
    catalogue: &Catalogue,
) -> Result<(String, Only), Problem> {
    let mut known = Vec::new();
    let mut found = false;
    for scenario in catalogue.scenarios.iter().filter(|s| matches(pattern.get_ref(), &s.id)) {
        found = true;
        if let Input::Values(values) = &scenario.input {
            known.extend(values.iter().map(|(name, _)| name.as_str()));
        }
    }
    if !found {
        return problem(pattern.span(), "no scenario has such an id");
    }
    if let Only::Named(names) = only.get_ref()
        && let Some(name) = names.iter().find(|name| !known.contains(&name.as_str()))
    {
        let text = if known.is_empty() {
            format!("cases without names: say how many, not which (`{name}`)")
        } else {
            format!("no case `{name}`; there are: {}", known.join(", "))
        };
        return problem(only.span(), text);
    }
    Ok((pattern.into_inner(), only.into_inner()))
}
