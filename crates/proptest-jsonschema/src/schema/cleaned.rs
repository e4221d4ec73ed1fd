//! Documents made ready: each with the dialect that it is read in, none with one that is unknown.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use referencing::{Draft, Registry, Retrieve, SPECIFICATIONS, Uri};
use serde_json::{Value, json};

use super::{
    Location, SchemaError,
    dialect::{Dialect, Direction, directed, guess, openapi},
    vocabulary,
};
use crate::text::common;

/// The base that file names are resolved against; nothing is ever fetched from it.
const BASE: &str = "https://schemas.invalid/";

/// What a fragment cannot hold (RFC 3986, section 3.5).
const UNSAFE_THERE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The same in a whole reference, where a fragment begins and what is encoded stays so.
const UNSAFE_REFERENCE: &AsciiSet = &UNSAFE_THERE.remove(b'#').remove(b'%');

/// What a file name cannot hold in a URI.
const UNSAFE: &AsciiSet = &UNSAFE_THERE.add(b'?');

/// More documents than this are not looked up by each other's `$id`.
const MOST_BASES: usize = 200;

/// The metaschemas whose `enum` the validator's crate reads more widely than they say.
const STRICTER: &[&str] =
    &["http://json-schema.org/draft-04/schema", "http://json-schema.org/draft-06/schema"];

/// How documents are read.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub(super) struct Reading {
    pub(super) dialect: Option<Dialect>,
    pub(super) strict: bool,
    pub(super) direction: Option<Direction>,
    pub(super) no_blanks: bool,
}

/// The documents as they are validated and lowered.
#[derive(Debug)]
pub(super) struct Cleaned {
    pub(super) by_name: BTreeMap<String, Value>,
    /// Metaschemas that are not as the validator's crate has them.
    metaschemas: BTreeMap<&'static str, Value>,
    strict: bool,
}

impl Cleaned {
    pub(super) fn new(
        documents: &BTreeMap<String, Value>,
        reading: Reading,
    ) -> Result<Self, SchemaError> {
        let mut by_name = BTreeMap::new();
        for (name, document) in documents {
            by_name.insert(name.clone(), clean(name, document, reading)?);
        }
        let mut metaschemas = BTreeMap::new();
        for uri in STRICTER {
            let base = referencing::uri::from_str(uri).ok();
            let mut metaschema = base.and_then(|base| {
                let found = SPECIFICATIONS.resolver(base).lookup("").ok()?;
                Some(found.contents().clone())
            });
            let constants = metaschema.as_mut().and_then(|m| m.pointer_mut("/properties/enum"));
            if let Some(Value::Object(constants)) = constants {
                constants.insert("minItems".to_owned(), 1.into());
                constants.insert("uniqueItems".to_owned(), true.into());
            }
            metaschemas.extend(metaschema.map(|metaschema| (*uri, metaschema)));
        }
        Ok(Self { by_name, metaschemas, strict: reading.strict })
    }

    /// The URI of a document: the one that it gives itself, or one for its name.
    pub(super) fn uri(&self, name: &str) -> String {
        match self.by_name.get(name).and_then(id) {
            Some(id) => id.trim_end_matches('#').to_owned(),
            None => file_uri(name),
        }
    }

    /// The URI of a place.
    pub(super) fn reference(&self, at: &Location) -> String {
        format!("{}#{}", self.uri(&at.document), utf8_percent_encode(&at.pointer, UNSAFE_THERE))
    }

