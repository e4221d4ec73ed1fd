//! The small facts that a schema is taken apart into, and their conjunction.

use std::collections::BTreeSet;

use serde_json::{Number, Value};

use crate::schema::Location;

/// A set of the JSON types, where integers and fractional numbers count as two (JSON Schema
/// Validation, section 6.1.1: a number without a fractional part is an integer).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Types(u8);

impl Types {
    pub(super) const NONE: Self = Self(0);
    pub(super) const NULL: Self = Self(1);
    pub(super) const BOOLEAN: Self = Self(2);
    pub(super) const INTEGER: Self = Self(4);
    pub(super) const FRACTION: Self = Self(8);
    pub(super) const STRING: Self = Self(16);
    pub(super) const ARRAY: Self = Self(32);
    pub(super) const OBJECT: Self = Self(64);
    pub(super) const NUMBER: Self = Self(12);
    pub(super) const ALL: Self = Self(127);

    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn not(self) -> Self {
        Self(!self.0 & Self::ALL.0)
    }

    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The type that a `type` keyword names.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "null" => Self::NULL,
            "boolean" => Self::BOOLEAN,
            "integer" => Self::INTEGER,
            "number" => Self::NUMBER,
            "string" => Self::STRING,
            "array" => Self::ARRAY,
            "object" => Self::OBJECT,
            _ => return None,
        })
    }

    pub(super) fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::NULL,
            Value::Bool(_) => Self::BOOLEAN,
            Value::Number(number) if super::number::is_integer(number) => Self::INTEGER,
            Value::Number(_) => Self::FRACTION,
            Value::String(_) => Self::STRING,
            Value::Array(_) => Self::ARRAY,
            Value::Object(_) => Self::OBJECT,
        }
    }
}

/// The claim that the schema at a place accepts the value, or that it refuses it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lit {
    pub(super) at: Location,
    pub(super) holds: bool,
    /// Whether a validator reports a violation below here on its own, and not as one of `anyOf`,
    /// `not` or the like.
    pub(super) direct: bool,
}

impl Lit {
    pub(super) fn holds(at: Location, direct: bool) -> Self {
        Self { at, holds: true, direct }
    }

    pub(super) fn fails(at: Location) -> Self {
        Self { at, holds: false, direct: false }
    }
}

/// What one schema object says about the members of an object (Core, section 10.3.2).
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Members {
    pub(super) named: Vec<(String, Lit)>,
    pub(super) patterns: Vec<(String, Lit)>,
    pub(super) additional: Option<Lit>,
}

/// A member outside `properties` that has to be there.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Forced {
    /// One whose name matches the pattern.
    Matching(String, Lit),
    /// One that the schema object neither names nor matches.
    Unmatched(Members, Option<Lit>),
    /// One whose name is judged by this.
    Named(Lit),
}

/// `contains` with its two counts (Validation, sections 6.4.4 and 6.4.5).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Contains {
    pub(super) lit: Lit,
    pub(super) min: usize,
    pub(super) max: Option<usize>,
}

/// One fact about a value. Facts about one type say nothing about values of another.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Atom {
    /// The constraint to break is broken here.
    Broken,
    Types(Types),
    /// A `type` keyword is violated: values that servers take for the right type are of interest.
    Swapped,
    Consts(Vec<Value>),
    NotConsts(Vec<Value>),
    Minimum(Number),
    AboveMinimum(Number),
    Maximum(Number),
    BelowMaximum(Number),
    Multiple(Number, bool),
    MinLength(usize),
    MaxLength(usize),
    Pattern(String, bool),
    Format(String, bool),
    MinItems(usize),
    MaxItems(usize),
    Unique,
    Repeated,
    Items(Vec<Lit>, Option<Lit>),
    Item(usize, Lit),
    /// Some item from this index on.
    Some(usize, Lit),
    Contains(Contains),
    MinProperties(usize),
    MaxProperties(usize),
    Required(String),
    Absent(String),
    Member(String, Lit),
    Members(Members),
    Names(Lit),
    Extra(Forced),
}

/// One way to satisfy a keyword: facts about this value, and schemas that it must or must not fit.
#[derive(Clone, Debug, Default)]
pub(super) struct Alternative {
    pub(super) atoms: Vec<Atom>,
    pub(super) lits: Vec<Lit>,
}

impl Alternative {
    pub(super) fn atoms(atoms: Vec<Atom>) -> Self {
        Self { atoms, lits: Vec::new() }
    }

    pub(super) fn lits(lits: Vec<Lit>) -> Self {
        Self { atoms: Vec::new(), lits }
    }

    /// These facts, about a value of that type.
    pub(super) fn of(types: Types, mut atoms: Vec<Atom>) -> Self {
        atoms.push(Atom::Types(types));
        Self::atoms(atoms)
    }
}

