//! The published schemas of the stream and of `run.json`, held against what is written.

use std::{collections::BTreeSet, fs, path::Path};

use jsonschema::{Registry, Validator};
use serde_json::{Value, json};

use super::{Reporter, Run, events::Recorder, fixtures, json};
use crate::model::{Event, Keep, Level, Progress};

const BASE: &str = "avara:///";

/// The schema of that name in `schemas/`.
fn schema(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas").join(name);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn validator(name: &str) -> Validator {
    let documents = ["event.json", "run.json"].map(|name| (name, schema(name)));
    let mut registry = Registry::new();
    for (name, document) in &documents {
        registry = registry.add(format!("{BASE}{name}"), document).unwrap();
    }
    let registry = registry.prepare().unwrap();
    jsonschema::draft202012::options()
        .with_registry(&registry)
        .should_validate_formats(true)
        .build(&json!({ "$ref": format!("{BASE}{name}") }))
        .unwrap()
}

#[track_caller]
fn assert_valid(validator: &Validator, value: &Value, what: &str) {
    let problems: Vec<_> = validator.iter_errors(value).map(|error| error.to_string()).collect();
    let told = |problem: &String| problem.chars().take(2_000).collect::<String>();
    assert!(problems.is_empty(), "{what}: {:?}", problems.iter().map(told).collect::<Vec<_>>());
}

/// The lines of a stream.
fn lines(events: &[Event]) -> Vec<Value> {
    let mut recorder = Recorder::new(Vec::new());
    for event in events {
        recorder.event(event).unwrap();
    }
    let bytes = recorder.into_inner();
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_slice(line).unwrap()).collect()
}

/// The streams of all fixtures, and one with every kind of event.
fn streams() -> Vec<(&'static str, Vec<Event>)> {
    let mut every = fixtures::failing();
    let shown = fixtures::lost_row();
    every.insert(1, Event::Progress(Progress { cases: 1_000, ..Progress::default() }));
    let (scenario, exchange) = ("list.walk".into(), shown.exchanges[0].clone());
    every.insert(2, Event::Exchanged { scenario, case: 0, exchange });
    let mut streams = fixtures::all();
    streams.push(("every", every));
    streams
}

#[test]
fn every_line_is_valid_by_its_schema() {
    let validator = validator("event.json");
    for (name, events) in streams() {
        for line in lines(&events) {
            assert_valid(&validator, &line, name);
        }
    }
}

#[test]
fn every_document_is_valid_by_its_schema() {
    let validator = validator("run.json");
    for (name, events) in streams() {
        let text = fixtures::rendered(&Run::of(&events), json::write);
        assert_valid(&validator, &serde_json::from_str(&text).unwrap(), name);
    }
}

/// The fixtures hold every kind of event, and the schema describes no other.
#[test]
fn every_kind_of_event_is_described() {
    let described: BTreeSet<String> = schema("event.json")["oneOf"]
        .as_array()
        .unwrap()
        .iter()
        .map(|kind| kind["properties"]["event"]["const"].as_str().unwrap().to_owned())
        .collect();
    let kind = |line: &Value| line["event"].as_str().unwrap().to_owned();
    let written =
        streams().iter().flat_map(|(_, events)| lines(events)).map(|l| kind(&l)).collect();
    assert_eq!(described, written);
}

#[test]
fn what_is_not_described_is_not_valid() {
    let validator = validator("event.json");
    let stream = lines(&fixtures::failing());
    for (at, line) in stream.iter().enumerate() {
        let mut odd = line.clone();
        odd["surprise"] = json!(1);
        assert!(!validator.is_valid(&odd), "line {at}");
    }
    let mut began = stream[0].clone();
    began.as_object_mut().unwrap().remove("format");
    assert!(!validator.is_valid(&began));
}

/// Words of the schema are the words of the types.
#[test]
fn the_words_are_those_of_the_types() {
    let words = |pointer: &str| schema("event.json").pointer(pointer).unwrap().clone();
    assert_eq!(words("/$defs/level/enum"), json!([Level::May, Level::Should, Level::Must]));
    let keep = words("/$defs/settings/properties/keep/enum");
    assert_eq!(keep, json!([Keep::All, Keep::Failures, Keep::None]));
}
