//! What each keyword says of a value.

use serde_json::{Map, Value};

use super::{evaluated::Evaluated, verdict::Judge};
use crate::json::{Types, number};

impl Judge {
    #[expect(clippy::too_many_lines, reason = "one arm for each keyword of the vocabulary")]
    pub(super) fn keyword(
        &self,
        map: &Map<String, Value>,
        keyword: &str,
        stated: &Value,
        value: &Value,
        depth: usize,
    ) -> bool {
        let fits = |schema: &Value, value: &Value| self.schema(schema, value, depth);
        let list = || stated.as_array().into_iter().flatten();
        let entries = || stated.as_object().into_iter().flatten();
        let order = || {
            let pair = value.as_number().zip(stated.as_number());
            pair.map(|(value, stated)| number::compare(value, stated))
        };
        let counts = |count: Option<usize>| {
            let limit = stated.as_number();
            let pair = count.map(|n| number::compare(&n.into(), limit.unwrap_or(&0.into())));
            pair.filter(|_| limit.is_some())
        };
        let length = || counts(value.as_str().map(|text| text.chars().count()));
        let items = || counts(value.as_array().map(Vec::len));
        let members = || counts(value.as_object().map(Map::len));
        match keyword {
            "$ref" | "$dynamicRef" | "$recursiveRef" => {
                self.target(stated).is_some_and(|schema| fits(schema, value))
            }
            "type" => {
                let named = |name: &Value| name.as_str().and_then(Types::named);
                let one = named(stated).into_iter();
                one.chain(list().filter_map(named)).any(|types| types.has(Types::of(value)))
            }
            "enum" => list().any(|constant| number::equal(constant, value)),
            "const" => number::equal(stated, value),
            "minimum" => order().is_none_or(std::cmp::Ordering::is_ge),
            "exclusiveMinimum" => order().is_none_or(std::cmp::Ordering::is_gt),
            "maximum" => order().is_none_or(std::cmp::Ordering::is_le),
            "exclusiveMaximum" => order().is_none_or(std::cmp::Ordering::is_lt),
            "multipleOf" => value
                .as_number()
                .zip(stated.as_number())
                .is_none_or(|(value, of)| number::is_multiple(value, of) == Some(true)),
            "minLength" => length().is_none_or(std::cmp::Ordering::is_ge),
            "maxLength" => length().is_none_or(std::cmp::Ordering::is_le),
            "minItems" => items().is_none_or(std::cmp::Ordering::is_ge),
            "maxItems" => items().is_none_or(std::cmp::Ordering::is_le),
            "minProperties" => members().is_none_or(std::cmp::Ordering::is_ge),
            "maxProperties" => members().is_none_or(std::cmp::Ordering::is_le),
            "pattern" => self.says("pattern", stated, value),
            "format" => self.says("format", stated, value),
            "uniqueItems" if *stated == Value::Bool(true) => {
                value.as_array().is_none_or(|items| number::all_differ(items))
            }
            "required" => value.as_object().is_none_or(|members| {
                list().filter_map(Value::as_str).all(|name| members.contains_key(name))
            }),
            "dependentRequired" => value.as_object().is_none_or(|members| {
                entries().filter(|(name, _)| members.contains_key(*name)).all(|(_, needs)| {
                    let needs = needs.as_array().into_iter().flatten();
                    needs.filter_map(Value::as_str).all(|need| members.contains_key(need))
                })
            }),
            "dependentSchemas" => value.as_object().is_none_or(|members| {
                let present = entries().filter(|(name, _)| members.contains_key(*name));
                present.into_iter().all(|(_, schema)| fits(schema, value))
            }),
            "properties" => value.as_object().is_none_or(|members| {
                // Whichever of the two has fewer.
                if members.len() < stated.as_object().map_or(0, Map::len) {
                    members
                        .iter()
                        .all(|(name, m)| stated.get(name).is_none_or(|schema| fits(schema, m)))
                } else {
                    entries()
                        .all(|(name, schema)| members.get(name).is_none_or(|m| fits(schema, m)))
                }
            }),
            "patternProperties" => value.as_object().is_none_or(|members| {
                members.iter().all(|(name, member)| {
                    entries().all(|(pattern, schema)| {
                        !self.text("pattern", pattern, &name.as_str().into())
                            || fits(schema, member)
                    })
                })
            }),
            "additionalProperties" => value.as_object().is_none_or(|members| {
                let others = members.iter().filter(|(name, _)| !self.is_named(map, name));
                others.into_iter().all(|(_, member)| fits(stated, member))
            }),
            "propertyNames" => value
                .as_object()
                .is_none_or(|members| members.keys().all(|n| fits(stated, &n.as_str().into()))),
            "prefixItems" => value
                .as_array()
                .is_none_or(|items| items.iter().zip(list()).all(|(i, schema)| fits(schema, i))),
            "items" => {
                let placed = map.get("prefixItems").and_then(Value::as_array).map_or(0, Vec::len);
                value
                    .as_array()
                    .is_none_or(|items| items.iter().skip(placed).all(|i| fits(stated, i)))
            }
            "contains" => value.as_array().is_none_or(|items| {
                let count = items.iter().filter(|item| fits(stated, item)).count();
                let limit = |name: &str| map.get(name).and_then(Value::as_f64);
                #[expect(clippy::cast_precision_loss, reason = "no array is that long")]
                let count = count as f64;
                count >= limit("minContains").unwrap_or(1.0)
                    && limit("maxContains").is_none_or(|most| count <= most)
            }),
            "allOf" => list().all(|schema| fits(schema, value)),
            "anyOf" => list().any(|schema| fits(schema, value)),
            "oneOf" => list().filter(|schema| fits(schema, value)).take(2).count() == 1,
            "not" => !fits(stated, value),
            "if" => {
                let branch = if fits(stated, value) { "then" } else { "else" };
                map.get(branch).is_none_or(|schema| fits(schema, value))
            }
            "unevaluatedProperties" => value.as_object().is_none_or(|members| {
                let seen = self.seen(map, value, depth);
                let left = members.iter().filter(|(name, _)| !seen.has_member(name));
                left.into_iter().all(|(_, member)| fits(stated, member))
            }),
            "unevaluatedItems" => value.as_array().is_none_or(|items| {
                let seen = self.seen(map, value, depth);
                let left = items.iter().enumerate().filter(|(i, _)| !seen.has_item(*i));
                left.into_iter().all(|(_, item)| fits(stated, item))
            }),
            _ => true,
        }
    }

    fn says(&self, keyword: &'static str, stated: &Value, value: &Value) -> bool {
        !value.is_string() || stated.as_str().is_none_or(|s| self.text(keyword, s, value))
    }

    /// Whether `properties` or `patternProperties` speak about a member.
    pub(super) fn is_named(&self, map: &Map<String, Value>, name: &str) -> bool {
        map.get("properties").is_some_and(|named| named.get(name).is_some())
            || map.get("patternProperties").and_then(Value::as_object).is_some_and(|patterns| {
                patterns.keys().any(|pattern| self.text("pattern", pattern, &name.into()))
            })
    }

    fn seen(&self, map: &Map<String, Value>, value: &Value, depth: usize) -> Evaluated {
        let mut seen = Evaluated::default();
        self.evaluated(map, value, depth, true, &mut seen);
        seen
    }
}