/// A conjunction of facts, sorted by what they are about.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "four facts that do not exclude each other")]
pub(super) struct Shape {
    pub(super) types: Types,
    pub(super) broken: bool,
    pub(super) swapped: bool,
    pub(super) consts: Option<Vec<Value>>,
    pub(super) not_consts: Vec<Value>,
    pub(super) numbers: Vec<Atom>,
    pub(super) min_length: usize,
    pub(super) max_length: Option<usize>,
    pub(super) patterns: Vec<(String, bool)>,
    pub(super) formats: Vec<(String, bool)>,
    pub(super) min_items: usize,
    pub(super) max_items: Option<usize>,
    pub(super) unique: bool,
    pub(super) repeated: bool,
    pub(super) items: Vec<(Vec<Lit>, Option<Lit>)>,
    pub(super) item: Vec<(usize, Lit)>,
    pub(super) some: Vec<(usize, Lit)>,
    pub(super) contains: Vec<Contains>,
    pub(super) min_properties: usize,
    pub(super) max_properties: Option<usize>,
    pub(super) required: BTreeSet<String>,
    pub(super) absent: BTreeSet<String>,
    pub(super) member: Vec<(String, Lit)>,
    pub(super) members: Vec<Members>,
    pub(super) names: Vec<Lit>,
    pub(super) extra: Vec<Forced>,
}

impl Default for Shape {
    fn default() -> Self {
        Self {
            types: Types::ALL,
            broken: false,
            swapped: false,
            consts: None,
            not_consts: Vec::new(),
            numbers: Vec::new(),
            min_length: 0,
            max_length: None,
            patterns: Vec::new(),
            formats: Vec::new(),
            min_items: 0,
            max_items: None,
            unique: false,
            repeated: false,
            items: Vec::new(),
            item: Vec::new(),
            some: Vec::new(),
            contains: Vec::new(),
            min_properties: 0,
            max_properties: None,
            required: BTreeSet::new(),
            absent: BTreeSet::new(),
            member: Vec::new(),
            members: Vec::new(),
            names: Vec::new(),
            extra: Vec::new(),
        }
    }
}

impl Shape {
    /// Adds a fact; false when it leaves no value at all. A contradiction about one type removes
    /// that type only.
    pub(super) fn add(&mut self, atom: Atom) -> bool {
        let least =
            |bound: &mut Option<usize>, n: usize| *bound = Some(bound.map_or(n, |m| m.min(n)));
        match atom {
            Atom::Broken => self.broken = true,
            Atom::Types(types) => self.types = self.types.and(types),
            Atom::Swapped => self.swapped = true,
            Atom::Consts(values) => self.keep_consts(values),
            Atom::NotConsts(values) => self.not_consts.extend(values),
            Atom::Minimum(_)
            | Atom::AboveMinimum(_)
            | Atom::Maximum(_)
            | Atom::BelowMaximum(_)
            | Atom::Multiple(..) => self.numbers.push(atom),
            Atom::MinLength(n) => self.min_length = self.min_length.max(n),
            Atom::MaxLength(n) => least(&mut self.max_length, n),
            Atom::Pattern(pattern, holds) => self.patterns.push((pattern, holds)),
            Atom::Format(format, holds) => self.formats.push((format, holds)),
            Atom::MinItems(n) => self.min_items = self.min_items.max(n),
            Atom::MaxItems(n) => least(&mut self.max_items, n),
            Atom::Unique => self.unique = true,
            Atom::Repeated => self.repeated = true,
            Atom::Items(prefix, rest) => self.items.push((prefix, rest)),
            Atom::Item(index, lit) => self.item.push((index, lit)),
            Atom::Some(from, lit) => self.some.push((from, lit)),
            Atom::Contains(contains) => self.contains.push(contains),
            Atom::MinProperties(n) => self.min_properties = self.min_properties.max(n),
            Atom::MaxProperties(n) => least(&mut self.max_properties, n),
            Atom::Required(name) => {
                self.required.insert(name);
            }
            Atom::Absent(name) => {
                self.absent.insert(name);
            }
            Atom::Member(name, lit) => self.member.push((name, lit)),
            Atom::Members(members) => self.members.push(members),
            Atom::Names(lit) => self.names.push(lit),
            Atom::Extra(forced) => self.extra.push(forced),
        }
        let crossed = |min: usize, max: Option<usize>| max.is_some_and(|max| max < min);
        if crossed(self.min_length, self.max_length) {
            self.types = self.types.and(Types::STRING.not());
        }
        if crossed(self.min_items, self.max_items) || (self.unique && self.repeated) {
            self.types = self.types.and(Types::ARRAY.not());
        }
        if crossed(self.min_properties, self.max_properties)
            || !self.required.is_disjoint(&self.absent)
        {
            self.types = self.types.and(Types::OBJECT.not());
        }
        self.types != Types::NONE && self.consts.as_ref().is_none_or(|values| !values.is_empty())
    }

    fn keep_consts(&mut self, values: Vec<Value>) {
        self.consts = Some(match self.consts.take() {
            None => values,
            Some(before) => before
                .into_iter()
                .filter(|a| values.iter().any(|b| super::number::equal(a, b)))
                .collect(),
        });
    }
}
