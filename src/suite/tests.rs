//! Suite files, right and wrong.

use serde_json::Value;

use super::{Suite, definition::EMBEDDED, file::parse};
use crate::{
    check::{Catalogue, catalogue},
    model::Operation,
    schema::{Contract, Location},
};

pub(super) fn full_catalogue() -> Catalogue {
    catalogue(&Contract::embedded().unwrap()).unwrap()
}

fn parsed(text: &str) -> Result<Suite, String> {
    parse("my", &format!("description = \"x\"\n{text}"), &full_catalogue())
}

fn assert_wrong(text: &str, line: usize, says: &str) {
    let error = parsed(text).unwrap_err();
    assert!(error.contains(&format!("line {line},")) && error.contains(says), "{error}");
}

#[test]
fn the_embedded_suites_are_valid_by_their_schema() {
    let documents = crate::schema::embedded().unwrap();
    let validator = documents.validator(&Location::root("suite.json")).unwrap();
    let catalogue = full_catalogue();
    for (name, text) in EMBEDDED {
        assert_eq!(Suite::load(name, &catalogue).unwrap().name, name);
        let value: Value = toml::from_str(text).unwrap();
        assert!(validator.is_valid(&value), "{name}");
    }
}

#[test]
fn an_unknown_suite_is_told_what_there_is() {
    let error = Suite::load("fulll", &full_catalogue()).unwrap_err().to_string();
    assert_eq!(
        error,
        "no suite `fulll`: it is neither a file nor one of full, nightly, read-only, staging, smoke"
    );
}

/// What the file says stands in place of what the other says, but for examples.
#[test]
fn a_suite_can_extend_an_embedded_one() {
    let catalogue = full_catalogue();
    let smoke = Suite::load("smoke", &catalogue).unwrap();
    let own = "[[example]]\noperation = \"list\"\nexpect = \"accepted\"";
    let more = parse("my", &format!("extends = \"smoke\"\ninvites = 9\n{own}"), &catalogue);
    let mut more = more.unwrap();
    assert_eq!(more.examples.pop().unwrap().operation, Operation::List);
    let expected = Suite { name: "my".into(), invites: Some(9), ..smoke };
    assert_eq!(more, expected);
}

#[test]
fn a_wrong_entry_is_shown_with_its_line() {
    for (text, line, says) in [
        ("cases = 3", 1, "its `checks`"),
        ("extends = \"fulll\"", 2, "full, nightly, read-only, staging, smoke"),
        ("extends = \"smoke\"\nwrites = false", 2, "examples that write"),
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
        assert_wrong(text, line, says);
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
        assert_wrong(&format!("checks = [\"*\"]\n[[example]]\n{text}"), line, says);
    }
    let twice = "[[example]]\noperation = \"list\"\nname = \"a\"\nexpect = \"accepted\"\n";
    assert_wrong(&format!("checks = [\"*\"]\n{twice}{twice}"), 9, "another example `a`");
    let error = parsed(
        "checks = [\"*\"]\nwrites = false\n[[example]]\noperation = \"update\"\n\
         expect = \"accepted\"",
    );
    assert!(error.unwrap_err().contains("allows no writes"));
}

#[test]
fn a_wrong_regression_is_shown_with_its_line() {
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
        assert_wrong(&format!("extends = \"full\"\n{text}"), line, says);
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
    let of = |at: usize| (suite.examples[at].name.as_str(), suite.examples[at].checks[0].as_str());
    assert_eq!(of(0), ("1", "update::accepts_valid_payloads"));
    assert_eq!(of(1), ("short", "protocol::refuses_malformed_json"));
}
