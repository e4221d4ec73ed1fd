//! How the text of a query is read, and judged.

use std::{collections::BTreeMap, sync::Arc};

use jsonschema::{JsonType, JsonTypeSet, Validator};
use proptest_jsonschema::Coverage;
use serde_json::{Map, Value};

use super::wire::{Class, Query};
use crate::schema::{Documents, Location, SchemaError};

/// The parameters of an object schema.
#[derive(Clone, Debug)]
pub struct Parameters {
    schema: Arc<Validator>,
    types: Arc<BTreeMap<String, JsonTypeSet>>,
    pub(super) documents: Arc<Documents>,
    pub(super) at: Location,
}

impl Parameters {
    /// Reads the parameters of the schema at a place: an object of scalars.
    ///
    /// # Errors
    /// When it is not such a schema.
    pub fn new(documents: &Documents, at: &Location) -> Result<Self, SchemaError> {
        let mut types = BTreeMap::new();
        for assertion in Coverage::new(documents, at)?.assertions() {
            let Some(name) = member(&assertion.instance) else { continue };
            if assertion.keyword == "type" {
                types.insert(name, named_types(documents.get(&assertion.schema)?));
            } else {
                types.entry(name).or_insert(JsonType::String.into());
            }
        }
        Ok(Self {
            schema: Arc::new(documents.validator(at)?),
            types: Arc::new(types),
            documents: Arc::new(documents.clone()),
            at: at.clone(),
        })
    }

    pub(super) fn types(&self, name: &str) -> JsonTypeSet {
        self.types.get(name).copied().unwrap_or(JsonType::String.into())
    }

    /// How a query is to be judged.
    #[must_use]
    pub fn classify(&self, pairs: &[(String, String)]) -> Class {
        let mut value = Map::new();
        let mut open = false;
        for (name, text) in pairs {
            let types = self.types(name);
            let read = if types.contains(JsonType::String) {
                Some(Value::from(text.as_str()))
            } else {
                scalar(text, types)
            };
            open |= text.is_empty() || value.contains_key(name);
            open |= !self.types.contains_key(name);
            match read {
                Some(read) => {
                    value.insert(name.clone(), read);
                }
                None if other_notation(text, types) => open = true,
                None => return if open { Class::May } else { Class::Invalid },
            }
        }
        if open {
            return Class::May;
        }
        if self.schema.is_valid(&Value::Object(value)) { Class::Valid } else { Class::Invalid }
    }

    /// The queries that are open: other notations of a number, empty, repeated and unknown
    /// parameters.
    #[must_use]
    pub fn open(&self) -> Vec<Query> {
        let mut list = Vec::new();
        let mut add = |name: String, pairs: Vec<(&str, &str)>| {
            let pairs: Vec<_> =
                pairs.into_iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
            list.push(Query { class: self.classify(&pairs), name, pairs, assertion: None });
        };
        for name in self.types.keys() {
            add(format!("{name} is empty"), vec![(name, "")]);
            let types = self.types(name);
            if has_number(types) && !types.contains(JsonType::String) {
                for text in ["1e1", "+5", " 5", "5 ", "5.0", "05", "5e0", "٥"] {
                    add(format!("{name} is {text:?}"), vec![(name, text)]);
                }
                add(format!("{name} is repeated"), vec![(name, "5"), (name, "5")]);
                add(format!("{name} is given twice, differently"), vec![(name, "5"), (name, "6")]);
            } else {
                add(format!("{name} is repeated"), vec![(name, "a"), (name, "a")]);
            }
        }
        add("an unknown parameter".to_owned(), vec![("unknown", "1")]);
        list.retain(|query| query.class == Class::May);
        list
    }
}

/// The types that a `type` keyword names; a string where it names none.
fn named_types(keyword: &Value) -> JsonTypeSet {
    let names = match keyword {
        Value::Array(names) => names.as_slice(),
        one => std::slice::from_ref(one),
    };
    let all = names
        .iter()
        .try_fold(JsonTypeSet::empty(), |all, name| Some(all.insert(name.as_str()?.parse().ok()?)));
    all.unwrap_or(JsonType::String.into())
}

fn has_number(types: JsonTypeSet) -> bool {
    types.contains(JsonType::Integer) || types.contains(JsonType::Number)
}

/// The name in a pointer of one token.
pub(super) fn member(pointer: &str) -> Option<String> {
    let token = pointer.strip_prefix('/').filter(|token| !token.contains('/') && *token != "*")?;
    Some(token.replace("~1", "/").replace("~0", "~"))
}

/// A number or boolean in the one notation that every server reads the same.
fn scalar(text: &str, types: JsonTypeSet) -> Option<Value> {
    let value: Value = serde_json::from_str(text).ok()?;
    let fits = match &value {
        Value::Null => types.contains(JsonType::Null),
        Value::Bool(_) => types.contains(JsonType::Boolean),
        // `5.0` is an integer to JSON Schema, but not to every server.
        Value::Number(number) => {
            types.contains(JsonType::Number)
                || types.contains(JsonType::Integer) && !number.is_f64()
        }
        Value::String(_) | Value::Array(_) | Value::Object(_) => false,
    };
    let shown = value.to_string();
    (fits && shown == text).then_some(value)
}

/// Whether some server reads a text as a value of the types.
fn other_notation(text: &str, types: JsonTypeSet) -> bool {
    let trimmed = text.trim();
    let digits = |c: char| c.is_numeric() || "+-.eE_".contains(c);
    if has_number(types) && trimmed.contains(char::is_numeric) && trimmed.chars().all(digits) {
        let read = trimmed.trim_start_matches('+').parse::<f64>();
        return read.map_or(!trimmed.is_ascii() || trimmed.contains('_'), |n| {
            types.contains(JsonType::Number) || n.fract() == 0.0
        });
    }
    let words = ["true", "false", "yes", "no", "on", "off", "0", "1", "t", "f"];
    types.contains(JsonType::Boolean) && words.contains(&trimmed.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema;

    fn parameters() -> Parameters {
        Parameters::new(&schema::embedded().unwrap(), &Location::root("list-query.json")).unwrap()
    }

    fn class(name: &str, text: &str) -> Class {
        parameters().classify(&[(name.to_owned(), text.to_owned())])
    }

    #[test]
    fn texts_are_judged_as_they_are_on_the_wire() {
        for text in ["1", "2", "99", "100"] {
            assert_eq!(class("limit", text), Class::Valid, "{text}");
        }
        for text in ["0", "-1", "101", "1.5", "abc", "null", "true", "[1]"] {
            assert_eq!(class("limit", text), Class::Invalid, "{text}");
        }
        for text in ["1e1", "+5", " 5", "5.0", "", "05"] {
            assert_eq!(class("limit", text), Class::May, "{text}");
        }
        assert_eq!(class("level", "Admin"), Class::Invalid);
        assert_eq!(class("firstName", "5"), Class::Valid);
        assert_eq!(class("other", "5"), Class::May);
    }
}
