//! Moves towards shorter and plainer values, all of which stay within the schema.

use std::{fmt, sync::Arc};

use serde_json::Number;

use super::{
    drawn::{Content, Drawn, Item, Role},
    weight::{still_fits, weigh},
};
use crate::graph::{Branch, Graph};

/// One change somewhere in a value.
#[derive(Clone, Debug)]
struct Move {
    path: Vec<usize>,
    change: Change,
}

#[derive(Clone, Debug)]
enum Change {
    /// The plainest value of the same branch.
    Plainest,
    /// Every part that can go, goes.
    DropAll,
    Drop(usize),
    /// Another branch of the same place, the parts that both have kept.
    Branch(usize),
    Fixed(usize),
    Text(String),
    Number(Number),
}

/// Judges a drawn value as a whole, where the graph does not tell all.
#[derive(Clone)]
pub(crate) struct Judgement(Arc<dyn Fn(&Drawn) -> bool + Send + Sync>);

impl Judgement {
    pub(crate) fn new(accepts: impl Fn(&Drawn) -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(accepts))
    }

    pub(crate) fn accepts(&self, drawn: &Drawn) -> bool {
        (self.0)(drawn)
    }
}

impl fmt::Debug for Judgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Judgement")
    }
}

/// Walks from a drawn value to a plainer one, one move at a time.
#[derive(Clone, Debug)]
pub(crate) struct Shrinker {
    pub(crate) graph: Arc<Graph>,
    best: Drawn,
    candidate: Option<Drawn>,
    moves: Option<Vec<Move>>,
    cursor: usize,
    progressed: bool,
    judgement: Option<Judgement>,
}

impl Shrinker {
    pub(crate) fn new(graph: Arc<Graph>, drawn: Drawn, judgement: Option<Judgement>) -> Self {
        Self {
            graph,
            best: drawn,
            candidate: None,
            moves: None,
            cursor: 0,
            progressed: false,
            judgement,
        }
    }

    /// The value at this point of the walk.
    pub(crate) fn drawn(&self) -> &Drawn {
        self.candidate.as_ref().unwrap_or(&self.best)
    }

    /// Keeps the last move and makes the next one; false when none is left.
    pub(crate) fn simplify(&mut self) -> bool {
        if let Some(candidate) = self.candidate.take() {
            self.best = candidate;
            self.moves = None;
            self.progressed = true;
        }
        self.advance()
    }

    /// Takes the last move back and makes the next one, when there is one; false when there was
    /// nothing to take back.
    pub(crate) fn complicate(&mut self) -> bool {
        if self.candidate.take().is_none() {
            return false;
        }
        self.advance();
        true
    }

    fn advance(&mut self) -> bool {
        let weight = weigh(&self.best);
        loop {
            let moves = self.moves.get_or_insert_with(|| {
                let mut moves = Vec::new();
                collect(&self.graph, &self.best, &mut Vec::new(), &mut moves);
                moves
            });
            let Some(next) = moves.get(self.cursor) else {
                if !self.progressed {
                    return false;
                }
                self.progressed = false;
                self.cursor = 0;
                continue;
            };
            self.cursor += 1;
            let mut changed = self.best.clone();
            if apply(&self.graph, &mut changed, &next.path, &next.change).is_some()
                && weigh(&changed) < weight
                && self.judgement.as_ref().is_none_or(|judgement| judgement.accepts(&changed))
            {
                self.candidate = Some(changed);
                return true;
            }
        }
    }
}

