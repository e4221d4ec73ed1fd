//! Facts about one value, all of which hold.

use std::collections::BTreeSet;

use serde_json::Value;

use super::atom::{Atom, Contains, Forced, Lit, Members};
use crate::json::{Types, number};

/// A conjunction of facts, sorted by what they are about.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "four facts that do not exclude each other")]
pub(crate) struct Shape {
    pub(crate) types: Types,
    pub(crate) broken: bool,
    pub(crate) swapped: bool,
    pub(crate) consts: Option<Vec<Value>>,
    pub(crate) not_consts: Vec<Value>,
    pub(crate) numbers: Vec<Atom>,
    pub(crate) min_length: usize,
    pub(crate) max_length: Option<usize>,
    pub(crate) patterns: Vec<(String, bool)>,
    pub(crate) formats: Vec<(String, bool)>,
    pub(crate) meant: Vec<String>,
    pub(crate) min_items: usize,
    pub(crate) max_items: Option<usize>,
    pub(crate) unique: bool,
    pub(crate) repeated: bool,
    pub(crate) items: Vec<(Vec<Lit>, Option<Lit>)>,
    pub(crate) item: Vec<(usize, Lit)>,
    pub(crate) some: Vec<(usize, Lit)>,
    pub(crate) contains: Vec<Contains>,
    pub(crate) min_properties: usize,
    pub(crate) max_properties: Option<usize>,
    pub(crate) required: BTreeSet<String>,
    pub(crate) absent: BTreeSet<String>,
    pub(crate) member: Vec<(String, Lit)>,
    pub(crate) members: Vec<Members>,
    pub(crate) names: Vec<Lit>,
    pub(crate) forced: Vec<Forced>,
    pub(crate) unevaluated_members: Vec<Lit>,
    pub(crate) unevaluated_items: Vec<Lit>,
    pub(crate) guarded: bool,
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
            meant: Vec::new(),
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
            forced: Vec::new(),
            unevaluated_members: Vec::new(),
            unevaluated_items: Vec::new(),
            guarded: false,
        }
    }
}

impl Shape {
    /// Adds a fact; false when it leaves no value at all. A contradiction about one type removes
    /// that type only.
    pub(crate) fn add(&mut self, atom: Atom) -> bool {
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
            Atom::Meant(format) => self.meant.push(format),
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
            Atom::Forced(forced) => self.forced.push(forced),
            Atom::Unevaluated(lit, false) => self.unevaluated_members.push(lit),
            Atom::Unevaluated(lit, true) => self.unevaluated_items.push(lit),
            Atom::Guarded => self.guarded = true,
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
            Some(before) => {
                before.into_iter().filter(|a| values.iter().any(|b| number::equal(a, b))).collect()
            }
        });
    }
}
