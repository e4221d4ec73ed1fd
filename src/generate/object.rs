//! Objects: the branches of a shape.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{
    atom::{Atom, Forced, Lit, Shape, Types},
    compile::{Compiler, texts},
    constraint::{Step, Target},
    graph::{Branch, BrokenMember, Named, Objects},
};
use crate::schema::SchemaError;

/// More patterns than this overlap in too many ways.
const MOST_PATTERNS: usize = 4;

/// Names that servers give a meaning of their own.
const NAMES: &[&str] = &["extra", "x", "id", "__proto__", "constructor", "$ref", "名前", "0"];

impl Compiler<'_> {
    /// The objects of a shape; one branch for each place where a wrong member can be.
    pub(super) fn objects(
        &mut self,
        shape: &Shape,
        target: Option<&Target>,
    ) -> Result<Vec<Branch>, SchemaError> {
        let known = known(shape);
        let step = target.and_then(|target| target.steps.first());
        if matches!(step, Some(Step::Item(_) | Step::Rest)) {
            return Ok(Vec::new());
        }
        let below = step.zip(target).and_then(|(step, target)| target.after(step));
        let mut objects = Objects {
            named: Vec::new(),
            groups: Vec::new(),
            forced: Vec::new(),
            extras: explicit(shape),
            min: shape.min_properties.max(usize::from(shape.not_consts.iter().any(blank))),
            max: shape.max_properties,
            lost: None,
            broken: None,
            not: shape.not_consts.iter().filter(|v| v.is_object()).cloned().collect(),
        };
        for name in &known {
            let required = shape.required.contains(name);
            let lits = self.member(shape, name)?;
            let broken = matches!(step, Some(Step::Member(member)) if member == name);
            if shape.absent.contains(name) {
                if shape.broken && objects.lost.is_none() {
                    objects.lost = Some((name.clone(), self.node(lits, None)));
                }
                continue;
            }
            if !self.nameable(shape, name)? {
                if required || broken {
                    return Ok(Vec::new());
                }
                continue;
            }
            if broken {
                objects.broken = Some(BrokenMember::Named(objects.named.len()));
            }
            let node = self.node(lits, below.clone().filter(|_| broken));
            objects.named.push(Named { name: name.clone(), node, required: required || broken });
        }
        if matches!(step, Some(Step::Member(_))) && objects.broken.is_none() {
            return Ok(Vec::new());
        }
        let mut branches = vec![objects];
        for forced in &shape.extra {
            branches = self.force(shape, &known, forced, &branches)?;
        }
        if step == Some(&Step::Extra) {
            branches = self.broken_extra(shape, &known, below.as_ref(), &branches)?;
        }
        let needs_extras = |objects: &Objects| {
            objects.extras || objects.named.len() + objects.forced.len() < objects.min
        };
        if branches.iter().any(needs_extras) {
            let groups = self.groups(shape, &known, None)?;
            let groups: Vec<_> =
                groups.into_iter().map(|group| (group.name, group.value)).collect();
            for objects in &mut branches {
                objects.groups.clone_from(&groups);
            }
        }
        Ok(branches.into_iter().map(|objects| Branch::Object(Box::new(objects))).collect())
    }

    /// What a named member has to fulfil.
    fn member(&mut self, shape: &Shape, name: &str) -> Result<BTreeSet<Lit>, SchemaError> {
        let mut lits: BTreeSet<Lit> = shape
            .member
            .iter()
            .filter(|(other, _)| other == name)
            .map(|(_, lit)| lit.clone())
            .collect();
        for members in &shape.members {
            let mut met = false;
            for (_, lit) in members.named.iter().filter(|(other, _)| other == name) {
                lits.insert(lit.clone());
                met = true;
            }
            for (pattern, lit) in &members.patterns {
                if self.matches(pattern, name)? {
                    lits.insert(lit.clone());
                    met = true;
                }
            }
            if !met {
                lits.extend(members.additional.clone());
            }
        }
        Ok(lits)
    }

    fn nameable(&mut self, shape: &Shape, name: &str) -> Result<bool, SchemaError> {
        for lit in &shape.names {
            if !self.agrees(lit, &Value::from(name))? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Every kind of member that no schema names: the sets of patterns that its name can match.
    fn groups(
        &mut self,
        shape: &Shape,
        known: &BTreeSet<String>,
        names: Option<&Lit>,
    ) -> Result<Vec<Group>, SchemaError> {
        let mut patterns: Vec<String> = Vec::new();
        let forced = shape.extra.iter().flat_map(|forced| match forced {
            Forced::Matching(pattern, _) => vec![pattern],
            Forced::Unmatched(members, _) => members.patterns.iter().map(|(p, _)| p).collect(),
            Forced::Named(_) => Vec::new(),
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
        for chosen in 0..1usize << patterns.len() {
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
            let mut judges = shape.names.clone();
            judges.extend(names.cloned());
            let Some(name) = self.names(&judges, &signs, known)? else { continue };
            let value = self.node(lits.clone(), None);
            groups.push(Group { signs, lits, name, value });
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
        for mut shape in self.shapes(&lits)? {
            let patterns =
                signs.iter().map(|(pattern, holds)| Atom::Pattern(pattern.clone(), *holds));
            let facts = patterns.chain([
                Atom::Types(Types::STRING),
                Atom::NotConsts(known.iter().map(|name| Value::from(name.as_str())).collect()),
            ]);
            if !facts.into_iter().all(|fact| shape.add(fact)) {
                continue;
            }
            let candidates: Vec<Value> = match &shape.consts {
                Some(values) => values.clone(),
                None => near_names(known),
            };
            let mut fitting = Vec::new();
            for name in candidates {
                if self.admits_name(&shape, &name, known)? {
                    fitting.push(name);
                }
            }
            if !fitting.is_empty() {
                branches.push(Branch::Fixed(fitting, false));
            }
            if shape.consts.is_none() {
                branches.extend(texts(&shape, &place)?);
            }
        }
        Ok((!branches.is_empty()).then(|| self.add(branches)))
    }

    fn admits_name(
        &mut self,
        shape: &Shape,
        name: &Value,
        known: &BTreeSet<String>,
    ) -> Result<bool, SchemaError> {
        let Some(text) = name.as_str() else { return Ok(false) };
        for (pattern, holds) in &shape.patterns {
            if self.matches(pattern, text)? != *holds {
                return Ok(false);
            }
        }
        for (format, holds) in &shape.formats {
            let check = super::format::check(format).map_err(|problem| self.error(problem))?;
            if check.is_valid(name) != *holds {
                return Ok(false);
            }
        }
        let length = text.chars().count();
        Ok(!known.contains(text)
            && !shape.not_consts.contains(name)
            && length >= shape.min_length
            && shape.max_length.is_none_or(|max| length <= max))
    }

    /// Adds a member that has to be there to each branch, in every way it can.
    fn force(
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
                Forced::Named(_) => None,
            };
            if let Some(lit) = lit {
                group.lits.insert(lit.clone());
                group.value = self.node(group.lits.clone(), None);
            }
            for objects in branches {
                let mut objects = objects.clone();
                objects.forced.push((group.name, group.value));
                all.push(objects);
            }
        }
        all.extend(self.force_known(shape, known, forced, branches)?);
        Ok(all)
    }

    /// A forced member may be one that another schema object names.
    fn force_known(
        &mut self,
        shape: &Shape,
        known: &BTreeSet<String>,
        forced: &Forced,
        branches: &[Objects],
    ) -> Result<Vec<Objects>, SchemaError> {
        let mut all = Vec::new();
        for name in known {
            let mut lits = self.member(shape, name)?;
            let (fits, lit) = match forced {
                Forced::Matching(pattern, lit) => (self.matches(pattern, name)?, Some(lit)),
                Forced::Unmatched(members, lit) => {
                    let mut met = members.named.iter().any(|(other, _)| other == name);
                    for (pattern, _) in &members.patterns {
                        met |= self.matches(pattern, name)?;
                    }
                    (!met, lit.as_ref())
                }
                Forced::Named(lit) => (self.agrees(lit, &Value::from(name.as_str()))?, None),
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
        Ok(all)
    }

    /// The branches in which a member that no schema names holds the broken constraint.
    fn broken_extra(
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

    /// Whether an object fits the shape.
    pub(super) fn admits_object(
        &mut self,
        shape: &Shape,
        members: &Map<String, Value>,
    ) -> Result<bool, SchemaError> {
        if members.len() < shape.min_properties
            || shape.max_properties.is_some_and(|max| members.len() > max)
            || shape.required.iter().any(|name| !members.contains_key(name))
            || shape.absent.iter().any(|name| members.contains_key(name))
            || !shape.extra.is_empty()
        {
            return Ok(false);
        }
        for (name, value) in members {
            if !self.nameable(shape, name)? {
                return Ok(false);
            }
            for lit in self.member(shape, name)? {
                if !self.agrees(&lit, value)? {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }
}

/// Members outside the known ones whose names match the same patterns.
struct Group {
    signs: Vec<(String, bool)>,
    lits: BTreeSet<Lit>,
    name: usize,
    value: usize,
}

/// Every name that some schema says something about.
fn known(shape: &Shape) -> BTreeSet<String> {
    let named = shape.members.iter().flat_map(|members| members.named.iter().map(|(name, _)| name));
    let lifted = shape.extra.iter().flat_map(|forced| match forced {
        Forced::Unmatched(members, _) => members.named.iter().map(|(name, _)| name).collect(),
        _ => Vec::new(),
    });
    let single = shape.member.iter().map(|(name, _)| name);
    named.chain(lifted).chain(single).chain(&shape.required).chain(&shape.absent).cloned().collect()
}

/// Whether the schema speaks about members that it does not name, other than to forbid them.
fn explicit(shape: &Shape) -> bool {
    !shape.names.is_empty()
        || shape.members.iter().any(|m| m.additional.is_some() || !m.patterns.is_empty())
}

fn blank(value: &Value) -> bool {
    value.as_object().is_some_and(Map::is_empty)
}

/// Names close to the known ones, and notorious ones.
fn near_names(known: &BTreeSet<String>) -> Vec<Value> {
    let close = known
        .iter()
        .take(3)
        .flat_map(|name| [name.to_uppercase(), format!("{name}s"), format!("_{name}")]);
    NAMES.iter().map(|name| (*name).to_owned()).chain(close).map(Value::from).collect()
}
