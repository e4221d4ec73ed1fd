//! The plainest value of a place, and the step from one branch to another.

use super::{
    drawn::{Content, Drawn, Item, Member, Name, Role},
    weight::{still_fits, weigh},
};
use crate::graph::{Branch, BrokenItem, BrokenMember, Graph};

impl Graph {
    /// The value of another branch of the same node that is closest to a drawn one.
    pub(crate) fn carry_over(&self, drawn: &Drawn, to: usize) -> Option<Content> {
        let (Content::Object(old), Branch::Object(objects)) =
            (&drawn.content, &self.nodes[drawn.node].branches[to])
        else {
            return Some(self.plainest(drawn.node, to, 0)?.content);
        };
        if !objects.forced.is_empty() {
            return None;
        }
        let mut members = Vec::new();
        for (index, named) in objects.named.iter().enumerate() {
            let same = old.iter().find(|member| self.name(drawn, member) == named.name);
            let role = match &objects.broken {
                Some(BrokenMember::Named(broken)) if *broken == index => Role::Broken,
                _ if named.required => Role::Needed,
                _ => Role::Optional,
            };
            let kept = same.filter(|member| member.drawn.node == named.node);
            match (kept, named.required) {
                (Some(member), _) => {
                    members.push(Member {
                        role,
                        name: Name::Known(index),
                        drawn: member.drawn.clone(),
                    });
                }
                (None, true) => {
                    let drawn = self.plainest_of(named.node)?;
                    members.push(Member { role, name: Name::Known(index), drawn });
                }
                (None, false) => {}
            }
        }
        let fits =
            members.len() >= objects.min && objects.max.is_none_or(|max| members.len() <= max);
        fits.then_some(Content::Object(members))
    }

    /// The plainest value of a branch; `None` where the parts have to differ from each other.
    pub(crate) fn plainest(&self, node: usize, branch: usize, depth: usize) -> Option<Drawn> {
        let below = |node: usize| {
            let place = &self.nodes[node];
            let least = place.height?;
            // The first branch is as good as any, but a recursive one must not be taken for ever.
            let at = if depth < 2 { 0 } else { place.heights.iter().position(|h| *h == least)? };
            self.plainest(node, at, depth + 1)
        };
        let content = match self.nodes[node].branches.get(branch)? {
            Branch::Fixed(..) => Content::Fixed(0),
            Branch::Text(texts) => Content::Text(texts.simplest.clone()),
            Branch::Number(numbers) => Content::Number(numbers.simplest.clone()),
            Branch::List(lists) => {
                if lists.unique && lists.least() > 1 || lists.repeated || !lists.needed.is_empty() {
                    return None;
                }
                if matches!(lists.broken, Some(BrokenItem::At(_))) {
                    return None;
                }
                let nodes = lists.prefix.iter().copied().chain(std::iter::repeat(lists.rest));
                let items = nodes.take(lists.least()).enumerate().map(|(index, node)| {
                    let role =
                        if index < lists.prefix.len() { Role::Needed } else { Role::Optional };
                    Some(Item { role, twin: None, drawn: below(node)? })
                });
                Content::List(items.collect::<Option<_>>()?)
            }
            Branch::Object(objects) => {
                let required = objects.named.iter().filter(|named| named.required).count();
                if !objects.forced.is_empty() || required < objects.min || objects.broken.is_some()
                {
                    return None;
                }
                let members = objects.named.iter().enumerate().filter(|(_, named)| named.required);
                let members = members.map(|(index, named)| {
                    Some(Member {
                        role: Role::Needed,
                        name: Name::Known(index),
                        drawn: below(named.node)?,
                    })
                });
                Content::Object(members.collect::<Option<_>>()?)
            }
        };
        let drawn = Drawn { node, branch, content };
        still_fits(self, &drawn)?;
        Some(drawn)
    }

    /// The plainest value of a node over all of its branches.
    pub(crate) fn plainest_of(&self, node: usize) -> Option<Drawn> {
        let all = (0..self.nodes[node].branches.len()).filter_map(|b| self.plainest(node, b, 0));
        all.min_by_key(weigh)
    }
}
