//! Objects: the branches of a shape.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::compiler::Compiler;
use crate::{
    facts::{Forced, Lit, Shape},
    graph::{Branch, BrokenMember, Named, Objects},
    schema::{SchemaError, Step, Target},
};

/// The most ways to hold the members that have to be there.
const MOST_BRANCHES: usize = 16;

/// The most members that can be left out beside one that holds a broken part.
const MOST_BYSTANDERS: usize = 40;

impl Compiler<'_> {
    /// The objects of a shape; one branch for each place where a wrong member can be.
    pub(crate) fn objects(
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
            additional: explicit(shape),
            min: shape.min_properties.max(usize::from(shape.not_consts.iter().any(blank))),
            max: shape.max_properties,
            lost: None,
            broken: None,
            not: shape.not_consts.iter().filter(|v| v.is_object()).cloned().collect(),
        };
        let mut bystanders = 0;
        for name in &known {
            let required = shape.required.contains(name);
            let broken = matches!(step, Some(Step::Member(member)) if member == name);
            if step.is_some() && !required && !broken && !shape.absent.contains(name) {
                // Around a broken part a few others will do.
                if bystanders == MOST_BYSTANDERS {
                    continue;
                }
                bystanders += 1;
            }
            let lits = self.member(shape, name);
            if shape.absent.contains(name) {
                // Others may be absent too, such as the one that demands the missing one.
                if shape.broken && target.is_none_or(|target| target.names(name)) {
                    objects.lost = Some((name.clone(), self.place(lits, None, true)));
                }
                continue;
            }
            if !self.nameable(shape, name) {
                if required || broken {
                    return Ok(Vec::new());
                }
                continue;
            }
            if broken {
                objects.broken = Some(BrokenMember::Named(objects.named.len()));
            }
            let node = self.place(lits, below.clone().filter(|_| broken), required || broken);
            objects.named.push(Named { name: name.clone(), node, required: required || broken });
        }
        if matches!(step, Some(Step::Member(_))) && objects.broken.is_none() {
            return Ok(Vec::new());
        }
        let mut branches = vec![objects];
        for forced in &shape.forced {
            branches = self.force(shape, &known, forced, &branches)?;
            branches.truncate(MOST_BRANCHES);
        }
        if step == Some(&Step::Additional) {
            branches = self.broken_additional(shape, &known, below.as_ref(), &branches)?;
            branches.truncate(MOST_BRANCHES);
        }
        let needs_more = |objects: &Objects| {
            objects.additional || objects.named.len() + objects.forced.len() < objects.min
        };
        if branches.iter().any(needs_more) {
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
    pub(crate) fn member(&self, shape: &Shape, name: &str) -> BTreeSet<Lit> {
        let mut seen = false;
        let mut lits: BTreeSet<Lit> = shape
            .member
            .iter()
            .filter(|(other, _)| other == name)
            .map(|(_, lit)| lit.clone())
            .collect();
        for members in &shape.members {
            let mut met = false;
            if let Some(lit) = members.named.get(name) {
                lits.insert(lit.clone());
                met = true;
            }
            for (pattern, lit) in &members.patterns {
                if self.matches(pattern, name) {
                    lits.insert(lit.clone());
                    met = true;
                }
            }
            if !met {
                lits.extend(members.additional.clone());
            }
            seen |= met || members.additional.is_some();
        }
        if !seen {
            lits.extend(shape.unevaluated_members.iter().cloned());
        }
        lits
    }

    fn nameable(&self, shape: &Shape, name: &str) -> bool {
        shape.names.iter().all(|lit| self.agrees(lit, &Value::from(name)))
    }

    /// Whether an object fits the shape.
    pub(crate) fn admits_object(&self, shape: &Shape, members: &Map<String, Value>) -> bool {
        if members.len() < shape.min_properties
            || shape.max_properties.is_some_and(|max| members.len() > max)
            || shape.required.iter().any(|name| !members.contains_key(name))
            || shape.absent.iter().any(|name| members.contains_key(name))
            || !shape.forced.is_empty()
        {
            return false;
        }
        for (name, value) in members {
            if !self.nameable(shape, name) {
                return false;
            }
            if !self.member(shape, name).iter().all(|lit| self.agrees(lit, value)) {
                return false;
            }
        }
        true
    }
}

/// Every name that some schema says something about.
fn known(shape: &Shape) -> BTreeSet<String> {
    let named = shape.members.iter().flat_map(|members| members.named.keys());
    let lifted = shape.forced.iter().flat_map(|forced| match forced {
        Forced::Unmatched(members, _) => members.named.keys().collect(),
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
