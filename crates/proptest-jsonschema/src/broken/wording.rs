//! What a schema demands, in words, prepared once for every sentence about it.

use serde_json::Value;

use super::quote::quote;
use crate::{
    json::number,
    schema::{Location, Schemas},
};

/// How many allowed values are listed before the rest is counted.
const LISTED: usize = 4;

/// The second half of a sentence about a broken assertion.
#[derive(Clone, Debug)]
pub(crate) struct Wording {
    /// `it must be a string`, `at least 10 are required`.
    pub(crate) demand: String,
    /// The same for what is empty and so does not say what is counted: `at least 10 characters are
    /// required`.
    pub(crate) when_empty: String,
    /// A pattern of nothing but a count of digits: the least and the most.
    pub(crate) digits: Option<(usize, usize)>,
}

impl Wording {
    /// Puts the keyword at a place into words. `demanded_by` is the member whose presence
    /// `dependentRequired` speaks about.
    pub(crate) fn new(
        schemas: &Schemas,
        at: &Location,
        keyword: &str,
        stated: &Value,
        demanded_by: Option<&str>,
    ) -> Self {
        let quoted = || quote(stated);
        let mut demand = match keyword {
            "required" => "it is required".to_owned(),
            "dependentRequired" => format!("{} requires it", demanded_by.unwrap_or_default()),
            "type" => format!("it must be {}", types(stated)),
            "enum" => allowed(stated.as_array().map_or(&[][..], Vec::as_slice)),
            "const" => format!("only {} is allowed", quoted()),
            "format" => format!("it must be {}", format_name(stated)),
            "pattern" => format!("it does not match {}", stated.as_str().unwrap_or_default()),
            "minimum" => format!("the least allowed is {stated}"),
            "maximum" => format!("the most allowed is {stated}"),
            "exclusiveMinimum" => format!("it must be more than {stated}"),
            "exclusiveMaximum" => format!("it must be less than {stated}"),
            "multipleOf" => format!("it must be a multiple of {stated}"),
            "minLength" | "minItems" | "minProperties" => at_least(stated, ""),
            "maxLength" | "maxItems" | "maxProperties" => at_most(stated),
            "anyOf" => match constants(schemas, at) {
                Some(values) => allowed(&values),
                None => "none of the alternatives allows that".to_owned(),
            },
            "oneOf" => "not exactly one of the alternatives allows that".to_owned(),
            _ => "nothing is allowed there".to_owned(),
        };
        let mut when_empty = match keyword {
            "minLength" => at_least(stated, " character"),
            "minItems" => at_least(stated, " item"),
            "minProperties" => at_least(stated, " member"),
            _ => demand.clone(),
        };
        if let Some(condition) = condition(schemas, at) {
            demand.push_str(&condition);
            when_empty.push_str(&condition);
        }
        let digits = (keyword == "pattern").then(|| digits(stated.as_str()?)).flatten();
        Self { demand, when_empty, digits }
    }
}

/// `at least 1 character is required`, the noun with a space before it.
fn at_least(stated: &Value, noun: &str) -> String {
    match count(stated) {
        1 => format!("at least 1{noun} is required"),
        n if noun.is_empty() => format!("at least {n} are required"),
        n => format!("at least {n}{noun}s are required"),
    }
}

fn at_most(stated: &Value) -> String {
    match count(stated) {
        0 => "none is allowed".to_owned(),
        1 => "at most 1 is allowed".to_owned(),
        n => format!("at most {n} are allowed"),
    }
}

fn count(stated: &Value) -> i128 {
    stated.as_number().and_then(number::integer).unwrap_or(0)
}

fn types(stated: &Value) -> String {
    let article = |name: &str| match name {
        "null" => "null".to_owned(),
        "array" | "integer" | "object" => format!("an {name}"),
        _ => format!("a {name}"),
    };
    match stated {
        Value::Array(names) => {
            let names: Vec<_> = names.iter().filter_map(Value::as_str).map(article).collect();
            names.join(" or ")
        }
        one => article(one.as_str().unwrap_or_default()),
    }
}

