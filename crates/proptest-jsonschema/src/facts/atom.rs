//! The small facts that a schema is taken apart into.

use std::collections::BTreeMap;

use serde_json::{Number, Value};

use crate::{json::Types, schema::Location};

/// The claim that the schema at a place accepts the value, or that it refuses it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Lit {
    pub(crate) at: Location,
    pub(crate) holds: bool,
    /// Whether a validator reports a violation below here on its own, and not as one of `anyOf`,
    /// `not` or the like.
    pub(crate) direct: bool,
}

impl Lit {
    pub(crate) fn holds(at: Location, direct: bool) -> Self {
        Self { at, holds: true, direct }
    }

    pub(crate) fn fails(at: Location) -> Self {
        Self { at, holds: false, direct: false }
    }
}

/// What one schema object says about the members of an object (Core, section 10.3.2).
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Members {
    pub(crate) named: BTreeMap<String, Lit>,
    pub(crate) patterns: Vec<(String, Lit)>,
    pub(crate) additional: Option<Lit>,
}

/// A member outside `properties` that has to be there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Forced {
    /// One whose name matches the pattern.
    Matching(String, Lit),
    /// One that the schema object neither names nor matches.
    Unmatched(Members, Option<Lit>),
    /// One whose name is judged by this.
    Named(Lit),
    /// One that no schema object speaks about.
    Unevaluated(Option<Lit>),
}

/// `contains` with its two counts (Validation, sections 6.4.4 and 6.4.5).
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Contains {
    pub(crate) lit: Lit,
    pub(crate) min: usize,
    pub(crate) max: Option<usize>,
}

/// One fact about a value. Facts about one type say nothing about values of another.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Atom {
    /// The assertion to break is broken here.
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
    /// A format that is an annotation: a value should keep to what it means.
    Meant(String),
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
    Forced(Forced),
    /// Members, or items, that nothing else speaks about.
    Unevaluated(Lit, bool),
    /// The facts say less than the schema: what is drawn has to be judged.
    Guarded,
}

/// One way to satisfy a keyword: facts about this value, and schemas that it must or must not fit.
#[derive(Clone, Debug, Default)]
pub(crate) struct Alternative {
    pub(crate) atoms: Vec<Atom>,
    pub(crate) lits: Vec<Lit>,
}

impl Alternative {
    pub(crate) fn atoms(atoms: Vec<Atom>) -> Self {
        Self { atoms, lits: Vec::new() }
    }

    pub(crate) fn lits(lits: Vec<Lit>) -> Self {
        Self { atoms: Vec::new(), lits }
    }

    /// These facts, about a value of that type.
    pub(crate) fn of(types: Types, mut atoms: Vec<Atom>) -> Self {
        atoms.push(Atom::Types(types));
        Self::atoms(atoms)
    }
}
