//! What the generators draw from: one node for each place of a value, its branches the ways to fill
//! it. Recursive schemas make cycles.

use std::sync::Arc;

use serde_json::Value;

use super::numbers::Numbers;
use crate::{facts::Lit, judge::Judge, text::Texts};

/// How much a part of a value counts, in characters.
const PART: u64 = 16;

/// Values that cannot be smaller than this are not drawn.
const LARGEST: u64 = 1 << 22;

/// All nodes; the first one is the whole value.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    pub(crate) nodes: Vec<Node>,
    /// Judges the values of the nodes that ask for it.
    pub(crate) judge: Option<Arc<Judge>>,
    /// Whether some node says less than its schemas, so that what is drawn has to be judged.
    pub(crate) unsure: bool,
}

/// The values of one place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Node {
    /// Never empty in a graph that is drawn from, except for places that stay absent.
    pub(crate) branches: Vec<Branch>,
    /// How many levels the shallowest value of each branch needs.
    pub(crate) heights: Vec<u32>,
    /// The same for the node; `None` when it has no values.
    pub(crate) height: Option<u32>,
    /// The node of unbroken values, when the broken assertion judges this place.
    pub(crate) mend: Option<usize>,
    /// What the values have to be judged by, where the branches say less.
    pub(crate) check: Vec<Lit>,
}

/// One way to fill a place.
#[derive(Clone, Debug)]
pub(crate) enum Branch {
    /// One of some values; `true` when they are alternatives of the same kind, which are drawn
    /// from together with those of the next such branch.
    Fixed(Vec<Value>, bool),
    Text(Box<Texts>),
    Number(Box<Numbers>),
    List(Box<Lists>),
    Object(Box<Objects>),
}

impl Branch {
    /// Adds it to others; constants of one kind become one branch, and repeated ones are left out.
    pub(crate) fn merge_into(self, branches: &mut Vec<Self>) {
        let Self::Fixed(values, merges) = self else {
            branches.push(self);
            return;
        };
        for known in branches.iter_mut() {
            let Self::Fixed(others, also) = known else { continue };
            if merges && *also {
                for value in values {
                    if !others.contains(&value) {
                        others.push(value);
                    }
                }
                return;
            }
            if *others == values {
                return;
            }
        }
        if !values.is_empty() {
            branches.push(Self::Fixed(values, merges));
        }
    }
}

/// Arrays.
#[derive(Clone, Debug)]
pub(crate) struct Lists {
    pub(crate) prefix: Vec<usize>,
    pub(crate) rest: usize,
    pub(crate) min: usize,
    pub(crate) max: Option<usize>,
    pub(crate) unique: bool,
    /// Two items are the same, which `uniqueItems` forbids.
    pub(crate) repeated: bool,
    /// Items that must occur: node, and how often at least.
    pub(crate) needed: Vec<(usize, usize)>,
    /// The item that holds the broken assertion.
    pub(crate) broken: Option<BrokenItem>,
    pub(crate) not: Vec<Value>,
}

/// Which item is the broken one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BrokenItem {
    /// The one at this index of the prefix.
    At(usize),
    /// One somewhere after the prefix, drawn from this node.
    Among(usize),
}

/// Objects.
#[derive(Clone, Debug)]
pub(crate) struct Objects {
    pub(crate) named: Vec<Named>,
    /// Members that no schema names: nodes of the name and of the value.
    pub(crate) groups: Vec<(usize, usize)>,
    /// Such members which must be there, one each.
    pub(crate) forced: Vec<(usize, usize)>,
    /// Whether such members are drawn without need.
    pub(crate) additional: bool,
    pub(crate) min: usize,
    pub(crate) max: Option<usize>,
    /// The required member that is missing, and the node of what it would be.
    pub(crate) lost: Option<(String, usize)>,
    /// Where the broken assertion is.
    pub(crate) broken: Option<BrokenMember>,
    pub(crate) not: Vec<Value>,
}

