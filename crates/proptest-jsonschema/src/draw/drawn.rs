//! A drawn value with its choices, which is what shrinking changes.

use std::collections::HashSet;

use serde_json::{Map, Number, Value};

use crate::{
    graph::{Branch, BrokenItem, BrokenMember, Graph, Lists, Objects},
    json::number,
    random::Source,
};

/// Below this depth only what has to be there is drawn.
const DEEP: usize = 5;

/// How often an item is drawn again for `uniqueItems`.
const TRIES: usize = 40;

/// How many values the judge is asked about before one is given up.
const JUDGED: usize = 40;

/// A value and where it came from: node and branch of the graph.
#[derive(Clone, Debug)]
pub(crate) struct Drawn {
    pub(crate) node: usize,
    pub(crate) branch: usize,
    pub(crate) content: Content,
}

/// What was chosen.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// The constant at this index.
    Fixed(usize),
    Text(String),
    Number(Number),
    List(Vec<Item>),
    Object(Vec<Member>),
}

/// Why a part is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// It can go.
    Optional,
    /// It has to stay.
    Needed,
    /// It holds the broken assertion.
    Broken,
}

/// An item of an array.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) role: Role,
    /// The item that this one repeats.
    pub(crate) twin: Option<usize>,
    pub(crate) drawn: Drawn,
}

/// A member of an object: one of the named ones, or one with a drawn name.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) role: Role,
    pub(crate) name: Name,
    pub(crate) drawn: Drawn,
}

/// A member's name.
#[derive(Clone, Debug)]
pub(crate) enum Name {
    /// Index into the named members of the branch.
    Known(usize),
    Drawn(String),
}

impl Graph {
    /// Draws a value of a node; `None` when distinct items, or a value that passes the judge, were
    /// not found.
    pub(crate) fn draw(&self, node: usize, depth: usize, source: &mut Source<'_>) -> Option<Drawn> {
        if self.nodes[node].check.is_empty() {
            return self.draw_once(node, depth, source);
        }
        for _ in 0..JUDGED {
            if !source.spend() {
                return None;
            }
            let drawn = self.draw_once(node, depth, source);
            let passes = |drawn: &Drawn| self.passes(node, || self.value(drawn));
            if let Some(drawn) = drawn.filter(passes) {
                return Some(drawn);
            }
        }
        None
    }

