//! Query parameters: every value is a string on the wire, and is judged there.

mod draw;

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{
    Invalid, Valid,
    atom::Types,
    constraint::{Constraint, Step, enumerate},
    read,
};
pub use draw::{InvalidQueries, InvalidQueryTree, ValidQueries, ValidQueryTree};

use crate::schema::{Documents, Location, SchemaError};

/// How a server may take a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Every server has to accept it.
    Valid,
    /// Every server has to refuse it.
    Invalid,
    /// The serialisation leaves it open: `limit=1e1`, `limit=+5`, a repeated or empty parameter.
    May,
}

/// A query as it goes over the wire, before percent-encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// What it shows: `limit is 101; the most allowed is 100`. Empty for a plain valid one.
    pub name: String,
    /// Names and values, in order.
    pub pairs: Vec<(String, String)>,
    /// How it is to be judged.
    pub class: Class,
    /// The constraint that it breaks, when it is invalid.
    pub constraint: Option<Constraint>,
}

/// The parameters of an object schema.
#[derive(Clone, Debug)]
pub struct Parameters {
    schema: Arc<jsonschema::Validator>,
    types: Arc<Map<String, Value>>,
    documents: Arc<Documents>,
    at: Location,
}

impl Parameters {
    /// Reads the parameters of the schema at a place: an object of scalars.
    ///
    /// # Errors
    /// When it is not such a schema.
    pub fn new(documents: &Documents, at: &Location) -> Result<Self, SchemaError> {
        let mut types = Map::new();
        for (constraint, target) in enumerate(documents, at)? {
            let [Step::Member(name)] = target.steps.as_slice() else { continue };
            if constraint.keyword == "type" {
                types.insert(name.clone(), documents.get(&constraint.schema)?.clone());
            } else {
                types.entry(name.clone()).or_insert_with(|| Value::from("string"));
            }
        }
        Ok(Self {
            schema: Arc::new(documents.validator(at)?),
            types: Arc::new(types),
            documents: Arc::new(documents.clone()),
            at: at.clone(),
        })
    }

    fn types(&self, name: &str) -> Types {
        let types = self.types.get(name).and_then(|value| read::types(value, &self.at).ok());
        types.unwrap_or(Types::STRING)
    }

    /// How a query is to be judged.
    #[must_use]
    pub fn classify(&self, pairs: &[(String, String)]) -> Class {
        let mut value = Map::new();
        let mut open = false;
        for (name, text) in pairs {
            let types = self.types(name);
            let read = if types.has(Types::STRING) {
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
                None if lenient(text, types) => open = true,
                None => return if open { Class::May } else { Class::Invalid },
            }
        }
        if open {
            return Class::May;
        }
        if self.schema.is_valid(&Value::Object(value)) { Class::Valid } else { Class::Invalid }
    }

    /// Queries that every server has to accept.
    ///
    /// # Errors
    /// As for [`super::valid`].
    pub fn valid(&self) -> Result<ValidQueries, SchemaError> {
        Ok(ValidQueries {
            values: Valid::new(&self.documents, &self.at)?,
            parameters: self.clone(),
        })
    }

    /// Queries that every server has to refuse, the constraints chosen evenly. What is only wrong
    /// before it becomes text, such as a number where a string is expected, is left out.
    ///
    /// # Errors
    /// As for [`super::invalid`].
    pub fn invalid(&self) -> Result<InvalidQueries, SchemaError> {
        let broken = Invalid::new(&self.documents, &self.at)?;
        let on_the_wire = |constraint: &Constraint| {
            let name = member(&constraint.instance);
            let text = self.types(&name).has(Types::STRING);
            match constraint.keyword.as_str() {
                "type" => !constraint.instance.is_empty() && !text,
                "additionalProperties" => false,
                _ => true,
            }
        };
        let constraints = broken.constraints().iter().filter(|c| on_the_wire(c)).cloned().collect();
        Ok(InvalidQueries { broken, constraints, base: self.valid()? })
    }

    /// The queries that are open: other notations of a number, empty, repeated and unknown
    /// parameters.
    #[must_use]
    pub fn open(&self) -> Vec<Query> {
        let mut list = Vec::new();
        let mut add = |name: String, pairs: Vec<(&str, &str)>| {
            let pairs: Vec<_> =
                pairs.into_iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
            list.push(Query { class: self.classify(&pairs), name, pairs, constraint: None });
        };
        for name in self.types.keys() {
            add(format!("{name} is empty"), vec![(name, "")]);
            if self.types(name).has(Types::NUMBER) && !self.types(name).has(Types::STRING) {
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

/// The name in a pointer of one token.
fn member(pointer: &str) -> String {
    pointer.trim_start_matches('/').replace("~1", "/").replace("~0", "~")
}

/// A number or boolean in the one notation that every server reads the same.
fn scalar(text: &str, types: Types) -> Option<Value> {
    let value: Value = serde_json::from_str(text).ok()?;
    // `5.0` is an integer to JSON Schema, but not to every server.
    let float = value.is_f64() && types.and(Types::FRACTION) == Types::NONE;
    let shown = value.to_string();
    let plain = shown == text && !float;
    (plain && types.has(Types::of(&value)) && !value.is_array() && !value.is_object())
        .then_some(value)
}

/// Whether some server reads a text as a value of the types.
fn lenient(text: &str, types: Types) -> bool {
    let trimmed = text.trim();
    let digits = |c: char| c.is_numeric() || "+-.eE_".contains(c);
    if types.has(Types::NUMBER) && trimmed.contains(char::is_numeric) && trimmed.chars().all(digits)
    {
        let read = trimmed.trim_start_matches('+').parse::<f64>();
        return read.map_or(!trimmed.is_ascii() || trimmed.contains('_'), |n| {
            types.has(Types::FRACTION) || n.fract() == 0.0
        });
    }
    let words = ["true", "false", "yes", "no", "on", "off", "0", "1", "t", "f"];
    types.has(Types::BOOLEAN) && words.contains(&trimmed.to_lowercase().as_str())
}

/// The members of an object as pairs.
#[must_use]
pub fn pairs(value: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.clone(), text(value)))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::{
        strategy::{Strategy, ValueTree, check_strategy_sanity},
        test_runner::TestRunner,
    };

    use super::*;

    fn parameters() -> Parameters {
        Parameters::new(&Documents::embedded().unwrap(), &Location::root("list-query.json"))
            .unwrap()
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

    #[test]
    fn draws_are_what_they_say_and_stay_so() {
        let mut runner = TestRunner::deterministic();
        let (valid, invalid) = (parameters().valid().unwrap(), parameters().invalid().unwrap());
        for _ in 0..500 {
            let mut tree = valid.new_tree(&mut runner).unwrap();
            assert_eq!(tree.current().class, Class::Valid, "{:?}", tree.current());
            while tree.simplify() {
                assert_eq!(tree.current().class, Class::Valid);
            }
            let mut tree = invalid.new_tree(&mut runner).unwrap();
            assert_eq!(tree.current().class, Class::Invalid, "{:?}", tree.current());
            while tree.simplify() {
                assert_eq!(tree.current().class, Class::Invalid, "{:?}", tree.current());
            }
        }
        let broken: Vec<String> = invalid.constraints().iter().map(ToString::to_string).collect();
        assert_eq!(broken.len(), 5, "{broken:#?}");
        check_strategy_sanity(invalid, None);
        assert!(parameters().open().len() > 20);
    }
}
