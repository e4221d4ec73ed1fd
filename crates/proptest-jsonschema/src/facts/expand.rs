//! From schemas to shapes: the disjunctive normal form of what a value has to fulfil.

use std::collections::BTreeSet;

use super::{
    atom::{Alternative, Atom, Lit},
    fails::{keyword_fails, schema_fails},
    holds::keyword_holds,
    parts::members,
    shape::Shape,
};
use crate::{
    json::Types,
    schema::{SchemaError, Schemas, Target, View},
};

/// How many literals and choices are looked at before negations are judged instead of taken apart.
pub(crate) const MOST_STEPS: usize = 20_000;

/// How far is looked for shapes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    /// The most shapes.
    pub(crate) most: usize,
    /// The most steps to find them in.
    pub(crate) steps: usize,
}

/// Up to `effort.most` shapes in which all of `lits` are fulfilled, every one where these are all. With a
/// target, exactly the assertion that it names is broken: here when no steps are left, else
/// somewhere below, which the caller sees to.
pub(crate) fn expand(
    schemas: &Schemas,
    lits: &BTreeSet<Lit>,
    target: Option<&Target>,
    effort: Effort,
) -> Result<Vec<Shape>, SchemaError> {
    let Effort { most, steps } = effort;
    let here = target.filter(|target| target.steps.is_empty());
    // When nothing was found in time, the first alternatives are the ones that ask for least.
    for (judged, plainly) in [(false, false), (true, false), (true, true)] {
        let mut expansion =
            Expansion { schemas, here, shapes: Vec::new(), steps, turn: 0, judged, plainly };
        let state = State {
            shape: Shape::default(),
            agenda: lits.iter().rev().cloned().collect(),
            seen: BTreeSet::new(),
        };
        expansion.run(state, most)?;
        let Expansion { mut shapes, steps, .. } = expansion;
        shapes.retain(|shape| here.is_none() || shape.broken || shape.guarded);
        if steps > 0 || !shapes.is_empty() {
            return Ok(shapes);
        }
    }
    Ok(Vec::new())
}

struct Expansion<'a> {
    schemas: &'a Schemas,
    here: Option<&'a Target>,
    shapes: Vec<Shape>,
    /// How many literals may still be looked at.
    steps: usize,
    /// Counts choices, so that those which cannot all be followed are followed in turn.
    turn: usize,
    /// Whether negations are left to the judge.
    judged: bool,
    /// Whether the first alternatives are always tried first.
    plainly: bool,
}

#[derive(Clone)]
struct State {
    shape: Shape,
    agenda: Vec<Lit>,
    seen: BTreeSet<Lit>,
}

impl State {
    fn take(&mut self, alternative: Alternative) -> bool {
        self.agenda.extend(alternative.lits);
        alternative.atoms.into_iter().all(|atom| self.shape.add(atom))
    }
}

