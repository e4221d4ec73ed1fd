//! The assertions of a schema, one by one.

use std::{collections::HashSet, fmt};

use serde_json::{Map, Value};

use super::{Location, SchemaError, Schemas, View};
use crate::text::is_meant;

/// One assertion of a schema (JSON Schema Core, section 7.6) at one place of the value.
///
/// `anyOf`, `oneOf`, `not`, `contains` and `propertyNames` count as one assertion each, and so does
/// a subschema that is `false`; below `allOf`, `$ref`, `then`, `else`, `dependentSchemas` and the
/// other keywords for members and items every keyword counts on its own.
///
/// # Examples
/// ```
/// use proptest_jsonschema::{Coverage, Documents, Location};
///
/// let mut documents = Documents::default();
/// documents.insert("ages.json", serde_json::json!({"items": {"minimum": 18}}));
/// let coverage = Coverage::new(&documents, &Location::root("ages.json"))?;
/// let assertion = coverage.assertions().next().expect("one keyword asserts something");
/// assert_eq!(assertion.keyword, "minimum");
/// assert_eq!(assertion.to_string(), "ages.json#/items/minimum at /*");
/// # Ok::<(), proptest_jsonschema::SchemaError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Assertion {
    /// Where it stands, the keyword being the last token: `user.json#/properties/age/minimum`.
    /// A keyword that holds several assertions has the member as one more token:
    /// `user.json#/required/email`.
    pub schema: Location,
    /// JSON Pointer (RFC 6901) to the place in the value that it judges, `*` standing for any item
    /// or any member: `/users/*/email`.
    pub instance: String,
    /// The JSON Schema keyword. For a subschema that is `false` it is the keyword which applies
    /// it, such as `items`.
    pub keyword: String,
}

impl fmt::Display for Assertion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.instance.is_empty() { "the value" } else { &self.instance };
        write!(f, "{} at {place}", self.schema)
    }
}

/// One step from a value into a part of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    /// The member of this name.
    Member(String),
    /// A member that `properties` does not name.
    Additional,
    /// The item that `prefixItems` places here.
    Item(usize),
    /// An item after those.
    Rest,
}

/// An assertion to break, seen from a place on the way to it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Target {
    /// As in [`Assertion::schema`].
    pub(crate) schema: Location,
    /// What is left of the way; empty when the assertion judges this very place.
    pub(crate) steps: Vec<Step>,
}

impl Target {
    /// Whether it is a member of this name that is to be missing.
    pub(crate) fn names(&self, member: &str) -> bool {
        let token = member.replace('~', "~0").replace('/', "~1");
        self.schema.pointer.rsplit('/').next() == Some(token.as_str())
    }

    /// The same target after one step, when the way leads there.
    pub(crate) fn after(&self, step: &Step) -> Option<Self> {
        let (first, rest) = self.steps.split_first()?;
        (first == step).then(|| Self { schema: self.schema.clone(), steps: rest.to_vec() })
    }
}

/// More assertions than this are not listed place by place.
const MOST: usize = 1_000;

/// Every assertion whose violation a validator reports on its own, in document order. The
/// branches of `anyOf`, `oneOf`, `not` and `if` are not walked: what they forbid together is the
/// assertion of that keyword. Recursion is followed once. Where there are too many, the places that
/// are furthest from the root are left out.
pub(crate) fn enumerate(schemas: &Schemas) -> Result<Vec<(Assertion, Target)>, SchemaError> {
    let mut deepest = usize::MAX;
    loop {
        let mut walk = Walk {
            schemas,
            found: Vec::new(),
            known: HashSet::new(),
            stack: Vec::new(),
            steps: Vec::new(),
            deepest,
            visits: 0,
        };
        walk.schema(&schemas.root, None)?;
        if !walk.is_full() {
            return Ok(walk.found);
        }
        if deepest <= 1 {
            walk.found.truncate(MOST);
            return Ok(walk.found);
        }
        deepest = deepest.min(12) - 1;
    }
}

struct Walk<'a> {
    schemas: &'a Schemas,
    found: Vec<(Assertion, Target)>,
    known: HashSet<Assertion>,
    stack: Vec<Location>,
    steps: Vec<Step>,
    deepest: usize,
    visits: usize,
}

impl Walk<'_> {
    fn add(&mut self, schema: Location, keyword: &str) {
        let assertion = Assertion {
            schema: schema.clone(),
            instance: pointer(&self.steps),
            keyword: keyword.to_owned(),
        };
        if self.known.insert(assertion.clone()) {
            self.found.push((assertion, Target { schema, steps: self.steps.clone() }));
        }
    }

    /// Whether there is no use in looking further.
    fn is_full(&self) -> bool {
        self.found.len() > MOST || self.visits > 20 * MOST
    }

    fn below(&mut self, step: Step, at: &Location, keyword: &str) -> Result<(), SchemaError> {
        if self.steps.len() >= self.deepest {
            return Ok(());
        }
        self.steps.push(step);
        let result = self.schema(at, Some(keyword));
        self.steps.pop();
        result
    }

    fn schema(&mut self, at: &Location, applied_by: Option<&str>) -> Result<(), SchemaError> {
        self.visits += 1;
        if self.is_full() {
            return Ok(());
        }
        let map = match self.schemas.view(at)? {
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
            ("$ref" | "$dynamicRef" | "$recursiveRef", Value::String(reference)) => {
                self.schema(&at.refer(reference), None)?;
            }
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
                    self.below(Step::Additional, &at.child(name), keyword)?;
                }
            }
            ("additionalProperties" | "unevaluatedProperties", Value::Bool(false)) => {
                self.add(at.clone(), keyword);
            }
            ("additionalProperties" | "unevaluatedProperties", _) => {
                self.below(Step::Additional, at, keyword)?;
            }
            ("unevaluatedItems", Value::Bool(false)) => self.add(at.clone(), keyword),
            // As `additionalItems` it speaks about the array.
            ("items", Value::Bool(false)) if self.schemas.original(at) != *at => {
                self.add(at.clone(), keyword);
            }
            ("prefixItems", Value::Array(list)) => {
                for i in 0..list.len() {
                    self.below(Step::Item(i), &at.child(&i.to_string()), keyword)?;
                }
            }
            ("items" | "unevaluatedItems", _) => self.below(Step::Rest, at, keyword)?,
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
            ("format", Value::String(name)) if is_meant(name) => {}
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
            Step::Additional | Step::Rest => at.child("*"),
        };
    }
    at.pointer
}
