//! From schemas to shapes: the disjunctive normal form of what a value has to fulfil.

use std::collections::BTreeSet;

use super::{
    atom::{Alternative, Atom, Lit},
    fails::{keyword_fails, schema_fails},
    holds::keyword_holds,
    parts::members,
    shape::Shape,
};
use crate::schema::{Documents, SchemaError, Target, View};

/// More shapes than this for one place is a schema that nobody can read either.
const MOST_SHAPES: usize = 4096;

/// Every shape in which all of `lits` are fulfilled. With a target, exactly the assertion that it
/// names is broken: here when no steps are left, else somewhere below, which the caller sees to.
pub(crate) fn expand(
    documents: &Documents,
    lits: &BTreeSet<Lit>,
    target: Option<&Target>,
) -> Result<Vec<Shape>, SchemaError> {
    let here = target.filter(|target| target.steps.is_empty());
    let mut expansion = Expansion { documents, here, shapes: Vec::new() };
    expansion.run(State {
        shape: Shape::default(),
        agenda: lits.iter().rev().cloned().collect(),
        seen: BTreeSet::new(),
    })?;
    let mut shapes = expansion.shapes;
    shapes.retain(|shape| here.is_none() || shape.broken);
    Ok(shapes)
}

struct Expansion<'a> {
    documents: &'a Documents,
    here: Option<&'a Target>,
    shapes: Vec<Shape>,
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
    fn run(&mut self, mut state: State) -> Result<(), SchemaError> {
        while let Some(lit) = state.agenda.pop() {
            if !state.seen.insert(lit.clone()) {
                continue;
            }
            let mut open = Vec::new();
            for choice in self.choices(&lit)? {
                match <[Alternative; 1]>::try_from(choice) {
                    Ok([only]) => {
                        if !state.take(only) {
                            return Ok(());
                        }
                    }
                    Err(several) => open.push(several),
                }
            }
            if !open.is_empty() {
                return self.fork(&state, &open, &lit);
            }
        }
        self.shapes.push(state.shape);
        Ok(())
    }

    /// Follows every combination of the open choices.
    fn fork(
        &mut self,
        state: &State,
        open: &[Vec<Alternative>],
        lit: &Lit,
    ) -> Result<(), SchemaError> {
        let Some((choice, rest)) = open.split_first() else { return self.run(state.clone()) };
        for alternative in choice {
            let mut next = state.clone();
            if next.take(alternative.clone()) {
                self.fork(&next, rest, lit)?;
            }
            if self.shapes.len() > MOST_SHAPES {
                return Err(SchemaError::new(
                    lit.at.clone(),
                    format!("more than {MOST_SHAPES} combinations of alternatives"),
                ));
            }
        }
        Ok(())
    }

    /// What fulfilling one literal takes: one alternative out of each choice.
    fn choices(&self, lit: &Lit) -> Result<Vec<Vec<Alternative>>, SchemaError> {
        if !lit.holds {
            return Ok(vec![schema_fails(self.documents, &lit.at)?]);
        }
        let map = match self.documents.view(&lit.at)? {
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
            if broken.is_some() && keyword != "required" {
                choices.push(broken_here(keyword_fails(map, keyword, &at)?));
                if keyword == "additionalProperties" {
                    choices.push(vec![Alternative::atoms(vec![Atom::Members(members(
                        map, &lit.at, lit.direct, false,
                    )?)])]);
                }
                continue;
            }
            keyword_holds(map, keyword, value, lit, here, &mut choices)?;
        }
        Ok(choices)
    }
}

/// Marks every alternative as the broken one.
fn broken_here(mut alternatives: Vec<Alternative>) -> Vec<Alternative> {
    for alternative in &mut alternatives {
        alternative.atoms.push(Atom::Broken);
    }
    alternatives
}
