//! What shrinking has to lower, and what it has to keep.

use super::drawn::{Content, Drawn, Member, Name};
use crate::{
    graph::{Branch, Graph},
    json::number,
    text::alphabet,
};

/// How far a value is from the plainest; each move that is made lowers it, so shrinking ends.
pub(super) type Weight = (usize, usize, u64);

/// The weight of a drawn value.
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

/// What is asked of a whole array or object that a change of one part can break.
pub(super) fn still_fits(graph: &Graph, drawn: &Drawn) -> Option<()> {
    let (unique, not) = match &graph.nodes[drawn.node].branches[drawn.branch] {
        Branch::List(lists) => (lists.unique, lists.not.as_slice()),
        Branch::Object(objects) => (false, objects.not.as_slice()),
        _ => (false, &[][..]),
    };
    if !unique && not.is_empty() && graph.nodes[drawn.node].check.is_empty() {
        return Some(());
    }
    let value = graph.value(drawn);
    let twice = unique && value.as_array().is_some_and(|list| !number::all_differ(list));
    let fits = !twice && !not.iter().any(|other| number::equal(other, &value));
    (fits && graph.passes(drawn.node, || value)).then_some(())
}
