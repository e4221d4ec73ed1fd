//! Suite files: from their text to a suite, with the line of whatever is wrong.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use serde::Deserialize;
use toml::Spanned;

use super::{Only, Suite, place::at, selection::matches};
use crate::{
    check::{Catalogue, Input, examples},
    model::{Example, Expectation, Level, Operation, StatusSets},
};

/// What a suite file says; `schemas/suite.json` describes it for editors.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    description: String,
    checks: Vec<Spanned<String>>,
    #[serde(default)]
    skip: Vec<Spanned<String>>,
    #[serde(default)]
    scenarios: Vec<Spanned<String>>,
    #[serde(default)]
    only: BTreeMap<Spanned<String>, Spanned<Only>>,
    #[serde(default = "yes")]
    writes: bool,
    #[serde(default = "usual_cases")]
    cases: Spanned<u64>,
    #[serde(default = "usual_pool")]
    pool: Spanned<usize>,
    invites: Option<u64>,
    requests: Option<Spanned<u64>>,
    time: Option<Spanned<String>>,
    bounds: Option<Spanned<u8>>,
    #[serde(default = "usual_gate")]
    gate: Spanned<Level>,
    #[serde(default)]
    status: StatusSets,
    #[serde(default)]
    example: Vec<Spanned<Entry>>,
}

/// A fixed example as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: Option<Spanned<String>>,
    operation: Operation,
    user: Option<Spanned<String>>,
    query: Option<Spanned<String>>,
    body: Option<Spanned<String>>,
    expect: Spanned<Expectation>,
    check: Option<Spanned<OneOrMore>>,
}

/// One id or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    fn all(self) -> Vec<String> {
        match self {
            Self::One(id) => vec![id],
            Self::More(ids) => ids,
        }
    }
}

fn yes() -> bool {
    true
}

fn usual_cases() -> Spanned<u64> {
    Spanned::new(0..0, 24)
}

fn usual_pool() -> Spanned<usize> {
    Spanned::new(0..0, 6)
}

fn usual_gate() -> Spanned<Level> {
    Spanned::new(0..0, Level::default())
}

/// A problem and where it stands.
type Wrong = (Range<usize>, String);

/// Reads a suite. Everything that it names must exist, since a name that matches nothing would
/// silently leave something unchecked.
pub(super) fn parse(name: &str, text: &str, catalogue: &Catalogue) -> Result<Suite, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    file.checked(name, catalogue).map_err(|(place, problem)| at(text, place, &problem))
}

impl File {
    fn checked(self, name: &str, catalogue: &Catalogue) -> Result<Suite, Wrong> {
        let wrong = |place: Range<usize>, problem: &str| Err((place, problem.to_owned()));
        if *self.gate.get_ref() == Level::May {
            return wrong(self.gate.span(), "a suite can gate on `must` or `should`");
        }
        if *self.cases.get_ref() == 0 {
            return wrong(self.cases.span(), "there is at least 1 case");
        }
        if *self.pool.get_ref() == 0 {
            return wrong(self.pool.span(), "there is at least 1 user in the pool");
        }
        if let Some(bounds) = self.bounds.as_ref().filter(|bounds| *bounds.get_ref() > 100) {
            return wrong(bounds.span(), "this is a share in percent, 100 at most");
        }
        if let Some(requests) = self.requests.as_ref().filter(|most| *most.get_ref() == 0) {
            return wrong(requests.span(), "there is at least 1 request");
        }
        let time = self.time.as_ref().map(|text| {
            humantime::parse_duration(text.get_ref())
                .map_err(|error| (text.span(), format!("no time such as `90s` or `10m`: {error}")))
        });
        let time = time.transpose()?;
        let checks: Vec<&str> = catalogue.checks.iter().map(|check| check.id.as_str()).collect();
        let scenarios: Vec<&str> = catalogue.scenarios.iter().map(|s| s.id.as_str()).collect();
        for (patterns, known, what) in [
            (&self.checks, &checks, "check"),
            (&self.skip, &checks, "check"),
            (&self.scenarios, &scenarios, "scenario"),
        ] {
            let stray =
                |pattern: &&Spanned<String>| !known.iter().any(|id| matches(pattern.get_ref(), id));
            if let Some(pattern) = patterns.iter().find(stray) {
                return Err((pattern.span(), format!("no {what} has such an id")));
            }
        }
        let only = self.only.into_iter();
        let only = only
            .map(|(pattern, only)| narrowed(pattern, only, catalogue))
            .collect::<Result<_, Wrong>>()?;
        let mut names = BTreeSet::new();
        let entries = self.example.into_iter().zip(1..);
        let examples = entries
            .map(|(entry, number)| {
                let (place, entry) = (entry.span(), entry.into_inner());
                let name_at = entry.name.as_ref().map_or(place.clone(), Spanned::span);
                let example = entry.checked(place, number, self.writes, &checks)?;
                if names.insert(example.name.clone()) {
                    Ok(example)
                } else {
                    Err((name_at, format!("there is another example `{}`", example.name)))
                }
            })
            .collect::<Result<_, Wrong>>()?;
        let plain = |patterns: Vec<Spanned<String>>| {
            patterns.into_iter().map(Spanned::into_inner).collect()
        };
        Ok(Suite {
            name: name.to_owned(),
            description: self.description,
            checks: plain(self.checks),
            skip: plain(self.skip),
            scenarios: plain(self.scenarios),
            only,
            writes: self.writes,
            cases: self.cases.into_inner(),
            pool: self.pool.into_inner(),
            invites: self.invites,
            requests: self.requests.map(Spanned::into_inner),
            time,
            bounds: self.bounds.map(Spanned::into_inner),
            gate: self.gate.into_inner(),
            status: self.status,
            examples,
        })
    }
}

