//! From a schema to the graph that is drawn from.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jsonschema::Validator;
use serde_json::Value;

use super::lookalikes;
use crate::{
    facts::{Lit, Shape, expand},
    graph::{Branch, Graph, Node, Numbers, within},
    json::{Types, number},
    schema::{Documents, Location, SchemaError, Target},
    text::{Automaton, Texts},
};

/// More nodes than this is a schema whose parts multiply without end.
const MOST_NODES: usize = 20_000;

type Key = (BTreeSet<Lit>, Option<Target>);

/// Builds graphs; what was compiled for one assertion is not compiled again for the next.
pub(crate) struct Compiler<'a> {
    documents: &'a Documents,
    root: Location,
    graph: Graph,
    memo: BTreeMap<Key, usize>,
    queue: Vec<(usize, Key)>,
    validators: BTreeMap<Location, Arc<Validator>>,
    patterns: BTreeMap<String, Arc<Automaton>>,
}

impl<'a> Compiler<'a> {
    pub(crate) fn new(documents: &'a Documents, root: &Location) -> Self {
        Self {
            documents,
            root: root.clone(),
            graph: Graph::default(),
            memo: BTreeMap::new(),
            queue: Vec::new(),
            validators: BTreeMap::new(),
            patterns: BTreeMap::new(),
        }
    }

    /// The node of the values that fit the root schema, or break just the target.
    pub(crate) fn root(&mut self, target: Option<Target>) -> Result<usize, SchemaError> {
        let lits = BTreeSet::from([Lit::holds(self.root.clone(), true)]);
        let node = self.node(lits, target);
        while let Some((id, (lits, target))) = self.queue.pop() {
            let branches = self.compile(&lits, target.as_ref())?;
            self.graph.nodes[id].branches = branches;
            if target.is_some_and(|target| target.steps.is_empty()) {
                self.graph.nodes[id].mend = Some(self.node(lits, None));
            }
            if self.graph.nodes.len() > MOST_NODES {
                return Err(self.error(format!("more than {MOST_NODES} different places")));
            }
        }
        Ok(node)
    }

    pub(crate) fn finish(mut self) -> Graph {
        self.graph.settle();
        self.graph
    }

    pub(crate) fn error(&self, problem: impl Into<String>) -> SchemaError {
        SchemaError::new(self.root.clone(), problem)
    }

    /// The node for a conjunction, compiled later.
    pub(crate) fn node(&mut self, lits: BTreeSet<Lit>, target: Option<Target>) -> usize {
        let key = (lits, target);
        if let Some(id) = self.memo.get(&key) {
            return *id;
        }
        let id = self.add(Vec::new());
        self.memo.insert(key.clone(), id);
        self.queue.push((id, key));
        id
    }

    /// A node of its own.
    pub(crate) fn add(&mut self, branches: Vec<Branch>) -> usize {
        self.graph.nodes.push(Node { branches, ..Node::default() });
        self.graph.nodes.len() - 1
    }

    fn compile(
        &mut self,
        lits: &BTreeSet<Lit>,
        target: Option<&Target>,
    ) -> Result<Vec<Branch>, SchemaError> {
        let place = lits.first().map_or(&self.root, |lit| &lit.at).clone();
        let mut branches: Vec<Branch> = Vec::new();
        for shape in expand(self.documents, lits, target)? {
            for branch in self.branches(&shape, target, &place)? {
                merge(&mut branches, branch);
            }
        }
        Ok(branches)
    }

    /// The branches of one shape.
    fn branches(
        &mut self,
        shape: &Shape,
        target: Option<&Target>,
        place: &Location,
    ) -> Result<Vec<Branch>, SchemaError> {
        let below = target.is_some_and(|target| !target.steps.is_empty());
        let mut branches = Vec::new();
        if let Some(values) = &shape.consts {
            if below {
                // A part of a constant cannot be broken without breaking the constant.
                return Ok(Vec::new());
            }
            let mut kept = Vec::new();
            for value in values {
                if self.admits(shape, value)? {
                    kept.push(value.clone());
                }
            }
            let merges = !matches!(kept.as_slice(), [Value::Null | Value::Bool(_)]);
            return Ok(vec![Branch::Fixed(kept, merges)]);
        }
        let mut types = shape.types;
        if shape.broken && (shape.swapped || !shape.not_consts.is_empty()) {
            for values in self.hints(shape)? {
                // Where a type or a constant is missed, the values that look right say most.
                if shape.swapped || values.iter().any(|v| Types::of(v) == Types::STRING) {
                    types = types.and(Types::of(&values[0]).not());
                }
                branches.push(Branch::Fixed(values, false));
            }
        }
        if !below {
            branches.extend(scalars(shape, types, place)?);
        }
        if types.has(Types::ARRAY) {
            branches.extend(self.lists(shape, target)?);
        }
        if types.has(Types::OBJECT) {
            branches.extend(self.objects(shape, target)?);
        }
        Ok(branches)
    }

