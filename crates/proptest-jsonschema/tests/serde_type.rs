//! How a type and its schema are held against each other: whatever the schema accepts is read, and
//! what is read is written in the words of the schema; what it refuses is refused.

use proptest::prelude::*;
use proptest_jsonschema::{Documents, Location, invalid, valid};
use serde::{Deserialize, Serialize};
use serde_json::json;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ticket {
    seat: u8,
    class: Class,
    meals: Vec<String>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Class {
    First,
    Second,
}

fn schema() -> (Documents, Location) {
    let mut documents = Documents::default();
    documents.insert(
        "ticket.json",
        json!({
            "type": "object",
            "required": ["seat", "class", "meals"],
            "additionalProperties": false,
            "properties": {
                "seat": {"type": "integer", "minimum": 0, "maximum": 255},
                "class": {"enum": ["first", "second"]},
                "meals": {"type": "array", "items": {"type": "string"}}
            }
        }),
    );
    (documents, Location::root("ticket.json"))
}

#[test]
fn what_the_schema_accepts_is_read_and_written_again() {
    let (documents, at) = schema();
    let validator = documents.validator(&at).unwrap();
    proptest!(|(value in valid(&documents, &at).unwrap())| {
        let ticket: Ticket = serde_json::from_value(value.clone()).unwrap();
        let written = serde_json::to_value(&ticket).unwrap();
        prop_assert!(validator.is_valid(&written), "{written}");
        prop_assert_eq!(written, value);
    });
}

#[test]
fn what_the_schema_refuses_is_refused() {
    let (documents, at) = schema();
    proptest!(|(broken in invalid(&documents, &at).unwrap())| {
        let read = serde_json::from_value::<Ticket>(broken.value);
        prop_assert!(read.is_err(), "{}", broken.mutation.sentence);
    });
}