/// The cases of some scenarios; the names must be those of cases that they have.
fn narrowed(
    pattern: Spanned<String>,
    only: Spanned<Only>,
    catalogue: &Catalogue,
) -> Result<(String, Only), Wrong> {
    let mut known = Vec::new();
    let mut found = false;
    for scenario in catalogue.scenarios.iter().filter(|s| matches(pattern.get_ref(), &s.id)) {
        found = true;
        if let Input::Values(values) = &scenario.input {
            known.extend(values.iter().map(|(name, _)| name.as_str()));
        }
    }
    if !found {
        return Err((pattern.span(), "no scenario has such an id".to_owned()));
    }
    match only.get_ref() {
        Only::Named(names) => match names.iter().find(|name| !known.contains(&name.as_str())) {
            Some(name) if known.is_empty() => {
                let problem = format!("cases without names: say how many, not which (`{name}`)");
                Err((only.span(), problem))
            }
            Some(name) => {
                let problem = format!("no case `{name}`; there are: {}", known.join(", "));
                Err((only.span(), problem))
            }
            None => Ok((pattern.into_inner(), only.into_inner())),
        },
        Only::First(_) => Ok((pattern.into_inner(), only.into_inner())),
    }
}

impl Entry {
    fn checked(
        self,
        place: Range<usize>,
        number: usize,
        writes: bool,
        checks: &[&str],
    ) -> Result<Example, Wrong> {
        let operation = self.operation;
        if !writes && operation != Operation::List {
            return Err((place, "the suite allows no writes, and this is one".to_owned()));
        }
        let stray = match operation {
            Operation::Invite => self.user.as_ref().or(self.query.as_ref()),
            Operation::List => self.user.as_ref().or(self.body.as_ref()),
            Operation::Update => self.query.as_ref(),
        };
        if let Some(stray) = stray {
            return Err((stray.span(), format!("the operation {operation} has nothing of this")));
        }
        let expect = self.expect.get_ref();
        let sent: Option<serde_json::Value> =
            self.body.as_ref().and_then(|body| serde_json::from_str(body.get_ref()).ok());
        if *expect == Expectation::Echoed && !sent.is_some_and(|sent| sent.is_object()) {
            return Err((self.expect.span(), "only a JSON object can be echoed".to_owned()));
        }
        let odd = |codes: &BTreeSet<u16>| {
            codes.is_empty() || codes.iter().any(|code| !(200..500).contains(code))
        };
        if matches!(expect, Expectation::Status(codes) if odd(codes)) {
            let problem = "status codes are between 200 and 499: a 5xx never conforms";
            return Err((self.expect.span(), problem.to_owned()));
        }
        let named_at = self.check.as_ref().map(Spanned::span).unwrap_or_default();
        let mut judges = self.check.map(|named| named.into_inner().all()).unwrap_or_default();
        if let Some(stray) = judges.iter().find(|id| !checks.contains(&id.as_str())) {
            return Err((named_at, format!("no check has the id `{stray}`; --list shows all")));
        }
        if judges.is_empty() {
            let usual = examples::usual_check(operation, expect).ok_or_else(|| {
                let problem = "a refusal has no usual check: name the one that judges it with \
                               `check = \"…\"`";
                (self.expect.span(), problem.to_owned())
            })?;
            judges.push(usual.to_owned());
        }
        let plain = |text: Option<Spanned<String>>| text.map(Spanned::into_inner);
        Ok(Example {
            name: plain(self.name).unwrap_or_else(|| number.to_string()),
            operation,
            user: plain(self.user),
            query: plain(self.query),
            body: plain(self.body),
            expect: self.expect.into_inner(),
            checks: judges,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{check::catalogue, schema::Contract};

    fn parsed(text: &str) -> Result<Suite, String> {
        let catalogue = catalogue(&Contract::embedded().unwrap()).unwrap();
        parse("my", &format!("description = \"x\"\n{text}"), &catalogue)
    }

    #[test]
    fn a_wrong_entry_is_shown_with_its_line() {
        for (text, line, says) in [
            ("checks = [\"*\"]\ncase = 3", 3, "unknown field `case`"),
            ("checks = [\"invit::*\"]", 2, "no check has such an id"),
            ("checks = [\"*\"]\nscenarios = [\n\"invite/nothing\"]", 4, "no scenario"),
            ("checks = [\"*\"]\n[only]\n\"auth/lists\" = 1", 4, "no scenario"),
            ("checks = [\"*\"]\n[only]\n\"auth/list\" = [\"no\"]", 4, "with a wrong token"),
            ("checks = [\"*\"]\n[only]\n\"invite/valid\" = [\"a\"]", 4, "say how many"),
            ("checks = [\"*\"]\ncases = 0", 3, "at least 1 case"),
            ("checks = [\"*\"]\ngate = \"may\"", 3, "`must` or `should`"),
            ("checks = [\"*\"]\nbounds = 101", 3, "100 at most"),
            ("checks = [\"*\"]\nrequests = 0", 3, "at least 1 request"),
            ("checks = [\"*\"]\ntime = \"soon\"", 3, "no time such as"),
            ("checks = [\"*\"]\n[status]\naccepted = [404]", 4, "404 is not within 2xx"),
            ("checks = [\"*\"]\n[status]\nteapot = [418]", 4, "unknown field `teapot`"),
        ] {
            let error = parsed(text).unwrap_err();
            assert!(error.contains(&format!("line {line},")) && error.contains(says), "{error}");
        }
    }

    #[test]
    fn a_wrong_example_is_shown_with_its_line() {
        for (text, line, says) in [
            ("operation = \"delete\"\nexpect = \"accepted\"", 4, "unknown variant `delete`"),
            ("operation = \"list\"\nexpect = \"rejected\"", 5, "expect"),
            ("operation = \"list\"\nexpect = \"refused\"", 5, "name the one that judges it"),
            ("operation = \"list\"\nexpect = [500]", 5, "a 5xx never conforms"),
            ("operation = \"list\"\nexpect = \"echoed\"", 5, "only a JSON object"),
            ("operation = \"list\"\nbody = \"{}\"\nexpect = [200]", 5, "has nothing of this"),
            ("operation = \"list\"\nexpect = [200]\ncheck = \"list::nothing\"", 6, "no check has"),
        ] {
            let error = parsed(&format!("checks = [\"*\"]\n[[example]]\n{text}")).unwrap_err();
            assert!(error.contains(&format!("line {line},")) && error.contains(says), "{error}");
        }
        let twice = "[[example]]\noperation = \"list\"\nname = \"a\"\nexpect = \"accepted\"\n";
        let error = parsed(&format!("checks = [\"*\"]\n{twice}{twice}")).unwrap_err();
        assert!(error.contains("line 9,") && error.contains("another example `a`"), "{error}");
        let error = parsed(
            "checks = [\"*\"]\nwrites = false\n[[example]]\noperation = \"update\"\n\
             expect = \"accepted\"",
        );
        assert!(error.unwrap_err().contains("allows no writes"));
    }

    #[test]
    fn an_example_is_judged_by_the_usual_check_or_by_the_one_it_names() {
        let suite = parsed(
            "checks = [\"*\"]\n[[example]]\noperation = \"update\"\nbody = '{\"suffix1\": null}'\n\
             expect = \"echoed\"\n[[example]]\nname = \"short\"\noperation = \"invite\"\n\
             body = '{'\nexpect = [400]\ncheck = \"protocol::refuses_malformed_json\"",
        )
        .unwrap();
        let of =
            |at: usize| (suite.examples[at].name.as_str(), suite.examples[at].checks[0].as_str());
        assert_eq!(of(0), ("1", "update::accepts_valid_payloads"));
        assert_eq!(of(1), ("short", "protocol::refuses_malformed_json"));
    }
}
