//! Where a place went when its schema was put into other words.

use std::collections::BTreeMap;

use super::Location;

/// Places that moved, by where they were: how many steps up, and then which way down.
#[derive(Clone, Debug, Default)]
pub(crate) struct Moves(BTreeMap<Location, (usize, Vec<String>)>);

impl Moves {
    pub(crate) fn add(&mut self, from: Location, up: usize, down: Vec<String>) {
        self.0.insert(from, (up, down));
    }

    /// Where a place went.
    pub(crate) fn of(&self, at: &Location) -> Location {
        if self.0.is_empty() {
            return at.clone();
        }
        let (mut old, mut new) = (Location::root(&at.document), Location::root(&at.document));
        for token in at.tokens() {
            old = old.child(&token);
            match self.0.get(&old) {
                None => new = new.child(&token),
                Some((up, down)) => {
                    for _ in 1..*up {
                        new = new.parent();
                    }
                    for token in down {
                        new = new.child(token);
                    }
                }
            }
        }
        new
    }

    /// The way back.
    pub(crate) fn back(&self) -> Self {
        let mut back = Self::default();
        for (from, (up, down)) in &self.0 {
            let tokens: Vec<String> = from.tokens().collect();
            let there = tokens[tokens.len() - up..].to_vec();
            back.add(self.of(from), down.len(), there);
        }
        back
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_goes_and_comes_back() {
        let root = Location::root("a.json");
        let mut moves = Moves::default();
        moves.add(root.child("items"), 1, vec!["prefixItems".to_owned()]);
        let dependency = root.child("items").child("0").child("dependencies").child("b");
        moves.add(dependency.clone(), 2, vec!["dependentRequired".to_owned(), "b".to_owned()]);
        let there = moves.of(&dependency.child("1"));
        assert_eq!(there.pointer, "/prefixItems/0/dependentRequired/b/1");
        assert_eq!(moves.back().of(&there), dependency.child("1"));
    }
}
