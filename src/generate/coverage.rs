//! Which constraints a valid value exercises on its bound.

use std::{fmt, sync::Arc};

use jsonschema::Validator;
use serde_json::Value;

use super::{
    constraint::{Constraint, Step, Target, enumerate},
    mutate::Fault,
    number,
};
use crate::schema::{Documents, Location, SchemaError};

/// The constraints of a schema, ready to be looked for in valid values.
///
/// A constraint is covered when a run has seen both sides of it: a valid value for which
/// [`Coverage::exercised`] names it, and an invalid one that breaks it.
#[derive(Clone)]
pub struct Coverage {
    entries: Vec<Entry>,
}

#[derive(Clone)]
struct Entry {
    fault: Fault,
    steps: Vec<Step>,
    /// Conditions under which the constraint speaks at all: how many steps in, and what holds.
    guards: Vec<(usize, Arc<Validator>, bool)>,
}

impl fmt::Debug for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Coverage({} constraints)", self.entries.len())
    }
}

impl Coverage {
    /// Reads the constraints of the schema at a place.
    ///
    /// # Errors
    /// As for [`super::valid`].
    pub fn new(documents: &Documents, at: &Location) -> Result<Self, SchemaError> {
        let mut entries = Vec::new();
        for (constraint, Target { steps, .. }) in enumerate(documents, at)? {
            let guards = guards(documents, &constraint)?;
            let fault = Fault::new(documents, constraint, 0)?;
            let guards = guards.into_iter().map(|(check, holds)| (guarded(&steps), check, holds));
            entries.push(Entry { guards: guards.collect(), fault, steps });
        }
        Ok(Self { entries })
    }

    /// All constraints, in document order.
    pub fn constraints(&self) -> impl Iterator<Item = &Constraint> {
        self.entries.iter().map(|entry| &entry.fault.constraint)
    }

    /// The constraints whose bound a valid value touches: a length or number that equals its
    /// bound, a required member that is there, an enum or type that is met. Constraints under a
    /// condition count where the condition holds.
    #[must_use]
    pub fn exercised(&self, value: &Value) -> Vec<Constraint> {
        let touched = self.entries.iter().filter(|entry| entry.touches(value, 0));
        touched.map(|entry| entry.fault.constraint.clone()).collect()
    }
}

impl Entry {
    fn touches(&self, value: &Value, depth: usize) -> bool {
        let open = |(at, check, holds): &(usize, Arc<Validator>, bool)| {
            *at != depth || check.is_valid(value) == *holds
        };
        if !self.guards.iter().all(open) {
            return false;
        }
        let Some(step) = self.steps.get(depth) else { return self.on_bound(value) };
        let parts: Vec<&Value> = match (step, value) {
            (Step::Member(name), Value::Object(members)) => members.get(name).into_iter().collect(),
            (Step::Extra, Value::Object(members)) => members.values().collect(),
            (Step::Item(index), Value::Array(items)) => items.get(*index).into_iter().collect(),
            (Step::Rest, Value::Array(items)) => items.iter().collect(),
            _ => Vec::new(),
        };
        parts.into_iter().any(|part| self.touches(part, depth + 1))
    }

    fn on_bound(&self, value: &Value) -> bool {
        let promise = &*self.fault.promise;
        let limit = promise.as_number().and_then(number::integer);
        let counts = |n: usize| limit == i128::try_from(n).ok();
        let length = value.as_str().map(|text| text.chars().count());
        let items = value.as_array().map(Vec::len);
        let members = value.as_object().map(serde_json::Map::len);
        match self.fault.constraint.keyword.as_str() {
            "required" | "dependentRequired" => {
                let name = self.fault.member.as_deref().unwrap_or_default();
                value.get(name).is_some()
            }
            "minLength" | "maxLength" => length.is_some_and(counts),
            "minItems" | "maxItems" => items.is_some_and(counts),
            "minProperties" | "maxProperties" => members.is_some_and(counts),
            "minimum" | "maximum" => value.is_number() && number::equal(value, promise),
            "exclusiveMinimum" | "exclusiveMaximum" => {
                let whole = value.as_number().and_then(number::integer);
                whole.zip(limit).is_none_or(|(a, b)| (a - b).abs() == 1) && value.is_number()
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

/// The `if` of every `then` and `else` on the way to a constraint.
fn guards(
    documents: &Documents,
    constraint: &Constraint,
) -> Result<Vec<(Arc<Validator>, bool)>, SchemaError> {
    let tokens: Vec<&str> = constraint.schema.pointer.split('/').collect();
    let mut guards = Vec::new();
    for (i, token) in tokens.iter().enumerate().skip(1) {
        let parent = Location {
            document: constraint.schema.document.clone(),
            pointer: tokens[..i].join("/"),
        };
        let condition = parent.child("if");
        if matches!(*token, "then" | "else") && documents.get(&condition).is_ok() {
            guards.push((Arc::new(documents.validator(&condition)?), *token == "then"));
        }
    }
    Ok(guards)
}

/// Where the condition of a constraint is judged: at the value that holds the judged part.
fn guarded(steps: &[Step]) -> usize {
    steps.len().saturating_sub(1)
}
