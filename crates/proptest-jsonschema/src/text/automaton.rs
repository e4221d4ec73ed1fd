//! Regular expressions as deterministic automata that can be asked, drawn from, and negated (the
//! subset construction: Rabin and Scott, Finite Automata and Their Decision Problems, 1959).

use std::collections::{BTreeMap, BTreeSet};

use super::{
    alphabet::{self, Ranges},
    look_around::split,
    nfa::{Edge, Nfa},
    translate::translate,
};

/// More states than this take longer to build than a schema may take to load.
const MOST_STATES: usize = 20_000;

/// The characters of a word (ECMA-262, section 22.2.2.7.3).
const WORD: &[(char, char)] = &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];

/// Whether a pattern speaks of the letters and digits of words.
pub(crate) fn has_words(pattern: &str) -> bool {
    ["\\w", "\\W", "\\d", "\\D"].iter().any(|escape| pattern.contains(escape))
}

/// One pattern: expressions that all have to match, or not to.
struct Part {
    nfas: Vec<(Nfa, usize, bool)>,
    holds: bool,
}

/// Which letters are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Drawn {
    Usable,
    WithAt,
    Any,
}

/// The characters that an automaton cannot tell apart.
#[derive(Clone, Debug)]
struct Letter {
    ranges: Ranges,
    /// The ones that belong to the generator's alphabet.
    usable: Ranges,
    /// The same and the at sign.
    with_at: Ranges,
}

/// A deterministic automaton over several expressions at once, each to match or not to match.
#[derive(Clone, Debug)]
pub(crate) struct Automaton {
    letters: Vec<Letter>,
    /// For each state the state after each letter.
    pub(crate) next: Vec<Vec<usize>>,
    pub(crate) accepting: Vec<bool>,
    /// What is drawn: letters of the generator's alphabet, unless these do not suffice.
    drawn: Drawn,
}

impl Automaton {
    /// The strings that match every pattern marked `true` and none of the others, in the ECMA-262
    /// dialect that JSON Schema asks for: not anchored, `\d`, `\w` and `\s` as there.
    ///
    /// # Errors
    /// When a pattern cannot be parsed, uses look-around within it or back-references, or grows
    /// too large.
    pub(crate) fn new(patterns: &[(String, bool)]) -> Result<Self, String> {
        let mut sets = vec![vec![('\0', char::MAX)]];
        let mut parts = Vec::new();
        for (pattern, holds) in patterns {
            let failed = |e: String| format!("pattern {pattern}: {e}");
            let mut part = Part { nfas: Vec::new(), holds: *holds };
            for (text, sign) in split(pattern).map_err(failed)? {
                let (nfa, end) = parse(&text, &mut sets).map_err(failed)?;
                part.nfas.push((nfa, end, sign));
            }
            parts.push(part);
        }
        let bounded = parts.iter().flat_map(|part| &part.nfas).any(|(nfa, ..)| nfa.has_bounds());
        if bounded {
            sets.push(WORD.to_vec());
        }
        let (mut letters, members) = partition(&sets);
        if bounded || patterns.iter().any(|(text, _)| has_words(text)) {
            // Beyond ASCII, validators do not agree about the letters and digits of words.
            for letter in &mut letters {
                letter.usable = alphabet::ascii(&letter.usable);
                letter.with_at = alphabet::ascii(&letter.with_at);
            }
        }
        let mut automaton =
            Self { letters, next: Vec::new(), accepting: Vec::new(), drawn: Drawn::Usable };
        automaton.determinise(&parts, &members, bounded.then(|| sets.len() - 1))?;
        for drawn in [Drawn::Usable, Drawn::WithAt, Drawn::Any] {
            automaton.drawn = drawn;
            if automaton.shortest().is_some() {
                break;
            }
        }
        Ok(automaton)
    }

    /// `word` is the set of the characters of words, where some expression asks for its bounds.
    fn determinise(
        &mut self,
        parts: &[Part],
        members: &[Vec<usize>],
        word: Option<usize>,
    ) -> Result<(), String> {
        // A state is, for each expression, `None` once it has matched whatever follows, or the
        // states it can be in; whether a word may end here, and whether nothing was read yet.
        type Subset = (Vec<Option<BTreeSet<usize>>>, bool, bool);
        let nfas = || parts.iter().flat_map(|part| &part.nfas);
        let settle = |set: BTreeSet<usize>, (nfa, end, _): &(Nfa, usize, bool), start| {
            let reached = nfa.close(set.iter().copied(), start, false, None).contains(end);
            (!reached).then_some(set)
        };
        let first = nfas().map(|nfa| settle(BTreeSet::from([0]), nfa, true)).collect();
        let begin: Subset = (first, false, true);
        let mut known = BTreeMap::from([(begin.clone(), 0)]);
        let mut queue = vec![begin];
        let mut at = 0;
        while at < queue.len() {
            let (sets, in_word, start) = queue[at].clone();
            let mut matches = sets.iter().zip(nfas()).map(|(set, (nfa, end, sign))| {
                let matches = set.as_ref().is_none_or(|set| {
                    let bound = Some(in_word);
                    nfa.close(set.iter().copied(), start, true, bound).contains(end)
                });
                matches == *sign
            });
            let accepting = parts.iter().all(|part| {
                let all: Vec<bool> = matches.by_ref().take(part.nfas.len()).collect();
                all.iter().all(|matches| *matches) == part.holds
            });
            self.accepting.push(accepting);
            let mut row = Vec::with_capacity(members.len());
            for letter in members {
                let wordy = word.is_some_and(|word| letter.contains(&word));
                let moved = |(set, nfa): (&Option<BTreeSet<usize>>, &(Nfa, usize, bool))| {
                    let bound = Some(in_word != wordy);
                    let here = nfa.0.close(set.as_ref()?.iter().copied(), start, false, bound);
                    if here.contains(&nfa.1) {
                        return None;
                    }
                    let over = here.iter().flat_map(|state| &nfa.0.edges[*state]);
                    let over = over.filter_map(|edge| match edge {
                        Edge::Over(set, to) if letter.contains(set) => Some(*to),
                        _ => None,
                    });
                    settle(over.collect(), nfa, false)
                };
                let after: Subset = (sets.iter().zip(nfas()).map(moved).collect(), wordy, false);
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
        match self.drawn {
            Drawn::Usable => &letter.usable,
            Drawn::WithAt => &letter.with_at,
            Drawn::Any => &letter.ranges,
        }
    }

    /// Whether its strings are made of letters that everybody reads alike.
    pub(crate) fn is_plain(&self) -> bool {
        self.drawn != Drawn::Any
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

/// One expression, which may begin and end anywhere where it is not anchored.
fn parse(pattern: &str, sets: &mut Vec<Ranges>) -> Result<(Nfa, usize), String> {
    let text = translate(pattern)?;
    let rust = jsonschema_regex::to_rust_regex(&text)
        .map_err(|()| "it cannot be translated".to_owned())?;
    let hir = regex_syntax::Parser::new().parse(&rust).map_err(|e| one_line(&e))?;
    let mut nfa = Nfa::default();
    let start = nfa.state();
    nfa.edges[start].push(Edge::Over(0, start));
    let entry = nfa.state();
    nfa.edges[start].push(Edge::Free(entry));
    let end = nfa.add(&hir, entry, sets)?;
    Ok((nfa, end))
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
            let with_at = alphabet::usable_with_at(&ranges);
            (Letter { ranges, usable, with_at }, signature)
        })
        .unzip()
}

fn one_line(error: &regex_syntax::Error) -> String {
    error.to_string().lines().last().unwrap_or_default().trim().to_owned()
}
