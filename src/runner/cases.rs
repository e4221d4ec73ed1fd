//! From what a scenario asks for to cases, and back to the value trees that they came from.

use std::{cell::RefCell, collections::BTreeMap, ops::Range, rc::Rc};

use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde_json::json;

use crate::{
    check::{Input, Scenario},
    generate::{
        self, Invalid, Invalidated, Valid,
        query::{InvalidQueries, Parameters, Query, ValidQueries},
        raw,
    },
    model::{Bytes, Case, Constraint, Edition, Seed},
    schema::{Contract, Documents, Location, SchemaError},
};

/// Cases that cannot be drawn.
#[derive(Debug, thiserror::Error)]
pub enum CasesError {
    /// A schema is unsupported.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// A clause names a constraint that its schema does not have.
    #[error("clauses.toml: no value breaks `{0}` alone")]
    NoSuchConstraint(Constraint),
    /// A request schema has a constraint that no clause names.
    #[error("clauses.toml: no clause states the constraint `{0}`, so that nothing would check it")]
    NoClause(String),
}

/// Where the cases of one scenario come from.
pub(super) enum Source {
    Fixed(Vec<(String, serde_json::Value)>),
    Valid(Valid, u64),
    Invalid { near: Vec<Invalidated>, broken: Invalid, count: u64 },
    Query(ValidQueries, u64),
    BadQuery(InvalidQueries, u64),
}

/// A value tree of any kind, as the case it stands for.
pub(super) enum Tree {
    Valid(<Valid as Strategy>::Tree),
    Invalid(<Invalid as Strategy>::Tree),
    Query(<ValidQueries as Strategy>::Tree),
    BadQuery(<InvalidQueries as Strategy>::Tree),
}

/// Does the same with whichever tree it is.
macro_rules! each_tree {
    ($this:ident, $tree:ident => $what:expr) => {
        match $this {
            Tree::Valid($tree) => $what,
            Tree::Invalid($tree) => $what,
            Tree::Query($tree) => $what,
            Tree::BadQuery($tree) => $what,
        }
    };
}

/// Draws the cases of scenarios, each from its own seed, so that no case depends on another.
pub(super) struct Drawer<'a> {
    contract: &'a Contract,
    promised: Documents,
    seed: Seed,
    cases: u64,
    /// What breaks each schema; takes long to prepare.
    broken: RefCell<BTreeMap<String, Rc<Broken>>>,
}

/// What breaks a schema: the near misses of each constraint, and a strategy for all.
struct Broken {
    near: Vec<(generate::Constraint, Invalidated)>,
    any: Invalid,
}

impl<'a> Drawer<'a> {
    pub(super) fn new(
        contract: &'a Contract,
        edition: Option<Edition>,
        seed: Seed,
        cases: u64,
    ) -> Self {
        let promised = contract.promised(edition);
        Self { contract, promised, seed, cases, broken: RefCell::default() }
    }

    /// Prepares the input of a scenario. Values that must be accepted use only what is promised;
    /// values that must be refused are outside of what any page allows.
    pub(super) fn source(&self, scenario: &Scenario) -> Result<Source, CasesError> {
        Ok(match &scenario.input {
            Input::Once => Source::Fixed(vec![(String::new(), serde_json::Value::Null)]),
            Input::Values(values) => Source::Fixed(values.clone()),
            Input::Boundary(schema) => {
                let cases = generate::boundary(&self.promised, &Location::root(schema))?;
                Source::Fixed(cases.into_iter().map(|case| (case.name, case.value)).collect())
            }
            Input::Valid(schema) => {
                Source::Valid(generate::valid(&self.promised, &Location::root(schema))?, self.cases)
            }
            Input::Invalid(constraint) => {
                let all = self.broken(&constraint.document)?;
                let one = find(all.any.constraints(), constraint)?;
                let near = all.near.iter().filter(|(named, _)| named == one);
                Source::Invalid {
                    near: near.map(|(_, broken)| broken.clone()).collect(),
                    broken: all.any.only(one),
                    count: self.cases.div_ceil(3),
                }
            }
            Input::Query(schema) => Source::Query(self.parameters(schema)?.valid()?, self.cases),
            Input::BadQuery(constraint) => {
                let all = self.parameters(&constraint.document)?.invalid()?;
                let one = find(all.constraints(), constraint)?;
                Source::BadQuery(all.only(one), self.cases.div_ceil(3))
            }
            Input::OpenQueries(schema) => {
                let queries = self.parameters(schema)?.open().into_iter();
                Source::Fixed(queries.map(|query| (query.name, json!(query.pairs))).collect())
            }
            Input::Raw { base, member } => {
                // A compressed body cannot be read by the e-mail gate, which would withhold it.
                let raw = raw::faults(base, member).into_iter();
                let legible = raw.filter(|raw| raw.content_encoding.is_none());
                Source::Fixed(legible.map(raw_case).collect())
            }
        })
    }

