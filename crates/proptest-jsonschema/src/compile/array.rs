//! Arrays: the branches of a shape.

use std::collections::BTreeSet;

use serde_json::Value;

use super::compiler::Compiler;
use crate::{
    facts::{Contains, Lit, Shape},
    graph::{Branch, BrokenItem, Lists},
    json::number,
    schema::{SchemaError, Step, Target},
};

/// The most ways to place the items that have to be there.
const MOST_BRANCHES: usize = 16;

impl Compiler<'_> {
    /// The arrays of a shape; one branch for each place where a wrong item can be.
    pub(crate) fn lists(
        &mut self,
        shape: &Shape,
        target: Option<&Target>,
    ) -> Result<Vec<Branch>, SchemaError> {
        let places = prefix(shape);
        let contains = counted(shape);
        if contains.iter().filter(|c| c.max.is_some_and(|max| max > 0)).count() > 1 {
            return Err(self.error("several `maxContains` for one array are not supported"));
        }
        if contains.iter().any(|c| c.max.is_some_and(|max| max < c.min)) {
            return Ok(Vec::new());
        }
        let mut lists = self.plain(shape, places, &contains);
        let Some(step) = target.and_then(|target| target.steps.first()) else {
            return Ok(self.with_some(shape, lists, &contains));
        };
        let target = target.and_then(|target| target.after(step));
        match step {
            Step::Item(index) if *index >= places => Ok(Vec::new()),
            Step::Item(index) => {
                lists.prefix[*index] = self.node(conjunction(shape, *index, &contains), target);
                lists.min = lists.min.max(index + 1);
                lists.broken = Some(BrokenItem::At(*index));
                Ok(vec![Branch::List(Box::new(lists))])
            }
            Step::Rest => {
                let mut branches = Vec::new();
                for index in 0..places {
                    let mut other = lists.clone();
                    other.prefix[index] =
                        self.node(conjunction(shape, index, &contains), target.clone());
                    other.min = other.min.max(index + 1);
                    other.broken = Some(BrokenItem::At(index));
                    branches.push(Branch::List(Box::new(other)));
                }
                let node = self.node(conjunction(shape, places, &contains), target);
                lists.needed.push((node, 1));
                lists.broken = Some(BrokenItem::Among(node));
                branches.push(Branch::List(Box::new(lists)));
                Ok(branches)
            }
            Step::Member(_) | Step::Additional => Ok(Vec::new()),
        }
    }

    fn plain(&mut self, shape: &Shape, places: usize, contains: &[Contains]) -> Lists {
        let prefix = (0..places)
            .map(|i| self.place(conjunction(shape, i, contains), None, i < shape.min_items))
            .collect();
        let rest = self.place(conjunction(shape, places, contains), None, places < shape.min_items);
        let mut needed = Vec::new();
        let all = contains;
        for contains in all.iter().filter(|c| c.min > 0) {
            let mut lits = items(shape, places);
            lits.insert(contains.lit.clone());
            let others = all.iter().filter(|other| other.max.is_some() && *other != contains);
            lits.extend(others.map(|other| Lit::fails(other.lit.at.clone())));
            needed.push((self.place(lits, None, true), contains.min));
        }
        let blank = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
        Lists {
            prefix,
            rest,
            min: shape.min_items.max(usize::from(shape.not_consts.iter().any(blank))),
            max: shape.max_items,
            unique: shape.unique,
            repeated: shape.repeated,
            needed,
            broken: None,
            not: shape.not_consts.iter().filter(|v| v.is_array()).cloned().collect(),
        }
    }

    /// The branches in which the items that have to fail `items` do.
    fn with_some(&mut self, shape: &Shape, plain: Lists, contains: &[Contains]) -> Vec<Branch> {
        let mut all = vec![plain];
        for (from, lit) in &shape.some {
            let mut next = Vec::new();
            for lists in all {
                let places = lists.prefix.len();
                for index in *from..places {
                    let mut other = lists.clone();
                    let mut claims = conjunction(shape, index, contains);
                    claims.insert(lit.clone());
                    other.prefix[index] = self.place(claims, None, true);
                    other.min = other.min.max(index + 1);
                    next.push(other);
                }
                let mut claims = conjunction(shape, places, contains);
                claims.insert(lit.clone());
                let mut other = lists;
                other.needed.push((self.place(claims, None, true), 1));
                next.push(other);
            }
            all = next;
            all.truncate(MOST_BRANCHES);
        }
        all.into_iter().map(|lists| Branch::List(Box::new(lists))).collect()
    }

    /// Whether an array fits the shape.
    pub(crate) fn admits_list(&self, shape: &Shape, list: &[Value]) -> bool {
        let length = list.len();
        let twice = !number::all_differ(list);
        if length < shape.min_items
            || shape.max_items.is_some_and(|max| length > max)
            || (shape.unique && twice)
            || (shape.repeated && !twice)
            || shape.item.iter().any(|(index, _)| *index >= length)
        {
            return false;
        }
        let placed = list
            .iter()
            .enumerate()
            .all(|(index, item)| items(shape, index).iter().all(|lit| self.agrees(lit, item)));
        let counted = shape.contains.iter().all(|contains| {
            let count = list.iter().filter(|item| self.agrees(&contains.lit, item)).count();
            count >= contains.min && contains.max.is_none_or(|max| count <= max)
        });
        let some = shape
            .some
            .iter()
            .all(|(from, lit)| list.iter().skip(*from).any(|item| self.agrees(lit, item)));
        placed && counted && some
    }
}

/// How many items have a place of their own.
fn prefix(shape: &Shape) -> usize {
    let listed = shape.items.iter().map(|(prefix, _)| prefix.len());
    let single = shape.item.iter().map(|(index, _)| index + 1);
    listed.chain(single).max().unwrap_or(0)
}

/// `contains` for the same schema counts once.
fn counted(shape: &Shape) -> Vec<Contains> {
    let mut merged: Vec<Contains> = Vec::new();
    for contains in &shape.contains {
        if let Some(known) = merged.iter_mut().find(|known| known.lit.at == contains.lit.at) {
            known.min = known.min.max(contains.min);
            known.max = [known.max, contains.max].into_iter().flatten().min();
        } else {
            merged.push(contains.clone());
        }
    }
    merged
}

/// What `prefixItems` and `items` ask of the item at an index.
fn items(shape: &Shape, index: usize) -> BTreeSet<Lit> {
    let listed =
        shape.items.iter().filter_map(|(prefix, rest)| prefix.get(index).or(rest.as_ref()));
    let single = shape.item.iter().filter(|(at, _)| *at == index).map(|(_, lit)| lit);
    let mut lits: BTreeSet<Lit> = listed.clone().chain(single).cloned().collect();
    if listed.count() == 0 {
        lits.extend(shape.unevaluated_items.iter().cloned());
    }
    lits
}

/// The same for an item that is not there for `contains`: where that has a greatest count, such an
/// item must not fit it.
fn conjunction(shape: &Shape, index: usize, contains: &[Contains]) -> BTreeSet<Lit> {
    let mut lits = items(shape, index);
    let limited = contains.iter().filter(|contains| contains.max.is_some());
    lits.extend(limited.map(|contains| Lit::fails(contains.lit.at.clone())));
    lits
}
