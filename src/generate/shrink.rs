//! Moves towards shorter and plainer values, all of which stay within the schema's promises.

use std::sync::Arc;

use serde_json::Number;

use super::{
    alphabet,
    drawn::{Content, Drawn, Item, Member, Name, Role},
    graph::{Branch, Graph},
};

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

/// How far a value is from the plainest; each move that is made lowers it, so shrinking ends.
type Weight = (usize, usize, u64);

/// Walks from a drawn value to a plainer one, one move at a time.
#[derive(Clone, Debug)]
pub(super) struct Shrinker {
    pub(super) graph: Arc<Graph>,
    best: Drawn,
    candidate: Option<Drawn>,
    moves: Option<Vec<Move>>,
    cursor: usize,
    progressed: bool,
}

impl Shrinker {
    pub(super) fn new(graph: Arc<Graph>, drawn: Drawn) -> Self {
        Self { graph, best: drawn, candidate: None, moves: None, cursor: 0, progressed: false }
    }

    /// The value at this point of the walk.
    pub(super) fn drawn(&self) -> &Drawn {
        self.candidate.as_ref().unwrap_or(&self.best)
    }

    /// Keeps the last move and makes the next one; false when none is left.
    pub(super) fn simplify(&mut self) -> bool {
        if let Some(candidate) = self.candidate.take() {
            self.best = candidate;
            self.moves = None;
            self.progressed = true;
        }
        self.advance()
    }

    /// Takes the last move back and makes the next one, when there is one; false when there was
    /// nothing to take back.
    pub(super) fn complicate(&mut self) -> bool {
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
            {
                self.candidate = Some(changed);
                return true;
            }
        }
    }
}

pub(super) fn weigh(drawn: &Drawn) -> Weight {
    let add = |a: Weight, b: Weight| (a.0 + b.0, a.1 + b.1, a.2.saturating_add(b.2));
    let text = |text: &str| {
        let ranks = text.chars().map(|c| u64::from(alphabet::rank(c)));
        (0, text.chars().count(), ranks.sum())
    };
    match &drawn.content {
        Content::Fixed(index) => (1, 0, *index as u64),
        Content::Text(chars) => add((1, 0, 0), text(chars)),
        Content::Number(number) => {
            let size = number.as_f64().unwrap_or(0.0).abs();
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "the cast saturates"
            )]
            let rank = (size as u64).saturating_mul(2);
            (1, number.to_string().len(), rank)
        }
        Content::List(items) => items.iter().map(|item| weigh(&item.drawn)).fold((1, 0, 0), add),
        Content::Object(members) => {
            let of = |member: &Member| {
                let name = match &member.name {
                    Name::Drawn(name) => text(name),
                    Name::Known(_) => (0, 0, 0),
                };
                add(name, weigh(&member.drawn))
            };
            members.iter().map(of).fold((1, 0, 0), add)
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

/// The promises about a whole array or object that a change of one part can break.
pub(super) fn still_fits(graph: &Graph, drawn: &Drawn) -> Option<()> {
    let (unique, not) = match &graph.nodes[drawn.node].branches[drawn.branch] {
        Branch::List(lists) => (lists.unique, &lists.not),
        Branch::Object(objects) => (false, &objects.not),
        _ => return Some(()),
    };
    if !unique && not.is_empty() {
        return Some(());
    }
    let value = graph.value(drawn);
    let twice = unique
        && value.as_array().is_some_and(|list| {
            list.iter()
                .enumerate()
                .any(|(i, a)| list[..i].iter().any(|b| super::number::equal(a, b)))
        });
    (!twice && !not.iter().any(|other| super::number::equal(other, &value))).then_some(())
}