    fn draw_once(&self, node: usize, depth: usize, source: &mut Source<'_>) -> Option<Drawn> {
        let place = &self.nodes[node];
        let depth = if source.has_room() { depth } else { depth.max(DEEP + 1) };
        let branch = if depth > DEEP {
            let least = place.height?;
            let lowest = || (0..place.heights.len()).filter(|i| place.heights[*i] == least);
            lowest().nth(source.below(lowest().count()))?
        } else {
            source.below(place.branches.len())
        };
        let content = match place.branches.get(branch)? {
            Branch::Fixed(values, _) => Content::Fixed(source.below(values.len())),
            Branch::Text(texts) => {
                let text = texts.draw(source);
                source.fill(text.len());
                Content::Text(text)
            }
            Branch::Number(numbers) => Content::Number(numbers.draw(source)),
            Branch::List(lists) => {
                let draw = |source: &mut Source<'_>| {
                    self.draw_list(lists, depth, source).map(Content::List)
                };
                self.avoiding(node, branch, &lists.not, source, draw)?
            }
            Branch::Object(objects) => {
                let draw = |source: &mut Source<'_>| {
                    self.draw_object(objects, depth, source).map(Content::Object)
                };
                self.avoiding(node, branch, &objects.not, source, draw)?
            }
        };
        Some(Drawn { node, branch, content })
    }

    /// Draws again while the value is one of a few that are excluded.
    fn avoiding(
        &self,
        node: usize,
        branch: usize,
        not: &[Value],
        source: &mut Source<'_>,
        draw: impl Fn(&mut Source<'_>) -> Option<Content>,
    ) -> Option<Content> {
        for _ in 0..TRIES {
            let content = draw(source)?;
            if not.is_empty() {
                return Some(content);
            }
            let drawn = Drawn { node, branch, content };
            let value = self.value(&drawn);
            if !not.iter().any(|other| number::equal(other, &value)) {
                return Some(drawn.content);
            }
        }
        None
    }

    fn draw_list(&self, lists: &Lists, depth: usize, source: &mut Source<'_>) -> Option<Vec<Item>> {
        let least = lists.least();
        let most = lists.max.unwrap_or(usize::MAX).max(least);
        let length = if depth > DEEP {
            least
        } else {
            match source.below(32) {
                0 if most <= least.saturating_add(100) => most,
                1..=6 => least,
                _ => source.between(least, most.min(least.saturating_add(3))),
            }
        };
        self.fill_list(lists, length, depth, source)
    }

    /// An array of that many items, or of a few less where not enough distinct ones were found.
    fn fill_list(
        &self,
        lists: &Lists,
        length: usize,
        depth: usize,
        source: &mut Source<'_>,
    ) -> Option<Vec<Item>> {
        let least = lists.least();
        let mut nodes: Vec<(usize, Role)> = Vec::with_capacity(length);
        let wrong = |node: usize| lists.broken == Some(BrokenItem::Among(node));
        for (node, count) in &lists.needed {
            let role = if wrong(*node) { Role::Broken } else { Role::Needed };
            nodes.extend((0..*count).map(|_| (*node, role)));
        }
        let placed = lists.prefix.len().min(length);
        while placed + nodes.len() < length {
            nodes.push((lists.rest, Role::Optional));
        }
        for i in (1..nodes.len()).rev() {
            nodes.swap(i, source.below(i + 1));
        }
        let prefix = lists.prefix.iter().take(placed).enumerate().map(|(i, node)| {
            (
                *node,
                if lists.broken == Some(BrokenItem::At(i)) { Role::Broken } else { Role::Needed },
            )
        });
        // What has to be there is drawn first: where items differ, the others make way for it.
        let slots: Vec<(usize, Role)> = prefix.chain(nodes).collect();
        let mut drawn: Vec<Option<Item>> = slots.iter().map(|_| None).collect();
        let mut seen: HashSet<String> = HashSet::new();
        let mut count = slots.iter().filter(|(_, role)| *role != Role::Optional).count();
        for optional in [false, true] {
            let turn =
                |(_, (_, role)): &(usize, &(usize, Role))| (*role == Role::Optional) == optional;
            for (i, (node, role)) in slots.iter().enumerate().filter(turn) {
                match self.draw_item(*node, depth, lists.unique, &mut seen, source) {
                    Some(item) => {
                        count += usize::from(optional);
                        drawn[i] = Some(Item { role: *role, twin: None, drawn: item });
                    }
                    None if optional => {}
                    None => return None,
                }
            }
        }
        if count < least {
            return None;
        }
        let mut items: Vec<Item> = drawn.into_iter().flatten().collect();
        if lists.repeated {
            let plain: Vec<usize> =
                (0..items.len()).filter(|i| items[*i].role == Role::Optional).collect();
            let (first, second) = (*plain.first()?, *plain.get(1)?);
            items[first].role = Role::Needed;
            items[second] =
                Item { role: Role::Needed, twin: Some(first), drawn: items[first].drawn.clone() };
        }
        Some(items)
    }

    /// An array of that many items.
    pub(crate) fn list_of(
        &self,
        (node, branch): (usize, usize),
        length: usize,
        source: &mut Source<'_>,
    ) -> Option<Value> {
        let Branch::List(lists) = &self.nodes[node].branches[branch] else { return None };
        let items = self.fill_list(lists, length, DEEP, source)?;
        let exact = items.len() == length;
        exact.then(|| self.value(&Drawn { node, branch, content: Content::List(items) }))
    }

    fn draw_item(
        &self,
        node: usize,
        depth: usize,
        unique: bool,
        seen: &mut HashSet<String>,
        source: &mut Source<'_>,
    ) -> Option<Drawn> {
        if !unique {
            return self.draw(node, depth + 1, source);
        }
        let draws = (0..TRIES).map_while(|_| self.draw(node, depth + 1, source));
        // The last ones of a few constants are hard to meet by chance.
        draws.chain(self.constants(node)).find(|drawn| seen.insert(number::key(&self.value(drawn))))
    }

    /// The constants among the values of a node, one by one.
    fn constants(&self, node: usize) -> impl Iterator<Item = Drawn> {
        self.nodes[node].branches.iter().enumerate().flat_map(move |(branch, kind)| {
            let count = if let Branch::Fixed(values, _) = kind { values.len() } else { 0 };
            (0..count).map(move |index| Drawn { node, branch, content: Content::Fixed(index) })
        })
    }

    fn draw_object(
        &self,
        objects: &Objects,
        depth: usize,
        source: &mut Source<'_>,
    ) -> Option<Vec<Member>> {
        let max = objects.max.unwrap_or(usize::MAX);
        let needed =
            objects.named.iter().filter(|named| named.required).count() + objects.forced.len();
        let mut room = max.saturating_sub(needed);
        let mut short = objects.min.saturating_sub(needed);
        let mut optional = objects.named.iter().filter(|named| !named.required).count();
        // A fifth of the objects has all members and a fifth has none that can be left out.
        let share = match source.below(10) {
            _ if depth > DEEP => 0,
            0 | 1 => 100,
            2 | 3 => 0,
            _ => 50,
        };
        let mut members = Vec::with_capacity(objects.named.len() + objects.forced.len());
        for (i, named) in objects.named.iter().enumerate() {
            let role = if objects.broken == Some(BrokenMember::Named(i)) {
                Role::Broken
            } else if named.required {
                Role::Needed
            } else {
                let forced = short >= optional;
                optional -= 1;
                if room == 0 || !(forced || source.percent(share)) {
                    continue;
                }
                room -= 1;
                short = short.saturating_sub(1);
                Role::Optional
            };
            match self.draw(named.node, depth + 1, source) {
                Some(drawn) => members.push(Member { role, name: Name::Known(i), drawn }),
                None if role == Role::Optional => room += 1,
                None => return None,
            }
        }
        let mut names: HashSet<String> = HashSet::new();
        for (i, (name, value)) in objects.forced.iter().enumerate() {
            let last = i + 1 == objects.forced.len();
            let broken = last && objects.broken == Some(BrokenMember::Forced);
            let role = if broken { Role::Broken } else { Role::Needed };
            let name = self.draw_name(*name, &mut names, source)?;
            members.push(Member { role, name, drawn: self.draw(*value, depth + 1, source)? });
        }
        let wanted = if objects.additional && depth <= DEEP { source.below(4) } else { 0 };
        let wanted = wanted.max(short).min(room);
        // A name may be taken; where so many are needed that this is no accident, others follow.
        for turn in 0..wanted.saturating_mul(2) {
            let enough = turn >= wanted && members.len() >= objects.min;
            if objects.groups.is_empty() || enough {
                break;
            }
            let (name, value) = *source.pick(&objects.groups);
            let Some(name) = self.draw_name(name, &mut names, source) else { continue };
            let Some(drawn) = self.draw(value, depth + 1, source) else { continue };
            members.push(Member { role: Role::Optional, name, drawn });
        }
        (members.len() >= objects.min).then_some(members)
    }

    fn draw_name(
        &self,
        node: usize,
        names: &mut HashSet<String>,
        source: &mut Source<'_>,
    ) -> Option<Name> {
        for _ in 0..TRIES {
            let drawn = self.draw(node, 0, source)?;
            let Value::String(name) = self.value(&drawn) else { continue };
            if names.insert(name.clone()) {
                return Some(Name::Drawn(name));
            }
        }
        None
    }

    /// The JSON of a drawn value.
    pub(crate) fn value(&self, drawn: &Drawn) -> Value {
        match &drawn.content {
            Content::Fixed(index) => match &self.nodes[drawn.node].branches[drawn.branch] {
                Branch::Fixed(values, _) => values[*index].clone(),
                _ => Value::Null,
            },
            Content::Text(text) => Value::String(text.clone()),
            Content::Number(number) => Value::Number(number.clone()),
            Content::List(items) => Value::Array(
                items
                    .iter()
                    .map(|item| item.twin.and_then(|twin| items.get(twin)).unwrap_or(item))
                    .map(|item| self.value(&item.drawn))
                    .collect(),
            ),
            Content::Object(members) => {
                let named = members
                    .iter()
                    .map(|member| (self.name(drawn, member).to_owned(), self.value(&member.drawn)));
                Value::Object(named.collect::<Map<_, _>>())
            }
        }
    }

    /// The name of a member of a drawn object.
    pub(crate) fn name<'a>(&'a self, object: &Drawn, member: &'a Member) -> &'a str {
        match &member.name {
            Name::Drawn(name) => name,
            Name::Known(index) => match &self.nodes[object.node].branches[object.branch] {
                Branch::Object(objects) => &objects.named[*index].name,
                _ => "",
            },
        }
    }
}
