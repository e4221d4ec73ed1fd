//! The finite list of edge cases.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
};

use jsonschema::Validator;
use proptest::strategy::{Strategy, ValueTree};
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

/// The most edge cases of single places; where there are more, each member has its share.
const MOST: usize = 1_000;

/// The most parts that the edge cases have together, and how many there are however large.
const MOST_PARTS: usize = 150_000;
const FEWEST: usize = 8;

/// How many values are drawn where there is no edge to be seen.
const TRIES: usize = 20;

/// The most alternatives of a place that have edge cases of their own.
const MOST_BRANCHES: usize = 32;

/// The most members whose pairs are covered.
const MOST_COLUMNS: usize = 40;

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
/// At most 1,000 cases are about single places and pairs are those of the first 40 members; a schema
/// that has more gets a share of each. The list is always the same for a schema, and in its order. Where alternatives
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
    let corners = Corners { graph: &strategy.graph, samples: RefCell::default() };
    let least = corners.sample(strategy.root).map_or(1, |value| parts(&value));
    let widest = strategy.graph.nodes[strategy.root].branches.iter().map(|branch| match branch {
        Branch::Object(objects) => objects.named.len(),
        _ => 0,
    });
    let most = (MOST_PARTS / (least + widest.max().unwrap_or(0))).clamp(FEWEST, MOST);
    let mut edges = corners.edges(strategy.root, 0, most);
    edges.extend(corners.pairs(strategy.root, most));
    let mut list: Vec<Boundary> = Vec::new();
    let (mut names, mut values) = (HashSet::new(), HashSet::new());
    for edge in edges {
        let known = names.contains(&edge.name) || values.contains(&edge.value.to_string());
        if known || !fits(&validator, &edge.value) {
            continue;
        }
        names.insert(edge.name.clone());
        values.insert(edge.value.to_string());
        let assertions = match &edge.pointer {
            Some(place) => coverage.exercised_at(&edge.value, place),
            None => Vec::new(),
        };
        list.push(Boundary { name: edge.name, value: edge.value, assertions });
    }
    if list.is_empty() {
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        let drawn = (0..TRIES).filter_map(|_| strategy.new_tree(&mut runner).ok());
        let value = drawn.map(|tree| tree.current()).min_by_key(|value| value.to_string().len());
        let plain = |value| Boundary { name: " drawn".to_owned(), value, assertions: Vec::new() };
        list.extend(value.map(plain));
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

/// How many parts a value has.
pub(super) fn parts(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(parts).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(parts).sum::<usize>(),
        Value::String(text) => 1 + text.len() / 64,
        _ => 1,
    }
}

/// An edge case of one place.
#[derive(Clone)]
struct Edge {
    name: String,
    value: Value,
    /// Where the edge is, `*` for items; `None` when it is not in one place.
    pointer: Option<String>,
}

/// Finds the edge cases of a graph.
struct Corners<'a> {
    graph: &'a Graph,
    /// One plain value of each node.
    samples: RefCell<HashMap<usize, Option<Value>>>,
}

