//! Regular expressions as nondeterministic automata (Thompson, Regular Expression Search Algorithm,
//! 1968).

use std::collections::BTreeSet;

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::alphabet::Ranges;

/// Longest repetition that is unrolled.
const MOST_COPIES: u32 = 12_000;

/// More states than this belong to no pattern that a person wrote.
const MOST_STATES: usize = 200_000;

/// A step to another state.
#[derive(Clone, Debug)]
pub(crate) enum Edge {
    Free(usize),
    AtStart(usize),
    AtEnd(usize),
    /// Where a word begins or ends, or where none does.
    Bound(usize, bool),
    Over(usize, usize),
}

/// One expression.
#[derive(Debug, Default)]
pub(crate) struct Nfa {
    pub(crate) edges: Vec<Vec<Edge>>,
}

impl Nfa {
    pub(crate) fn state(&mut self) -> usize {
        self.edges.push(Vec::new());
        self.edges.len() - 1
    }

    /// Adds an expression between `from` and the state that is returned.
    pub(crate) fn add(
        &mut self,
        hir: &Hir,
        from: usize,
        sets: &mut Vec<Ranges>,
    ) -> Result<usize, String> {
        if self.edges.len() > MOST_STATES {
            return Err("the pattern is too large".to_owned());
        }
        match hir.kind() {
            HirKind::Empty => Ok(from),
            HirKind::Literal(literal) => {
                let text = std::str::from_utf8(&literal.0).map_err(|e| e.to_string())?;
                let mut at = from;
                for c in text.chars() {
                    at = self.over(vec![(c, c)], at, sets);
                }
                Ok(at)
            }
            HirKind::Class(Class::Unicode(class)) => {
                let ranges = class.iter().map(|range| (range.start(), range.end())).collect();
                Ok(self.over(ranges, from, sets))
            }
            HirKind::Class(Class::Bytes(_)) => Err("byte classes are not supported".to_owned()),
            HirKind::Look(look) => {
                let to = self.state();
                self.edges[from].push(match look {
                    Look::Start => Edge::AtStart(to),
                    Look::End => Edge::AtEnd(to),
                    Look::WordAscii | Look::WordUnicode => Edge::Bound(to, true),
                    Look::WordAsciiNegate | Look::WordUnicodeNegate => Edge::Bound(to, false),
                    other => return Err(format!("the assertion {other:?} is not supported")),
                });
                Ok(to)
            }
            HirKind::Repetition(repetition) => {
                if repetition.min > MOST_COPIES {
                    return Err(format!("more than {MOST_COPIES} repetitions"));
                }
                // No string that is drawn is so long that it would tell.
                let most = repetition.max.filter(|most| *most <= MOST_COPIES);
                let mut at = from;
                for _ in 0..repetition.min {
                    at = self.add(&repetition.sub, at, sets)?;
                }
                let Some(max) = most else {
                    let hub = self.state();
                    self.edges[at].push(Edge::Free(hub));
                    let back = self.add(&repetition.sub, hub, sets)?;
                    self.edges[back].push(Edge::Free(hub));
                    let out = self.state();
                    self.edges[hub].push(Edge::Free(out));
                    return Ok(out);
                };
                let out = self.state();
                for _ in repetition.min..max {
                    self.edges[at].push(Edge::Free(out));
                    at = self.add(&repetition.sub, at, sets)?;
                }
                self.edges[at].push(Edge::Free(out));
                Ok(out)
            }
            HirKind::Capture(capture) => self.add(&capture.sub, from, sets),
            HirKind::Concat(parts) => {
                parts.iter().try_fold(from, |at, part| self.add(part, at, sets))
            }
            HirKind::Alternation(parts) => {
                let out = self.state();
                for part in parts {
                    let start = self.state();
                    self.edges[from].push(Edge::Free(start));
                    let end = self.add(part, start, sets)?;
                    self.edges[end].push(Edge::Free(out));
                }
                Ok(out)
            }
        }
    }

    fn over(&mut self, ranges: Ranges, from: usize, sets: &mut Vec<Ranges>) -> usize {
        let set = sets.iter().position(|known| *known == ranges).unwrap_or_else(|| {
            sets.push(ranges);
            sets.len() - 1
        });
        let to = self.state();
        self.edges[from].push(Edge::Over(set, to));
        to
    }

    /// Whether it asks where words begin and end.
    pub(crate) fn has_bounds(&self) -> bool {
        self.edges.iter().flatten().any(|edge| matches!(edge, Edge::Bound(..)))
    }

    /// Everything reachable without reading a character; `bound` says whether a word begins or
    /// ends here, where that is known.
    pub(crate) fn close(
        &self,
        states: impl IntoIterator<Item = usize>,
        start: bool,
        end: bool,
        bound: Option<bool>,
    ) -> BTreeSet<usize> {
        let mut open: Vec<usize> = states.into_iter().collect();
        let mut closed = BTreeSet::new();
        while let Some(state) = open.pop() {
            if closed.insert(state) {
                open.extend(self.edges[state].iter().filter_map(|edge| match edge {
                    Edge::Free(to) => Some(*to),
                    Edge::AtStart(to) if start => Some(*to),
                    Edge::AtEnd(to) if end => Some(*to),
                    Edge::Bound(to, is) if bound == Some(*is) => Some(*to),
                    _ => None,
                }));
            }
        }
        closed
    }
}
