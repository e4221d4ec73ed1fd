//! Every way in which a schema, and each of its keywords, can refuse a value.

use serde_json::{Map, Value};

use super::{
    atom::{Alternative, Atom, Contains, Forced, Lit},
    overlap::overlaps,
    parts::{contains_counts, members, prefix_length},
};
use crate::{
    json::Types,
    schema::{Location, SchemaError, Schemas, View, keyword},
    text::is_meant,
};

/// The alternatives in which the schema at a place refuses the value: one of its keywords does.
pub(crate) fn schema_fails(
    schemas: &Schemas,
    at: &Location,
) -> Result<Vec<Alternative>, SchemaError> {
    let map = match schemas.view(at)? {
        View::Anything => return Ok(Vec::new()),
        View::Nothing => return Ok(vec![Alternative::default()]),
        View::Object(map) => map,
    };
    let mut alternatives = Vec::new();
    for keyword in map.keys() {
        alternatives.extend(keyword_fails(schemas, map, keyword, &at.child(keyword))?);
    }
    Ok(alternatives)
}

/// The alternatives in which one keyword, which stands at `at` in `map`, refuses the value.
#[expect(clippy::too_many_lines, reason = "one arm for each keyword of the vocabulary")]
pub(crate) fn keyword_fails(
    schemas: &Schemas,
    map: &Map<String, Value>,
    keyword: &str,
    at: &Location,
) -> Result<Vec<Alternative>, SchemaError> {
    let value = &map[keyword];
    let parent = at.parent();
    let number = |atom: Atom| vec![Alternative::of(Types::NUMBER, vec![atom])];
    let string = |atom: Atom| vec![Alternative::of(Types::STRING, vec![atom])];
    let array = |atoms: Vec<Atom>| vec![Alternative::of(Types::ARRAY, atoms)];
    let object = |atoms: Vec<Atom>| vec![Alternative::of(Types::OBJECT, atoms)];
    Ok(match keyword {
        "type" => {
            vec![Alternative::of(keyword::types(value, at)?.not(), vec![Atom::Swapped])]
        }
        "enum" => {
            vec![Alternative::atoms(vec![Atom::NotConsts(keyword::array(value, at)?.clone())])]
        }
        "const" => vec![Alternative::atoms(vec![Atom::NotConsts(vec![value.clone()])])],
        "minimum" => number(Atom::BelowMaximum(keyword::number(value, at)?)),
        "exclusiveMinimum" => number(Atom::Maximum(keyword::number(value, at)?)),
        "maximum" => number(Atom::AboveMinimum(keyword::number(value, at)?)),
        "exclusiveMaximum" => number(Atom::Minimum(keyword::number(value, at)?)),
        "multipleOf" => number(Atom::Multiple(keyword::step(value, at)?, false)),
        "minLength" => keyword::count(value, at)?
            .checked_sub(1)
            .map(|n| string(Atom::MaxLength(n)))
            .unwrap_or_default(),
        "maxLength" => string(Atom::MinLength(keyword::count(value, at)?.saturating_add(1))),
        "pattern" => string(Atom::Pattern(keyword::text(value, at)?, false)),
        "format" if value.as_str().is_some_and(is_meant) => Vec::new(),
        "format" => string(Atom::Format(keyword::text(value, at)?, false)),
        "minItems" => keyword::count(value, at)?
            .checked_sub(1)
            .map(|n| array(vec![Atom::MaxItems(n)]))
            .unwrap_or_default(),
        "maxItems" => array(vec![Atom::MinItems(keyword::count(value, at)?.saturating_add(1))]),
        "uniqueItems" if *value == Value::Bool(true) => {
            array(vec![Atom::Repeated, Atom::MinItems(2)])
        }
        "minProperties" => keyword::count(value, at)?
            .checked_sub(1)
            .map(|n| object(vec![Atom::MaxProperties(n)]))
            .unwrap_or_default(),
        "maxProperties" => {
            object(vec![Atom::MinProperties(keyword::count(value, at)?.saturating_add(1))])
        }
        "required" => keyword::names(value, at)?
            .into_iter()
            .flat_map(|name| object(vec![Atom::Absent(name)]))
            .collect(),
        "dependentRequired" => {
            let mut list = Vec::new();
            for (name, needs) in keyword::object(value, at)? {
                for need in keyword::names(needs, &at.child(name))? {
                    list.extend(object(vec![Atom::Required(name.clone()), Atom::Absent(need)]));
                }
            }
            list
        }
        "dependentSchemas" => keyword::object(value, at)?
            .keys()
            .map(|name| Alternative {
                atoms: vec![Atom::Types(Types::OBJECT), Atom::Required(name.clone())],
                lits: vec![Lit::fails(at.child(name))],
            })
            .collect(),
        "properties" => keyword::object(value, at)?
            .keys()
            .flat_map(|name| {
                let fails = Lit::fails(at.child(name));
                object(vec![Atom::Required(name.clone()), Atom::Member(name.clone(), fails)])
            })
            .collect(),
        "patternProperties" => keyword::object(value, at)?
            .keys()
            .flat_map(|pattern| {
                let fails = Lit::fails(at.child(pattern));
                object(vec![Atom::Forced(Forced::Matching(pattern.clone(), fails))])
            })
            .collect(),
        "additionalProperties" => {
            let others = members(map, &parent, false, false)?;
            let fails = (*value != Value::Bool(false)).then(|| Lit::fails(at.clone()));
            object(vec![Atom::Forced(Forced::Unmatched(others, fails))])
        }
        "unevaluatedProperties" => {
            let fails = (*value != Value::Bool(false)).then(|| Lit::fails(at.clone()));
            object(vec![Atom::Forced(Forced::Unevaluated(fails)), Atom::Guarded])
        }
        "unevaluatedItems" => {
            array(vec![Atom::Some(prefix_length(map), Lit::fails(at.clone())), Atom::Guarded])
        }
        "propertyNames" => object(vec![Atom::Forced(Forced::Named(Lit::fails(at.clone())))]),
        "prefixItems" => (0..prefix_length(map))
            .flat_map(|i| {
                array(vec![
                    Atom::MinItems(i + 1),
                    Atom::Item(i, Lit::fails(at.child(&i.to_string()))),
                ])
            })
            .collect(),
        "items" => array(vec![Atom::Some(prefix_length(map), Lit::fails(at.clone()))]),
        "contains" => contains_fails(map, &parent, true, !map.contains_key("minContains"))?,
        "minContains" if map.contains_key("contains") => contains_fails(map, &parent, true, true)?,
        "maxContains" if map.contains_key("contains") => contains_fails(map, &parent, false, true)?,
        "anyOf" => {
            let lits = keyword::places(value, at)?.into_iter().map(Lit::fails).collect();
            vec![Alternative::lits(lits)]
        }
        "allOf" => keyword::places(value, at)?
            .into_iter()
            .map(|place| Alternative::lits(vec![Lit::fails(place)]))
            .collect(),
        "oneOf" => not_exactly_one(schemas, at, &keyword::places(value, at)?),
        "not" => vec![Alternative::lits(vec![Lit::holds(at.clone(), false)])],
        "$ref" | "$dynamicRef" | "$recursiveRef" => {
            vec![Alternative::lits(vec![Lit::fails(at.refer(&keyword::text(value, at)?))])]
        }
        "if" => [("then", true), ("else", false)]
            .into_iter()
            .filter(|(branch, _)| map.contains_key(*branch))
            .map(|(branch, holds)| {
                let condition = Lit { at: at.clone(), holds, direct: false };
                Alternative::lits(vec![condition, Lit::fails(parent.child(branch))])
            })
            .collect(),
        _ => Vec::new(),
    })
}

