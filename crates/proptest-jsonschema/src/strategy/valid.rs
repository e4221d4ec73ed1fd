//! The strategy for values that fit a schema.

use std::{fmt, sync::Arc};

use proptest::{
    strategy::{NewTree, Strategy, ValueTree},
    test_runner::TestRunner,
};
use serde_json::Value;

use crate::{
    compile::Compiler,
    draw::Shrinker,
    graph::Graph,
    random::Source,
    schema::{Documents, Location, SchemaError},
};

/// A strategy for the values that fit the schema at a place.
///
/// # Errors
/// When the schema is malformed, uses something the generators do not support, or fits no value.
pub fn valid(documents: &Documents, at: &Location) -> Result<Valid, SchemaError> {
    documents.validator(at)?;
    let mut compiler = Compiler::new(documents, at);
    let root = compiler.root(None)?;
    let graph = compiler.finish();
    if graph.nodes[root].height.is_none() {
        return Err(SchemaError::new(at.clone(), "no value fits this schema"));
    }
    Ok(Valid { graph: Arc::new(graph), root })
}

/// Draws values that fit a schema.
#[derive(Clone)]
pub struct Valid {
    pub(crate) graph: Arc<Graph>,
    pub(crate) root: usize,
}

/// The tree of a valid value.
#[derive(Clone, Debug)]
pub struct ValidTree(Shrinker);

impl fmt::Debug for Valid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Valid({} places)", self.graph.nodes.len())
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