/// Lists the moves of a value: whole parts first, details last.
fn collect(graph: &Graph, drawn: &Drawn, path: &mut Vec<usize>, moves: &mut Vec<Move>) {
    let add =
        |change: Change, moves: &mut Vec<Move>| moves.push(Move { path: path.clone(), change });
    add(Change::Plainest, moves);
    for branch in (0..graph.nodes[drawn.node].branches.len()).filter(|b| *b != drawn.branch) {
        add(Change::Branch(branch), moves);
    }
    match (&drawn.content, &graph.nodes[drawn.node].branches[drawn.branch]) {
        (Content::Fixed(index), _) if *index > 2 => add(Change::Fixed(index / 2), moves),
        (Content::Text(text), Branch::Text(texts)) => {
            for plainer in texts.plainer(text) {
                add(Change::Text(plainer), moves);
            }
        }
        (Content::Number(number), Branch::Number(numbers)) => {
            for plainer in numbers.plainer(number) {
                add(Change::Number(plainer), moves);
            }
        }
        (Content::List(items), _) => {
            add(Change::DropAll, moves);
            let optional = (0..items.len()).rev().filter(|i| items[*i].role == Role::Optional);
            for index in optional {
                add(Change::Drop(index), moves);
            }
            for (index, item) in items.iter().enumerate().filter(|(_, item)| item.twin.is_none()) {
                path.push(index);
                collect(graph, &item.drawn, path, moves);
                path.pop();
            }
        }
        (Content::Object(members), _) => {
            add(Change::DropAll, moves);
            let optional = (0..members.len()).rev().filter(|i| members[*i].role == Role::Optional);
            for index in optional {
                add(Change::Drop(index), moves);
            }
            for (index, member) in members.iter().enumerate() {
                path.push(index);
                collect(graph, &member.drawn, path, moves);
                path.pop();
            }
        }
        _ => {}
    }
}

/// Makes a move; `None` when the schema does not allow it.
fn apply(graph: &Graph, drawn: &mut Drawn, path: &[usize], change: &Change) -> Option<()> {
    let branch = &graph.nodes[drawn.node].branches[drawn.branch];
    if let Some((first, rest)) = path.split_first() {
        match &mut drawn.content {
            Content::List(items) => apply(graph, &mut items.get_mut(*first)?.drawn, rest, change)?,
            Content::Object(members) => {
                apply(graph, &mut members.get_mut(*first)?.drawn, rest, change)?;
            }
            _ => return None,
        }
        return still_fits(graph, drawn);
    }
    match (change, &mut drawn.content, branch) {
        (Change::Plainest, _, _) => {
            drawn.content = graph.plainest(drawn.node, drawn.branch, 0)?.content;
        }
        (Change::Branch(to), _, _) => {
            let content = graph.carry_over(drawn, *to)?;
            *drawn = Drawn { node: drawn.node, branch: *to, content };
        }
        (Change::Fixed(to), Content::Fixed(index), _) => *index = *to,
        (Change::Text(to), Content::Text(text), Branch::Text(texts)) if texts.accepts(to) => {
            text.clone_from(to);
        }
        (Change::Number(to), Content::Number(number), _) => *number = to.clone(),
        (Change::DropAll, Content::List(items), Branch::List(lists)) => {
            let least = lists.least();
            for index in (0..items.len()).rev() {
                if items.len() > least && items[index].role == Role::Optional {
                    remove(items, index);
                }
            }
        }
        (Change::Drop(index), Content::List(items), Branch::List(lists)) => {
            if items.len() <= lists.least() || items.get(*index)?.role != Role::Optional {
                return None;
            }
            remove(items, *index);
        }
        (Change::DropAll, Content::Object(members), Branch::Object(objects)) => {
            let mut spare = members.len().saturating_sub(objects.min);
            members.retain(|member| {
                let goes = member.role == Role::Optional && spare > 0;
                spare -= usize::from(goes);
                !goes
            });
        }
        (Change::Drop(index), Content::Object(members), Branch::Object(objects)) => {
            if members.len() <= objects.min || members.get(*index)?.role != Role::Optional {
                return None;
            }
            members.remove(*index);
        }
        _ => return None,
    }
    still_fits(graph, drawn)
}

fn remove(items: &mut Vec<Item>, index: usize) {
    items.remove(index);
    for item in items {
        item.twin = item.twin.map(|twin| if twin > index { twin - 1 } else { twin });
    }
}