impl Expansion<'_> {
    /// Finds up to `most` shapes, and says how many it found.
    fn run(&mut self, mut state: State, most: usize) -> Result<usize, SchemaError> {
        while let Some(lit) = state.agenda.pop() {
            if !state.seen.insert(lit.clone()) {
                continue;
            }
            if self.steps == 0 {
                return Ok(0);
            }
            self.steps -= 1;
            let mut open = Vec::new();
            for choice in self.choices(&lit)? {
                match <[Alternative; 1]>::try_from(choice) {
                    Ok([only]) => {
                        if !state.take(only) {
                            return Ok(0);
                        }
                    }
                    Err(several) => open.push(several),
                }
            }
            if !open.is_empty() {
                return self.fork(&state, &open, most);
            }
        }
        self.shapes.push(state.shape);
        Ok(1)
    }

    /// Follows every combination of the open choices, or as many as there is room for.
    fn fork(
        &mut self,
        state: &State,
        open: &[Vec<Alternative>],
        most: usize,
    ) -> Result<usize, SchemaError> {
        if open.iter().flatten().any(is_about_absence) {
            let mut next = state.clone();
            let Some(left) = propagated(&mut next, open) else { return Ok(0) };
            return self.follow(&next, &left, most);
        }
        self.follow(state, open, most)
    }

    /// Follows the alternatives of the first open choice in turn.
    fn follow(
        &mut self,
        state: &State,
        open: &[Vec<Alternative>],
        most: usize,
    ) -> Result<usize, SchemaError> {
        let Some((choice, rest)) = open.split_first() else {
            return self.run(state.clone(), most);
        };
        let count = choice.len();
        let start = if most < count && !self.plainly { scattered(self.turn) % count } else { 0 };
        self.turn += 1;
        let mut found = 0;
        for i in 0..count {
            let share = (most - found).div_ceil(count - i);
            if self.steps == 0 {
                break;
            }
            self.steps -= 1;
            let mut next = state.clone();
            if next.take(choice[(start + i) % count].clone()) {
                found += self.fork(&next, rest, share)?;
            }
            if found >= most {
                break;
            }
        }
        Ok(found)
    }

    /// What fulfilling one literal takes: one alternative out of each choice.
    fn choices(&self, lit: &Lit) -> Result<Vec<Vec<Alternative>>, SchemaError> {
        if !lit.holds {
            if self.judged {
                return Ok(vec![vec![Alternative::atoms(vec![Atom::Guarded])]]);
            }
            return Ok(vec![schema_fails(self.schemas, &lit.at)?]);
        }
        let map = match self.schemas.view(&lit.at)? {
            View::Anything => return Ok(Vec::new()),
            View::Nothing if lit.direct && self.here.is_some_and(|t| t.schema == lit.at) => {
                return Ok(vec![vec![Alternative::atoms(vec![Atom::Broken])]]);
            }
            View::Nothing => return Ok(vec![Vec::new()]),
            View::Object(map) => map,
        };
        let here = self.here.filter(|_| lit.direct);
        let mut choices = Vec::new();
        for (keyword, value) in map {
            let at = lit.at.child(keyword);
            let broken = here.filter(|t| t.schema == at);
            if broken.is_some() && !["required", "then", "else"].contains(&keyword.as_str()) {
                choices.push(broken_here(keyword_fails(self.schemas, map, keyword, &at)?));
                if keyword == "additionalProperties" {
                    choices.push(vec![Alternative::atoms(vec![Atom::Members(members(
                        map, &lit.at, lit.direct, false,
                    )?)])]);
                }
                continue;
            }
            keyword_holds(self.schemas, map, keyword, value, lit, here, &mut choices)?;
        }
        Ok(choices)
    }
}

/// Takes every choice of which one alternative is left, and leaves out those that are made; `None`
/// when one has no alternative left.
fn propagated(state: &mut State, open: &[Vec<Alternative>]) -> Option<Vec<Vec<Alternative>>> {
    let mut open = open.to_vec();
    loop {
        let before = open.len();
        let mut left = Vec::with_capacity(before);
        for mut choice in open {
            if choice.iter().any(|alternative| is_met(&state.shape, alternative)) {
                continue;
            }
            choice.retain(|alternative| !is_ruled_out(&state.shape, alternative));
            match <[Alternative; 1]>::try_from(choice) {
                Ok([only]) => state.take(only).then_some(())?,
                Err(choice) if choice.is_empty() => return None,
                Err(choice) => left.push(choice),
            }
        }
        open = left;
        if open.len() == before || open.is_empty() {
            return Some(open);
        }
    }
}

/// Whether an alternative is that a member is absent.
fn is_about_absence(alternative: &Alternative) -> bool {
    alternative.atoms.iter().any(|atom| matches!(atom, Atom::Absent(_)))
}

/// Whether a shape fulfils an alternative about absent members already.
fn is_met(shape: &Shape, alternative: &Alternative) -> bool {
    let met = |atom: &Atom| matches!(atom, Atom::Absent(name) if shape.absent.contains(name));
    alternative.lits.is_empty()
        && !alternative.atoms.is_empty()
        && alternative.atoms.iter().all(met)
}

/// Whether a shape, which is of an object, contradicts what an alternative says of its members.
fn is_ruled_out(shape: &Shape, alternative: &Alternative) -> bool {
    alternative.atoms.iter().any(|atom| match atom {
        Atom::Required(name) => shape.types == Types::OBJECT && shape.absent.contains(name),
        Atom::Absent(name) => shape.types == Types::OBJECT && shape.required.contains(name),
        _ => false,
    })
}

/// Marks every alternative as the broken one.
fn broken_here(mut alternatives: Vec<Alternative>) -> Vec<Alternative> {
    for alternative in &mut alternatives {
        alternative.atoms.push(Atom::Broken);
    }
    alternatives
}

/// Spreads consecutive numbers (Steele et al., Fast Splittable Pseudorandom Number Generators).
fn scattered(turn: usize) -> usize {
    let mixed = (turn as u64).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    usize::try_from((mixed ^ (mixed >> 31)) >> 8).unwrap_or(0)
}
