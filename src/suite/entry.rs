//! The fixed examples of a suite file, and the saved cases of earlier findings.

use std::{collections::BTreeSet, ops::Range};

use serde::Deserialize;
use toml::Spanned;

use super::file::Wrong;
use crate::{
    check::{Catalogue, examples, regressions::Regression},
    model::{Case, Example, Expectation, Names, Operation, Row, Source, Takes},
};

/// A fixed example as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
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

impl Entry {
    pub(super) fn checked(
        self,
        place: Range<usize>,
        number: usize,
        writes: bool,
        catalogue: &Catalogue,
    ) -> Result<Example, Wrong> {
        let operation = self.operation;
        if !writes && !operation.reads() {
            return Err((place, "the suite allows no writes, and this is one".to_owned()));
        }
        let Row { source, takes, names, .. } = operation.row();
        if *source != Source::OpenApi {
            return Err((place, format!("no page describes the operation {operation}")));
        }
        let user = self.user.as_ref().filter(|_| *names != Names::InPath);
        let query = self.query.as_ref().filter(|_| *takes != Takes::Query);
        let body = self.body.as_ref().filter(|_| *takes != Takes::Body);
        if let Some(stray) = user.or(query).or(body) {
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
        if let Some(stray) =
            judges.iter().find(|id| !catalogue.checks.iter().any(|check| check.id == **id))
        {
            return Err((named_at, format!("no check has the id `{stray}`; --list shows all")));
        }
        if judges.is_empty() {
            let usual = examples::usual_promise(operation, expect).ok_or_else(|| {
                let problem = "a refusal has no usual check: name the one that judges it with \
                               `check = \"…\"`";
                (self.expect.span(), problem.to_owned())
            })?;
            judges.push(usual.check.to_string());
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

/// The case of an earlier finding as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Saved {
    pub(super) name: Spanned<String>,
    check: Spanned<String>,
    scenario: Spanned<String>,
    #[serde(default)]
    case: String,
    value: Option<Spanned<String>>,
    mutation: Option<Spanned<String>>,
}

impl Saved {
    pub(super) fn checked(self, writes: bool, catalogue: &Catalogue) -> Result<Regression, Wrong> {
        if !catalogue.checks.iter().any(|check| check.id == *self.check.get_ref()) {
            let problem =
                format!("no check has the id `{}`; --list shows all", self.check.get_ref());
            return Err((self.check.span(), problem));
        }
        let id = self.scenario.get_ref();
        let Some(scenario) = catalogue.scenarios.iter().find(|scenario| scenario.id == *id) else {
            return Err((self.scenario.span(), format!("no scenario has the id `{id}`")));
        };
        if !writes && (scenario.writes || scenario.needs_fixtures) {
            let problem = "the suite allows no writes, and this scenario makes some";
            return Err((self.scenario.span(), problem.to_owned()));
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

/// What a text of JSON says; TOML itself has no null.
fn json<T: serde::de::DeserializeOwned>(text: Option<Spanned<String>>) -> Result<Option<T>, Wrong> {
    let read = |text: Spanned<String>| {
        serde_json::from_str(text.get_ref()).map_err(|error| {
            (text.span(), format!("this is not the JSON that is expected here: {error}"))
        })
    };
    text.map(read).transpose()
}

#[cfg(test)]
mod tests {
    use super::super::file::tests::parsed;

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
    fn a_wrong_regression_is_shown_with_its_line() {
        let at = |text: &str| parsed(&format!("extends = \"full\"\n{text}")).unwrap_err();
        let saved = "[[regression]]\nname = \"a\"\ncheck = \"list::walk_is_a_partition\"\n\
                     scenario = \"list/walks\"\nvalue = \"7\"\n";
        for (text, line, says) in [
            (saved.replace("list::walk", "list::run"), 5, "no check has the id `list::run"),
            (saved.replace("list/walks", "list/runs"), 6, "no scenario has the id `list/runs`"),
            (saved.replace("\"7\"", "\"[\""), 7, "not the JSON"),
            (format!("{saved}mutation = \"{{}}\""), 8, "not the JSON"),
            (format!("{saved}body = \"7\""), 8, "unknown field `body`"),
            (format!("{saved}{saved}"), 9, "another regression `a`"),
            (format!("writes = false\n{}", saved.replace("walks", "growing")), 7, "no writes"),
        ] {
            let error = at(&text);
            assert!(error.contains(&format!("line {line},")) && error.contains(says), "{error}");
        }
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
