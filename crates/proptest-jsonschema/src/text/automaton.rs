//! Regular expressions as deterministic automata that can be asked, drawn from, and negated (the
//! subset construction: Rabin and Scott, Finite Automata and Their Decision Problems, 1959).

use std::collections::{BTreeMap, BTreeSet};

use super::{
    alphabet::{self, Ranges},
    nfa::{Edge, Nfa},
};

/// More states than this take longer to build than a schema may take to load.
const MOST_STATES: usize = 20_000;

/// The characters that an automaton cannot tell apart.
#[derive(Clone, Debug)]
struct Letter {
    ranges: Ranges,
    /// The ones that belong to the generator's alphabet.
    usable: Ranges,
}

/// A deterministic automaton over several expressions at once, each to match or not to match.
#[derive(Clone, Debug)]
pub(crate) struct Automaton {
    letters: Vec<Letter>,
    /// For each state the state after each letter.
    pub(crate) next: Vec<Vec<usize>>,
    pub(crate) accepting: Vec<bool>,
    /// Whether only letters of the generator's alphabet are drawn.
    usable_only: bool,
}

impl Automaton {
    /// The strings that match every pattern marked `true` and none of the others, in the ECMA-262
    /// dialect that JSON Schema asks for: not anchored, `\d`, `\w` and `\s` as there.
    ///
    /// # Errors
    /// When a pattern cannot be parsed, uses look-around or back-references, or grows too large.
    pub(crate) fn new(patterns: &[(String, bool)]) -> Result<Self, String> {
        let mut sets = vec![vec![('\0', char::MAX)]];
        let mut nfas = Vec::new();
        for (pattern, _) in patterns {
            let rust = jsonschema_regex::to_rust_regex(pattern)
                .map_err(|()| format!("cannot translate the pattern {pattern}"))?;
            let hir = regex_syntax::Parser::new()
                .parse(&rust)
                .map_err(|e| format!("pattern {pattern}: {}", one_line(&e)))?;
            let mut nfa = Nfa::default();
            let start = nfa.state();
            // An expression that is not anchored may begin anywhere and end anywhere.
            nfa.edges[start].push(Edge::Over(0, start));
            let entry = nfa.state();
            nfa.edges[start].push(Edge::Free(entry));
            let end =
                nfa.add(&hir, entry, &mut sets).map_err(|e| format!("pattern {pattern}: {e}"))?;
            nfas.push((nfa, end));
        }
        let (letters, members) = partition(&sets);
        let mut automaton =
            Self { letters, next: Vec::new(), accepting: Vec::new(), usable_only: true };
        automaton.determinise(&nfas, &members, patterns)?;
        automaton.usable_only = automaton.shortest().is_some();
        Ok(automaton)
    }

    fn determinise(
        &mut self,
        nfas: &[(Nfa, usize)],
        members: &[Vec<usize>],
        patterns: &[(String, bool)],
    ) -> Result<(), String> {
        // A state is, for each expression, `None` once it has matched whatever follows, or the
        // states it can be in.
        type Subset = Vec<Option<BTreeSet<usize>>>;
        let settle = |subset: Vec<BTreeSet<usize>>| -> Subset {
            subset
                .into_iter()
                .zip(nfas)
                .map(|(set, (_, end))| (!set.contains(end)).then_some(set))
                .collect()
        };
        let begin = settle(nfas.iter().map(|(nfa, _)| nfa.close([0], true, false)).collect());
        let mut known = BTreeMap::from([(begin.clone(), 0)]);
        let mut queue = vec![begin];
        let mut at = 0;
        while at < queue.len() {
            let subset = queue[at].clone();
            let accepting =
                subset.iter().zip(nfas).zip(patterns).all(|((set, (nfa, end)), (_, holds))| {
                    let matches = set.as_ref().is_none_or(|set| {
                        nfa.close(set.iter().copied(), at == 0, true).contains(end)
                    });
                    matches == *holds
                });
            self.accepting.push(accepting);
            let mut row = Vec::with_capacity(members.len());
            for sets in members {
                let after: Subset = subset
                    .iter()
                    .zip(nfas)
                    .map(|(set, (nfa, end))| {
                        let moved =
                            set.as_ref()?.iter().flat_map(|state| &nfa.edges[*state]).filter_map(
                                |edge| match edge {
                                    Edge::Over(set, to) if sets.contains(set) => Some(*to),
                                    _ => None,
                                },
                            );
                        let closed = nfa.close(moved.collect::<Vec<_>>(), false, false);
                        (!closed.contains(end)).then_some(closed)
                    })
                    .collect();
                let fresh = known.len();
                let index = *known.entry(after.clone()).or_insert_with(|| {
                    queue.push(after);
                    fresh
                });
                row.push(index);
            }
            self.next.push(row);
            if queue.len() > MOST_STATES {
                return Err("the patterns together need too many states".to_owned());
            }
            at += 1;
        }
        Ok(())
    }

