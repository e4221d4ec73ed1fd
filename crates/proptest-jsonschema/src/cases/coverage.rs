//! Which assertions a valid value exercises on its bound.

use std::{fmt, sync::Arc};

use serde_json::Value;

use crate::{
    broken::Violation,
    json::number,
    judge::Judge,
    schema::{Assertion, Documents, Location, SchemaError, Schemas, Step, Target, enumerate},
};

/// The assertions of a schema, ready to be looked for in valid values.
///
/// An assertion is covered when a run has seen both sides of it: a valid value for which
/// [`Coverage::exercised`] names it, and an invalid one that breaks it.
///
/// # Examples
/// ```
/// use proptest_jsonschema::{Coverage, Documents, Location};
/// use serde_json::json;
///
/// let mut documents = Documents::default();
/// documents.insert("age.json", json!({"type": "integer", "minimum": 18}));
/// let coverage = Coverage::new(&documents, &Location::root("age.json"))?;
/// let keywords = |value| -> Vec<_> {
///     coverage.exercised(&value).into_iter().map(|assertion| assertion.keyword).collect()
/// };
/// assert_eq!(keywords(json!(18)), ["minimum", "type"]);
/// assert_eq!(keywords(json!(19)), ["type"]);
/// # Ok::<(), proptest_jsonschema::SchemaError>(())
/// ```
#[derive(Clone)]
pub struct Coverage {
    entries: Vec<Entry>,
    judge: Arc<Judge>,
}

#[derive(Clone)]
struct Entry {
    violation: Violation,
    steps: Vec<Step>,
    /// Conditions under which the assertion speaks at all: how many steps in, and what holds.
    guards: Vec<(usize, Location, bool)>,
}

impl fmt::Debug for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Coverage({} assertions)", self.entries.len())
    }
}

impl Coverage {
    /// Reads the assertions of the schema at a place.
    ///
    /// # Errors
    /// When the schema is malformed or uses something the generators do not support. A schema that
    /// no value fits is none here.
    ///
    /// # Examples
    /// ```
    /// use proptest_jsonschema::{Coverage, Documents, Location};
    ///
    /// let mut documents = Documents::default();
    /// documents.insert("a.json", serde_json::json!({"$ref": "b.json"}));
    /// assert!(Coverage::new(&documents, &Location::root("a.json")).is_err());
    /// ```
    pub fn new(documents: &Documents, at: &Location) -> Result<Self, SchemaError> {
        let schemas = Arc::new(documents.schemas(at)?);
        let judge = Arc::new(Judge::new(Arc::clone(&schemas)));
        let read = || -> Result<_, SchemaError> {
            let mut entries = Vec::new();
            for (assertion, Target { steps, .. }) in enumerate(&schemas)? {
                let guards = guards(&schemas, &assertion);
                let violation = Violation::new(&schemas, assertion)?;
                let at = guarded(&steps);
                let guards = guards.into_iter().map(|(check, holds)| (at, check, holds));
                entries.push(Entry { guards: guards.collect(), violation, steps });
            }
            Ok(entries)
        };
        let entries = read().map_err(|error| schemas.told(error))?;
        Ok(Self { entries, judge })
    }

    /// All assertions, in document order, whether or not they can be broken alone.
    ///
    /// # Examples
    /// ```
    /// use proptest_jsonschema::{Coverage, Documents, Location};
    ///
    /// let mut documents = Documents::default();
    /// documents.insert("a.json", serde_json::json!({"enum": ["x"], "type": "string"}));
    /// let coverage = Coverage::new(&documents, &Location::root("a.json"))?;
    /// assert!(coverage.assertions().map(|a| a.keyword.as_str()).eq(["enum", "type"]));
    /// # Ok::<(), proptest_jsonschema::SchemaError>(())
    /// ```
    pub fn assertions(&self) -> impl Iterator<Item = &Assertion> {
        self.entries.iter().map(|entry| &entry.violation.told)
    }

