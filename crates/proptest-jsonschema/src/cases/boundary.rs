//! The finite list of edge cases.

use jsonschema::Validator;
use serde_json::{Map, Value};

use super::{coverage::Coverage, pairwise};
use crate::{
    graph::{Branch, Graph, Lists, Named, Objects},
    random::Source,
    schema::{Assertion, Documents, Location, SchemaError},
    strategy,
};

/// Lists longer than this are no edge case that a person wants to read.
const LONGEST: usize = 200;

/// Parts deeper than this get one value only.
const DEEPEST: usize = 3;

/// A valid value on the edge of what is allowed.
///
/// # Examples
/// ```
/// use proptest_jsonschema::{Documents, Location, boundary};
/// use serde_json::json;
///
/// let mut documents = Documents::default();
/// let age = json!({"type": "integer", "minimum": 18});
/// documents.insert("ages.json", json!({"type": "array", "items": age}));
/// let edges = boundary(&documents, &Location::root("ages.json"))?;
/// let edge = edges.iter().find(|edge| edge.value == json!([18])).expect("the least age");
/// assert_eq!(edge.name, "the value of 1 item");
/// # Ok::<(), proptest_jsonschema::SchemaError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Boundary {
    /// What makes it an edge case: `firstName at minLength 1`.
    pub name: String,
    /// The value.
    pub value: Value,
    /// The assertions on whose bound it sits.
    pub assertions: Vec<Assertion>,
}

/// The edge cases of the schema at a place, each value once and valid: every constant, both ends
/// of every length, number and list, every optional member absent and present, and pairs of
/// what is optional, nullable, boolean or a short enum (pairwise, not the full product).
///
/// The list is always the same for a schema, and in the order of the schema. Where alternatives
/// depend on each other a combination that does not fit is left out.
///
/// # Errors
/// As for [`crate::valid`].
///
/// # Examples
/// ```
/// use proptest_jsonschema::{Documents, Location, boundary};
/// use serde_json::json;
///
/// let mut documents = Documents::default();
/// documents.insert("age.json", json!({"type": "integer", "minimum": 18, "maximum": 99}));
/// let edges = boundary(&documents, &Location::root("age.json"))?;
/// let values: Vec<_> = edges.into_iter().map(|edge| edge.value).collect();
/// assert_eq!(json!(values), json!([18, 19, 98, 99]));
/// # Ok::<(), proptest_jsonschema::SchemaError>(())
/// ```
pub fn boundary(documents: &Documents, at: &Location) -> Result<Vec<Boundary>, SchemaError> {
    let strategy = strategy::valid(documents, at)?;
    let coverage = Coverage::new(documents, at)?;
    let validator = documents.validator(at)?;
    let mut edges = strategy.graph.edges(strategy.root, 0);
    edges.extend(strategy.graph.pairs(strategy.root));
    let mut list: Vec<Boundary> = Vec::new();
    for edge in edges {
        let known = |other: &Boundary| other.value == edge.value || other.name == edge.name;
        if list.iter().any(known) || !fits(&validator, &edge.value) {
            continue;
        }
        let mut assertions = coverage.exercised(&edge.value);
        assertions.retain(|assertion| edge.pointer.as_ref() == Some(&assertion.instance));
        list.push(Boundary { name: edge.name, value: edge.value, assertions });
    }
    for case in list.iter_mut().filter(|case| case.name.starts_with([' ', '['])) {
        case.name.insert_str(0, "the value");
    }
    Ok(list)
}

/// What is asked of several members are checked here once more; what they rule out is no
/// edge case.
fn fits(validator: &Validator, value: &Value) -> bool {
    validator.is_valid(value)
}

/// An edge case of one place.
#[derive(Clone)]
struct Edge {
    name: String,
    value: Value,
    /// Where the edge is, `*` for items; `None` when it is not in one place.
    pointer: Option<String>,
}

impl Graph {
    fn edges(&self, node: usize, depth: usize) -> Vec<Edge> {
        if depth > DEEPEST {
            return self.sample(node).into_iter().map(|v| edge("", v)).collect();
        }
        // The branch that asks for least comes first, so that its values stand for the others.
        let mut branches: Vec<(usize, &Branch)> =
            self.nodes[node].branches.iter().enumerate().collect();
        branches.sort_by_key(|(_, branch)| match branch {
            Branch::Object(objects) => objects.named.iter().filter(|named| named.required).count(),
            _ => 0,
        });
        branches
            .into_iter()
            .flat_map(|(_, branch)| match branch {
                Branch::Fixed(values, _) => {
                    values.iter().map(|value| edge(&format!(" = {value}"), value.clone())).collect()
                }
                Branch::Text(texts) => {
                    let mut list: Vec<Edge> = texts
                        .edges()
                        .into_iter()
                        .map(|(name, text)| edge(&format!(" {name}"), Value::from(text)))
                        .collect();
                    if list.is_empty() {
                        list.push(edge(" present", Value::from(texts.simplest.as_str())));
                    }
                    list
                }
                Branch::Number(numbers) => {
                    let edges = numbers.edges.iter().chain([&numbers.simplest]);
                    edges.map(|n| edge(&format!(" = {n}"), Value::Number(n.clone()))).collect()
                }
                Branch::List(lists) => self.list_edges(lists, depth),
                Branch::Object(objects) => self.object_edges(node, objects, depth),
            })
            .collect()
    }

