//! The strategy for values that break exactly one assertion of a schema.

use std::{fmt, sync::Arc};

use jsonschema::Validator;
use proptest::{
    strategy::{NewTree, Strategy, ValueTree},
    test_runner::TestRunner,
};
use serde_json::Value;

use crate::{
    broken::{self, Invalidated, Violation},
    compile::Compiler,
    draw::{Drawn, Judgement, Shrinker},
    graph::Graph,
    random::Source,
    schema::{Assertion, Documents, Location, SchemaError, Schemas, enumerate},
};

/// Keywords that look at several items at once.
const COMPARING: &[&str] = &["uniqueItems", "contains", "minContains", "maxContains"];

/// Keywords whose subschemas make one member depend on another.
const CONDITIONAL: &[&str] =
    &["if", "then", "else", "not", "anyOf", "oneOf", "dependentSchemas", "dependentRequired"];

/// A strategy for the values that break exactly one assertion of the schema at a place, chosen
/// evenly over all assertions that can be broken alone.
///
/// What takes time is done here, once, and more of it than for [`crate::valid`]: each assertion has
/// a graph of its own. Keep the strategy, or clone it, which is cheap.
///
/// # Errors
/// When the schema is malformed or uses something the generators do not support, and when it has no
/// such assertion; names the place. A schema that no value fits can have one.
///
/// # Examples
/// ```
/// use proptest::{prelude::*, test_runner::TestRunner};
/// use proptest_jsonschema::{Documents, Location, invalid};
///
/// let mut documents = Documents::default();
/// documents.insert("age.json", serde_json::json!({"type": "integer", "minimum": 18}));
/// let broken_ages = invalid(&documents, &Location::root("age.json"))?;
/// TestRunner::deterministic().run(&broken_ages, |broken| {
///     let young = broken.value.as_i64().is_some_and(|age| age < 18);
///     prop_assert_eq!(young, broken.mutation.keyword == "minimum");
///     Ok(())
/// })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn invalid(documents: &Documents, at: &Location) -> Result<Invalid, SchemaError> {
    let schemas = Arc::new(documents.schemas(at)?);
    let validator = Arc::new(documents.validator(at)?);
    let prepare = || -> Result<_, SchemaError> {
        let mut compiler = Compiler::new(&schemas);
        let mut candidates = Vec::new();
        let targets = enumerate(&schemas)?;
        compiler.expect(targets.len());
        for (assertion, target) in targets {
            let root = compiler.root(Some(target))?;
            let violation = Arc::new(Violation::new(&schemas, assertion)?);
            candidates.push(Way { violation, root, dependent: false, judgement: None });
        }
        Ok((candidates, compiler.finish()))
    };
    let (mut candidates, (graph, lacks)) = prepare().map_err(|error| schemas.told(error))?;
    let graph = Arc::new(graph);
    if graph.unsure || schemas.unsure {
        for way in &mut candidates {
            way.judgement = Some(way.judged(&graph, &validator));
        }
    }
    let tries = (MOST_TRIES / candidates.len().max(1)).clamp(2, TRIES);
    let (mut ways, others): (Vec<_>, Vec<_>) =
        candidates.into_iter().partition(|way| way.can_be_shown(&graph, tries));
    if ways.is_empty() {
        let none =
            || SchemaError::new(at.clone(), "no constraint of this schema can be broken alone");
        return Err(lacks.into_iter().next().unwrap_or_else(none));
    }
    let compares = |way: &Way| COMPARING.contains(&way.violation.assertion.keyword.as_str());
    let crowded = ways.iter().chain(&others).any(compares);
    for way in &mut ways {
        let member = way.violation.member.as_deref();
        way.dependent = crowded || member.is_some_and(|name| conditional(&schemas, name));
    }
    let assertions = ways.iter().map(|way| way.violation.told.clone()).collect();
    let implied = others.into_iter().map(|way| way.violation.told.clone()).collect();
    let shared = Shared { graph, validator, ways, assertions, implied, lacks };
    Ok(Invalid { shared: Arc::new(shared), only: None })
}

