//! The judge, with what it has prepared.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::schema::{Location, Schemas};

/// Schemas deeper than this refer to themselves without looking at a part of the value.
pub(super) const DEEPEST: usize = 300;

/// A keyword about strings, with what it says.
type Said = (&'static str, String);

/// Judges values by the schemas at any place, without compiling each of these.
#[derive(Debug)]
pub(crate) struct Judge {
    pub(super) schemas: Arc<Schemas>,
    /// What judges a string, by keyword and what it says.
    texts: Mutex<HashMap<Said, Option<Arc<Validator>>>>,
}

impl Judge {
    pub(crate) fn new(schemas: Arc<Schemas>) -> Self {
        Self { schemas, texts: Mutex::default() }
    }

    /// Whether the schema at a place accepts a value.
    pub(crate) fn fits(&self, at: &Location, value: &Value) -> bool {
        self.schemas.get(at).is_ok_and(|schema| self.schema(schema, value, 0))
    }

    pub(super) fn schema(&self, schema: &Value, value: &Value, depth: usize) -> bool {
        match schema {
            Value::Bool(verdict) => *verdict,
            Value::Object(map) if depth < DEEPEST => map
                .iter()
                .all(|(keyword, stated)| self.keyword(map, keyword, stated, value, depth + 1)),
            _ => false,
        }
    }

    /// What a reference of the lowered schemas leads to.
    pub(super) fn target(&self, reference: &Value) -> Option<&Value> {
        let place = Location::root("").refer(reference.as_str()?);
        self.schemas.get(&place).ok()
    }

    /// Whether a string fits a pattern or a format, by the validator's own understanding of it.
    pub(crate) fn text(&self, keyword: &'static str, stated: &str, text: &Value) -> bool {
        let key = (keyword, stated.to_owned());
        let mut known = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        let check = known.entry(key).or_insert_with(|| {
            let options = jsonschema::draft202012::options().should_validate_formats(true);
            options.build(&json!({ keyword: stated })).ok().map(Arc::new)
        });
        let check = check.clone();
        drop(known);
        check.is_none_or(|check| check.is_valid(text))
    }
}
