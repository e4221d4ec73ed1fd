//! The strategies for queries.

use jsonschema::JsonType;
use proptest::{
    prelude::Rng,
    strategy::{NewTree, Strategy, ValueTree},
    test_runner::TestRunner,
};
use proptest_jsonschema::{Assertion, Invalid, InvalidTree, Valid, ValidTree};
use serde_json::Value;

use super::{
    parameters::{Parameters, member},
    wire::{Class, Query, pairs},
};
use crate::schema::SchemaError;

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

impl Parameters {
    /// Queries that every server has to accept.
    ///
    /// # Errors
    /// As for [`proptest_jsonschema::valid`].
    pub fn valid(&self) -> Result<ValidQueries, SchemaError> {
        let values = proptest_jsonschema::valid(&self.documents, &self.at)?;
        Ok(ValidQueries { values, parameters: self.clone() })
    }

    /// Queries that every server has to refuse, the assertions chosen evenly. What is only wrong
    /// before it becomes text, such as a number where a string is expected, is left out.
    ///
    /// # Errors
    /// As for [`proptest_jsonschema::invalid`].
    pub fn invalid(&self) -> Result<InvalidQueries, SchemaError> {
        let broken = proptest_jsonschema::invalid(&self.documents, &self.at)?;
        let on_the_wire = |assertion: &Assertion| {
            let name = member(&assertion.instance).unwrap_or_default();
            let text = self.types(&name).contains(JsonType::String);
            match assertion.keyword.as_str() {
                "type" => !assertion.instance.is_empty() && !text,
                "additionalProperties" => false,
                _ => true,
            }
        };
        let assertions = broken.assertions().iter().filter(|c| on_the_wire(c)).cloned().collect();
        Ok(InvalidQueries { broken, assertions, base: self.valid()? })
    }
}

/// Draws queries that every server has to accept.
#[derive(Clone, Debug)]
pub struct ValidQueries {
    values: Valid,
    parameters: Parameters,
}

/// Draws queries that every server has to refuse.
#[derive(Clone, Debug)]
pub struct InvalidQueries {
    broken: Invalid,
    assertions: Vec<Assertion>,
    base: ValidQueries,
}

impl InvalidQueries {
    /// The assertions that can be broken on the wire.
    #[must_use]
    pub fn assertions(&self) -> &[Assertion] {
        &self.assertions
    }

    /// The same, but every draw breaks that one assertion.
    #[must_use]
    pub fn only(&self, assertion: &Assertion) -> Self {
        let kept = self.assertions.iter().filter(|other| *other == assertion).cloned().collect();
        Self { assertions: kept, ..self.clone() }
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
    assertion: Assertion,
}

#[derive(Clone, Debug)]
enum Broken {
    Value(Box<InvalidTree>),
    /// A valid query in which one parameter is replaced by nonsense.
    Nonsense(Box<ValidTree>, &'static str),
}

/// One of a list that is not empty; nothing is drawn where there is no choice.
fn pick<'a, T>(runner: &mut TestRunner, list: &'a [T]) -> &'a T {
    if let [only] = list {
        return only;
    }
    let bits = usize::try_from(runner.rng().next_u64() & 0xffff).unwrap_or(0);
    &list[(bits * list.len()) >> 16]
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
        if self.assertions.is_empty() {
            return Err("no constraint can be broken on the wire".into());
        }
        let assertion = pick(runner, &self.assertions).clone();
        let nonsense = *pick(runner, NONSENSE);
        let parameters = self.base.parameters.clone();
        if assertion.keyword != "type" {
            let only = self.broken.only(&assertion);
            for _ in 0..20 {
                let source = Broken::Value(Box::new(only.new_tree(runner)?));
                let tree = InvalidQueryTree {
                    source,
                    parameters: parameters.clone(),
                    assertion: assertion.clone(),
                };
                if tree.current().class == Class::Invalid {
                    return Ok(tree);
                }
            }
            return Err("the constraint cannot be broken on the wire".into());
        }
        let source = Broken::Nonsense(Box::new(self.base.values.new_tree(runner)?), nonsense);
        Ok(InvalidQueryTree { source, parameters, assertion })
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
            assertion: None,
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
        let name = member(&self.assertion.instance).unwrap_or_default();
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
        Query { name: sentence, class, pairs, assertion: Some(self.assertion.clone()) }
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

#[cfg(test)]
mod tests {
    use proptest::strategy::check_strategy_sanity;

    use super::*;
    use crate::schema::{self, Location};

    fn parameters() -> Parameters {
        let documents = schema::embedded().unwrap();
        Parameters::new(&documents, &Location::root("list-query.json")).unwrap()
    }

    #[test]
    fn draws_are_what_they_say_and_stay_so() {
        let mut runner = TestRunner::deterministic();
        let (valid, invalid) = (parameters().valid().unwrap(), parameters().invalid().unwrap());
        for _ in 0..500 {
            let mut tree = valid.new_tree(&mut runner).unwrap();
            assert_eq!(tree.current().class, Class::Valid, "{:?}", tree.current());
            while tree.simplify() {
                assert_eq!(tree.current().class, Class::Valid);
            }
            let mut tree = invalid.new_tree(&mut runner).unwrap();
            assert_eq!(tree.current().class, Class::Invalid, "{:?}", tree.current());
            while tree.simplify() {
                assert_eq!(tree.current().class, Class::Invalid, "{:?}", tree.current());
            }
        }
        let broken: Vec<String> = invalid.assertions().iter().map(ToString::to_string).collect();
        assert_eq!(broken.len(), 5, "{broken:#?}");
        check_strategy_sanity(invalid, None);
        assert!(parameters().open().len() > 20);
    }
}
