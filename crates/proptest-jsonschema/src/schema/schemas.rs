//! The schemas as the generators read them.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::{Map, Value};

use super::{Location, SchemaError, lower::Lowered, moves::Moves};

/// Everything that one schema leads to, in the words of 2020-12.
#[derive(Debug)]
pub(crate) struct Schemas {
    by_name: BTreeMap<String, Value>,
    back: Moves,
    /// Where the schema stands here.
    pub(crate) root: Location,
    /// Whether what is drawn has to be judged.
    pub(crate) unsure: bool,
    /// Whether strings of blanks only are drawn.
    pub(crate) blanks: bool,
    /// Which alternatives of a place can hold at once, once that was found out.
    overlaps: Mutex<HashMap<Location, Overlaps>>,
}

type Overlaps = Arc<Vec<Vec<usize>>>;

/// A schema: one of the two booleans, or an object of keywords.
#[derive(Clone, Copy, Debug)]
pub(crate) enum View<'a> {
    /// `true` or `{}`: every value is valid.
    Anything,
    /// `false`: no value is valid.
    Nothing,
    /// A schema object.
    Object(&'a Map<String, Value>),
}

impl Schemas {
    pub(super) fn new(lowered: Lowered, at: &Location, blanks: bool) -> Self {
        Self {
            root: lowered.moves.of(at),
            back: lowered.moves.back(),
            by_name: lowered.by_name,
            unsure: lowered.unsure,
            blanks,
            overlaps: Mutex::default(),
        }
    }

    /// The documents.
    pub(crate) fn documents(&self) -> impl Iterator<Item = &Value> {
        self.by_name.values()
    }

    /// The JSON at a place.
    pub(crate) fn get(&self, at: &Location) -> Result<&Value, SchemaError> {
        let document = self.by_name.get(&at.document);
        document
            .and_then(|document| document.pointer(&at.pointer))
            .ok_or_else(|| SchemaError::new(self.original(at), "nothing stands at this pointer"))
    }

    /// The schema at a place.
    pub(crate) fn view(&self, at: &Location) -> Result<View<'_>, SchemaError> {
        match self.get(at)? {
            Value::Bool(true) => Ok(View::Anything),
            Value::Bool(false) => Ok(View::Nothing),
            Value::Object(map) => Ok(View::Object(map)),
            other => Err(SchemaError::new(
                self.original(at),
                format!("not a schema: {}", shorten(other)),
            )),
        }
    }

    /// What was found out about the alternatives of a place, or is found out now.
    pub(crate) fn remembered(
        &self,
        at: &Location,
        find: impl FnOnce() -> Vec<Vec<usize>>,
    ) -> Overlaps {
        let known = || self.overlaps.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(at) {
            return Arc::clone(found);
        }
        let found = Arc::new(find());
        known().insert(at.clone(), Arc::clone(&found));
        found
    }

    /// Where a place is in the document as it was given.
    pub(crate) fn original(&self, at: &Location) -> Location {
        self.back.of(at)
    }

    /// An error with its place in the document as it was given.
    pub(crate) fn told(&self, error: SchemaError) -> SchemaError {
        SchemaError { location: self.original(&error.location), ..error }
    }
}

/// JSON for an error message, cut after 60 characters.
fn shorten(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 60 {
        return text;
    }
    text.chars().take(60).chain(['…']).collect()
}