/// Too few items that fit (`below`), or too many.
fn contains_fails(
    map: &Map<String, Value>,
    parent: &Location,
    below: bool,
    counts: bool,
) -> Result<Vec<Alternative>, SchemaError> {
    let (min, max) = contains_counts(map, parent)?;
    let lit = Lit::holds(parent.child("contains"), false);
    let limits = if !counts {
        None
    } else if below {
        min.checked_sub(1).map(|most| (0, Some(most)))
    } else {
        max.map(|max| (max + 1, None))
    };
    Ok(limits
        .map(|(min, max)| {
            Alternative::of(Types::ARRAY, vec![Atom::Contains(Contains { lit, min, max })])
        })
        .into_iter()
        .collect())
}

/// More pairs of alternatives than this are not tried.
const MOST_PAIRS: usize = 64;

/// None of the schemas holds, or two of them do.
fn not_exactly_one(schemas: &Schemas, at: &Location, places: &[Location]) -> Vec<Alternative> {
    let mut alternatives =
        vec![Alternative::lits(places.iter().cloned().map(Lit::fails).collect())];
    let overlaps = overlaps(schemas, at, places);
    let pairs = overlaps
        .iter()
        .enumerate()
        .flat_map(|(i, others)| others.iter().filter(move |j| i < **j).map(move |j| (i, *j)));
    alternatives.extend(pairs.take(MOST_PAIRS).map(|(i, j)| {
        Alternative::lits(vec![
            Lit::holds(places[i].clone(), false),
            Lit::holds(places[j].clone(), false),
        ])
    }));
    alternatives
}
