//! An assertion that is to be broken, with what is said about it.

use std::sync::Arc;

use serde_json::Value;

use super::wording::Wording;
use crate::schema::{Assertion, Location, SchemaError, Schemas};

/// An assertion that is to be broken, and what there is to say about that.
#[derive(Clone, Debug)]
pub(crate) struct Violation {
    pub(crate) assertion: Assertion,
    /// The same in the words of its own draft.
    pub(crate) told: Assertion,
    /// The value of the keyword in the schema.
    pub(crate) stated: Arc<Value>,
    /// The same in words.
    pub(crate) wording: Arc<Wording>,
    /// The schema's place as it is shown, the member left out.
    pointer: Arc<str>,
    /// The member that a `required` or `dependentRequired` is about.
    pub(crate) member: Option<Arc<str>>,
}

impl Violation {
    pub(crate) fn new(schemas: &Schemas, assertion: Assertion) -> Result<Self, SchemaError> {
        let mut place = assertion.schema.clone();
        let steps = match assertion.keyword.as_str() {
            "required" => 1,
            "dependentRequired" => 2,
            _ => 0,
        };
        let mut names = Vec::new();
        for _ in 0..steps {
            let (before, last) = place.pointer.rsplit_once('/').unwrap_or(("", ""));
            names.push(last.replace("~1", "/").replace("~0", "~"));
            place = Location { document: place.document.clone(), pointer: before.to_owned() };
        }
        let stated = schemas.get(&place)?.clone();
        let demanded_by = names.get(1).map(String::as_str);
        let wording = Wording::new(schemas, &place, &assertion.keyword, &stated, demanded_by);
        let told = schemas.original(&assertion.schema);
        let original = (0..steps).fold(told.clone(), |place, _| place.parent());
        let told = Assertion {
            schema: told,
            keyword: renamed(&assertion.keyword, &original),
            ..assertion.clone()
        };
        Ok(Self {
            told,
            assertion,
            stated: Arc::new(stated),
            wording: Arc::new(wording),
            pointer: Arc::from(original.to_string()),
            member: names.first().map(|name| Arc::from(name.as_str())),
        })
    }

    /// The keyword's place in the schema, as it is shown.
    pub(crate) fn pointer(&self) -> &str {
        &self.pointer
    }
}

/// What a keyword is called where it stands.
fn renamed(keyword: &str, at: &Location) -> String {
    let older = match keyword {
        "dependentRequired" | "dependentSchemas" => "dependencies",
        "items" => "additionalItems",
        "prefixItems" => "items",
        _ => return keyword.to_owned(),
    };
    let told = at.tokens().any(|token| token == older) && !at.tokens().any(|t| t == keyword);
    if told { older } else { keyword }.to_owned()
}
