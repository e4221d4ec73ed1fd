//! From a schema to the graph that is drawn from.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap},
    sync::Arc,
};

use serde_json::Value;

use super::lookalikes;
use crate::{
    facts::{Effort, Lit, MOST_STEPS, Shape, expand},
    graph::{Branch, Graph, Node, within},
    json::{Types, number},
    judge::Judge,
    schema::{Location, SchemaError, Schemas, Target},
};

/// Places beyond this many stay empty, those that are furthest from the root.
const MOST_NODES: usize = 60_000;

/// The most shapes of one place. Where alternatives multiply to more, each of them is in some.
const MOST_SHAPES: usize = 128;

/// The most items, or members, that have to be there.
const MOST_PARTS: usize = 100_000;

/// The most constants that others are made to look like.
const MOST_CONSTANTS: usize = 200;

/// The most shapes of a place that a broken part is below.
const FEW_SHAPES: usize = 24;

/// The same where many parts are broken in turn.
const FEWEST_SHAPES: usize = 4;

/// More parts than this are many.
const MANY_TARGETS: usize = 150;

/// The steps that the shapes of all targets together take, and those of one at least.
const MOST_ALL_STEPS: usize = 400_000;
const FEWEST_STEPS: usize = 2_000;

/// Places that are so many optional steps from the root are never drawn.
const DEEPEST: usize = 7;

type Key = (BTreeSet<Lit>, Option<Target>);

/// Builds graphs; what was compiled for one assertion is not compiled again for the next.
pub(crate) struct Compiler<'a> {
    pub(super) schemas: &'a Schemas,
    pub(super) judge: Arc<Judge>,
    graph: Graph,
    memo: BTreeMap<Arc<Key>, usize>,
    /// What is left to compile, by how far it is from the root.
    queue: BinaryHeap<Reverse<(usize, usize)>>,
    keys: HashMap<usize, Arc<Key>>,
    pub(super) texts: HashMap<TextKey, Option<Branch>>,
    /// The shapes of places on the way to a broken part.
    passed: BTreeMap<BTreeSet<Lit>, Arc<Vec<Shape>>>,
    /// What is not drawn though the schema allows it, and why.
    pub(super) lacks: Vec<SchemaError>,
    /// The most shapes of a place that a broken part is below.
    few: usize,
    /// The most steps to find the shapes of a place in.
    steps: usize,
    /// How far the place is that is being compiled.
    distance: usize,
}

/// What strings are asked for: they are compiled once.
pub(super) type TextKey =
    (usize, Option<usize>, Vec<(String, bool)>, Vec<(String, bool)>, Vec<String>);

impl<'a> Compiler<'a> {
    pub(crate) fn new(schemas: &'a Arc<Schemas>) -> Self {
        let judge = Arc::new(Judge::new(Arc::clone(schemas)));
        let graph = Graph { judge: Some(Arc::clone(&judge)), ..Graph::default() };
        Self {
            schemas,
            judge,
            graph,
            memo: BTreeMap::new(),
            queue: BinaryHeap::new(),
            keys: HashMap::new(),
            texts: HashMap::new(),
            passed: BTreeMap::new(),
            lacks: Vec::new(),
            few: FEW_SHAPES,
            steps: MOST_STEPS,
            distance: 0,
        }
    }

    /// Expects so many targets.
    pub(crate) fn expect(&mut self, targets: usize) {
        self.steps = (MOST_ALL_STEPS / targets.max(1)).clamp(FEWEST_STEPS, MOST_STEPS);
        if targets > MANY_TARGETS {
            self.few = FEWEST_SHAPES;
        }
    }

