//! What each keyword asks of a value that it accepts.

use serde_json::{Map, Value};

use super::{
    atom::{Alternative, Atom, Contains, Lit},
    overlap::overlaps,
    parts::{contains_counts, members, prefix_length},
};
use crate::{
    json::Types,
    schema::{Location, SchemaError, Schemas, Target, keyword},
    text::is_meant,
};

/// The choices that one keyword adds.
#[expect(clippy::too_many_lines, reason = "one arm for each keyword of the vocabulary")]
pub(super) fn keyword_holds(
    schemas: &Schemas,
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
        "type" => choices.push(fact(Atom::Types(keyword::types(value, &at)?))),
        "enum" => choices.push(fact(Atom::Consts(keyword::array(value, &at)?.clone()))),
        "const" => choices.push(fact(Atom::Consts(vec![value.clone()]))),
        "minimum" => choices.push(fact(Atom::Minimum(keyword::number(value, &at)?))),
        "exclusiveMinimum" => choices.push(fact(Atom::AboveMinimum(keyword::number(value, &at)?))),
        "maximum" => choices.push(fact(Atom::Maximum(keyword::number(value, &at)?))),
        "exclusiveMaximum" => choices.push(fact(Atom::BelowMaximum(keyword::number(value, &at)?))),
        "multipleOf" => choices.push(fact(Atom::Multiple(keyword::step(value, &at)?, true))),
        "minLength" => choices.push(fact(Atom::MinLength(keyword::count(value, &at)?))),
        "maxLength" => choices.push(fact(Atom::MaxLength(keyword::count(value, &at)?))),
        "pattern" => choices.push(fact(Atom::Pattern(keyword::text(value, &at)?, true))),
        "format" => {
            let name = keyword::text(value, &at)?;
            let meant = is_meant(&name);
            choices.push(fact(if meant { Atom::Meant(name) } else { Atom::Format(name, true) }));
        }
        "minItems" => choices.push(fact(Atom::MinItems(keyword::count(value, &at)?))),
        "maxItems" => choices.push(fact(Atom::MaxItems(keyword::count(value, &at)?))),
        "uniqueItems" if *value == Value::Bool(true) => choices.push(fact(Atom::Unique)),
        "minProperties" => choices.push(fact(Atom::MinProperties(keyword::count(value, &at)?))),
        "maxProperties" => choices.push(fact(Atom::MaxProperties(keyword::count(value, &at)?))),
        "propertyNames" => choices.push(fact(Atom::Names(inner(at)))),
        "required" => {
            for name in keyword::names(value, &at)? {
                let lost = here.is_some_and(|t| t.schema == at.child(&name));
                choices.push(if lost {
                    vec![Alternative::of(Types::OBJECT, vec![Atom::Absent(name), Atom::Broken])]
                } else {
                    fact(Atom::Required(name))
                });
            }
        }
        "dependentRequired" => {
            for (name, needs) in keyword::object(value, &at)? {
                for need in keyword::names(needs, &at.child(name))? {
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
            for name in keyword::object(value, &at)?.keys() {
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
        "unevaluatedProperties" | "unevaluatedItems" => {
            choices.push(fact(Atom::Unevaluated(same(at), keyword == "unevaluatedItems")));
            choices.push(fact(Atom::Guarded));
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
        "$ref" | "$dynamicRef" | "$recursiveRef" => {
            choices.push(vec![Alternative::lits(vec![same(
                lit.at.refer(&keyword::text(value, &at)?),
            )])]);
        }
        "allOf" => {
            let lits = keyword::places(value, &at)?.into_iter().map(same).collect();
            choices.push(vec![Alternative::lits(lits)]);
        }
        "anyOf" => choices.push(
            keyword::places(value, &at)?
                .into_iter()
                .map(|place| Alternative::lits(vec![inner(place)]))
                .collect(),
        ),
        "oneOf" => choices.push(exactly_one(schemas, &at, &keyword::places(value, &at)?)),
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

/// Schemas that overlap with more others than this are told apart by the judge.
const MOST_OVERLAPS: usize = 6;

/// One of the schemas holds and all the others fail. Those that exclude it need no mention.
fn exactly_one(schemas: &Schemas, at: &Location, places: &[Location]) -> Vec<Alternative> {
    let overlaps = overlaps(schemas, at, places);
    let one = |(i, others): (usize, &Vec<usize>)| {
        let mut alternative = Alternative::lits(vec![Lit::holds(places[i].clone(), false)]);
        if others.len() > MOST_OVERLAPS {
            alternative.atoms.push(Atom::Guarded);
        } else {
            alternative.lits.extend(others.iter().map(|j| Lit::fails(places[*j].clone())));
        }
        alternative
    };
    overlaps.iter().enumerate().map(one).collect()
}