    /// One plain value of a node, null only where there is nothing else.
    fn sample(&self, node: usize) -> Option<Value> {
        let branches = self.nodes[node].branches.len();
        let mut plain: Vec<Value> = (0..branches)
            .filter_map(|branch| self.plainest(node, branch, 0))
            .map(|drawn| self.value(&drawn))
            .collect();
        plain.sort_by_key(|value| (value.is_null(), value.to_string().len()));
        if let Some(value) = plain.into_iter().next() {
            return Some(value);
        }
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        let mut source = Source::new(&mut runner);
        (0..20).find_map(|_| self.draw(node, 4, &mut source)).map(|drawn| self.value(&drawn))
    }

    fn list_edges(&self, lists: &Lists, depth: usize) -> Vec<Edge> {
        let least = lists.least();
        let mut lengths = vec![least, least + 1];
        lengths.extend(lists.max.into_iter().flat_map(|max| [max.saturating_sub(1), max]));
        lengths.retain(|n| *n >= least && lists.max.is_none_or(|max| *n <= max) && *n <= LONGEST);
        lengths.sort_unstable();
        lengths.dedup();
        let node_at = |index: usize| lists.prefix.get(index).copied().unwrap_or(lists.rest);
        let mut list = Vec::new();
        for length in lengths {
            let items: Option<Vec<Value>> = (0..length).map(|i| self.sample(node_at(i))).collect();
            let Some(items) = items else { continue };
            let noun = if length == 1 { "item" } else { "items" };
            list.push(edge(&format!(" of {length} {noun}"), Value::Array(items)));
        }
        let length = least.max(1).max(lists.prefix.len());
        if lists.max.is_none_or(|max| length <= max) {
            let base: Option<Vec<Value>> = (0..length).map(|i| self.sample(node_at(i))).collect();
            for (index, node) in (0..length).map(|i| (i, node_at(i))) {
                let Some(base) = &base else { break };
                for part in self.edges(node, depth + 1) {
                    let mut items = base.clone();
                    items[index] = part.value;
                    let step =
                        if index < lists.prefix.len() { index.to_string() } else { "*".to_owned() };
                    list.push(Edge {
                        name: format!("[{index}]{}", joined(&part.name)),
                        value: Value::Array(items),
                        pointer: part.pointer.map(|rest| format!("/{step}{rest}")),
                    });
                }
            }
        }
        list
    }

    fn object_edges(&self, node: usize, objects: &Objects, depth: usize) -> Vec<Edge> {
        let mut small = Map::new();
        let mut full = Map::new();
        for named in &objects.named {
            let Some(value) = self.sample(named.node) else { return Vec::new() };
            if named.required {
                small.insert(named.name.clone(), value.clone());
            }
            full.insert(named.name.clone(), value);
        }
        if !objects.forced.is_empty() || full.len() < objects.min {
            return self
                .sample(node)
                .into_iter()
                .map(|v| edge(" with further members", v))
                .collect();
        }
        let mut list = Vec::new();
        let optional = objects.named.iter().filter(|named| !named.required);
        list.push(whole(" with every optional member", full.clone()));
        list.push(whole(" without optional members", small.clone()));
        for named in optional {
            let mut members = full.clone();
            members.remove(&named.name);
            list.push(Edge {
                name: format!("{} absent", named.name),
                value: Value::Object(members),
                pointer: None,
            });
        }
        for named in &objects.named {
            for part in self.edges(named.node, depth + 1) {
                let mut members = small.clone();
                members.insert(named.name.clone(), part.value);
                let step = named.name.replace('~', "~0").replace('/', "~1");
                list.push(Edge {
                    name: format!("{}{}", named.name, joined(&part.name)),
                    value: Value::Object(members),
                    pointer: part.pointer.map(|rest| format!("/{step}{rest}")),
                });
            }
        }
        list
    }

    /// Pairwise combinations of the members of an object.
    fn pairs(&self, root: usize) -> Vec<Edge> {
        let tables: Vec<pairwise::Table> = self.nodes[root]
            .branches
            .iter()
            .filter_map(|branch| match branch {
                Branch::Object(objects) if objects.forced.is_empty() => Some(self.table(objects)),
                _ => None,
            })
            .collect();
        pairwise::cover(&tables)
            .into_iter()
            .map(|row| {
                let members: Map<String, Value> = row.members.into_iter().collect();
                Edge {
                    name: format!("pair: {}", row.name),
                    value: Value::Object(members),
                    pointer: None,
                }
            })
            .collect()
    }

    /// The levels of each member of a branch.
    fn table(&self, objects: &Objects) -> pairwise::Table {
        let row = |named: &Named| {
            let mut levels = Vec::new();
            if !named.required {
                levels.push((format!("{} absent", named.name), None));
            }
            for (index, branch) in self.nodes[named.node].branches.iter().enumerate() {
                if let Branch::Fixed(values, _) = branch {
                    let most = if values.len() <= 4 { values.len() } else { 1 };
                    levels.extend(values.iter().take(most).map(|value| {
                        let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                        (format!("{}={shown}", named.name), Some(value.clone()))
                    }));
                } else if let Some(drawn) = self.plainest(named.node, index, 0) {
                    levels.push((format!("{} present", named.name), Some(self.value(&drawn))));
                }
            }
            (named.name.clone(), levels)
        };
        objects.named.iter().map(row).collect()
    }
}

fn edge(name: &str, value: Value) -> Edge {
    Edge { name: name.to_owned(), value, pointer: Some(String::new()) }
}

fn whole(name: &str, members: Map<String, Value>) -> Edge {
    Edge { name: name.to_owned(), value: Value::Object(members), pointer: None }
}

/// The name of a part after the name of its whole.
fn joined(name: &str) -> String {
    if name.is_empty() || name.starts_with([' ', '[']) {
        name.to_owned()
    } else {
        format!(".{name}")
    }
}
