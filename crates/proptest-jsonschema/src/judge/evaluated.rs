//! Which members and items the keywords of a schema look at (JSON Schema Core, section 11).

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::verdict::{DEEPEST, Judge};

/// What has been looked at.
#[derive(Debug, Default)]
pub(super) struct Evaluated {
    members: BTreeSet<String>,
    all_members: bool,
    items: BTreeSet<usize>,
    /// Every item before this one.
    start: usize,
    all_items: bool,
}

impl Evaluated {
    pub(super) fn has_member(&self, name: &str) -> bool {
        self.all_members || self.members.contains(name)
    }

    pub(super) fn has_item(&self, index: usize) -> bool {
        self.all_items || index < self.start || self.items.contains(&index)
    }
}

impl Judge {
    /// Adds what a schema object that accepts the value looks at.
    pub(super) fn evaluated(
        &self,
        map: &Map<String, Value>,
        value: &Value,
        depth: usize,
        outermost: bool,
        seen: &mut Evaluated,
    ) {
        if depth > DEEPEST {
            return;
        }
        if let Value::Object(members) = value {
            seen.all_members |= map.contains_key("additionalProperties")
                || !outermost && map.contains_key("unevaluatedProperties");
            let named = members.keys().filter(|name| self.is_named(map, name));
            seen.members.extend(named.cloned());
        }
        if let Value::Array(items) = value {
            let placed = map.get("prefixItems").and_then(Value::as_array).map_or(0, Vec::len);
            seen.start = seen.start.max(placed);
            seen.all_items |=
                map.contains_key("items") || !outermost && map.contains_key("unevaluatedItems");
            if let Some(contained) = map.get("contains") {
                let fitting = items.iter().enumerate();
                let fitting = fitting.filter(|(_, item)| self.schema(contained, item, depth));
                seen.items.extend(fitting.map(|(index, _)| index));
            }
        }
        let mut open: Vec<&Value> = Vec::new();
        for keyword in ["$ref", "$dynamicRef", "$recursiveRef"] {
            open.extend(map.get(keyword).and_then(|reference| self.target(reference)));
        }
        for keyword in ["allOf", "anyOf", "oneOf"] {
            open.extend(map.get(keyword).and_then(Value::as_array).into_iter().flatten());
        }
        if let Some(condition) = map.get("if") {
            let met = self.schema(condition, value, depth);
            open.extend(met.then_some(condition));
            open.extend(map.get(if met { "then" } else { "else" }));
        }
        let dependent = map.get("dependentSchemas").and_then(Value::as_object);
        for (name, schema) in dependent.into_iter().flatten() {
            open.extend(value.get(name).is_some().then_some(schema));
        }
        for schema in open {
            if let Value::Object(map) = schema
                && self.schema(schema, value, depth)
            {
                self.evaluated(map, value, depth + 1, false, seen);
            }
        }
    }
}
