//! What a schema asks of each place, flat, so that two schemas can be compared however they are
//! factored.

use std::collections::{BTreeMap, BTreeSet};

use proptest_jsonschema::{Documents, Location, SchemaError};
use serde_json::Value;

/// How many references and compositions are followed into each other: a schema may be recursive.
const DEEPEST: usize = 24;

/// Keywords whose value is taken as it stands.
const PLAIN: [&str; 14] = [
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "multipleOf",
    "uniqueItems",
    "pattern",
    "format",
];

/// What a keyword says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fact {
    /// Types, members of an enumeration, required properties.
    Set(BTreeSet<String>),
    /// Anything else.
    Plain(Value),
    /// There is such a property.
    There,
}

/// Facts by JSON Pointer into the instance, `*` for any item, and keyword.
pub(super) type Facts = BTreeMap<(String, &'static str), Fact>;

/// The facts of the schema at a place. Conditions (`if`, `not`, `dependentSchemas`) are left out.
pub(super) fn facts(documents: &Documents, at: &Location) -> Result<Facts, SchemaError> {
    let mut found = Facts::new();
    collect(documents, at, "", 0, &mut found)?;
    Ok(found)
}

/// Adds those of the schema at a place, which constrains what stands at `pointer`.
pub(super) fn collect(
    documents: &Documents,
    at: &Location,
    pointer: &str,
    depth: usize,
    found: &mut Facts,
) -> Result<(), SchemaError> {
    let schema = documents.get(at)?;
    if depth > DEEPEST || !schema.is_object() {
        return Ok(());
    }
    let below = depth + 1;
    if let Some(reference) = schema["$ref"].as_str() {
        collect(documents, &at.refer(reference), pointer, below, found)?;
    }
    let mut types = texts(&schema["type"]);
    if types.is_empty() {
        // Whoever lists the values has said the type.
        types.extend(listed(schema).map(|value| type_of(value).to_owned()));
    }
    types.extend((schema["nullable"] == true).then(|| "null".to_owned()));
    insert_set(found, pointer, "type", types.into_iter().collect());
    let members = listed(schema).filter(|value| !value.is_null()).map(ToString::to_string);
    insert_set(found, pointer, "enum", members.collect());
    let required = texts(&schema["required"]);
    insert_set(found, pointer, "required", required.into_iter().collect());
    for keyword in PLAIN {
        if let Some(value) = schema.get(keyword) {
            found.insert((pointer.to_owned(), keyword), Fact::Plain(value.clone()));
        }
    }
    if schema["additionalProperties"] == false {
        let fact = Fact::Plain(false.into());
        found.insert((pointer.to_owned(), "additionalProperties"), fact);
    }
    for name in schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name) {
        let place = format!("{pointer}/{name}");
        found.insert((place.clone(), "property"), Fact::There);
        collect(documents, &at.child("properties").child(name), &place, below, found)?;
    }
    if schema["items"].is_object() {
        collect(documents, &at.child("items"), &format!("{pointer}/*"), below, found)?;
    }
    for number in 0..schema["allOf"].as_array().map_or(0, Vec::len) {
        let part = at.child("allOf").child(&number.to_string());
        collect(documents, &part, pointer, below, found)?;
    }
    for keyword in ["anyOf", "oneOf"] {
        let many = schema[keyword].as_array().map_or(0, Vec::len);
        let mut branches = Vec::new();
        for number in 0..many {
            let mut branch = Facts::new();
            let part = at.child(keyword).child(&number.to_string());
            collect(documents, &part, pointer, below, &mut branch)?;
            branches.push(branch);
        }
        found.extend(either(branches, pointer));
    }
    Ok(())
}

/// What holds whichever branch does: sets that all have are united. A branch that is null alone adds
/// null to the types and has no say on the rest.
fn either(branches: Vec<Facts>, pointer: &str) -> Facts {
    let types = (pointer.to_owned(), "type");
    let null = Fact::Set(BTreeSet::from(["null".to_owned()]));
    let (nulls, mut branches): (Vec<_>, Vec<_>) =
        branches.into_iter().partition(|branch| branch.get(&types) == Some(&null));
    let Some(mut all) = branches.pop() else { return nulls.into_iter().next().unwrap_or_default() };
    for branch in branches {
        all.retain(|key, _| branch.contains_key(key));
        for (key, fact) in branch {
            match (all.get_mut(&key), fact) {
                (Some(Fact::Set(all)), Fact::Set(more)) if key.1 == "required" => {
                    all.retain(|name| more.contains(name));
                }
                (Some(Fact::Set(all)), Fact::Set(more)) => all.extend(more),
                (Some(known), fact) if *known != fact => drop(all.remove(&key)),
                _ => {}
            }
        }
    }
    if let (false, Some(Fact::Set(types))) = (nulls.is_empty(), all.get_mut(&types)) {
        types.insert("null".to_owned());
    }
    all
}

fn insert_set(found: &mut Facts, pointer: &str, keyword: &'static str, values: BTreeSet<String>) {
    if values.is_empty() {
        return;
    }
    let fact = found.entry((pointer.to_owned(), keyword));
    let fact = fact.or_insert_with(|| Fact::Set(BTreeSet::new()));
    if let Fact::Set(known) = fact {
        known.extend(values);
    }
}

/// A text, or the texts of a list.
fn texts(value: &Value) -> Vec<String> {
    let list = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    list.iter().filter_map(|text| Some(text.as_str()?.to_owned())).collect()
}

/// The values that an enumeration lists.
fn listed(schema: &Value) -> impl Iterator<Item = &Value> {
    schema["enum"].as_array().into_iter().flatten().chain(schema.get("const"))
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
