//! The strategies for queries.

use proptest::{
    strategy::{NewTree, Strategy, ValueTree},
    test_runner::TestRunner,
};
use serde_json::Value;

use super::{Class, Parameters, Query, member, pairs};
use crate::generate::{
    Invalid, InvalidTree, Valid, ValidTree, constraint::Constraint, source::Source,
};

/// Texts that are no number and no boolean in any notation.
const NONSENSE: &[&str] = &[
    "abc",
    "ten",
    "NaN",
    "null",
    "undefined",
    "1.5.2",
    "--1",
    "1,000",
    "[1]",
    "{}",
    "'1'",
    "1;2",
    "0x",
    "*",
];

/// Draws queries that every server has to accept.
#[derive(Clone, Debug)]
pub struct ValidQueries {
    pub(super) values: Valid,
    pub(super) parameters: Parameters,
}

/// Draws queries that every server has to refuse.
#[derive(Clone, Debug)]
pub struct InvalidQueries {
    pub(super) broken: Invalid,
    pub(super) constraints: Vec<Constraint>,
    pub(super) base: ValidQueries,
}

impl InvalidQueries {
    /// The constraints that can be broken on the wire.
    #[must_use]
    pub fn constraints(&self) -> &[Constraint] {
        &self.constraints
    }

    /// The same, but every draw breaks that one constraint.
    #[must_use]
    pub fn only(&self, constraint: &Constraint) -> Self {
        let kept = self.constraints.iter().filter(|other| *other == constraint).cloned().collect();
        Self { constraints: kept, ..self.clone() }
    }
}

/// The tree of a valid query.
#[derive(Clone, Debug)]
pub struct ValidQueryTree {
    tree: ValidTree,
    parameters: Parameters,
}

/// The tree of an invalid query.
#[derive(Clone, Debug)]
pub struct InvalidQueryTree {
    source: Broken,
    parameters: Parameters,
    constraint: Constraint,
}

#[derive(Clone, Debug)]
enum Broken {
    Value(Box<InvalidTree>),
    /// A valid query in which one parameter is replaced by nonsense.
    Nonsense(Box<ValidTree>, &'static str),
}

/// Empty strings are taken for absent parameters by many servers, so that a query with one in it
/// tells nothing.
fn filled(value: &Value) -> Vec<(String, String)> {
    pairs(value).into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

impl Strategy for ValidQueries {
    type Tree = ValidQueryTree;
    type Value = Query;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        Ok(ValidQueryTree {
            tree: self.values.new_tree(runner)?,
            parameters: self.parameters.clone(),
        })
    }
}

impl Strategy for InvalidQueries {
    type Tree = InvalidQueryTree;
    type Value = Query;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        if self.constraints.is_empty() {
            return Err("no constraint can be broken on the wire".into());
        }
        let constraint = Source::new(runner).pick(&self.constraints).clone();
        let nonsense = *Source::new(runner).pick(NONSENSE);
        let parameters = self.base.parameters.clone();
        if constraint.keyword != "type" {
            let only = self.broken.only(&constraint);
            for _ in 0..20 {
                let source = Broken::Value(Box::new(only.new_tree(runner)?));
                let tree = InvalidQueryTree {
                    source,
                    parameters: parameters.clone(),
                    constraint: constraint.clone(),
                };
                if tree.current().class == Class::Invalid {
                    return Ok(tree);
                }
            }
            return Err("the constraint cannot be broken on the wire".into());
        }
        let source = Broken::Nonsense(Box::new(self.base.values.new_tree(runner)?), nonsense);
        Ok(InvalidQueryTree { source, parameters, constraint })
    }
}

impl ValueTree for ValidQueryTree {
    type Value = Query;

    fn current(&self) -> Query {
        let pairs = filled(&self.tree.current());
        Query {
            name: String::new(),
            class: self.parameters.classify(&pairs),
            pairs,
            constraint: None,
        }
    }

    fn simplify(&mut self) -> bool {
        self.tree.simplify()
    }

    fn complicate(&mut self) -> bool {
        self.tree.complicate()
    }
}

impl InvalidQueryTree {
    fn step(&mut self, simpler: bool) -> bool {
        match (&mut self.source, simpler) {
            (Broken::Value(tree), true) => tree.simplify(),
            (Broken::Value(tree), false) => tree.complicate(),
            (Broken::Nonsense(tree, _), true) => tree.simplify(),
            (Broken::Nonsense(tree, _), false) => tree.complicate(),
        }
    }

    /// Passes by the values that are not invalid as text.
    fn settle(&mut self, moved: bool) -> bool {
        let mut moved = moved;
        while moved && self.current().class != Class::Invalid {
            moved = self.step(false);
        }
        moved
    }
}

impl ValueTree for InvalidQueryTree {
    type Value = Query;

    fn current(&self) -> Query {
        let name = member(&self.constraint.instance);
        let (sentence, pairs) = match &self.source {
            Broken::Value(tree) => {
                let drawn = tree.current();
                let mut pairs = pairs(&drawn.value);
                pairs.retain(|(other, text)| !text.is_empty() || *other == name);
                (drawn.mutation.sentence, pairs)
            }
            Broken::Nonsense(tree, text) => {
                let mut pairs = filled(&tree.current());
                pairs.retain(|(other, _)| *other != name);
                pairs.push((name.clone(), (*text).to_owned()));
                (format!("{name} is {text:?}; that is not of the right type"), pairs)
            }
        };
        let class = self.parameters.classify(&pairs);
        Query { name: sentence, class, pairs, constraint: Some(self.constraint.clone()) }
    }

    fn simplify(&mut self) -> bool {
        let moved = self.step(true);
        self.settle(moved)
    }

    fn complicate(&mut self) -> bool {
        let moved = self.step(false);
        self.settle(moved)
    }
}
