//! The strategy for values that fit a schema.

use std::{fmt, sync::Arc};

use proptest::{
    strategy::{NewTree, Strategy, ValueTree},
    test_runner::TestRunner,
};
use serde_json::Value;

use crate::{
    compile::Compiler,
    draw::{Drawn, Judgement, Shrinker},
    graph::Graph,
    random::Source,
    schema::{Documents, Location, SchemaError},
};

/// A strategy for the values that fit the schema at a place.
///
/// What takes time is done here, once: keep the strategy, or clone it, which is cheap.
///
/// # Errors
/// When the schema is malformed, uses something the generators do not support, or fits no value;
/// names the place.
///
/// # Examples
/// ```
/// use proptest::{prelude::*, test_runner::TestRunner};
/// use proptest_jsonschema::{Documents, Location, valid};
///
/// let mut documents = Documents::default();
/// documents.insert("age.json", serde_json::json!({"type": "integer", "minimum": 18}));
/// let ages = valid(&documents, &Location::root("age.json"))?;
/// TestRunner::deterministic().run(&ages, |age| {
///     prop_assert!(age.as_i64() >= Some(18));
///     Ok(())
/// })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn valid(documents: &Documents, at: &Location) -> Result<Valid, SchemaError> {
    let schemas = Arc::new(documents.schemas(at)?);
    let validator = documents.validator(at)?;
    let mut compiler = Compiler::new(&schemas);
    let root = compiler.root(None).map_err(|error| schemas.told(error))?;
    let (graph, lacks) = compiler.finish();
    if graph.nodes[root].height.is_none() {
        let nothing = || SchemaError::new(at.clone(), "no value fits this schema");
        return Err(lacks.into_iter().next().unwrap_or_else(nothing));
    }
    let graph = Arc::new(graph);
    let unsure = graph.unsure || schemas.unsure;
    let judgement = unsure.then(|| {
        let graph = Arc::clone(&graph);
        Judgement::new(move |drawn| validator.is_valid(&graph.value(drawn)))
    });
    let strategy = Valid { graph, root, judgement, lacks: lacks.into() };
    if unsure {
        let trial = strategy.new_tree(&mut TestRunner::deterministic());
        trial.map_err(|_| {
            SchemaError::new(at.clone(), "no value was found that fits this schema")
        })?;
    }
    Ok(strategy)
}

/// Draws values that fit a schema; made by [`valid`].
///
/// # Contract
/// - Every value of a tree fits the schema, the first one and each on the way down.
/// - Drawing rejects nothing. It fails only where parts of an array or object have to differ, from
///   each other or from a few that are ruled out, and chance did not find enough of them.
/// - A tree depends on the schema and on the state of the runner's generator, on nothing else. It
///   takes its random choices when it is made; shrinking takes none.
/// - Each kind of value that a place can have is as likely as every other, bounds are drawn more
///   often than what lies between, and below five levels only what has to be there is drawn, so
///   that recursive schemas end. The shares are no promise.
///
/// # Examples
/// ```
/// use proptest::{strategy::{Strategy, ValueTree}, test_runner::TestRunner};
/// use proptest_jsonschema::{Documents, Location, valid};
///
/// let mut documents = Documents::default();
/// documents.insert("a.json", serde_json::json!({"type": ["boolean", "null"]}));
/// let values = valid(&documents, &Location::root("a.json"))?;
/// let strategy = values.prop_map(|value| value.to_string());
/// let tree = strategy.new_tree(&mut TestRunner::deterministic()).expect("nothing is rejected");
/// assert!(["true", "false", "null"].contains(&tree.current().as_str()));
/// # Ok::<(), proptest_jsonschema::SchemaError>(())
/// ```
#[derive(Clone)]
pub struct Valid {
    pub(crate) graph: Arc<Graph>,
    pub(crate) root: usize,
    judgement: Option<Judgement>,
    lacks: Arc<[SchemaError]>,
}

impl Valid {
    /// What is never drawn though the schema allows it, with the reason: a string whose pattern
    /// is out of reach, for one. Members that would hold it are left out.
    ///
    /// # Examples
    /// ```
    /// use proptest_jsonschema::{Documents, Location, valid};
    ///
    /// let mut documents = Documents::default();
    /// documents.insert("a.json", serde_json::json!({"properties": {"a": {"pattern": "a(?!b)c"}}}));
    /// let strategy = valid(&documents, &Location::root("a.json"))?;
    /// assert_eq!(strategy.lacks()[0].location.pointer, "/properties/a");
    /// # Ok::<(), proptest_jsonschema::SchemaError>(())
    /// ```
    #[must_use]
    pub fn lacks(&self) -> &[SchemaError] {
        &self.lacks
    }
}

/// How many values are looked at before none counts as found.
const TRIES: usize = 60;

/// The tree of a value that fits a schema.
///
/// # Contract
/// - `simplify` keeps the last move and makes the next one: it leaves out what is optional, goes
///   to a plainer alternative, shortens a string, makes a character plainer, brings a number closer
///   to the plainest one. It adds a part only where the alternative that it goes to needs it. It
///   returns false, and changes nothing, when no move is left.
/// - `complicate` takes the last move back and makes the next one, where there is one. It returns
///   false when there was nothing to take back.
/// - Every move that is kept leaves fewer parts, or as many and shorter ones, or as long and
///   plainer ones, so that a walk ends. Bold moves come first: each may cost the test a run.
///
/// # Examples
/// ```
/// use proptest::{strategy::{Strategy, ValueTree}, test_runner::TestRunner};
/// use proptest_jsonschema::{Documents, Location, valid};
///
/// let mut documents = Documents::default();
/// documents.insert("a.json", serde_json::json!({"type": "array", "items": {"minimum": 3}}));
/// let strategy = valid(&documents, &Location::root("a.json"))?;
/// let tree = strategy.new_tree(&mut TestRunner::deterministic());
/// let mut tree = tree.expect("nothing is rejected");
/// while tree.simplify() {}
/// assert_eq!(tree.current(), serde_json::json!([]));
/// # Ok::<(), proptest_jsonschema::SchemaError>(())
/// ```
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
        let mut source = Source::new(runner);
        let accepts = |drawn: &Drawn| self.judgement.as_ref().is_none_or(|j| j.accepts(drawn));
        let drawn = (0..TRIES)
            .filter_map(|_| {
                source.begin();
                self.graph.draw(self.root, 0, &mut source)
            })
            .find(accepts)
            .ok_or("no value was found that fits the schema")?;
        Ok(ValidTree(Shrinker::new(Arc::clone(&self.graph), drawn, self.judgement.clone())))
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