/// Draws values that break exactly one assertion of a schema; made by [`invalid`].
///
/// # Contract
/// - Every value of a tree, the first one and each on the way down, breaks one assertion and no
///   other: a validator reports the keyword and the place of [`Mutation`](crate::Mutation), once.
/// - All values of a tree break the same assertion.
/// - Drawing rejects nothing, and a tree depends on the schema and the runner alone, as for
///   [`Valid`](crate::Valid).
/// - Every assertion of [`Self::assertions`] is as likely as every other.
///
/// # Examples
/// ```
/// use proptest::{strategy::{Strategy, ValueTree}, test_runner::TestRunner};
/// use proptest_jsonschema::{Documents, Location, invalid};
///
/// let mut documents = Documents::default();
/// documents.insert("flag.json", serde_json::json!({"type": "boolean"}));
/// let strategy = invalid(&documents, &Location::root("flag.json"))?;
/// let tree = strategy.new_tree(&mut TestRunner::deterministic()).expect("nothing is rejected");
/// assert!(!tree.current().value.is_boolean());
/// # Ok::<(), proptest_jsonschema::SchemaError>(())
/// ```
#[derive(Clone)]
pub struct Invalid {
    shared: Arc<Shared>,
    only: Option<usize>,
}

/// The tree of a value that breaks one assertion; every value of it breaks the same one.
///
/// # Contract
/// As for [`ValidTree`](crate::ValidTree), and:
/// - The part that breaks the assertion may become plainer, but never whole: a string that is too
///   short shrinks to the empty one, a number that is too small to the plainest one that is.
/// - The place of that part may change, as when an item before it goes.
/// - [`Mutation::before`](crate::Mutation::before) is drawn with the tree and stays as it is.
///
/// # Examples
/// ```
/// use proptest::{strategy::{Strategy, ValueTree}, test_runner::TestRunner};
/// use proptest_jsonschema::{Documents, Location, invalid};
/// use serde_json::json;
///
/// let mut documents = Documents::default();
/// documents.insert("ages.json", json!({"items": {"minimum": 18}}));
/// let strategy = invalid(&documents, &Location::root("ages.json"))?;
/// let tree = strategy.new_tree(&mut TestRunner::deterministic());
/// let mut tree = tree.expect("nothing is rejected");
/// while tree.simplify() {}
/// assert_eq!(tree.current().value, json!([0]));
/// assert_eq!(tree.current().mutation.sentence, "[0] is 0; the least allowed is 18");
/// # Ok::<(), proptest_jsonschema::SchemaError>(())
/// ```
#[derive(Clone, Debug)]
pub struct InvalidTree {
    shrinker: Shrinker,
    shared: Arc<Shared>,
    /// Index into the ways.
    way: usize,
    before: Option<Value>,
}

struct Shared {
    graph: Arc<Graph>,
    validator: Arc<Validator>,
    ways: Vec<Way>,
    assertions: Vec<Assertion>,
    implied: Vec<Assertion>,
    lacks: Vec<SchemaError>,
}

/// A way to be invalid.
struct Way {
    violation: Arc<Violation>,
    /// The node of the values that show it.
    root: usize,
    /// Whether what would mend such a value may depend on the rest of it.
    dependent: bool,
    /// What tells whether a value breaks it alone, where the graph does not.
    judgement: Option<Judgement>,
}

/// How many assertions are tried before drawing fails.
const OTHERS: usize = 5;

/// How many values are looked at before none counts as found.
const TRIES: usize = 40;

/// How many values are looked at to find out what can be broken.
const MOST_TRIES: usize = 2_000;

impl Way {
    fn judged(&self, graph: &Arc<Graph>, validator: &Arc<Validator>) -> Judgement {
        let (graph, validator) = (Arc::clone(graph), Arc::clone(validator));
        let violation = Arc::clone(&self.violation);
        Judgement::new(move |drawn| {
            let place = broken::place(&graph, drawn);
            broken::breaks(&validator, &graph.value(drawn), &violation, &place)
        })
    }

    fn can_be_shown(&self, graph: &Graph, tries: usize) -> bool {
        let mut runner = TestRunner::deterministic();
        graph.nodes[self.root].height.is_some()
            && self.draw(graph, tries, &mut Source::new(&mut runner)).is_some()
    }

    fn draw(&self, graph: &Graph, tries: usize, source: &mut Source<'_>) -> Option<Drawn> {
        (0..tries)
            .filter_map(|_| {
                source.begin();
                graph.draw(self.root, 0, source)
            })
            .find(|drawn| self.judgement.as_ref().is_none_or(|judgement| judgement.accepts(drawn)))
    }
}

