//! From schemas to shapes: the disjunctive normal form of what a value has to fulfil.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{
    atom::{Alternative, Atom, Contains, Lit, Members, Shape, Types},
    constraint::Target,
    negate::{keyword_fails, schema_fails},
    read,
};
use crate::schema::{Documents, Location, SchemaError, View};

/// More shapes than this for one place is a schema that nobody can read either.
const MOST_SHAPES: usize = 4096;

/// Every shape in which all of `lits` are fulfilled. With a target, exactly the constraint that it
/// names is broken: here when no steps are left, else somewhere below, which the caller sees to.
pub(super) fn expand(
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

/// The choices that one keyword adds.
#[expect(clippy::too_many_lines, reason = "one arm for each keyword of the vocabulary")]
fn keyword_holds(
    map: &Map<String, Value>,
    keyword: &str,
    value: &Value,
    lit: &Lit,
    here: Option<&Target>,
    choices: &mut Vec<Vec<Alternative>>,
) -> Result<(), SchemaError> {
    let at = lit.at.child(keyword);
    let fact = |atom: Atom| vec![Alternative::atoms(vec![atom])];
    let same = |at: Location| Lit::holds(at, lit.direct);
    let inner = |at: Location| Lit::holds(at, false);
    match keyword {
        "type" => choices.push(fact(Atom::Types(read::types(value, &at)?))),
        "enum" => choices.push(fact(Atom::Consts(read::array(value, &at)?.clone()))),
        "const" => choices.push(fact(Atom::Consts(vec![value.clone()]))),
        "minimum" => choices.push(fact(Atom::Minimum(read::number(value, &at)?))),
        "exclusiveMinimum" => choices.push(fact(Atom::AboveMinimum(read::number(value, &at)?))),
        "maximum" => choices.push(fact(Atom::Maximum(read::number(value, &at)?))),
        "exclusiveMaximum" => choices.push(fact(Atom::BelowMaximum(read::number(value, &at)?))),
        "multipleOf" => choices.push(fact(Atom::Multiple(read::step(value, &at)?, true))),
        "minLength" => choices.push(fact(Atom::MinLength(read::count(value, &at)?))),
        "maxLength" => choices.push(fact(Atom::MaxLength(read::count(value, &at)?))),
        "pattern" => choices.push(fact(Atom::Pattern(read::text(value, &at)?, true))),
        "format" => choices.push(fact(Atom::Format(read::format(value, &at)?, true))),
        "minItems" => choices.push(fact(Atom::MinItems(read::count(value, &at)?))),
        "maxItems" => choices.push(fact(Atom::MaxItems(read::count(value, &at)?))),
        "uniqueItems" if *value == Value::Bool(true) => choices.push(fact(Atom::Unique)),
        "minProperties" => choices.push(fact(Atom::MinProperties(read::count(value, &at)?))),
        "maxProperties" => choices.push(fact(Atom::MaxProperties(read::count(value, &at)?))),
        "propertyNames" => choices.push(fact(Atom::Names(inner(at)))),
        "required" => {
            for name in read::names(value, &at)? {
                let lost = here.is_some_and(|t| t.schema == at.child(&name));
                choices.push(if lost {
                    vec![Alternative::of(Types::OBJECT, vec![Atom::Absent(name), Atom::Broken])]
                } else {
                    fact(Atom::Required(name))
                });
            }
        }
        "dependentRequired" => {
            for (name, needs) in read::object(value, &at)? {
                for need in read::names(needs, &at.child(name))? {
                    let both = vec![Atom::Required(name.clone()), Atom::Required(need.clone())];
                    let place = at.child(name).child(&need);
                    choices.push(if here.is_some_and(|t| t.schema == place) {
                        vec![Alternative::of(
                            Types::OBJECT,
                            vec![Atom::Required(name.clone()), Atom::Absent(need), Atom::Broken],
                        )]
                    } else {
                        vec![
                            Alternative::atoms(vec![Atom::Absent(name.clone())]),
                            Alternative::of(Types::OBJECT, both),
                        ]
                    });
                }
            }
        }
        "dependentSchemas" => {
            for name in read::object(value, &at)?.keys() {
                let present = Atom::Required(name.clone());
                choices.push(vec![
                    Alternative::atoms(vec![Atom::Absent(name.clone())]),
                    Alternative {
                        atoms: vec![present, Atom::Types(Types::OBJECT)],
                        lits: vec![same(at.child(name))],
                    },
                ]);
            }
        }
        "properties" | "patternProperties" | "additionalProperties" => {
            let members = members(map, &lit.at, lit.direct, true)?;
            if first_of(map, keyword, &["properties", "patternProperties", "additionalProperties"])
            {
                let lifted = here.is_some_and(|t| t.schema == lit.at.child("additionalProperties"));
                if !lifted {
                    choices.push(fact(Atom::Members(members)));
                }
            }
        }
        "items" | "prefixItems" if first_of(map, keyword, &["prefixItems", "items"]) => {
            let prefix = (0..prefix_length(map))
                .map(|i| same(lit.at.child("prefixItems").child(&i.to_string())));
            let rest = map.contains_key("items").then(|| same(lit.at.child("items")));
            choices.push(fact(Atom::Items(prefix.collect(), rest)));
        }
        "contains" => {
            let broken = |k: &str| here.is_some_and(|t| t.schema == lit.at.child(k));
            let (min, max) = contains_counts(map, &lit.at)?;
            choices.push(fact(Atom::Contains(Contains {
                lit: inner(at),
                min: if broken("minContains") { 0 } else { min },
                max: if broken("maxContains") { None } else { max },
            })));
        }
        "$ref" => {
            choices
                .push(vec![Alternative::lits(vec![same(lit.at.refer(&read::text(value, &at)?))])]);
        }
        "allOf" => {
            let lits = read::places(value, &at)?.into_iter().map(same).collect();
            choices.push(vec![Alternative::lits(lits)]);
        }
        "anyOf" => choices.push(
            read::places(value, &at)?
                .into_iter()
                .map(|place| Alternative::lits(vec![inner(place)]))
                .collect(),
        ),
        "oneOf" => choices.push(exactly_one(&read::places(value, &at)?)),
        "not" => choices.push(vec![Alternative::lits(vec![Lit::fails(at)])]),
        "if" => {
            let mut yes = vec![inner(at.clone())];
            let mut no = vec![Lit::fails(at)];
            if map.contains_key("then") {
                yes.push(same(lit.at.child("then")));
            }
            if map.contains_key("else") {
                no.push(same(lit.at.child("else")));
            }
            if yes.len() + no.len() > 2 {
                choices.push(vec![Alternative::lits(yes), Alternative::lits(no)]);
            }
        }
        _ => {}
    }
    Ok(())
}

/// Whether a keyword is the first that the schema object has of a group that belongs together.
fn first_of(map: &Map<String, Value>, keyword: &str, group: &[&str]) -> bool {
    group.iter().find(|k| map.contains_key(**k)) == Some(&keyword)
}

/// `properties`, `patternProperties` and `additionalProperties` of one schema object.
pub(super) fn members(
    map: &Map<String, Value>,
    at: &Location,
    direct: bool,
    additional: bool,
) -> Result<Members, SchemaError> {
    let list = |keyword: &str| -> Result<Vec<(String, Lit)>, SchemaError> {
        let place = at.child(keyword);
        let Some(value) = map.get(keyword) else { return Ok(Vec::new()) };
        Ok(read::object(value, &place)?
            .keys()
            .map(|name| (name.clone(), Lit::holds(place.child(name), direct)))
            .collect())
    };
    Ok(Members {
        named: list("properties")?,
        patterns: list("patternProperties")?,
        additional: (additional && map.contains_key("additionalProperties"))
            .then(|| Lit::holds(at.child("additionalProperties"), direct)),
    })
}

/// How many items `prefixItems` places.
pub(super) fn prefix_length(map: &Map<String, Value>) -> usize {
    map.get("prefixItems").and_then(Value::as_array).map_or(0, Vec::len)
}

/// `minContains` (1 unless given) and `maxContains`.
pub(super) fn contains_counts(
    map: &Map<String, Value>,
    at: &Location,
) -> Result<(usize, Option<usize>), SchemaError> {
    let count =
        |keyword: &str| map.get(keyword).map(|v| read::count(v, &at.child(keyword))).transpose();
    Ok((count("minContains")?.unwrap_or(1), count("maxContains")?))
}

/// One of the schemas holds and all the others fail.
fn exactly_one(places: &[Location]) -> Vec<Alternative> {
    let one = |i: usize| {
        let lit = |(j, place): (usize, &Location)| Lit {
            at: place.clone(),
            holds: i == j,
            direct: false,
        };
        Alternative::lits(places.iter().enumerate().map(lit).collect())
    };
    (0..places.len()).map(one).collect()
}