    /// Whether a string belongs to the language.
    pub(crate) fn accepts(&self, text: &str) -> bool {
        let end = text.chars().fold(0, |state, c| self.next[state][self.letter(c)]);
        self.accepting[end]
    }

    fn letter(&self, c: char) -> usize {
        let holds = |letter: &Letter| {
            letter
                .ranges
                .binary_search_by(|(low, high)| {
                    if *high < c {
                        std::cmp::Ordering::Less
                    } else if *low > c {
                        std::cmp::Ordering::Greater
                    } else {
                        std::cmp::Ordering::Equal
                    }
                })
                .is_ok()
        };
        self.letters.iter().position(holds).unwrap_or(0)
    }

    /// The characters of a letter that may be drawn.
    pub(crate) fn drawable(&self, letter: usize) -> &Ranges {
        let letter = &self.letters[letter];
        if self.usable_only { &letter.usable } else { &letter.ranges }
    }

    /// The length of the shortest string, when there is a string at all.
    pub(crate) fn shortest(&self) -> Option<usize> {
        let mut seen = BTreeSet::from([0]);
        let mut layer = vec![0];
        for length in 0.. {
            if layer.iter().any(|state| self.accepting[*state]) {
                return Some(length);
            }
            let mut after = Vec::new();
            for state in layer {
                for (letter, to) in self.next[state].iter().enumerate() {
                    if !self.drawable(letter).is_empty() && seen.insert(*to) {
                        after.push(*to);
                    }
                }
            }
            if after.is_empty() {
                return None;
            }
            layer = after;
        }
        None
    }
}

/// Splits all characters into letters by which sets they belong to, and says for each letter
/// which sets those are.
fn partition(sets: &[Ranges]) -> (Vec<Letter>, Vec<Vec<usize>>) {
    let mut starts = BTreeSet::from([0u32, 0xE000]);
    for (low, high) in sets.iter().flatten() {
        starts.insert(*low as u32);
        starts.insert(*high as u32 + 1);
    }
    starts.retain(|start| *start <= char::MAX as u32);
    let starts: Vec<u32> = starts.into_iter().collect();
    let mut letters: BTreeMap<Vec<usize>, Ranges> = BTreeMap::new();
    for (i, start) in starts.iter().enumerate() {
        let end = starts.get(i + 1).map_or(char::MAX as u32, |next| next - 1);
        let end = if (0xD800..=0xDFFF).contains(&end) { 0xD7FF } else { end };
        let (Some(low), Some(high)) = (char::from_u32(*start), char::from_u32(end)) else {
            continue;
        };
        let member = |set: &Ranges| set.iter().any(|(a, b)| *a <= low && high <= *b);
        let signature = (0..sets.len()).filter(|s| member(&sets[*s])).collect();
        letters.entry(signature).or_default().push((low, high));
    }
    letters
        .into_iter()
        .map(|(signature, ranges)| {
            let usable = alphabet::usable(&ranges);
            (Letter { ranges, usable }, signature)
        })
        .unzip()
}

fn one_line(error: &regex_syntax::Error) -> String {
    error.to_string().lines().last().unwrap_or_default().trim().to_owned()
}