/// Which member is the broken one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BrokenMember {
    /// The one at this index of `named`.
    Named(usize),
    /// The last one of `forced`.
    Forced,
}

/// A member that a schema names.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) node: usize,
    pub(crate) required: bool,
}

impl Graph {
    /// Finds out which nodes have values at all and how deep these are, and drops the branches that
    /// have none. The least fixed point: a value is finite.
    ///
    /// Says whether something was dropped because even the least of it is too large.
    pub(crate) fn settle(&mut self) -> bool {
        self.find_heights();
        let mut dropped = false;
        while self.drop_too_large() {
            dropped = true;
            self.nodes.iter_mut().for_each(|node| node.height = None);
            self.find_heights();
        }
        for i in 0..self.nodes.len() {
            let branches = std::mem::take(&mut self.nodes[i].branches);
            let (branches, heights) = branches
                .into_iter()
                .filter_map(|branch| self.height(&branch).map(|height| (self.trim(branch), height)))
                .unzip();
            self.nodes[i].branches = branches;
            self.nodes[i].heights = heights;
        }
        dropped
    }

    fn find_heights(&mut self) {
        loop {
            let mut changed = false;
            for i in 0..self.nodes.len() {
                let heights = self.nodes[i].branches.iter().map(|branch| self.height(branch));
                let least = heights.flatten().min();
                if least != self.nodes[i].height {
                    self.nodes[i].height = least;
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
    }

    /// Drops the branches of which even the least value is too large, and says whether there were any.
    fn drop_too_large(&mut self) -> bool {
        let sizes = self.sizes();
        let mut dropped = false;
        for i in 0..self.nodes.len() {
            let mut branches = std::mem::take(&mut self.nodes[i].branches);
            let before = branches.len();
            branches.retain(|branch| size(branch, &sizes) <= LARGEST);
            dropped |= branches.len() < before;
            self.nodes[i].branches = branches;
        }
        dropped
    }

    /// How large the shallowest value of each node is.
    fn sizes(&self) -> Vec<u64> {
        let mut order: Vec<usize> = (0..self.nodes.len()).filter(|i| self.has(*i)).collect();
        order.sort_by_key(|i| self.nodes[*i].height);
        // A place without values does not count: what needs it has none either.
        let mut sizes = vec![0; self.nodes.len()];
        for i in order {
            let least = |branch: &&Branch| self.height(branch) == self.nodes[i].height;
            let shallow = self.nodes[i].branches.iter().filter(least);
            sizes[i] = shallow.map(|branch| size(branch, &sizes)).min().unwrap_or(0);
        }
        sizes
    }

    /// Whether a value drawn from a node is one that its schemas accept.
    pub(crate) fn passes(&self, node: usize, value: impl FnOnce() -> Value) -> bool {
        let check = &self.nodes[node].check;
        let Some(judge) = self.judge.as_ref().filter(|_| !check.is_empty()) else { return true };
        let value = value();
        check.iter().all(|lit| judge.fits(&lit.at, &value) == lit.holds)
    }

    fn has(&self, node: usize) -> bool {
        self.nodes[node].height.is_some()
    }

    /// Takes out of a branch what never occurs.
    fn trim(&self, branch: Branch) -> Branch {
        match branch {
            Branch::List(mut lists) => {
                lists.max = self.most_items(&lists);
                Branch::List(lists)
            }
            Branch::Object(mut objects) => {
                let broken = match objects.broken {
                    Some(BrokenMember::Named(i)) => Some(objects.named[i].name.clone()),
                    _ => None,
                };
                objects.named.retain(|named| self.has(named.node));
                objects.groups.retain(|(name, value)| self.has(*name) && self.has(*value));
                if let Some(name) = broken {
                    let at = objects.named.iter().position(|named| named.name == name);
                    objects.broken = at.map(BrokenMember::Named);
                }
                Branch::Object(objects)
            }
            other => other,
        }
    }

    /// How many values a node has, when it is a short list of constants.
    fn count(&self, node: usize) -> Option<usize> {
        self.nodes[node].branches.iter().try_fold(0usize, |sum, branch| match branch {
            Branch::Fixed(values, _) => Some(sum + values.len()),
            _ => None,
        })
    }

    /// The greatest number of items.
    fn most_items(&self, lists: &Lists) -> Option<usize> {
        let dead = lists.prefix.iter().position(|node| !self.has(*node));
        let end = (!self.has(lists.rest)).then_some(lists.prefix.len() + needed_items(lists));
        // A broken item leaves room for what it was before.
        let counted = lists.needed.is_empty() || lists.broken.is_some();
        let distinct = (lists.unique && counted)
            .then(|| self.count(lists.rest).map(|n| n + lists.prefix.len()))
            .flatten();
        [lists.max, dead, end, distinct].into_iter().flatten().min()
    }

    fn height(&self, branch: &Branch) -> Option<u32> {
        let of = |node: usize| self.nodes[node].height;
        let mut children = Vec::new();
        match branch {
            Branch::Fixed(values, _) => return (!values.is_empty()).then_some(0),
            Branch::Text(_) | Branch::Number(_) => return Some(0),
            Branch::List(lists) => {
                let least = lists.least();
                if self.most_items(lists).is_some_and(|most| most < least) {
                    return None;
                }
                children.extend(lists.prefix.iter().take(least).copied());
                if least > lists.prefix.len() + needed_items(lists) || lists.repeated {
                    children.push(lists.rest);
                }
                children.extend(lists.needed.iter().map(|(node, _)| *node));
            }
            Branch::Object(objects) => {
                let here = |node: usize| usize::from(self.has(node));
                let named: usize = objects.named.iter().map(|named| here(named.node)).sum();
                let additional = objects.groups.iter().any(|(n, v)| self.has(*n) && self.has(*v));
                let most = if additional { usize::MAX } else { named + objects.forced.len() };
                let required = objects.named.iter().filter(|named| named.required);
                let least = required.clone().count() + objects.forced.len();
                if most < objects.min || objects.max.is_some_and(|max| max < least) {
                    return None;
                }
                children.extend(required.map(|named| named.node));
                children.extend(objects.forced.iter().flat_map(|(name, value)| [*name, *value]));
            }
        }
        children.into_iter().try_fold(0, |most: u32, node| Some(most.max(of(node)? + 1)))
    }
}

/// How large the least value of a branch is: a character counts one.
fn size(branch: &Branch, sizes: &[u64]) -> u64 {
    let times = |node: usize, count: usize| sizes[node].saturating_mul(count as u64);
    let parts = match branch {
        Branch::Fixed(..) | Branch::Number(_) => 0,
        Branch::Text(texts) => texts.simplest.len() as u64,
        Branch::List(lists) => {
            let least = lists.least();
            let placed = lists.prefix.iter().take(least).map(|node| sizes[*node]);
            let needed = lists.needed.iter().map(|(node, count)| times(*node, *count));
            let rest = least.saturating_sub(lists.prefix.len() + needed_items(lists));
            placed.chain(needed).fold(times(lists.rest, rest), u64::saturating_add)
        }
        Branch::Object(objects) => {
            let required = objects.named.iter().filter(|named| named.required);
            let forced = objects.forced.iter().flat_map(|(name, value)| [*name, *value]);
            let all = required.map(|named| named.node).chain(forced);
            all.map(|node| sizes[node]).fold(0, u64::saturating_add)
        }
    };
    parts.saturating_add(PART)
}

fn needed_items(lists: &Lists) -> usize {
    lists.needed.iter().map(|(_, count)| count).sum()
}

impl Lists {
    /// The least number of items.
    pub(crate) fn least(&self) -> usize {
        let needed = needed_items(self) + if self.repeated { 2 } else { 0 };
        if needed == 0 { self.min } else { self.min.max(self.prefix.len() + needed) }
    }
}
