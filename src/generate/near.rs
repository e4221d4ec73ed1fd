//! Near misses: values that look right to a careless reader.

use serde_json::Value;

use super::source::Source;

/// Characters that do not belong in most patterns but look as if they did.
const STRANGERS: &[char] = &['x', 'g', ' ', '-', '.', '_', '٣', '０', 'é', '#', 'O', '/'];

/// One small edit to a string.
pub(super) fn miss(text: &str, source: &mut Source<'_>) -> String {
    let chars: Vec<char> = text.chars().collect();
    let at = source.below(chars.len());
    let mut edited = chars.clone();
    match source.below(12) {
        0 | 1 if !chars.is_empty() => {
            edited.remove(at);
        }
        2 | 3 if !chars.is_empty() => edited.push(chars[at]),
        4 | 5 if !chars.is_empty() => edited[at] = *source.pick(STRANGERS),
        6 => edited.push('\n'),
        7 => edited.insert(0, '+'),
        8 => edited.insert(0, ' '),
        9 => edited.push(' '),
        10 => {
            edited = chars
                .iter()
                .map(|c| c.to_digit(10).and_then(|d| char::from_u32(0x660 + d)).unwrap_or(*c))
                .collect();
        }
        _ => {
            let keep = if source.percent(50) { chars.len() / 2 } else { 0 };
            edited.truncate(keep);
        }
    }
    edited.into_iter().collect()
}

/// Values that servers take for one of the given constants.
pub(super) fn constants(of: &[Value]) -> Vec<Value> {
    let mut list = Vec::new();
    for value in of {
        match value {
            Value::String(text) => list.extend(strings(text).into_iter().map(Value::from)),
            Value::Bool(flag) => {
                list.extend([
                    Value::from(!flag),
                    Value::from(flag.to_string()),
                    Value::from(i32::from(*flag)),
                ]);
            }
            Value::Null => list.extend([
                Value::from("null"),
                Value::from(""),
                Value::from(0),
                Value::from(false),
            ]),
            Value::Number(number) => {
                list.push(Value::from(number.to_string()));
                if let Some(n) = super::number::integer(number) {
                    let around = [n - 1, n + 1, -n, n * 10];
                    list.extend(
                        around.into_iter().filter_map(super::number::whole).map(Value::Number),
                    );
                }
                list.push(Value::from(number.as_f64().unwrap_or(0.0) + 0.5));
            }
            Value::Array(items) => {
                list.push(Value::Array(Vec::new()));
                list.push(Value::Array(items.iter().chain(items).cloned().collect()));
                list.push(Value::Array(items.iter().chain([&Value::Null]).cloned().collect()));
                list.push(Value::from(value.to_string()));
            }
            Value::Object(members) => {
                let mut more = members.clone();
                more.insert("extra".to_owned(), Value::Null);
                list.push(Value::Object(more));
                for name in members.keys() {
                    let mut fewer = members.clone();
                    fewer.remove(name);
                    list.push(Value::Object(fewer));
                }
                list.push(Value::from(value.to_string()));
            }
        }
    }
    if of.iter().any(Value::is_string) {
        list.extend(["", "unknown", "null", "0", "*", "'", "undefined"].map(Value::from));
    }
    if list.is_empty() {
        list.extend([Value::Null, Value::from(0), Value::from("")]);
    }
    list
}

/// Variants of a string: case, space, prefix, homoglyph.
pub(super) fn strings(text: &str) -> Vec<String> {
    let mut list = vec![
        capitalised(text),
        text.to_uppercase(),
        text.to_lowercase(),
        format!(" {text}"),
        format!("{text} "),
        format!("{text}s"),
        homoglyph(text),
    ];
    let length = text.chars().count();
    list.push(text.chars().take(length.saturating_sub(1)).collect());
    list.push(text.chars().take(length.min(3)).collect());
    list.retain(|other| other != text);
    list
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
pub(super) fn confusing() -> Vec<Vec<Value>> {
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