    /// The assertions whose bound a valid value touches: a length or number that equals its
    /// bound, a required member that is there, an enum or type that is met. Assertions under a
    /// condition count where the condition holds. For a value that does not fit the schema the
    /// answer means nothing.
    ///
    /// # Examples
    /// ```
    /// use proptest_jsonschema::{Coverage, Documents, Location};
    /// use serde_json::json;
    ///
    /// let mut documents = Documents::default();
    /// documents.insert("name.json", json!({"maxLength": 3}));
    /// let coverage = Coverage::new(&documents, &Location::root("name.json"))?;
    /// assert_eq!(coverage.exercised(&json!("Ann")).len(), 1);
    /// assert_eq!(coverage.exercised(&json!("An")).len(), 0);
    /// # Ok::<(), proptest_jsonschema::SchemaError>(())
    /// ```
    #[must_use]
    pub fn exercised(&self, value: &Value) -> Vec<Assertion> {
        let touched = self.entries.iter().filter(|entry| entry.touches(&self.judge, value, 0));
        touched.map(|entry| entry.violation.told.clone()).collect()
    }
}

impl Coverage {
    /// The same, of the assertions about one place only.
    pub(super) fn exercised_at(&self, value: &Value, instance: &str) -> Vec<Assertion> {
        let here = self.entries.iter().filter(|e| e.violation.assertion.instance == instance);
        let touched = here.filter(|entry| entry.touches(&self.judge, value, 0));
        touched.map(|entry| entry.violation.told.clone()).collect()
    }
}

impl Entry {
    fn touches(&self, judge: &Judge, value: &Value, depth: usize) -> bool {
        let open = |(at, check, holds): &(usize, Location, bool)| {
            *at != depth || judge.fits(check, value) == *holds
        };
        if !self.guards.iter().all(open) {
            return false;
        }
        let Some(step) = self.steps.get(depth) else { return self.on_bound(value) };
        let parts: Vec<&Value> = match (step, value) {
            (Step::Member(name), Value::Object(members)) => members.get(name).into_iter().collect(),
            (Step::Additional, Value::Object(members)) => members.values().collect(),
            (Step::Item(index), Value::Array(items)) => items.get(*index).into_iter().collect(),
            (Step::Rest, Value::Array(items)) => items.iter().collect(),
            _ => Vec::new(),
        };
        parts.into_iter().any(|part| self.touches(judge, part, depth + 1))
    }

    fn on_bound(&self, value: &Value) -> bool {
        let stated = &*self.violation.stated;
        let limit = stated.as_number().and_then(number::integer);
        let counts = |n: usize| limit == i128::try_from(n).ok();
        let length = value.as_str().map(|text| text.chars().count());
        let items = value.as_array().map(Vec::len);
        let members = value.as_object().map(serde_json::Map::len);
        match self.violation.assertion.keyword.as_str() {
            "required" | "dependentRequired" => {
                let name = self.violation.member.as_deref().unwrap_or_default();
                value.get(name).is_some()
            }
            "minLength" | "maxLength" => length.is_some_and(counts),
            "minItems" | "maxItems" => items.is_some_and(counts),
            "minProperties" | "maxProperties" => members.is_some_and(counts),
            "minimum" | "maximum" => value.is_number() && number::equal(value, stated),
            "exclusiveMinimum" | "exclusiveMaximum" => {
                let whole = value.as_number().and_then(number::integer);
                whole.zip(limit).is_none_or(|(a, b)| a.abs_diff(b) == 1) && value.is_number()
            }
            "multipleOf" => value.is_number(),
            "pattern" | "format" => value.is_string(),
            "uniqueItems" => items.is_some_and(|n| n > 1),
            "contains" | "minContains" | "maxContains" => items.is_some(),
            "additionalProperties" | "propertyNames" => members.is_some(),
            _ => true,
        }
    }
}

/// The `if` of every `then` and `else` on the way to a assertion.
fn guards(schemas: &Schemas, assertion: &Assertion) -> Vec<(Location, bool)> {
    let tokens: Vec<&str> = assertion.schema.pointer.split('/').collect();
    let mut guards = Vec::new();
    for (i, token) in tokens.iter().enumerate().skip(1) {
        let parent = Location {
            document: assertion.schema.document.clone(),
            pointer: tokens[..i].join("/"),
        };
        let condition = parent.child("if");
        if matches!(*token, "then" | "else") && schemas.get(&condition).is_ok() {
            guards.push((condition, *token == "then"));
        }
    }
    guards
}

/// Where the condition of a assertion is judged: at the value that holds the judged part.
fn guarded(steps: &[Step]) -> usize {
    steps.len().saturating_sub(1)
}
