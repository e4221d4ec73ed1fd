//! The drafts of JSON Schema, and how a document is told to be of one.

use jsonschema::Draft;
use serde_json::{Map, Value};

/// A draft of JSON Schema.
///
/// # Examples
/// ```
/// use proptest_jsonschema::Dialect;
///
/// assert_eq!(Dialect::named("draft-07"), Some(Dialect::Draft7));
/// assert_eq!(Dialect::named("2020-12"), Some(Dialect::Draft202012));
/// assert_eq!(Dialect::named("draft-03"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dialect {
    /// Draft 04, of 2013; OpenAPI 3.0 builds on it.
    Draft4,
    /// Draft 06, of 2017.
    Draft6,
    /// Draft 07, of 2018.
    Draft7,
    /// Draft 2019-09.
    Draft201909,
    /// Draft 2020-12.
    Draft202012,
}

impl Dialect {
    /// The draft of a short name: `draft-04`, `draft-06`, `draft-07`, `2019-09` or `2020-12`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "draft-04" => Self::Draft4,
            "draft-06" => Self::Draft6,
            "draft-07" => Self::Draft7,
            "2019-09" | "draft-2019-09" => Self::Draft201909,
            "2020-12" | "draft-2020-12" => Self::Draft202012,
            _ => return None,
        })
    }

    pub(super) fn of(draft: Draft) -> Self {
        match draft {
            Draft::Draft4 => Self::Draft4,
            Draft::Draft6 => Self::Draft6,
            Draft::Draft7 => Self::Draft7,
            Draft::Draft201909 => Self::Draft201909,
            _ => Self::Draft202012,
        }
    }

    /// What `$schema` says.
    pub(super) fn uri(self) -> &'static str {
        match self {
            Self::Draft4 => "http://json-schema.org/draft-04/schema#",
            Self::Draft6 => "http://json-schema.org/draft-06/schema#",
            Self::Draft7 => "http://json-schema.org/draft-07/schema#",
            Self::Draft201909 => "https://json-schema.org/draft/2019-09/schema",
            Self::Draft202012 => "https://json-schema.org/draft/2020-12/schema",
        }
    }

    /// Whether a keyword asserts or applies in this draft; elsewhere it is an annotation.
    pub(super) fn knows(self, keyword: &str) -> bool {
        let (first, last) = match keyword {
            "additionalItems" => (Self::Draft4, Self::Draft201909),
            "const" | "contains" | "propertyNames" => (Self::Draft6, Self::Draft202012),
            "if" | "then" | "else" => (Self::Draft7, Self::Draft202012),
            "dependentRequired"
            | "dependentSchemas"
            | "minContains"
            | "maxContains"
            | "unevaluatedItems"
            | "unevaluatedProperties" => (Self::Draft201909, Self::Draft202012),
            "$recursiveRef" => (Self::Draft201909, Self::Draft201909),
            "prefixItems" | "$dynamicRef" => (Self::Draft202012, Self::Draft202012),
            _ => (Self::Draft4, Self::Draft202012),
        };
        first <= self && self <= last
    }
}

/// The draft that a document without `$schema` is written in: what an API description says, or
/// 2020-12, unless it has what only an earlier draft gives a meaning to.
pub(super) fn guess(document: &Value) -> Dialect {
    let says = |keyword: &str| document.get(keyword).and_then(Value::as_str);
    if says("swagger").is_some()
        || says("openapi").is_some_and(|version| version.starts_with("3.0"))
    {
        return Dialect::Draft4;
    }
    if says("asyncapi").is_some() {
        return Dialect::Draft7;
    }
    let mut found = Dialect::Draft202012;
    older(document, &mut found);
    found
}

fn older(value: &Value, found: &mut Dialect) {
    match value {
        Value::Object(members) => {
            if members.get("exclusiveMinimum").is_some_and(Value::is_boolean)
                || members.get("exclusiveMaximum").is_some_and(Value::is_boolean)
            {
                *found = Dialect::Draft4;
            }
            let listed = members.get("items").is_some_and(Value::is_array);
            if listed || members.get("dependencies").is_some_and(Value::is_object) {
                *found = Dialect::Draft7.min(*found);
            }
            members.values().for_each(|member| older(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| older(item, found)),
        _ => {}
    }
}

/// Which way a value goes: members that are `readOnly` do not belong into a request, those that
/// are `writeOnly` not into a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the client to the server.
    Request,
    /// From the server to the client.
    Response,
}

/// The schemas of an `OpenAPI` 3.0 document as draft 04 says the same: `nullable` adds null to the
/// types.
pub(super) fn openapi(value: &mut Value) {
    match value {
        Value::Object(members) => {
            let named = members.get("type").and_then(Value::as_str).map(str::to_owned);
            if let (Some(Value::Bool(true)), Some(name)) = (members.get("nullable"), named) {
                members.insert("type".to_owned(), serde_json::json!([name, "null"]));
            }
            members.values_mut().for_each(openapi);
        }
        Value::Array(items) => items.iter_mut().for_each(openapi),
        _ => {}
    }
}

/// Forbids the members that do not go this way, and requires none of them.
pub(super) fn directed(value: &mut Value, direction: Direction) {
    let mark = match direction {
        Direction::Request => "readOnly",
        Direction::Response => "writeOnly",
    };
    match value {
        Value::Object(members) => {
            let barred: Vec<String> = match members.get("properties") {
                Some(Value::Object(properties)) => {
                    let marked = |member: &Value| member.get(mark) == Some(&Value::Bool(true));
                    let barred = properties.iter().filter(|(_, member)| marked(member));
                    barred.map(|(name, _)| name.clone()).collect()
                }
                _ => Vec::new(),
            };
            bar(members, &barred);
            members.values_mut().for_each(|member| directed(member, direction));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| directed(item, direction)),
        _ => {}
    }
}

fn bar(members: &mut Map<String, Value>, barred: &[String]) {
    if barred.is_empty() {
        return;
    }
    if let Some(Value::Object(properties)) = members.get_mut("properties") {
        for name in barred {
            // Draft 04 has no `false`.
            properties.insert(name.clone(), serde_json::json!({ "not": {} }));
        }
    }
    if let Some(Value::Array(required)) = members.get_mut("required") {
        required.retain(|name| !barred.iter().any(|barred| name == barred));
        if required.is_empty() {
            members.remove("required");
        }
    }
}
