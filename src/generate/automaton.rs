//! Regular expressions as automata that can be asked, drawn from, and negated.

use std::collections::{BTreeMap, BTreeSet};

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::{alphabet, source::Source};

/// More states than this take longer to build than a schema may take to load.
const MOST_STATES: usize = 20_000;

/// Longest repetition that is unrolled.
const MOST_COPIES: u32 = 2_000;

type Ranges = Vec<(char, char)>;

#[derive(Clone, Debug)]
enum Edge {
    Free(usize),
    AtStart(usize),
    AtEnd(usize),
    Over(usize, usize),
}

/// One expression as a nondeterministic automaton (Thompson's construction).
#[derive(Debug, Default)]
struct Nfa {
    edges: Vec<Vec<Edge>>,
}

impl Nfa {
    fn state(&mut self) -> usize {
        self.edges.push(Vec::new());
        self.edges.len() - 1
    }

    /// Adds an expression between `from` and the state that is returned.
    fn add(&mut self, hir: &Hir, from: usize, sets: &mut Vec<Ranges>) -> Result<usize, String> {
        if self.edges.len() > 200_000 {
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
                    other => return Err(format!("the assertion {other:?} is not supported")),
                });
                Ok(to)
            }
            HirKind::Repetition(repetition) => {
                let copies = repetition.max.unwrap_or(repetition.min).max(repetition.min);
                if copies > MOST_COPIES {
                    return Err(format!("more than {MOST_COPIES} repetitions"));
                }
                let mut at = from;
                for _ in 0..repetition.min {
                    at = self.add(&repetition.sub, at, sets)?;
                }
                let Some(max) = repetition.max else {
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

    /// Everything reachable without reading a character.
    fn close(
        &self,
        states: impl IntoIterator<Item = usize>,
        start: bool,
        end: bool,
    ) -> BTreeSet<usize> {
        let mut open: Vec<usize> = states.into_iter().collect();
        let mut closed = BTreeSet::new();
        while let Some(state) = open.pop() {
            if closed.insert(state) {
                open.extend(self.edges[state].iter().filter_map(|edge| match edge {
                    Edge::Free(to) => Some(*to),
                    Edge::AtStart(to) if start => Some(*to),
                    Edge::AtEnd(to) if end => Some(*to),
                    _ => None,
                }));
            }
        }
        closed
    }
}

/// The characters that an automaton cannot tell apart.
#[derive(Clone, Debug)]
struct Letter {
    ranges: Ranges,
    /// The ones that belong to the generator's alphabet.
    usable: Ranges,
}

/// A deterministic automaton over several expressions at once, each to match or not to match.
#[derive(Clone, Debug)]
pub(super) struct Automaton {
    letters: Vec<Letter>,
    /// For each state the state after each letter.
    next: Vec<Vec<usize>>,
    accepting: Vec<bool>,
    /// Whether only letters of the generator's alphabet are drawn.
    polite: bool,
}

impl Automaton {
    /// The strings that match every pattern marked `true` and none of the others, in the ECMA-262
    /// dialect that JSON Schema asks for: not anchored, `\d`, `\w` and `\s` as there.
    ///
    /// # Errors
    /// When a pattern cannot be parsed, uses look-around or back-references, or grows too large.
    pub(super) fn new(patterns: &[(String, bool)]) -> Result<Self, String> {
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
        let mut automaton = Self { letters, next: Vec::new(), accepting: Vec::new(), polite: true };
        automaton.determinise(&nfas, &members, patterns)?;
        automaton.polite = automaton.shortest().is_some();
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
    pub(super) fn accepts(&self, text: &str) -> bool {
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

    fn drawable(&self, letter: usize) -> &Ranges {
        let letter = &self.letters[letter];
        if self.polite { &letter.usable } else { &letter.ranges }
    }

    /// The length of the shortest string, when there is a string at all.
    fn shortest(&self) -> Option<usize> {
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

    /// The language cut to some lengths, ready to draw from; `None` when nothing is left.
    pub(super) fn lengths(self, min: usize, max: Option<usize>) -> Option<Language> {
        let shortest = self.shortest()?;
        let far = min.max(shortest) + 200;
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
pub(super) struct Language {
    automaton: Automaton,
    can: Vec<Vec<bool>>,
    /// The lengths at which there are strings, ascending; long ones are left out.
    pub(super) lengths: Vec<usize>,
    min: usize,
    max: Option<usize>,
}

impl Language {
    pub(super) fn accepts(&self, text: &str) -> bool {
        let length = text.chars().count();
        length >= self.min
            && self.max.is_none_or(|max| length <= max)
            && self.automaton.accepts(text)
    }

    pub(super) fn draw(&self, source: &mut Source<'_>) -> String {
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
    pub(super) fn walk(&self, length: usize, source: &mut Source<'_>) -> String {
        self.spell(length, |open| alphabet::draw(open[source.below(open.len())], source))
    }

    /// The plainest string of one of the `lengths`.
    pub(super) fn plain(&self, length: usize) -> String {
        self.spell(length, |open| {
            let all = open.iter().map(|ranges| alphabet::plainest(ranges));
            all.min_by_key(|c| alphabet::rank(*c)).unwrap_or('a')
        })
    }

    fn spell(&self, length: usize, mut choose: impl FnMut(&[&Ranges]) -> char) -> String {
        let automaton = &self.automaton;
        let mut text = String::with_capacity(length);
        let mut state = 0;
        for left in (0..length).rev() {
            let open: Vec<&Ranges> = (0..automaton.letters.len())
                .filter(|letter| self.can[left][automaton.next[state][*letter]])
                .map(|letter| automaton.drawable(letter))
                .filter(|ranges| !ranges.is_empty())
                .collect();
            if open.is_empty() {
                break;
            }
            let c = choose(&open);
            text.push(c);
            state = automaton.next[state][automaton.letter(c)];
        }
        text
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
