//! A broken schema in the words of a person: what is where, and what it should be.

use jsonschema::{
    JsonType, ValidationError,
    error::{TypeKind, ValidationErrorKind as Kind},
};
use serde_json::Value;

use super::clip;

/// Of a list of names so many are told.
const NAMES: usize = 8;

/// What the schema asks for, and what is there instead.
pub(super) fn of(error: &ValidationError<'_>) -> (String, String) {
    let path = error.instance_path().to_string();
    let what = named(&path);
    let got = error.instance();
    let is = |wanted: String| (format!("{what} is {wanted}"), format!("{what} is {}", value(got)));
    let has = |wanted: String, many: usize, thing: &str| {
        (format!("{what} has {wanted}"), format!("{what} has {}", count(many, thing)))
    };
    let items = || got.as_array().map_or(0, Vec::len);
    match error.kind() {
        Kind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            (format!("{what} has {name}"), format!("{name} is missing; {}", shape(&what, got)))
        }
        Kind::Type { kind } => {
            let types: Vec<JsonType> = match kind {
                TypeKind::Single(one) => vec![*one],
                TypeKind::Multiple(several) => several.iter().collect(),
            };
            let wanted: Vec<&str> = types.into_iter().map(type_name).collect();
            (format!("{what} is {}", wanted.join(" or ")), typed(&what, got))
        }
        Kind::Enum { options } => is(one_of(options)),
        Kind::Constant { expected_value } => is(value(expected_value) + condition(error)),
        Kind::Format { format } if format == "date-time" => {
            is("a time as RFC 3339 writes it, with its zone".to_owned())
        }
        Kind::Format { format } => is(format!("of format {format}")),
        Kind::Pattern { pattern } => is(format!("text of the form {pattern}")),
        Kind::MinLength { limit } => is(format!("text of at least {}", characters(*limit))),
        Kind::MaxLength { limit } => is(format!("text of at most {}", characters(*limit))),
        Kind::Minimum { limit } => is(format!("at least {limit}")),
        Kind::Maximum { limit } => is(format!("at most {limit}")),
        Kind::MinItems { limit } => has(format!("at least {limit}"), items(), "item"),
        Kind::MaxItems { limit } => has(format!("at most {limit}"), items(), "item"),
        Kind::AnyOf { context } if is_choice(context) => {
            is("one of the values that the pages name".to_owned())
        }
        other => {
            let wanted = format!("{what} keeps to `{}` of its schema", other.keyword());
            (wanted, clip(&error.to_string()))
        }
    }
}

/// What a value is, where its shape is what is wrong with it: "the body has only" and the names of its fields.
pub(in crate::check) fn shape(what: &str, value: &Value) -> String {
    match value {
        Value::Object(fields) if fields.is_empty() => format!("{what} is empty"),
        Value::Object(fields) => {
            let only = if fields.len() <= NAMES { "only " } else { "" };
            let names: Vec<String> =
                fields.keys().take(NAMES).map(|name| format!("`{}`", clip(name))).collect();
            let more = match fields.len().saturating_sub(NAMES) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            format!("{what} has {only}{}{more}", names.join(", "))
        }
        other => typed(what, other),
    }
}

/// `level`, `level of row 3`, `the body`.
fn named(path: &str) -> String {
    let steps: Vec<&str> = path.split('/').skip(1).collect();
    match steps[..] {
        [] => "the body".to_owned(),
        ["users", row] => row_of(row),
        ["users", row, ref rest @ ..] => format!("{} of {}", rest.join("."), row_of(row)),
        ref rest => clip(&rest.join(".")),
    }
}

fn row_of(index: &str) -> String {
    index.parse::<usize>().map_or_else(|_| index.to_owned(), |index| format!("row {}", index + 1))
}

fn typed(what: &str, got: &Value) -> String {
    match got {
        Value::Null => format!("{what} is null"),
        Value::Object(_) => format!("{what} is an object"),
        Value::Array(items) => format!("{what} is an array of {}", count(items.len(), "item")),
        Value::Bool(_) | Value::Number(_) => format!("{what} is {got}"),
        Value::String(_) => format!("{what} is the text {}", value(got)),
    }
}

fn value(value: &Value) -> String {
    clip(&value.to_string())
}

fn type_name(one: JsonType) -> &'static str {
    match one {
        JsonType::Null => "null",
        JsonType::Boolean => "true or false",
        JsonType::Integer => "a whole number",
        JsonType::Number => "a number",
        JsonType::String => "text",
        JsonType::Array => "an array",
        JsonType::Object => "an object",
    }
}

fn one_of(options: &Value) -> String {
    let options = options.as_array().map_or(&[][..], Vec::as_slice);
    let told: Vec<String> = options.iter().take(NAMES).map(value).collect();
    match options.len().saturating_sub(NAMES) {
        0 => format!("one of {}", told.join(", ")),
        more => format!("one of {} and {more} more", told.join(", ")),
    }
}

/// A value that only a condition of the schema asks for.
fn condition(error: &ValidationError<'_>) -> &'static str {
    if error.schema_path().to_string().contains("/then/") {
        ", as another field of it asks"
    } else {
        ""
    }
}

/// Whether a value fits none of several lists of values.
fn is_choice(context: &[Vec<ValidationError<'_>>]) -> bool {
    let is_enum = |error: &ValidationError<'_>| matches!(error.kind(), Kind::Enum { .. });
    context.iter().all(|branch| branch.iter().all(is_enum))
}

fn characters(many: u64) -> String {
    count(usize::try_from(many).unwrap_or(usize::MAX), "character")
}

fn count(many: usize, thing: &str) -> String {
    format!("{many} {thing}{}", if many == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{model::Operation, schema::Contract};

    fn told(operation: Operation, body: &Value) -> Vec<String> {
        let contract = Contract::embedded().unwrap();
        let validator = contract.operation(operation).response_validator.as_ref().unwrap();
        let sentence = |(wanted, actual): (String, String)| format!("{wanted} / {actual}");
        validator.iter_errors(body).map(|error| sentence(of(&error))).collect()
    }

    #[test]
    fn a_broken_schema_is_said_as_a_person_would() {
        let envelope = told(Operation::List, &json!({"data": []}));
        assert_eq!(
            envelope[0],
            "the body has hasMore / hasMore is missing; the body has only `data`"
        );
        let row = json!({"userId": "7", "createdAt": "today", "firstName": "", "lastName": 5,
            "level": "Owner", "clinicRole": "Vet", "email": null});
        let mut page = told(Operation::List, &json!({"hasMore": "no", "users": [row]}));
        page.retain(|text| !text.contains("is missing"));
        insta::assert_snapshot!(page.join("\n"));
    }

    #[test]
    fn what_is_no_object_at_all_is_said_to_be_none() {
        assert_eq!(
            told(Operation::Invite, &json!([1]))[0],
            "the body is an object / the body is an array of 1 item"
        );
        assert_eq!(shape("the body", &json!({})), "the body is empty");
        let many: Value =
            (0..10).map(|n| (n.to_string(), json!(n))).collect::<serde_json::Map<_, _>>().into();
        assert!(
            shape("the body", &many).ends_with("`7` and 2 more"),
            "{}",
            shape("the body", &many)
        );
    }
}