    /// Near misses and values of a confusing type, one list for each kind.
    fn hints(&mut self, shape: &Shape) -> Result<Vec<Vec<Value>>, SchemaError> {
        let mut lists = Vec::new();
        if shape.swapped {
            lists.extend(lookalikes::confusing());
        }
        if !shape.not_consts.is_empty() {
            lists.extend(lookalikes::constants(&shape.not_consts));
        }
        let mut kept: Vec<Vec<Value>> = Vec::new();
        for list in lists {
            let mut by_type: Vec<Vec<Value>> = Vec::new();
            for value in list {
                if self.admits(shape, &value)?
                    && !kept.iter().chain(&by_type).flatten().any(|v| *v == value)
                {
                    match by_type.iter_mut().find(|l| Types::of(&l[0]) == Types::of(&value)) {
                        Some(list) => list.push(value),
                        None => by_type.push(vec![value]),
                    }
                }
            }
            kept.extend(by_type);
        }
        Ok(kept)
    }

    /// Whether a value fits a shape.
    fn admits(&mut self, shape: &Shape, value: &Value) -> Result<bool, SchemaError> {
        if !shape.types.has(Types::of(value))
            || shape.not_consts.iter().any(|not| number::equal(not, value))
        {
            return Ok(false);
        }
        Ok(match value {
            Value::Number(number) => within(&shape.numbers, number),
            Value::String(text) => {
                let plain = shape.patterns.is_empty() && shape.formats.is_empty();
                let length = text.chars().count();
                length >= shape.min_length
                    && shape.max_length.is_none_or(|max| length <= max)
                    && (plain
                        || match Texts::new((0, None), &shape.patterns, &shape.formats, Vec::new())
                        {
                            Ok(Some(texts)) => texts.accepts(text),
                            Ok(None) => false,
                            Err(problem) => return Err(self.error(problem)),
                        })
            }
            Value::Array(items) => self.admits_list(shape, items)?,
            Value::Object(members) => self.admits_object(shape, members)?,
            Value::Null | Value::Bool(_) => true,
        })
    }

    /// Whether the schema at a literal's place judges a value as the literal says.
    pub(crate) fn agrees(&mut self, lit: &Lit, value: &Value) -> Result<bool, SchemaError> {
        if !self.validators.contains_key(&lit.at) {
            let validator = Arc::new(self.documents.validator(&lit.at)?);
            self.validators.insert(lit.at.clone(), validator);
        }
        Ok(self.validators[&lit.at].is_valid(value) == lit.holds)
    }

    /// Whether a member's name matches a pattern.
    pub(crate) fn matches(&mut self, pattern: &str, name: &str) -> Result<bool, SchemaError> {
        if !self.patterns.contains_key(pattern) {
            let automaton = Automaton::new(&[(pattern.to_owned(), true)]);
            let automaton = automaton.map_err(|problem| self.error(problem))?;
            self.patterns.insert(pattern.to_owned(), Arc::new(automaton));
        }
        Ok(self.patterns[pattern].accepts(name))
    }

    /// The shapes of a conjunction of schemas.
    pub(crate) fn shapes(&self, lits: &BTreeSet<Lit>) -> Result<Vec<Shape>, SchemaError> {
        expand(self.documents, lits, None)
    }
}

/// The values of a shape that have no parts.
fn scalars(shape: &Shape, types: Types, place: &Location) -> Result<Vec<Branch>, SchemaError> {
    let mut branches = Vec::new();
    let allowed = |value: &Value| !shape.not_consts.iter().any(|not| number::equal(not, value));
    if types.has(Types::NULL) && allowed(&Value::Null) {
        branches.push(Branch::Fixed(vec![Value::Null], false));
    }
    if types.has(Types::BOOLEAN) {
        let both = [Value::Bool(false), Value::Bool(true)];
        branches.push(Branch::Fixed(both.into_iter().filter(allowed).collect(), false));
    }
    let not: Vec<_> = shape.not_consts.iter().filter_map(|v| v.as_number().cloned()).collect();
    let whole = types.has(Types::INTEGER).then(|| Numbers::whole(&shape.numbers, &not));
    let parts = types.has(Types::FRACTION).then(|| Numbers::fractions(&shape.numbers, &not));
    let numbers = [whole, parts].into_iter().flatten().flatten();
    branches.extend(numbers.map(|numbers| Branch::Number(Box::new(numbers))));
    if types.has(Types::STRING) {
        branches.extend(texts(shape, place)?);
    }
    Ok(branches)
}

/// The strings of a shape.
pub(crate) fn texts(shape: &Shape, place: &Location) -> Result<Option<Branch>, SchemaError> {
    let not = shape.not_consts.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect();
    let lengths = (shape.min_length, shape.max_length);
    let found = Texts::new(lengths, &shape.patterns, &shape.formats, not);
    let found = found.map_err(|problem| SchemaError::new(place.clone(), problem))?;
    Ok(found.map(|texts| Branch::Text(Box::new(texts))))
}

/// Adds a branch; constants of one kind become one branch, and repeated ones are left out.
fn merge(branches: &mut Vec<Branch>, branch: Branch) {
    let Branch::Fixed(values, merges) = branch else {
        branches.push(branch);
        return;
    };
    for known in branches.iter_mut() {
        let Branch::Fixed(others, also) = known else { continue };
        if merges && *also {
            for value in values {
                if !others.contains(&value) {
                    others.push(value);
                }
            }
            return;
        }
        if *others == values {
            return;
        }
    }
    if !values.is_empty() {
        branches.push(Branch::Fixed(values, merges));
    }
}
