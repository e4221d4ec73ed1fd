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

/// Every small edit to a string, the ones at its end and in its middle.
pub(super) fn edits(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let shorter: String = chars.iter().take(chars.len().saturating_sub(1)).collect();
    let longer = format!("{text}{}", chars.last().unwrap_or(&'a'));
    let mut edits = vec![
        String::new(),
        shorter,
        longer,
        format!("+{text}"),
        format!(" {text}"),
        format!("{text} "),
        format!("{text}\n"),
        chars
            .iter()
            .map(|c| c.to_digit(10).and_then(|d| char::from_u32(0x660 + d)).unwrap_or(*c))
            .collect(),
    ];
    for stranger in ['x', '-', ' '] {
        let mut edited = chars.clone();
        if let Some(middle) = edited.get_mut(chars.len() / 2) {
            *middle = stranger;
            edits.push(edited.into_iter().collect());
        }
    }
    edits
}

/// Values that servers take for one of the given constants, by the kind of mistake.
pub(super) fn constants(of: &[Value]) -> Vec<Vec<Value>> {
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
            if let Some(n) = super::number::integer(number) {
                let around = [n - 1, n + 1, -n, n * 10];
                list.extend(around.into_iter().filter_map(super::number::whole).map(Value::Number));
            }
            list.push(Value::from(number.as_f64().unwrap_or(0.0) + 0.5));
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
