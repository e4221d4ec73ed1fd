//! Values that look right to a careless reader: near misses of constants and of types.

use serde_json::Value;

use crate::json::number;

/// Values that servers take for one of the given constants, by the kind of mistake.
pub(crate) fn constants(of: &[Value]) -> Vec<Vec<Value>> {
    let texts: Vec<&str> = of.iter().filter_map(Value::as_str).collect();
    let all = |kind: fn(&str) -> Vec<String>| {
        texts.iter().flat_map(|text| kind(text)).map(Value::from).collect::<Vec<_>>()
    };
    let mut kinds = vec![
        all(|text| vec![capitalised(text), text.to_uppercase(), text.to_lowercase()]),
        all(|text| vec![format!(" {text}"), format!("{text} ")]),
        all(|text| {
            let length = text.chars().count();
            let start = |n: usize| text.chars().take(n).collect();
            vec![start(length.saturating_sub(1)), format!("{text}s"), start(length.min(3))]
        }),
        all(|text| vec![homoglyph(text)]),
    ];
    if !texts.is_empty() {
        kinds.push(["", "unknown", "null", "0", "*", "'", "undefined"].map(Value::from).to_vec());
    }
    kinds.push(of.iter().filter(|value| !value.is_string()).flat_map(others).collect());
    if of.is_empty() {
        kinds.push(vec![Value::Null, Value::from(0), Value::from("")]);
    }
    kinds
}

/// Values close to one that is no string.
fn others(value: &Value) -> Vec<Value> {
    match value {
        Value::String(_) => Vec::new(),
        Value::Bool(flag) => {
            vec![Value::from(!flag), Value::from(flag.to_string()), Value::from(i32::from(*flag))]
        }
        Value::Null => {
            vec![Value::from("null"), Value::from(""), Value::from(0), Value::from(false)]
        }
        Value::Number(number) => {
            let mut list = vec![Value::from(number.to_string())];
            if let Some(n) = number::integer(number) {
                let around = [
                    n.saturating_sub(1),
                    n.saturating_add(1),
                    n.saturating_neg(),
                    n.saturating_mul(10),
                ];
                list.extend(around.into_iter().filter_map(number::whole).map(Value::Number));
            }
            if let Some(half) = number.as_f64().filter(|f| f.abs() < 1e15) {
                list.push(Value::from(half + 0.5));
            }
            list
        }
        Value::Array(items) => vec![
            Value::Array(Vec::new()),
            Value::Array(items.iter().chain(items).cloned().collect()),
            Value::Array(items.iter().chain([&Value::Null]).cloned().collect()),
            Value::from(value.to_string()),
        ],
        Value::Object(members) => {
            let mut more = members.clone();
            more.insert("extra".to_owned(), Value::Null);
            let fewer = members.keys().map(|name| {
                let mut fewer = members.clone();
                fewer.remove(name);
                Value::Object(fewer)
            });
            let mut list = vec![Value::Object(more)];
            list.extend(fewer);
            list.push(Value::from(value.to_string()));
            list
        }
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// The first Latin letter that has a Cyrillic twin, exchanged for it.
fn homoglyph(text: &str) -> String {
    const TWINS: &[(char, char)] =
        &[('a', 'а'), ('e', 'е'), ('o', 'о'), ('c', 'с'), ('p', 'р'), ('i', 'і')];
    let twin = |c: char| TWINS.iter().find(|(latin, _)| *latin == c).map(|(_, other)| *other);
    let mut done = false;
    text.chars()
        .map(|c| match twin(c).filter(|_| !done) {
            Some(other) => {
                done = true;
                other
            }
            None => c,
        })
        .collect()
}

/// Values of each JSON type that servers take for a value of another.
pub(crate) fn confusing() -> Vec<Vec<Value>> {
    use serde_json::json;
    vec![
        vec![Value::Null],
        vec![json!(false), json!(true)],
        vec![json!(0), json!(1), json!(-1)],
        vec![json!(1.5), json!(0.1), json!(-0.5)],
        vec![
            json!("true"),
            json!("false"),
            json!("1"),
            json!("0"),
            json!(""),
            json!("null"),
            json!("[]"),
            json!("{}"),
            json!("yes"),
        ],
        vec![json!([]), json!([null]), json!([{}])],
        vec![json!({}), json!({"value": "x"})],
    ]
}
