//! Strings of a regular language within length bounds, drawn letter by letter.

use super::{
    alphabet::{self, Ranges},
    automaton::Automaton,
};
use crate::random::Source;

/// The most lengths times states that are looked at.
const MOST_CELLS: usize = 20_000_000;

/// How much longer than the shortest a drawn string is at most.
const FURTHER: usize = 200;

impl Automaton {
    /// The language cut to some lengths, ready to draw from; `None` when nothing is left.
    pub(crate) fn lengths(self, min: usize, max: Option<usize>) -> Option<Language> {
        let shortest = self.shortest()?;
        let least = min.max(shortest);
        let room = MOST_CELLS / self.next.len().max(1);
        if least > room {
            return None;
        }
        let far = (least + FURTHER).min(room);
        let cap = max.map_or(far, |max| max.min(far));
        // can[k][s]: a string of exactly k more characters leads from s to acceptance.
        let mut can = vec![self.accepting.clone()];
        for length in 1..=cap {
            let before = &can[length - 1];
            let row = self.next.iter().map(|row| {
                row.iter().enumerate().any(|(l, to)| before[*to] && !self.drawable(l).is_empty())
            });
            can.push(row.collect());
        }
        let lengths: Vec<usize> = (min..=cap).filter(|k| can[*k][0]).collect();
        (!lengths.is_empty()).then_some(Language { automaton: self, can, lengths, min, max })
    }
}

/// A regular language within length bounds (in code points).
#[derive(Clone, Debug)]
pub(crate) struct Language {
    automaton: Automaton,
    can: Vec<Vec<bool>>,
    /// The lengths at which there are strings, ascending; long ones are left out.
    pub(crate) lengths: Vec<usize>,
    min: usize,
    max: Option<usize>,
}

impl Language {
    pub(crate) fn accepts(&self, text: &str) -> bool {
        let length = text.chars().count();
        length >= self.min
            && self.max.is_none_or(|max| length <= max)
            && self.automaton.accepts(text)
    }

    /// Whether its strings are made of letters that everybody reads alike.
    pub(crate) fn is_plain(&self) -> bool {
        self.automaton.is_plain()
    }

    pub(crate) fn draw(&self, source: &mut Source<'_>) -> String {
        let lengths = &self.lengths;
        let length = match source.below(6) {
            0 => lengths[0],
            1 => lengths[lengths.len() - 1],
            2 | 3 => lengths[source.below(lengths.len().min(24))],
            _ => *source.pick(lengths),
        };
        self.walk(length, source)
    }

    /// A random string of one of the `lengths`.
    pub(crate) fn walk(&self, length: usize, source: &mut Source<'_>) -> String {
        self.spell(length, |open| {
            let chosen = source.below(open.clone().count());
            let (letter, ranges) = open.clone().nth(chosen)?;
            Some((letter, alphabet::draw(ranges, source)))
        })
    }

    /// The plainest string of one of the `lengths`.
    pub(crate) fn plain(&self, length: usize) -> String {
        self.spell(length, |open| {
            let all = open.clone().map(|(letter, ranges)| (letter, alphabet::plainest(ranges)));
            all.min_by_key(|(_, c)| alphabet::rank(*c))
        })
    }

    /// Chooses letter by letter among those from which acceptance is left in reach.
    fn spell(
        &self,
        length: usize,
        mut choose: impl FnMut(&Open<'_>) -> Option<(usize, char)>,
    ) -> String {
        let automaton = &self.automaton;
        let mut text = String::with_capacity(length);
        let mut state = 0;
        for left in (0..length).rev() {
            let open =
                Open { automaton, can: &self.can[left], row: &automaton.next[state], letter: 0 };
            let Some((letter, c)) = choose(&open) else { break };
            text.push(c);
            state = automaton.next[state][letter];
        }
        text
    }
}

/// The letters that may come next, with their characters.
#[derive(Clone)]
struct Open<'a> {
    automaton: &'a Automaton,
    can: &'a [bool],
    row: &'a [usize],
    letter: usize,
}

impl<'a> Iterator for Open<'a> {
    type Item = (usize, &'a Ranges);

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(to) = self.row.get(self.letter) {
            let letter = self.letter;
            self.letter += 1;
            let ranges = self.automaton.drawable(letter);
            if self.can[*to] && !ranges.is_empty() {
                return Some((letter, ranges));
            }
        }
        None
    }
}
