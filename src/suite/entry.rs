//! The fixed examples of a suite file, and the saved cases of earlier findings.

use std::{collections::BTreeSet, ops::Range};

use serde::Deserialize;
use toml::Spanned;

use super::place::{Problem, problem};
use crate::{
    check::{Catalogue, examples, regressions::Regression},
    model::{Case, Example, Expectation, Names, Operation, Row, Source, Takes},
};

/// A fixed example as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExampleEntry {
    pub(super) name: Option<Spanned<String>>,
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

impl ExampleEntry {
    pub(super) fn checked(
        self,
        place: Range<usize>,
        number: usize,
        writes: bool,
        catalogue: &Catalogue,
    ) -> Result<Example, Problem> {
        let operation = self.operation;
        if !writes && !operation.reads() {
            return problem(place, "the suite allows no writes, and this is one");
        }
        let Row { source, takes, names, .. } = operation.row();
        if *source != Source::OpenApi {
            return problem(place, format!("no page describes the operation {operation}"));
        }
        let user = self.user.as_ref().filter(|_| *names != Names::InPath);
        let query = self.query.as_ref().filter(|_| *takes != Takes::Query);
        let body = self.body.as_ref().filter(|_| *takes != Takes::Body);
        if let Some(stray) = user.or(query).or(body) {
            return problem(stray.span(), format!("the operation {operation} has nothing of this"));
        }
        let expect = self.expect.get_ref();
        let sent: Option<serde_json::Value> =
            self.body.as_ref().and_then(|body| serde_json::from_str(body.get_ref()).ok());
        if *expect == Expectation::Echoed && !sent.is_some_and(|sent| sent.is_object()) {
            return problem(self.expect.span(), "only a JSON object can be echoed");
        }
        let impossible = |codes: &BTreeSet<u16>| {
            codes.is_empty() || codes.iter().any(|code| !(200..500).contains(code))
        };
        if matches!(expect, Expectation::Status(codes) if impossible(codes)) {
            let text = "status codes are between 200 and 499: a 5xx never conforms";
            return problem(self.expect.span(), text);
        }
        let named_at = self.check.as_ref().map(Spanned::span).unwrap_or_default();
        let mut checks = self.check.map(|named| named.into_inner().all()).unwrap_or_default();
        for id in &checks {
            must_exist(id, &named_at, catalogue)?;
        }
        if checks.is_empty() {
            let Some(usual) = examples::usual_promise(operation, expect) else {
                let text = "a refusal has no usual check: name the one that judges it with \
                            `check = \"…\"`";
                return problem(self.expect.span(), text);
            };
            checks.push(usual.check.to_string());
        }
        let plain = |text: Option<Spanned<String>>| text.map(Spanned::into_inner);
        Ok(Example {
            name: plain(self.name).unwrap_or_else(|| number.to_string()),
            operation,
            user: plain(self.user),
            query: plain(self.query),
            body: plain(self.body),
            expect: self.expect.into_inner(),
            checks,
        })
    }
}

/// The case of an earlier finding as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RegressionEntry {
    pub(super) name: Spanned<String>,
    check: Spanned<String>,
    scenario: Spanned<String>,
    #[serde(default)]
    case: String,
    value: Option<Spanned<String>>,
    mutation: Option<Spanned<String>>,
}

impl RegressionEntry {
    pub(super) fn checked(
        self,
        writes: bool,
        catalogue: &Catalogue,
    ) -> Result<Regression, Problem> {
        must_exist(self.check.get_ref(), &self.check.span(), catalogue)?;
        let id = self.scenario.get_ref();
        let Some(scenario) = catalogue.scenarios.iter().find(|scenario| scenario.id == *id) else {
            return problem(self.scenario.span(), format!("no scenario has the id `{id}`"));
        };
        if !writes && (scenario.writes || scenario.needs_fixtures) {
            let text = "the suite allows no writes, and this scenario makes some";
            return problem(self.scenario.span(), text);
        }
        let case = Case {
            scenario: self.scenario.into_inner(),
            index: 0,
            name: self.case,
            value: json(self.value)?.unwrap_or_default(),
            mutation: json(self.mutation)?,
        };
        Ok(Regression { name: self.name.into_inner(), check: self.check.into_inner(), case })
    }
}

/// Refuses the id of a check that the catalogue does not have.
fn must_exist(id: &str, place: &Range<usize>, catalogue: &Catalogue) -> Result<(), Problem> {
    if catalogue.checks.iter().any(|check| check.id == *id) {
        return Ok(());
    }
    problem(place.clone(), format!("no check has the id `{id}`; --list shows all"))
}

/// What a text of JSON says; TOML itself has no null.
fn json<T: serde::de::DeserializeOwned>(
    text: Option<Spanned<String>>,
) -> Result<Option<T>, Problem> {
    let read = |text: Spanned<String>| {
        serde_json::from_str(text.get_ref()).map_err(|error| {
            (text.span(), format!("this is not the JSON that is expected here: {error}"))
        })
    };
    text.map(read).transpose()
}
