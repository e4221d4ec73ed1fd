//! The strategies and their value trees.

use std::{fmt, sync::Arc};

use jsonschema::Validator;
use proptest::{
    strategy::{NewTree, Strategy, ValueTree},
    test_runner::TestRunner,
};
use serde_json::Value;

use super::{
    compile::Compiler,
    constraint::{Constraint, Invalidated, enumerate},
    graph::Graph,
    mutate::{self, Fault},
    shrink::Shrinker,
    source::Source,
};
use crate::schema::{Documents, Location, SchemaError};

/// Keywords that look at several items at once.
const COMPARING: &[&str] = &["uniqueItems", "contains", "minContains", "maxContains"];

/// Keywords whose subschemas make one member depend on another.
const CONDITIONAL: &[&str] =
    &["if", "then", "else", "not", "anyOf", "oneOf", "dependentSchemas", "dependentRequired"];

/// Draws values that fit a schema.
#[derive(Clone)]
pub struct Valid {
    pub(super) graph: Arc<Graph>,
    pub(super) root: usize,
}

/// Draws values that break exactly one constraint of a schema.
#[derive(Clone)]
pub struct Invalid {
    shared: Arc<Shared>,
    only: Option<usize>,
}

struct Shared {
    graph: Arc<Graph>,
    validator: Validator,
    faults: Vec<Fault>,
    constraints: Vec<Constraint>,
    implied: Vec<Constraint>,
}

/// The tree of a valid value.
#[derive(Clone, Debug)]
pub struct ValidTree(Shrinker);

/// The tree of an invalid value: every value of it breaks the same constraint.
#[derive(Clone, Debug)]
pub struct InvalidTree {
    shrinker: Shrinker,
    shared: Arc<Shared>,
    /// Index into the faults.
    fault: usize,
    before: Option<Value>,
}

impl Valid {
    pub(super) fn new(documents: &Documents, at: &Location) -> Result<Self, SchemaError> {
        documents.validator(at)?;
        let mut compiler = Compiler::new(documents, at);
        let root = compiler.root(None)?;
        let graph = compiler.finish();
        if graph.nodes[root].height.is_none() {
            return Err(SchemaError::new(at.clone(), "no value fits this schema"));
        }
        Ok(Self { graph: Arc::new(graph), root })
    }
}

impl Invalid {
    pub(super) fn new(documents: &Documents, at: &Location) -> Result<Self, SchemaError> {
        let validator = documents.validator(at)?;
        let mut compiler = Compiler::new(documents, at);
        let mut candidates = Vec::new();
        for (constraint, target) in enumerate(documents, at)? {
            let node = compiler.root(Some(target))?;
            candidates.push(Fault::new(documents, constraint, node)?);
        }
        let graph = compiler.finish();
        let (mut faults, others): (Vec<_>, Vec<_>) =
            candidates.into_iter().partition(|fault| graph.nodes[fault.root].height.is_some());
        let compares = |fault: &Fault| COMPARING.contains(&fault.constraint.keyword.as_str());
        let crowded = faults.iter().any(compares);
        for fault in &mut faults {
            let named = fault.member.as_deref().is_some_and(|name| conditional(documents, name));
            fault.careful = crowded || named;
        }
        if faults.is_empty() {
            return Err(SchemaError::new(
                at.clone(),
                "no constraint of this schema can be broken alone",
            ));
        }
        let constraints = faults.iter().map(|fault| fault.constraint.clone()).collect();
        let implied = others.into_iter().map(|fault| fault.constraint).collect();
        let shared = Shared { graph: Arc::new(graph), validator, faults, constraints, implied };
        Ok(Self { shared: Arc::new(shared), only: None })
    }

    /// Every constraint that can be broken alone, in document order.
    #[must_use]
    pub fn constraints(&self) -> &[Constraint] {
        &self.shared.constraints
    }

    /// The constraints that no value breaks alone, because others say the same: `type` beside an
    /// `enum` of strings, for one.
    #[must_use]
    pub fn implied(&self) -> &[Constraint] {
        &self.shared.implied
    }

    /// The same, but every draw breaks that one constraint. Where it is not one of
    /// [`Self::constraints`], drawing fails.
    #[must_use]
    pub fn only(&self, constraint: &Constraint) -> Self {
        let index = self.shared.constraints.iter().position(|other| other == constraint);
        Self { shared: Arc::clone(&self.shared), only: Some(index.unwrap_or(usize::MAX)) }
    }
}

impl fmt::Debug for Valid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Valid({} places)", self.graph.nodes.len())
    }
}

impl fmt::Debug for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Invalid({} constraints)", self.shared.constraints.len())
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Shared({} constraints)", self.constraints.len())
    }
}

impl Strategy for Valid {
    type Tree = ValidTree;
    type Value = Value;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let drawn = self.graph.draw(self.root, 0, &mut Source::new(runner));
        let drawn = drawn.ok_or("no distinct items or members were found")?;
        Ok(ValidTree(Shrinker::new(Arc::clone(&self.graph), drawn)))
    }
}

impl Strategy for Invalid {
    type Tree = InvalidTree;
    type Value = Invalidated;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let Shared { graph, faults, .. } = &*self.shared;
        let mut source = Source::new(runner);
        let index = self.only.unwrap_or_else(|| source.below(faults.len()));
        let fault =
            faults.get(index).ok_or("this constraint is not one that can be broken alone")?;
        let drawn = graph.draw(fault.root, 0, &mut source);
        let drawn = drawn.ok_or("no distinct items or members were found")?;
        let before = mutate::before(graph, &drawn, fault, &self.shared.validator, &mut source);
        let shrinker = Shrinker::new(Arc::clone(graph), drawn);
        Ok(InvalidTree { shrinker, shared: Arc::clone(&self.shared), fault: index, before })
    }
}

impl ValueTree for ValidTree {
    type Value = Value;

    fn current(&self) -> Value {
        self.0.graph.value(self.0.drawn())
    }

    fn simplify(&mut self) -> bool {
        self.0.simplify()
    }

    fn complicate(&mut self) -> bool {
        self.0.complicate()
    }
}

impl ValueTree for InvalidTree {
    type Value = Invalidated;

    fn current(&self) -> Invalidated {
        let (drawn, Shared { graph, faults, .. }) = (self.shrinker.drawn(), &*self.shared);
        let before = self.before.clone();
        Invalidated {
            value: graph.value(drawn),
            mutation: mutate::mutation(graph, drawn, &faults[self.fault], before),
        }
    }

    fn simplify(&mut self) -> bool {
        self.shrinker.simplify()
    }

    fn complicate(&mut self) -> bool {
        self.shrinker.complicate()
    }
}

/// Whether some condition in the documents names a member.
fn conditional(documents: &Documents, name: &str) -> bool {
    fn named(schema: &Value, name: &str, inside: bool) -> bool {
        match schema {
            Value::String(text) => inside && text == name,
            Value::Array(items) => items.iter().any(|item| named(item, name, inside)),
            Value::Object(members) => members.iter().any(|(key, member)| {
                inside && key == name
                    || named(member, name, inside || CONDITIONAL.contains(&key.as_str()))
            }),
            _ => false,
        }
    }
    let all: Vec<&str> = documents.names().collect();
    let roots =
        all.into_iter().filter_map(|document| documents.get(&Location::root(document)).ok());
    roots.into_iter().any(|root| named(root, name, false))
}
