//! Members that no schema names: which there can be, and which there must be.

use std::collections::BTreeSet;

use serde_json::Value;

use super::compiler::Compiler;
use crate::{
    facts::{Atom, Forced, Lit, Shape},
    graph::{Branch, BrokenMember, Objects},
    json::Types,
    schema::{SchemaError, Target},
    text::has_words,
};

/// Names that match several patterns are looked for where there are no more than so many.
const FEW_PATTERNS: usize = 4;

/// More patterns than this are not told apart.
const MOST_PATTERNS: usize = 60;

/// Where a line ends.
const LINES: &str = "[\\n\\r\\u2028\\u2029]";

/// Names that servers give a meaning of their own.
const NAMES: &[&str] = &["extra", "x", "id", "__proto__", "constructor", "$ref", "名前", "0"];

impl Compiler<'_> {
    /// Every kind of member that no schema names: the sets of patterns that its name can match.
    pub(crate) fn groups(
        &mut self,
        shape: &Shape,
        known: &BTreeSet<String>,
        names: Option<&Lit>,
    ) -> Result<Vec<Group>, SchemaError> {
        let mut patterns: Vec<String> = Vec::new();
        let forced = shape.forced.iter().flat_map(|forced| match forced {
            Forced::Matching(pattern, _) => vec![pattern],
            Forced::Unmatched(members, _) => members.patterns.iter().map(|(p, _)| p).collect(),
            Forced::Named(_) | Forced::Unevaluated(_) => Vec::new(),
        });
        let stated =
            shape.members.iter().flat_map(|m| m.patterns.iter().map(|(pattern, _)| pattern));
        for pattern in stated.chain(forced) {
            if !patterns.contains(pattern) {
                patterns.push(pattern.clone());
            }
        }
        if patterns.len() > MOST_PATTERNS {
            return Err(self.error(format!("more than {MOST_PATTERNS} patterns for member names")));
        }
        let mut groups = Vec::new();
        let every = || (0..1u64 << patterns.len()).collect();
        let single = || (0..patterns.len()).map(|i| 1u64 << i);
        let choices: Vec<u64> = if patterns.len() <= FEW_PATTERNS {
            every()
        } else {
            std::iter::once(0).chain(single()).collect()
        };
        for chosen in choices {
            let signs: Vec<(String, bool)> = patterns
                .iter()
                .enumerate()
                .map(|(i, p)| (p.clone(), chosen >> i & 1 == 1))
                .collect();
            let mut lits = BTreeSet::new();
            for members in &shape.members {
                let met =
                    members.patterns.iter().filter(|(p, _)| signs.contains(&(p.clone(), true)));
                let before = lits.len();
                lits.extend(met.clone().map(|(_, lit)| lit.clone()));
                if lits.len() == before && met.count() == 0 {
                    lits.extend(members.additional.clone());
                }
            }
            let explicit = shape.members.iter().any(|members| members.additional.is_some());
            let evaluated = explicit || signs.iter().any(|(_, holds)| *holds);
            if !evaluated {
                lits.extend(shape.unevaluated_members.iter().cloned());
            }
            let mut judges = shape.names.clone();
            judges.extend(names.cloned());
            let Some(name) = self.names(&judges, &signs, known)? else { continue };
            let value = self.node(lits.clone(), None);
            groups.push(Group { signs, lits, name, value, evaluated });
        }
        Ok(groups)
    }

    /// The node of names that match the patterns as signed and are not known.
    fn names(
        &mut self,
        judges: &[Lit],
        signs: &[(String, bool)],
        known: &BTreeSet<String>,
    ) -> Result<Option<usize>, SchemaError> {
        let lits: BTreeSet<Lit> = judges.iter().cloned().collect();
        let place = judges.first().map_or_else(|| self.error("").location, |lit| lit.at.clone());
        let mut branches = Vec::new();
        // A name that only one kind of pattern describes is taken as it comes.
        let required = signs.iter().all(|(_, holds)| *holds);
        for mut shape in self.shapes(&lits)? {
            let patterns =
                signs.iter().map(|(pattern, holds)| Atom::Pattern(pattern.clone(), *holds));
            // Validators differ about the end of a line: none where it could decide.
            let lines = (!required).then(|| Atom::Pattern(LINES.to_owned(), false));
            let patterns = patterns.chain(lines);
            let facts = patterns.chain([
                Atom::Types(Types::STRING),
                Atom::NotConsts(known.iter().map(|name| Value::from(name.as_str())).collect()),
            ]);
            if !facts.into_iter().all(|fact| shape.add(fact)) {
                continue;
            }
            let candidates: Vec<Value> = match &shape.consts {
                Some(values) => values.clone(),
                None => similar_names(known),
            };
            let mut fitting = Vec::new();
            for name in candidates {
                if self.admits_name(&shape, &name, known) {
                    fitting.push(name);
                }
            }
            if !fitting.is_empty() {
                branches.push(Branch::Fixed(fitting, false));
            }
            if shape.consts.is_none() {
                let Some(Branch::Text(mut texts)) = self.texts(&shape, &place) else { continue };
                texts.without_near_misses();
                if texts.is_plain() || required {
                    branches.push(Branch::Text(texts));
                }
            }
        }
        Ok((!branches.is_empty()).then(|| self.add(branches)))
    }

    fn admits_name(&self, shape: &Shape, name: &Value, known: &BTreeSet<String>) -> bool {
        let Some(text) = name.as_str() else { return false };
        let says = |keyword, facts: &[(String, bool)]| {
            facts.iter().all(|(stated, holds)| self.judge.text(keyword, stated, name) == *holds)
        };
        let length = text.chars().count();
        // Beyond ASCII, validators do not agree about the letters and digits of words.
        let wordy = |(pattern, _): &(String, bool)| has_words(pattern);
        (text.is_ascii() || !shape.patterns.iter().any(wordy))
            && says("pattern", &shape.patterns)
            && says("format", &shape.formats)
            && !known.contains(text)
            && !shape.not_consts.contains(name)
            && length >= shape.min_length
            && shape.max_length.is_none_or(|max| length <= max)
    }

    /// Adds a member that has to be there to each branch, in every way it can.
    pub(crate) fn force(
        &mut self,
        shape: &Shape,
        known: &BTreeSet<String>,
        forced: &Forced,
        branches: &[Objects],
    ) -> Result<Vec<Objects>, SchemaError> {
        let names = match forced {
            Forced::Named(lit) => Some(lit),
            _ => None,
        };
        let mut all = Vec::new();
        for mut group in self.groups(shape, known, names)? {
            let lit = match forced {
                Forced::Matching(pattern, lit) => {
                    if !group.signs.contains(&(pattern.clone(), true)) {
                        continue;
                    }
                    Some(lit)
                }
                Forced::Unmatched(members, lit) => {
                    if members
                        .patterns
                        .iter()
                        .any(|(p, _)| group.signs.contains(&(p.clone(), true)))
                    {
                        continue;
                    }
                    lit.as_ref()
                }
                Forced::Unevaluated(lit) => {
                    if group.evaluated {
                        continue;
                    }
                    // What forbids it is what is to be broken.
                    group.lits.retain(|lit| !shape.unevaluated_members.contains(lit));
                    group.value = self.place(group.lits.clone(), None, true);
                    lit.as_ref()
                }
                Forced::Named(_) => None,
            };
            if let Some(lit) = lit {
                group.lits.insert(lit.clone());
                group.value = self.place(group.lits.clone(), None, true);
            }
            for objects in branches {
                let mut objects = objects.clone();
                objects.forced.push((group.name, group.value));
                all.push(objects);
            }
        }
        all.extend(self.force_known(shape, known, forced, branches));
        Ok(all)
    }

    /// A forced member may be one that another schema object names.
    fn force_known(
        &mut self,
        shape: &Shape,
        known: &BTreeSet<String>,
        forced: &Forced,
        branches: &[Objects],
    ) -> Vec<Objects> {
        let mut all = Vec::new();
        for name in known {
            let mut lits = self.member(shape, name);
            let (fits, lit) = match forced {
                Forced::Matching(pattern, lit) => (self.matches(pattern, name), Some(lit)),
                Forced::Unmatched(members, lit) => {
                    let mut met = members.named.contains_key(name);
                    for (pattern, _) in &members.patterns {
                        met |= self.matches(pattern, name);
                    }
                    (!met, lit.as_ref())
                }
                Forced::Unevaluated(_) => (false, None),
                Forced::Named(lit) => (self.agrees(lit, &Value::from(name.as_str())), None),
            };
            if !fits || shape.broken && !matches!(forced, Forced::Named(_)) {
                continue;
            }
            lits.extend(lit.cloned());
            let node = self.node(lits, None);
            for objects in branches {
                let mut objects = objects.clone();
                let Some(named) = objects.named.iter_mut().find(|named| named.name == *name) else {
                    continue;
                };
                named.node = node;
                named.required = true;
                all.push(objects);
            }
        }
        all
    }

    /// The branches in which a member that no schema names holds the broken assertion.
    pub(crate) fn broken_additional(
        &mut self,
        shape: &Shape,
        known: &BTreeSet<String>,
        target: Option<&Target>,
        branches: &[Objects],
    ) -> Result<Vec<Objects>, SchemaError> {
        let mut all = Vec::new();
        for group in self.groups(shape, known, None)? {
            let value = self.node(group.lits, target.cloned());
            for objects in branches {
                let mut objects = objects.clone();
                objects.forced.push((group.name, value));
                objects.broken = Some(BrokenMember::Forced);
                all.push(objects);
            }
        }
        Ok(all)
    }
}

/// Members outside the known ones whose names match the same patterns.
pub(crate) struct Group {
    pub(crate) signs: Vec<(String, bool)>,
    pub(crate) lits: BTreeSet<Lit>,
    pub(crate) name: usize,
    pub(crate) value: usize,
    /// Whether some schema object speaks about them.
    pub(crate) evaluated: bool,
}

/// Names close to the known ones, and notorious ones.
fn similar_names(known: &BTreeSet<String>) -> Vec<Value> {
    let close = known
        .iter()
        .take(3)
        .flat_map(|name| [name.to_uppercase(), format!("{name}s"), format!("_{name}")]);
    NAMES.iter().map(|name| (*name).to_owned()).chain(close).map(Value::from).collect()
}
