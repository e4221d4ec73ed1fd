//! Keyword values, read or refused at their place.

use serde_json::{Map, Number, Value};

use super::{Location, SchemaError};
use crate::json::{Types, number};

fn wrong(at: &Location, expected: &str) -> SchemaError {
    SchemaError::new(at.clone(), format!("expected {expected}"))
}

pub(crate) fn types(value: &Value, at: &Location) -> Result<Types, SchemaError> {
    let list = match value {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    list.iter().try_fold(Types::NONE, |types, name| {
        let named = name.as_str().and_then(Types::named);
        Ok(types.or(named.ok_or_else(|| wrong(at, "a type name or a list of them"))?))
    })
}

pub(crate) fn array<'a>(value: &'a Value, at: &Location) -> Result<&'a Vec<Value>, SchemaError> {
    value.as_array().ok_or_else(|| wrong(at, "an array"))
}

pub(crate) fn object<'a>(
    value: &'a Value,
    at: &Location,
) -> Result<&'a Map<String, Value>, SchemaError> {
    value.as_object().ok_or_else(|| wrong(at, "an object"))
}

pub(crate) fn text(value: &Value, at: &Location) -> Result<String, SchemaError> {
    value.as_str().map(str::to_owned).ok_or_else(|| wrong(at, "a string"))
}

pub(crate) fn names(value: &Value, at: &Location) -> Result<Vec<String>, SchemaError> {
    array(value, at)?.iter().map(|name| text(name, at)).collect()
}

pub(crate) fn number(value: &Value, at: &Location) -> Result<Number, SchemaError> {
    value.as_number().cloned().ok_or_else(|| wrong(at, "a number"))
}

/// What a number is to be a multiple of: a number above 0 (Validation, section 6.2.1).
pub(crate) fn step(value: &Value, at: &Location) -> Result<Number, SchemaError> {
    let above = |step: &&Number| step.as_f64().is_none_or(|step| step > 0.0);
    value.as_number().filter(above).cloned().ok_or_else(|| wrong(at, "a number above 0"))
}

/// A count may be written with a zero fraction: `2.0` (Core, section 4.2.3). One that is beyond
/// all that can be counted is as good as the greatest.
pub(crate) fn count(value: &Value, at: &Location) -> Result<usize, SchemaError> {
    let beyond = |number: &f64| *number >= 1e18 && number.fract() == 0.0;
    value
        .as_number()
        .and_then(number::integer)
        .and_then(|n| usize::try_from(n).ok())
        .or_else(|| value.as_f64().filter(beyond).map(|_| usize::MAX))
        .ok_or_else(|| wrong(at, "a whole number from 0"))
}

/// The places of the subschemas in a list.
pub(crate) fn places(value: &Value, at: &Location) -> Result<Vec<Location>, SchemaError> {
    Ok((0..array(value, at)?.len()).map(|i| at.child(&i.to_string())).collect())
}
