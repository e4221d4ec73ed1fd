//! The promises of a schema, one by one.

use std::fmt;

use serde_json::{Map, Value};

use crate::{
    model::Mutation,
    schema::{Documents, Location, SchemaError, View},
};

/// One promise of a schema at one place of the value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Constraint {
    /// Where it stands, the keyword being the last token: `user.json#/properties/age/minimum`.
    /// A keyword that holds several promises has the member as one more token:
    /// `user.json#/required/email`.
    pub schema: Location,
    /// JSON Pointer (RFC 6901) to the place in the value that it judges, `*` standing for any item
    /// or any member: `/users/*/email`.
    pub instance: String,
    /// The JSON Schema keyword. For a subschema that is `false` it is the keyword which applies
    /// it, such as `items`.
    pub keyword: String,
}

impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.instance.is_empty() { "the value" } else { &self.instance };
        write!(f, "{} at {place}", self.schema)
    }
}

/// A value that breaks exactly one constraint, and which one.
#[derive(Clone, Debug, PartialEq)]
pub struct Invalidated {
    /// The value as it goes over the wire.
    pub value: Value,
    /// What is wrong with it.
    pub mutation: Mutation,
}

/// One step from a value into a part of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// The member of this name.
    Member(String),
    /// A member that `properties` does not name.
    Extra,
    /// The item that `prefixItems` places here.
    Item(usize),
    /// An item after those.
    Rest,
}

/// A constraint to break, seen from a place on the way to it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Target {
    /// As in [`Constraint::schema`].
    pub(super) schema: Location,
    /// What is left of the way; empty when the constraint judges this very place.
    pub(super) steps: Vec<Step>,
}

impl Target {
    /// Whether it is a member of this name that is to be missing.
    pub(super) fn names(&self, member: &str) -> bool {
        let token = member.replace('~', "~0").replace('/', "~1");
        self.schema.pointer.rsplit('/').next() == Some(token.as_str())
    }

    /// The same target after one step, when the way leads there.
    pub(super) fn after(&self, step: &Step) -> Option<Self> {
        let (first, rest) = self.steps.split_first()?;
        (first == step).then(|| Self { schema: self.schema.clone(), steps: rest.to_vec() })
    }
}

/// Every constraint whose violation a validator reports on its own, in document order. The
/// branches of `anyOf`, `oneOf`, `not` and `if` are not walked: what they forbid together is the
/// promise of that keyword. Recursion is followed once.
pub(super) fn enumerate(
    documents: &Documents,
    at: &Location,
) -> Result<Vec<(Constraint, Target)>, SchemaError> {
    let mut walk = Walk { documents, found: Vec::new(), stack: Vec::new(), steps: Vec::new() };
    walk.schema(at, None)?;
    let mut unique: Vec<(Constraint, Target)> = Vec::new();
    for entry in walk.found {
        if !unique.iter().any(|(constraint, _)| *constraint == entry.0) {
            unique.push(entry);
        }
    }
    Ok(unique)
}

struct Walk<'a> {
    documents: &'a Documents,
    found: Vec<(Constraint, Target)>,
    stack: Vec<Location>,
    steps: Vec<Step>,
}

impl Walk<'_> {
    fn add(&mut self, schema: Location, keyword: &str) {
        let constraint = Constraint {
            schema: schema.clone(),
            instance: pointer(&self.steps),
            keyword: keyword.to_owned(),
        };
        self.found.push((constraint, Target { schema, steps: self.steps.clone() }));
    }

    fn below(&mut self, step: Step, at: &Location, keyword: &str) -> Result<(), SchemaError> {
        self.steps.push(step);
        let result = self.schema(at, Some(keyword));
        self.steps.pop();
        result
    }

    fn schema(&mut self, at: &Location, applied_by: Option<&str>) -> Result<(), SchemaError> {
        let map = match self.documents.view(at)? {
            View::Anything => return Ok(()),
            View::Nothing => {
                self.add(at.clone(), applied_by.unwrap_or("false"));
                return Ok(());
            }
            View::Object(map) => map,
        };
        if self.stack.contains(at) {
            return Ok(());
        }
        self.stack.push(at.clone());
        for (keyword, value) in map {
            self.keyword(&at.child(keyword), keyword, value, map)?;
        }
        self.stack.pop();
        Ok(())
    }

    fn keyword(
        &mut self,
        at: &Location,
        keyword: &str,
        value: &Value,
        siblings: &Map<String, Value>,
    ) -> Result<(), SchemaError> {
        match (keyword, value) {
            ("$ref", Value::String(reference)) => self.schema(&at.refer(reference), None)?,
            ("allOf", Value::Array(list)) => {
                for i in 0..list.len() {
                    self.schema(&at.child(&i.to_string()), Some(keyword))?;
                }
            }
            ("then" | "else", _) if siblings.contains_key("if") => {
                self.schema(at, Some(keyword))?;
            }
            ("dependentSchemas", Value::Object(map)) => {
                for name in map.keys() {
                    self.schema(&at.child(name), Some(keyword))?;
                }
            }
            ("properties", Value::Object(map)) => {
                for name in map.keys() {
                    self.below(Step::Member(name.clone()), &at.child(name), keyword)?;
                }
            }
            ("patternProperties", Value::Object(map)) => {
                for name in map.keys() {
                    self.below(Step::Extra, &at.child(name), keyword)?;
                }
            }
            ("additionalProperties", Value::Bool(false)) => self.add(at.clone(), keyword),
            ("additionalProperties", _) => self.below(Step::Extra, at, keyword)?,
            ("prefixItems", Value::Array(list)) => {
                for i in 0..list.len() {
                    self.below(Step::Item(i), &at.child(&i.to_string()), keyword)?;
                }
            }
            ("items", _) => self.below(Step::Rest, at, keyword)?,
            ("required", Value::Array(names)) => {
                for name in names.iter().filter_map(Value::as_str) {
                    self.add(at.child(name), keyword);
                }
            }
            ("dependentRequired", Value::Object(map)) => {
                for (name, needs) in map {
                    for need in needs.as_array().into_iter().flatten().filter_map(Value::as_str) {
                        self.add(at.child(name).child(need), keyword);
                    }
                }
            }
            ("uniqueItems", Value::Bool(false)) => {}
            // With a least count of its own, too few is reported there.
            ("contains", _) if siblings.contains_key("minContains") => {}
            (
                "type" | "enum" | "const" | "minLength" | "maxLength" | "pattern" | "format"
                | "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf"
                | "minItems" | "maxItems" | "uniqueItems" | "contains" | "minContains"
                | "maxContains" | "minProperties" | "maxProperties" | "propertyNames" | "anyOf"
                | "oneOf" | "not",
                _,
            ) => self.add(at.clone(), keyword),
            _ => {}
        }
        Ok(())
    }
}

fn pointer(steps: &[Step]) -> String {
    let mut at = Location::root("");
    for step in steps {
        at = match step {
            Step::Member(name) => at.child(name),
            Step::Item(index) => at.child(&index.to_string()),
            Step::Extra | Step::Rest => at.child("*"),
        };
    }
    at.pointer
}