    /// The node of the values that fit the root schema, or break just the target.
    pub(crate) fn root(&mut self, target: Option<Target>) -> Result<usize, SchemaError> {
        let lits = BTreeSet::from([Lit::holds(self.schemas.root.clone(), true)]);
        self.distance = 0;
        let node = self.place(lits, target, true);
        while let Some(Reverse((distance, id))) = self.queue.pop() {
            if self.graph.nodes.len() > MOST_NODES || distance > DEEPEST {
                self.queue.clear();
                break;
            }
            let Some(key) = self.keys.remove(&id) else { continue };
            self.distance = distance;
            let (lits, target) = &*key;
            let (branches, guarded) = self.compile(lits, target.as_ref())?;
            self.graph.nodes[id].branches = branches;
            if guarded {
                self.graph.unsure = true;
                if target.is_none() {
                    self.graph.nodes[id].check = lits.iter().cloned().collect();
                }
            }
            if target.as_ref().is_some_and(|target| target.steps.is_empty()) {
                self.graph.nodes[id].mend = Some(self.place(lits.clone(), None, true));
            }
        }
        Ok(node)
    }

    /// The graph, and what is not drawn from it though the schema allows it.
    pub(crate) fn finish(mut self) -> (Graph, Vec<SchemaError>) {
        if self.graph.settle() {
            let root = self.schemas.root.clone();
            self.lack(&root, "what cannot be smaller than four million characters".to_owned());
        }
        (self.graph, self.lacks)
    }

    fn effort(&self, most: usize) -> Effort {
        Effort { most, steps: self.steps }
    }

    pub(crate) fn error(&self, problem: impl Into<String>) -> SchemaError {
        SchemaError::new(self.schemas.root.clone(), problem)
    }

    /// The node for a conjunction, compiled later: one that can be left out.
    pub(crate) fn node(&mut self, lits: BTreeSet<Lit>, target: Option<Target>) -> usize {
        self.place(lits, target, false)
    }

    /// The node for a conjunction, compiled later. One that is needed is no further from the root
    /// than what needs it.
    pub(crate) fn place(
        &mut self,
        lits: BTreeSet<Lit>,
        target: Option<Target>,
        needed: bool,
    ) -> usize {
        let needed = needed || target.is_some();
        let distance = self.distance + usize::from(!needed);
        let key = Arc::new((lits, target));
        let id = match self.memo.get(&key) {
            Some(id) if !self.keys.contains_key(id) => return *id,
            Some(id) => *id,
            None => {
                let id = self.add(Vec::new());
                self.memo.insert(Arc::clone(&key), id);
                self.keys.insert(id, key);
                id
            }
        };
        self.queue.push(Reverse((distance, id)));
        id
    }

    /// A node of its own.
    pub(crate) fn add(&mut self, branches: Vec<Branch>) -> usize {
        self.graph.nodes.push(Node { branches, ..Node::default() });
        self.graph.nodes.len() - 1
    }

    /// The branches of a conjunction, and whether what is drawn from them has to be judged.
    fn compile(
        &mut self,
        lits: &BTreeSet<Lit>,
        target: Option<&Target>,
    ) -> Result<(Vec<Branch>, bool), SchemaError> {
        let place = lits.first().map_or(&self.schemas.root, |lit| &lit.at).clone();
        let mut branches: Vec<Branch> = Vec::new();
        let mut guarded = false;
        for shape in self.expanded(lits, target)?.iter() {
            guarded |= shape.guarded;
            for branch in self.branches(shape, target, &place)? {
                branch.merge_into(&mut branches);
            }
        }
        Ok((branches, guarded))
    }