    /// The documents under their names, and under those that each other's `$id` gives them.
    pub(super) fn registry(&self) -> Result<Registry<'_>, String> {
        let mut all: BTreeMap<String, &Value> =
            self.metaschemas.iter().map(|(uri, schema)| ((*uri).to_owned(), schema)).collect();
        if self.by_name.len() <= MOST_BASES {
            for base in self.by_name.values().filter_map(id).map(referencing::uri::from_str) {
                let Ok(base) = base else { continue };
                for (name, other) in &self.by_name {
                    let file = utf8_percent_encode(name, UNSAFE).to_string();
                    let there = referencing::uri::resolve_against(&base.borrow(), &file);
                    all.extend(there.ok().map(|uri| (uri.as_str().to_owned(), other)));
                }
            }
        }
        all.extend(self.by_name.iter().map(|(name, document)| (file_uri(name), document)));
        all.extend(self.by_name.iter().map(|(name, document)| (self.uri(name), document)));
        let registry = SPECIFICATIONS.extend(all).map_err(|e| e.to_string())?;
        registry.retriever(StandIn).prepare().map_err(|e| e.to_string())
    }

    /// Whether a value stands for a document that is not there.
    pub(super) fn is_stand_in(value: &Value) -> bool {
        value.get("$comment").and_then(Value::as_str) == Some(ABSENT)
    }

    /// Says which document a reference asks for in vain.
    pub(super) fn absent(&self, reference: &str, base: &str) -> String {
        let wanted = base.strip_prefix(BASE).unwrap_or(base).trim_end_matches('#');
        let known: Vec<&str> = self.by_name.keys().map(String::as_str).take(8).collect();
        format!(
            "the reference {reference} needs the document {wanted}, and nothing is fetched; there \
             is {}",
            known.join(", ")
        )
    }

    /// Says why a reference leads nowhere.
    pub(super) fn missing(
        &self,
        reference: &str,
        base: &str,
        error: &referencing::Error,
    ) -> String {
        match error {
            referencing::Error::Unretrievable { uri, .. } => self.absent(reference, uri),
            other => format!(
                "the reference {reference} leads nowhere in {}: {other}",
                base.strip_prefix(BASE).unwrap_or(base)
            ),
        }
    }

    /// Refuses keywords that nobody knows, where that is asked for.
    pub(super) fn check_keyword(&self, keyword: &str, at: &Location) -> Result<(), SchemaError> {
        if !self.strict || vocabulary::is_known(keyword) {
            return Ok(());
        }
        let hint = vocabulary::similar(keyword)
            .map(|known| format!("; did you mean {known}?"))
            .unwrap_or_default();
        Err(SchemaError::new(at.clone(), format!("the keyword {keyword} is unknown{hint}")))
    }
}

/// What a document is called by itself.
fn id(document: &Value) -> Option<&str> {
    let id = document.get("$id").or_else(|| document.get("id")).and_then(Value::as_str)?;
    id.contains(':').then_some(id)
}

fn file_uri(name: &str) -> String {
    if name.contains("://") {
        return name.to_owned();
    }
    format!("{BASE}{}", utf8_percent_encode(name, UNSAFE))
}

/// Writes references as URIs, and leaves out names that are none: many are written without thought.
fn tidy(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for keyword in ["$ref", "$dynamicRef"] {
                if let Some(Value::String(reference)) = members.get_mut(keyword) {
                    let encoded = utf8_percent_encode(reference, UNSAFE_REFERENCE).to_string();
                    *reference = encoded;
                }
            }
            if let Some(Value::String(pattern)) = members.get_mut("pattern") {
                *pattern = common(pattern);
            }
            for keyword in ["$id", "id"] {
                let pointer = members.get(keyword).and_then(Value::as_str);
                if pointer.is_some_and(|id| id.starts_with("#/")) {
                    members.remove(keyword);
                }
            }
            members.values_mut().for_each(tidy);
        }
        Value::Array(items) => items.iter_mut().for_each(tidy),
        _ => {}
    }
}

/// What marks a document that is not there.
const ABSENT: &str = "proptest-jsonschema: this document is absent";

/// Answers for documents that are not there: whether they are needed shows later.
struct StandIn;

impl Retrieve for StandIn {
    fn retrieve(&self, _: &Uri<String>) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        Ok(json!({ "$comment": ABSENT }))
    }
}

/// One document in a dialect that it names.
fn clean(name: &str, document: &Value, reading: Reading) -> Result<Value, SchemaError> {
    let mut cleaned = document.clone();
    if cleaned.get("openapi").and_then(Value::as_str).is_some_and(|v| v.starts_with("3.0")) {
        openapi(&mut cleaned);
    }
    if let Some(direction) = reading.direction {
        directed(&mut cleaned, direction);
    }
    tidy(&mut cleaned);
    let Value::Object(map) = &mut cleaned else { return Ok(cleaned) };
    let named = map.get("$schema").and_then(Value::as_str);
    match named.map(Draft::from_schema_uri) {
        Some(Draft::Unknown) | None => {
            let draft03 = named.is_some_and(|uri| uri.contains("json-schema.org/draft-0"));
            if draft03 {
                return Err(SchemaError::new(
                    Location::root(name).child("$schema"),
                    "this draft is not supported; convert the schema to draft 04 or later",
                ));
            }
            let dialect = reading.dialect.unwrap_or_else(|| guess(document));
            map.insert("$schema".to_owned(), dialect.uri().into());
        }
        Some(_) => {}
    }
    Ok(cleaned)
}