impl Invalid {
    /// Every assertion that can be broken alone, in document order; never empty.
    ///
    /// # Examples
    /// ```
    /// use proptest_jsonschema::{Documents, Location, invalid};
    ///
    /// let mut documents = Documents::default();
    /// documents.insert("age.json", serde_json::json!({"type": "integer", "minimum": 18}));
    /// let strategy = invalid(&documents, &Location::root("age.json"))?;
    /// assert!(strategy.assertions().iter().map(|a| a.keyword.as_str()).eq(["minimum", "type"]));
    /// # Ok::<(), proptest_jsonschema::SchemaError>(())
    /// ```
    #[must_use]
    pub fn assertions(&self) -> &[Assertion] {
        &self.shared.assertions
    }

    /// The assertions that no value breaks alone, because others say the same: `type` beside an
    /// `enum` of strings, for one.
    ///
    /// # Examples
    /// ```
    /// use proptest_jsonschema::{Documents, Location, invalid};
    ///
    /// let mut documents = Documents::default();
    /// documents.insert("a.json", serde_json::json!({"enum": ["x"], "type": "string"}));
    /// let strategy = invalid(&documents, &Location::root("a.json"))?;
    /// assert!(strategy.implied().iter().map(|a| a.keyword.as_str()).eq(["type"]));
    /// # Ok::<(), proptest_jsonschema::SchemaError>(())
    /// ```
    #[must_use]
    pub fn implied(&self) -> &[Assertion] {
        &self.shared.implied
    }

    /// What is never drawn though the schema leads there, as for
    /// [`Valid::lacks`](crate::Valid::lacks).
    #[must_use]
    pub fn lacks(&self) -> &[SchemaError] {
        &self.shared.lacks
    }

    /// The same, but every draw breaks that one assertion. Where it is not one of
    /// [`Self::assertions`], drawing fails.
    ///
    /// # Examples
    /// ```
    /// use proptest::{strategy::{Strategy, ValueTree}, test_runner::TestRunner};
    /// use proptest_jsonschema::{Documents, Location, invalid};
    ///
    /// let mut documents = Documents::default();
    /// documents.insert("age.json", serde_json::json!({"type": "integer", "minimum": 18}));
    /// let strategy = invalid(&documents, &Location::root("age.json"))?;
    /// let minimum = strategy.assertions().iter().find(|a| a.keyword == "minimum");
    /// let too_young = strategy.only(minimum.expect("it can be broken"));
    /// let tree = too_young.new_tree(&mut TestRunner::deterministic());
    /// let tree = tree.expect("nothing is rejected");
    /// assert!(tree.current().value.as_i64() < Some(18));
    /// # Ok::<(), proptest_jsonschema::SchemaError>(())
    /// ```
    #[must_use]
    pub fn only(&self, assertion: &Assertion) -> Self {
        let index = self.shared.assertions.iter().position(|other| other == assertion);
        Self { shared: Arc::clone(&self.shared), only: Some(index.unwrap_or(usize::MAX)) }
    }
}

impl fmt::Debug for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Invalid({} assertions)", self.shared.assertions.len())
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Shared({} assertions)", self.assertions.len())
    }
}

impl Strategy for Invalid {
    type Tree = InvalidTree;
    type Value = Invalidated;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let Shared { graph, ways, validator, .. } = &*self.shared;
        let mut source = Source::new(runner);
        let mut found = None;
        for _ in 0..OTHERS {
            let index = self.only.unwrap_or_else(|| source.below(ways.len()));
            let way =
                ways.get(index).ok_or("this constraint is not one that can be broken alone")?;
            found = way.draw(graph, TRIES, &mut source).map(|drawn| (index, way, drawn));
            if found.is_some() {
                break;
            }
        }
        let (index, way, drawn) = found.ok_or("no value was found that breaks it alone")?;
        let judged = way.dependent || way.judgement.is_some();
        let judge = judged.then_some(&**validator);
        let before = broken::before(graph, &drawn, &way.violation, judge, &mut source);
        let shrinker = Shrinker::new(Arc::clone(graph), drawn, way.judgement.clone());
        Ok(InvalidTree { shrinker, shared: Arc::clone(&self.shared), way: index, before })
    }
}

impl ValueTree for InvalidTree {
    type Value = Invalidated;

    fn current(&self) -> Invalidated {
        let (drawn, Shared { graph, ways, .. }) = (self.shrinker.drawn(), &*self.shared);
        let before = self.before.clone();
        Invalidated {
            value: graph.value(drawn),
            mutation: broken::mutation(graph, drawn, &ways[self.way].violation, before),
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
fn conditional(schemas: &Schemas, name: &str) -> bool {
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
    schemas.documents().any(|root| named(root, name, false))
}