    /// What breaks a schema, prepared once.
    fn broken(&self, schema: &str) -> Result<Rc<Broken>, SchemaError> {
        if let Some(known) = self.broken.borrow().get(schema) {
            return Ok(Rc::clone(known));
        }
        let (documents, at) = (&self.contract.documents, Location::root(schema));
        let near = generate::beyond(documents, &at)?;
        let new = Rc::new(Broken { near, any: generate::invalid(documents, &at)? });
        self.broken.borrow_mut().insert(schema.to_owned(), Rc::clone(&new));
        Ok(new)
    }

    fn parameters(&self, schema: &str) -> Result<Parameters, SchemaError> {
        Parameters::new(&self.contract.documents, &Location::root(schema))
    }

    /// All cases of a scenario, in order.
    pub(super) fn cases(&self, scenario: &Scenario, source: &Source) -> Vec<Case> {
        match source {
            Source::Fixed(values) => values
                .iter()
                .zip(0..)
                .map(|((name, value), index)| Case {
                    name: name.clone(),
                    ..plain(scenario, index, value.clone())
                })
                .collect(),
            Source::Invalid { near, count, .. } => {
                let first = near.iter().cloned().zip(0..);
                let first = first.map(|(broken, index)| broken_case(scenario, index, broken));
                let drawn = near.len() as u64..near.len() as u64 + count;
                first.chain(self.drawn(scenario, source, drawn)).collect()
            }
            Source::Valid(_, count) | Source::Query(_, count) | Source::BadQuery(_, count) => {
                self.drawn(scenario, source, 0..*count).collect()
            }
        }
    }

    fn drawn(
        &self,
        scenario: &Scenario,
        source: &Source,
        indices: Range<u64>,
    ) -> impl Iterator<Item = Case> {
        indices.filter_map(|index| Some(self.tree(scenario, source, index)?.case(scenario, index)))
    }

    /// The value tree of one case, drawn anew; `None` for fixed values, which do not shrink.
    pub(super) fn tree(&self, scenario: &Scenario, source: &Source, index: u64) -> Option<Tree> {
        let seed = self.seed.for_case(&scenario.id, index);
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
        // Not `Config::default()`: it reads the environment.
        let config = Config { failure_persistence: None, ..Config::with_cases(1) };
        let mut runner = TestRunner::new_with_rng(config, rng);
        match source {
            Source::Fixed(_) => None,
            Source::Invalid { near, .. } if index < near.len() as u64 => None,
            Source::Invalid { broken, .. } => broken.new_tree(&mut runner).ok().map(Tree::Invalid),
            Source::Valid(strategy, _) => strategy.new_tree(&mut runner).ok().map(Tree::Valid),
            Source::Query(strategy, _) => strategy.new_tree(&mut runner).ok().map(Tree::Query),
            Source::BadQuery(strategy, _) => {
                strategy.new_tree(&mut runner).ok().map(Tree::BadQuery)
            }
        }
    }
}

impl Tree {
    /// The case that the tree stands at.
    pub(super) fn case(&self, scenario: &Scenario, index: u64) -> Case {
        match self {
            Self::Valid(tree) => plain(scenario, index, tree.current()),
            Self::Invalid(tree) => broken_case(scenario, index, tree.current()),
            Self::Query(tree) => query_case(scenario, index, tree.current()),
            Self::BadQuery(tree) => query_case(scenario, index, tree.current()),
        }
    }

    pub(super) fn simplify(&mut self) -> bool {
        each_tree!(self, tree => tree.simplify())
    }

    pub(super) fn complicate(&mut self) -> bool {
        each_tree!(self, tree => tree.complicate())
    }
}

fn plain(scenario: &Scenario, index: u64, value: serde_json::Value) -> Case {
    Case { scenario: scenario.id.clone(), index, name: String::new(), value, mutation: None }
}

fn broken_case(scenario: &Scenario, index: u64, broken: Invalidated) -> Case {
    Case { mutation: Some(broken.mutation), ..plain(scenario, index, broken.value) }
}

fn query_case(scenario: &Scenario, index: u64, query: Query) -> Case {
    Case { name: query.name, ..plain(scenario, index, json!(query.pairs)) }
}

fn raw_case(raw: raw::Raw) -> (String, serde_json::Value) {
    let value = json!({
        "body": Bytes::from(raw.bytes),
        "contentType": raw.content_type,
        "contentEncoding": raw.content_encoding,
        "refused": raw.refused,
    });
    (raw.name.to_owned(), value)
}

/// The generator's constraint that a clause names.
fn find<'a>(
    all: &'a [generate::Constraint],
    named: &Constraint,
) -> Result<&'a generate::Constraint, CasesError> {
    let found = all.iter().find(|found| is(found, named));
    found.ok_or_else(|| CasesError::NoSuchConstraint(named.clone()))
}

/// Whether a generator's constraint is the one that a clause names. For `required` the clause
/// names the missing member, the generator the object that misses it.
pub(super) fn is(found: &generate::Constraint, named: &Constraint) -> bool {
    let member = found.schema.pointer.rsplit('/').next().unwrap_or_default();
    let instance = match found.keyword.as_str() {
        "required" => format!("{}/{member}", found.instance),
        _ => found.instance.clone(),
    };
    found.keyword == named.keyword && instance == named.instance
}