    /// The shapes of a conjunction. On the way to a broken part a few of them will do.
    fn expanded(
        &mut self,
        lits: &BTreeSet<Lit>,
        target: Option<&Target>,
    ) -> Result<Arc<Vec<Shape>>, SchemaError> {
        if target.is_none_or(|target| target.steps.is_empty()) {
            return expand(self.schemas, lits, target, self.effort(MOST_SHAPES)).map(Arc::new);
        }
        if let Some(known) = self.passed.get(lits) {
            return Ok(Arc::clone(known));
        }
        let shapes = Arc::new(expand(self.schemas, lits, None, self.effort(self.few))?);
        self.passed.insert(lits.clone(), Arc::clone(&shapes));
        Ok(shapes)
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
                if self.admits(shape, value) {
                    kept.push(value.clone());
                }
            }
            let merges = !matches!(kept.as_slice(), [Value::Null | Value::Bool(_)]);
            return Ok(vec![Branch::Fixed(kept, merges)]);
        }
        let mut types = shape.types;
        if shape.broken && (shape.swapped || !shape.not_consts.is_empty()) {
            for values in self.hints(shape) {
                // Where a type or a constant is missed, the values that look right say most.
                if shape.swapped || values.iter().any(|v| Types::of(v) == Types::STRING) {
                    types = types.and(Types::of(&values[0]).not());
                }
                branches.push(Branch::Fixed(values, false));
            }
        }
        if !below {
            branches.extend(self.scalars(shape, types, place));
        }
        let counted = shape.contains.iter().map(|contains| contains.min).max().unwrap_or(0);
        let items = shape.min_items.max(counted);
        for (what, count) in [("items", items), ("members", shape.min_properties)] {
            if count > MOST_PARTS {
                let problem =
                    format!("{count} {what} are more than the {MOST_PARTS} that are drawn");
                self.lack(place, problem);
            }
        }
        if types.has(Types::ARRAY) && items <= MOST_PARTS {
            branches.extend(self.lists(shape, target)?);
        }
        if types.has(Types::OBJECT) && shape.min_properties <= MOST_PARTS {
            branches.extend(self.objects(shape, target)?);
        }
        Ok(branches)
    }

    /// Near misses and values of a confusing type, one list for each kind.
    fn hints(&self, shape: &Shape) -> Vec<Vec<Value>> {
        let mut lists = Vec::new();
        if shape.swapped {
            lists.extend(lookalikes::confusing());
        }
        if !shape.not_consts.is_empty() {
            let few = shape.not_consts.len().min(MOST_CONSTANTS);
            lists.extend(lookalikes::constants(&shape.not_consts[..few]));
        }
        let mut kept: Vec<Vec<Value>> = Vec::new();
        for list in lists {
            let mut by_type: Vec<Vec<Value>> = Vec::new();
            for value in list {
                if self.admits(shape, &value)
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
        kept
    }

    /// Whether a value fits a shape.
    fn admits(&self, shape: &Shape, value: &Value) -> bool {
        if !shape.types.has(Types::of(value))
            || shape.not_consts.iter().any(|not| number::equal(not, value))
        {
            return false;
        }
        match value {
            Value::Number(number) => within(&shape.numbers, number),
            Value::String(text) => {
                let length = text.chars().count();
                let says = |keyword, facts: &[(String, bool)]| {
                    facts.iter().all(|(s, holds)| self.judge.text(keyword, s, value) == *holds)
                };
                let address = shape.formats.iter().any(|(name, _)| name.ends_with("email"));
                length >= shape.min_length
                    && shape.max_length.is_none_or(|max| length <= max)
                    && says("pattern", &shape.patterns)
                    && says("format", &shape.formats)
                    && !(address && text.contains('@'))
            }
            Value::Array(items) => self.admits_list(shape, items),
            Value::Object(members) => self.admits_object(shape, members),
            Value::Null | Value::Bool(_) => true,
        }
    }

    /// Whether the schema at a literal's place judges a value as the literal says.
    pub(crate) fn agrees(&self, lit: &Lit, value: &Value) -> bool {
        self.judge.fits(&lit.at, value) == lit.holds
    }

    /// Whether a member's name matches a pattern.
    pub(crate) fn matches(&self, pattern: &str, name: &str) -> bool {
        self.judge.text("pattern", pattern, &name.into())
    }

    /// The shapes of a conjunction of schemas.
    pub(crate) fn shapes(&self, lits: &BTreeSet<Lit>) -> Result<Vec<Shape>, SchemaError> {
        expand(self.schemas, lits, None, self.effort(FEW_SHAPES))
    }

    /// Notes what is not drawn though the schema allows it.
    pub(crate) fn lack(&mut self, place: &Location, problem: String) {
        let place = self.schemas.original(place);
        if !self.lacks.iter().any(|lack| lack.location == place && lack.problem == problem) {
            self.lacks.push(SchemaError::new(place, problem));
        }
    }
}