impl Corners<'_> {
    /// Up to `most` edge cases of a node.
    fn edges(&self, node: usize, depth: usize, most: usize) -> Vec<Edge> {
        if depth > DEEPEST || most == 0 {
            return self.sample(node).into_iter().map(|v| edge("", v)).collect();
        }
        // The branch that asks for least comes first, so that its values stand for the others.
        let mut branches: Vec<(usize, &Branch)> =
            self.graph.nodes[node].branches.iter().enumerate().take(MOST_BRANCHES).collect();
        let share = most.div_ceil(branches.len().max(1));
        branches.sort_by_key(|(_, branch)| match branch {
            Branch::Object(objects) => objects.named.iter().filter(|named| named.required).count(),
            _ => 0,
        });
        let edges = branches.into_iter().flat_map(|(index, branch)| match branch {
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
            Branch::List(lists) => self.list_edges((node, index), lists, depth, share),
            Branch::Object(objects) => self.object_edges(node, objects, depth, share),
        });
        edges.take(most).collect()
    }

    /// One plain value of a node, null only where there is nothing else.
    fn sample(&self, node: usize) -> Option<Value> {
        if let Some(known) = self.samples.borrow().get(&node) {
            return known.clone();
        }
        let found = self.find_sample(node);
        self.samples.borrow_mut().insert(node, found.clone());
        found
    }

    fn find_sample(&self, node: usize) -> Option<Value> {
        let graph = self.graph;
        let branches = graph.nodes[node].branches.len().min(MOST_BRANCHES);
        let mut plain: Vec<Value> = (0..branches)
            .filter_map(|branch| graph.plainest(node, branch, 0))
            .map(|drawn| graph.value(&drawn))
            .collect();
        plain.sort_by_key(|value| (value.is_null(), value.to_string().len()));
        if let Some(value) = plain.into_iter().next() {
            return Some(value);
        }
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        let mut source = Source::new(&mut runner);
        (0..20).find_map(|_| graph.draw(node, 4, &mut source)).map(|drawn| graph.value(&drawn))
    }

    fn list_edges(
        &self,
        place: (usize, usize),
        lists: &Lists,
        depth: usize,
        most: usize,
    ) -> Vec<Edge> {
        let least = lists.least();
        let mut lengths = vec![least, least + 1];
        lengths.extend(lists.max.into_iter().flat_map(|max| [max.saturating_sub(1), max]));
        lengths.retain(|n| *n >= least && lists.max.is_none_or(|max| *n <= max) && *n <= LONGEST);
        lengths.sort_unstable();
        lengths.dedup();
        let node_at = |index: usize| lists.prefix.get(index).copied().unwrap_or(lists.rest);
        let mut list = Vec::new();
        // Where items have to differ, or have to be there, samples side by side will not do.
        let drawn = lists.unique || lists.repeated || !lists.needed.is_empty();
        for length in lengths {
            let noun = if length == 1 { "item" } else { "items" };
            let name = format!(" of {length} {noun}");
            if drawn && length > 0 {
                let mut runner = proptest::test_runner::TestRunner::deterministic();
                let mut source = Source::new(&mut runner);
                let found = (0..TRIES).find_map(|_| self.graph.list_of(place, length, &mut source));
                list.extend(found.map(|value| edge(&name, value)));
                continue;
            }
            let items: Option<Vec<Value>> = (0..length).map(|i| self.sample(node_at(i))).collect();
            list.extend(items.map(|items| edge(&name, Value::Array(items))));
        }
        let length = least.max(1).max(lists.prefix.len());
        let share = most.saturating_sub(list.len()).div_ceil(length.min(most).max(1));
        if length <= LONGEST && lists.max.is_none_or(|max| length <= max) {
            let base: Option<Vec<Value>> = (0..length).map(|i| self.sample(node_at(i))).collect();
            for (index, node) in (0..length).map(|i| (i, node_at(i))) {
                let Some(base) = &base else { break };
                for part in self.edges(node, depth + 1, share) {
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

    fn object_edges(&self, node: usize, objects: &Objects, depth: usize, most: usize) -> Vec<Edge> {
        let mut small = Map::new();
        let mut full = Map::new();
        for named in &objects.named {
            let Some(value) = self.sample(named.node) else {
                if named.required {
                    return Vec::new();
                }
                continue;
            };
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
        for named in optional.take(most / 2) {
            let mut members = full.clone();
            members.remove(&named.name);
            list.push(Edge {
                name: format!("{} absent", named.name),
                value: Value::Object(members),
                pointer: None,
            });
        }
        let share = most.saturating_sub(list.len()).div_ceil(objects.named.len().max(1)).max(1);
        for named in &objects.named {
            if list.len() >= most {
                break;
            }
            for part in self.edges(named.node, depth + 1, share) {
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
    fn pairs(&self, root: usize, most: usize) -> Vec<Edge> {
        let tables: Vec<pairwise::Table> = self.graph.nodes[root]
            .branches
            .iter()
            .take(MOST_BRANCHES)
            .filter_map(|branch| match branch {
                Branch::Object(objects) if objects.forced.is_empty() => Some(self.table(objects)),
                _ => None,
            })
            .collect();
        pairwise::cover(&tables, most)
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
            let branches = self.graph.nodes[named.node].branches.iter().take(MOST_BRANCHES);
            for (index, branch) in branches.enumerate() {
                if let Branch::Fixed(values, _) = branch {
                    let most = if values.len() <= 4 { values.len() } else { 1 };
                    levels.extend(values.iter().take(most).map(|value| {
                        let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                        (format!("{}={shown}", named.name), Some(value.clone()))
                    }));
                } else if let Some(drawn) = self.graph.plainest(named.node, index, 0) {
                    let value = self.graph.value(&drawn);
                    levels.push((format!("{} present", named.name), Some(value)));
                }
            }
            (named.name.clone(), levels)
        };
        objects.named.iter().take(MOST_COLUMNS).map(row).collect()
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