/// The allowed values, a long list cut with a count.
fn allowed(values: &[Value]) -> String {
    let bare = |value: &Value| match value.as_str() {
        Some(text) if !text.trim().is_empty() => text.to_owned(),
        _ => quote(value),
    };
    let all: Vec<String> = values.iter().map(bare).collect();
    match all.as_slice() {
        [] => "no value is allowed".to_owned(),
        [one] => format!("only {one} is allowed"),
        [first @ .., last] if all.len() <= LISTED => {
            format!("allowed are {} and {last}", first.join(", "))
        }
        _ => {
            format!(
                "allowed are {} and {} more",
                all[..LISTED - 1].join(", "),
                all.len() + 1 - LISTED
            )
        }
    }
}

/// The constants that the alternatives of an `anyOf` come to, when they are nothing else.
fn constants(schemas: &Schemas, at: &Location) -> Option<Vec<Value>> {
    let mut values = Vec::new();
    for i in 0..schemas.get(at).ok()?.as_array()?.len() {
        values.extend(constants_of(schemas, &at.child(&i.to_string()), 8)?);
    }
    let mut seen = Vec::new();
    values.retain(|value| {
        !seen.contains(value) && {
            seen.push(value.clone());
            true
        }
    });
    Some(values)
}

fn constants_of(schemas: &Schemas, at: &Location, depth: usize) -> Option<Vec<Value>> {
    let schema = schemas.get(at).ok()?;
    if let Some(reference) = schema.get("$ref") {
        return constants_of(schemas, &at.refer(reference.as_str()?), depth.checked_sub(1)?);
    }
    if let Some(values) = schema.get("enum") {
        return values.as_array().cloned();
    }
    match (schema.get("const"), schema.get("type").and_then(Value::as_str)) {
        (Some(value), _) => Some(vec![value.clone()]),
        (None, Some("null")) => Some(vec![Value::Null]),
        _ => constants(schemas, &at.child("anyOf")),
    }
}

/// When an assertion under `then` or `else` speaks, for a condition that is a member's constant.
fn condition(schemas: &Schemas, at: &Location) -> Option<String> {
    let branch =
        |name: &str| at.pointer.rfind(&format!("/{name}/")).map(|end| (end, name == "then"));
    let (end, holds) = branch("then").max(branch("else"))?;
    let parent = Location { document: at.document.clone(), pointer: at.pointer[..end].to_owned() };
    let schema = schemas.get(&parent.child("if")).ok()?;
    let word = if holds { "when" } else { "unless" };
    let members = schema.get("properties").and_then(Value::as_object);
    let told: Option<Vec<String>> = members.map(|members| {
        let constant = |(name, member): (&String, &Value)| {
            let value = member.get("const")?;
            Some(format!(
                "{name} is {}",
                value.as_str().map_or_else(|| value.to_string(), str::to_owned)
            ))
        };
        members.iter().filter_map(constant).collect()
    });
    match told.filter(|told| Some(told.len()) == members.map(serde_json::Map::len)) {
        Some(told) => Some(format!(" {word} {}", told.join(" and "))),
        None => Some(" under this condition".to_owned()),
    }
}

/// The bounds of a pattern that is a count of digits.
fn digits(pattern: &str) -> Option<(usize, usize)> {
    let start = ["^[0-9]{", "^\\d{"].into_iter().find_map(|start| pattern.strip_prefix(start))?;
    let bounds = start.strip_suffix("}$")?;
    let (least, most) = bounds.split_once(',').unwrap_or((bounds, bounds));
    let most = if most.is_empty() { usize::MAX } else { most.parse().ok()? };
    Some((least.parse().ok()?, most))
}

fn format_name(stated: &Value) -> String {
    match stated.as_str().unwrap_or_default() {
        "email" => "an e-mail address".to_owned(),
        "date" => "a date (RFC 3339)".to_owned(),
        "date-time" => "a date and time (RFC 3339)".to_owned(),
        "ipv4" => "an IPv4 address".to_owned(),
        "ipv6" => "an IPv6 address".to_owned(),
        "uri" => "a URI".to_owned(),
        "uuid" => "a UUID".to_owned(),
        "hostname" => "a host name".to_owned(),
        other => format!("a {other}"),
    }
}
