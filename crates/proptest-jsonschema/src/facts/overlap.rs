//! Which alternatives can hold at once: most unions tell theirs apart by a type or by a member.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde_json::Value;

use crate::{
    json::{Types, number},
    schema::{Location, Schemas, View, keyword},
};

/// References and members are followed so far.
const DEEPEST: usize = 8;

/// For each of some alternatives, the others that a value may fit as well, as far as a glance
/// tells.
pub(super) fn overlaps(
    schemas: &Schemas,
    at: &Location,
    places: &[Location],
) -> Arc<Vec<Vec<usize>>> {
    schemas.remembered(at, || {
        let outlines: Vec<Outline> =
            places.iter().map(|place| Outline::of(schemas, place, DEEPEST)).collect();
        let others = |i: usize| {
            let apart = |j: &usize| outlines[i].excludes(&outlines[*j]);
            (0..places.len()).filter(|j| *j != i && !apart(j)).collect()
        };
        (0..places.len()).map(others).collect()
    })
}

/// What a glance at a schema tells; every value that fits it is within the outline.
#[derive(Clone, Debug)]
struct Outline {
    types: Types,
    constants: Option<Vec<Value>>,
    required: BTreeSet<String>,
    members: BTreeMap<String, Outline>,
    /// The only names there can be.
    closed: Option<BTreeSet<String>>,
}

impl Outline {
    fn anything() -> Self {
        Self {
            types: Types::ALL,
            constants: None,
            required: BTreeSet::new(),
            members: BTreeMap::new(),
            closed: None,
        }
    }

    fn of(schemas: &Schemas, at: &Location, depth: usize) -> Self {
        let mut outline = Self::anything();
        let map = match schemas.view(at) {
            Ok(View::Object(map)) if depth > 0 => map,
            Ok(View::Nothing) => return Self { types: Types::NONE, ..outline },
            _ => return outline,
        };
        let listed = |value: &Value| -> BTreeSet<String> {
            match value {
                Value::Array(list) => {
                    list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
                }
                Value::Object(map) => map.keys().cloned().collect(),
                _ => BTreeSet::new(),
            }
        };
        for (keyword, value) in map {
            let here = at.child(keyword);
            match (keyword.as_str(), value) {
                ("type", _) => {
                    outline.types =
                        outline.types.and(keyword::types(value, &here).unwrap_or(Types::ALL));
                }
                ("const", _) => outline.keep(std::slice::from_ref(value)),
                ("enum", Value::Array(list)) => outline.keep(list),
                ("required", _) => outline.required.extend(listed(value)),
                ("properties", Value::Object(map)) => {
                    for name in map.keys() {
                        let member = Self::of(schemas, &here.child(name), depth.min(3) - 1);
                        outline.member(name, member);
                    }
                }
                ("additionalProperties", Value::Bool(false))
                    if !map.contains_key("patternProperties") =>
                {
                    let named = map.get("properties").map(listed).unwrap_or_default();
                    outline.closed = Some(named);
                }
                ("$ref", Value::String(reference)) => {
                    outline.and(Self::of(schemas, &at.refer(reference), depth - 1));
                }
                ("allOf", Value::Array(list)) => {
                    for i in 0..list.len() {
                        outline.and(Self::of(schemas, &here.child(&i.to_string()), depth - 1));
                    }
                }
                ("anyOf" | "oneOf", Value::Array(list)) if list.len() < 20 => {
                    let all = (0..list.len())
                        .map(|i| Self::of(schemas, &here.child(&i.to_string()), depth - 1));
                    outline.and(all.reduce(Self::or).unwrap_or_else(Self::anything));
                }
                _ => {}
            }
        }
        outline
    }

    fn keep(&mut self, constants: &[Value]) {
        let kept = match &self.constants {
            None => constants.to_vec(),
            Some(known) => {
                let both = known.iter().filter(|a| constants.iter().any(|b| number::equal(a, b)));
                both.cloned().collect()
            }
        };
        let types = kept.iter().map(Types::of).fold(Types::NONE, Types::or);
        self.types = self.types.and(types);
        self.constants = Some(kept);
    }

    fn member(&mut self, name: &str, member: Self) {
        match self.members.get_mut(name) {
            Some(known) => known.and(member),
            None => {
                self.members.insert(name.to_owned(), member);
            }
        }
    }

    fn and(&mut self, other: Self) {
        self.types = self.types.and(other.types);
        if let Some(constants) = &other.constants {
            self.keep(constants);
        }
        self.required.extend(other.required);
        for (name, member) in other.members {
            self.member(&name, member);
        }
        self.closed = match (self.closed.take(), other.closed) {
            (Some(a), Some(b)) => Some(a.intersection(&b).cloned().collect()),
            (a, b) => a.or(b),
        };
    }

    /// What fits either.
    fn or(self, other: Self) -> Self {
        let objects = (self.types.has(Types::OBJECT), other.types.has(Types::OBJECT));
        let (required, members, closed) = match objects {
            (true, false) => (self.required, self.members, self.closed),
            (false, true) => (other.required, other.members, other.closed),
            _ => {
                let required = self.required.intersection(&other.required).cloned().collect();
                let mut both = BTreeMap::new();
                let mut theirs = other.members;
                for (name, member) in self.members {
                    if let Some(also) = theirs.remove(&name) {
                        both.insert(name, member.or(also));
                    }
                }
                (required, both, None)
            }
        };
        let constants = self.constants.zip(other.constants);
        Self {
            types: self.types.or(other.types),
            constants: constants.map(|(a, b)| a.into_iter().chain(b).collect()),
            required,
            members,
            closed,
        }
    }

    /// Whether no value is within both.
    fn excludes(&self, other: &Self) -> bool {
        if let (Some(a), Some(b)) = (&self.constants, &other.constants)
            && !a.iter().any(|a| b.iter().any(|b| number::equal(a, b)))
        {
            return true;
        }
        let mut common = self.types.and(other.types);
        if common.has(Types::OBJECT) && (self.lacks(other) || other.lacks(self)) {
            common = common.and(Types::OBJECT.not());
        }
        common == Types::NONE
    }

    /// Whether a member that has to be here cannot be there.
    fn lacks(&self, other: &Self) -> bool {
        self.required.iter().any(|name| {
            other.closed.as_ref().is_some_and(|names| !names.contains(name))
                || self
                    .members
                    .get(name)
                    .zip(other.members.get(name))
                    .is_some_and(|(here, there)| here.excludes(there))
        })
    }
}
