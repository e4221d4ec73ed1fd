//! One sentence for a person about a broken constraint.

use serde_json::Value;

use super::mutate::Fault;

/// The longest value that is quoted whole.
const LONG: usize = 40;

/// Says what is wrong with the part at a pointer.
pub(super) fn sentence(
    fault: &Fault,
    pointer: &str,
    after: Option<&Value>,
    name: Option<&str>,
) -> String {
    let who = label(pointer);
    let promise = &*fault.promise;
    let value = after.unwrap_or(&Value::Null);
    let is = || quote(value);
    match fault.constraint.keyword.as_str() {
        "required" => {
            let member = fault.member.as_deref().unwrap_or_default();
            match pointer {
                "" => format!("{member} is missing; it is required"),
                _ => format!("{member} of {who} is missing; it is required"),
            }
        }
        "dependentRequired" => {
            let member = fault.member.as_deref().unwrap_or_default();
            format!("{member} is missing; another member that is present requires it")
        }
        "additionalProperties" => {
            let name = quote(&Value::from(name.unwrap_or_default()));
            match pointer {
                "" => format!("{name} is not an allowed member"),
                _ => format!("{name} is not an allowed member of {who}"),
            }
        }
        "propertyNames" => format!("{who} has a member named {}, which is not allowed", is()),
        "type" => format!("{who} is {}; it must be {}", describe(value), types(promise)),
        "enum" => format!("{who} is {}; allowed are {}", is(), list(promise)),
        "const" => format!("{who} is {}; only {} is allowed here", is(), quote(promise)),
        "minLength" => length(&who, value, promise, "at least"),
        "maxLength" => length(&who, value, promise, "at most"),
        "pattern" => pattern(&who, value, promise.as_str().unwrap_or_default()),
        "format" => format!("{who} is {}; it must be {}", is(), format_name(promise)),
        "minimum" => format!("{who} is {}; the least allowed is {promise}", is()),
        "maximum" => format!("{who} is {}; the most allowed is {promise}", is()),
        "exclusiveMinimum" => format!("{who} is {}; it must be more than {promise}", is()),
        "exclusiveMaximum" => format!("{who} is {}; it must be less than {promise}", is()),
        "multipleOf" => format!("{who} is {}; it must be a multiple of {promise}", is()),
        "minItems" => count(&who, value, promise, "item", "at least"),
        "maxItems" => count(&who, value, promise, "item", "at most"),
        "minProperties" => count(&who, value, promise, "member", "at least"),
        "maxProperties" => count(&who, value, promise, "member", "at most"),
        "uniqueItems" => format!("{who} has the same item twice"),
        "contains" | "minContains" => {
            format!("{who} has too few of the items that it must contain")
        }
        "maxContains" => format!("{who} has too many of the items that it may contain"),
        "anyOf" => format!("{who} is {}; none of the alternatives allows that", is()),
        "oneOf" => format!("{who} is {}; not exactly one of the alternatives allows that", is()),
        "not" => format!("{who} is {}, which is ruled out", is()),
        _ => format!("{who} is {}; nothing is allowed there", is()),
    }
}

/// What a person calls the place.
fn label(pointer: &str) -> String {
    if pointer.is_empty() {
        return "the value".to_owned();
    }
    let mut label = String::with_capacity(pointer.len());
    for token in pointer.split('/').skip(1) {
        if token.bytes().all(|b| b.is_ascii_digit()) && !token.is_empty() {
            label.extend(["[", token, "]"]);
            continue;
        }
        if !label.is_empty() {
            label.push('.');
        }
        if token.contains('~') {
            label.push_str(&token.replace("~1", "/").replace("~0", "~"));
        } else {
            label.push_str(token);
        }
    }
    label
}

/// A value as it is shown: JSON, shortened.
fn quote(value: &Value) -> String {
    match value {
        Value::Array(list) if !list.is_empty() => plural(list.len(), "an array of", "item"),
        Value::Object(map) if !map.is_empty() => plural(map.len(), "an object of", "member"),
        Value::String(text) if text.chars().count() > LONG => {
            let start: String = text.chars().take(LONG).collect();
            format!(
                "{}… ({} characters)",
                quote_text(&start).trim_end_matches('"'),
                text.chars().count()
            )
        }
        Value::String(text) => quote_text(text),
        other => other.to_string(),
    }
}

fn quote_text(text: &str) -> String {
    Value::from(text).to_string()
}

fn plural(n: usize, before: &str, noun: &str) -> String {
    format!("{before} {n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// A value with its type, for when that is what is wrong.
fn describe(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => format!("the boolean {value}"),
        Value::Number(_) => format!("the number {value}"),
        Value::String(_) => format!("the string {}", quote(value)),
        Value::Array(list) if list.is_empty() => "an empty array".to_owned(),
        Value::Object(map) if map.is_empty() => "an empty object".to_owned(),
        _ => quote(value),
    }
}

fn types(promise: &Value) -> String {
    let article = |name: &str| match name {
        "null" => "null".to_owned(),
        "array" | "integer" | "object" => format!("an {name}"),
        _ => format!("a {name}"),
    };
    match promise {
        Value::Array(names) => {
            let names: Vec<_> = names.iter().filter_map(Value::as_str).map(article).collect();
            names.join(" or ")
        }
        one => article(one.as_str().unwrap_or_default()),
    }
}

/// The allowed values, a long list cut with a count.
fn list(promise: &Value) -> String {
    let bare = |value: &Value| value.as_str().map_or_else(|| quote(value), str::to_owned);
    let all: Vec<String> = promise.as_array().into_iter().flatten().map(bare).collect();
    match all.as_slice() {
        [] => "no values at all".to_owned(),
        [one] => one.clone(),
        [first @ .., last] if all.len() <= 5 => format!("{} and {last}", first.join(", ")),
        _ => format!("{} and {} more", all[..3].join(", "), all.len() - 3),
    }
}

fn number_word(promise: &Value) -> (String, bool) {
    let n = promise.as_number().and_then(super::number::integer).unwrap_or(0);
    (n.to_string(), n == 1)
}

fn length(who: &str, value: &Value, promise: &Value, bound: &str) -> String {
    let n = value.as_str().map_or(0, |text| text.chars().count());
    let (limit, one) = number_word(promise);
    let verb = if one { "is" } else { "are" };
    let end = if bound == "at least" { "required" } else { "allowed" };
    if n == 0 {
        return format!(
            "{who} is empty; {bound} {limit} character{} {verb} {end}",
            if one { "" } else { "s" }
        );
    }
    format!("{}; {bound} {limit} {verb} {end}", plural(n, &format!("{who} has"), "character"))
}

fn count(who: &str, value: &Value, promise: &Value, noun: &str, bound: &str) -> String {
    let n = match value {
        Value::Array(list) => list.len(),
        Value::Object(map) => map.len(),
        _ => 0,
    };
    let (limit, one) = number_word(promise);
    let end = if bound == "at least" { "required" } else { "allowed" };
    let verb = if one { "is" } else { "are" };
    format!("{}; {bound} {limit} {verb} {end}", plural(n, &format!("{who} has"), noun))
}

/// A pattern of nothing but a count of digits is put into words.
fn pattern(who: &str, value: &Value, pattern: &str) -> String {
    let text = value.as_str().unwrap_or_default();
    let counted = pattern
        .strip_prefix("^[0-9]{")
        .or_else(|| pattern.strip_prefix("^\\d{"))
        .and_then(|rest| rest.strip_suffix("}$"));
    let digits = text.chars().count();
    if let Some(bounds) = counted.filter(|_| text.bytes().all(|b| b.is_ascii_digit())) {
        let (least, most) = bounds.split_once(',').unwrap_or((bounds, bounds));
        if digits == 0 {
            return format!("{who} is empty; at least {least} digits are required");
        }
        let has = plural(digits, &format!("{who} has"), "digit");
        if least.parse().is_ok_and(|least: usize| digits < least) {
            return format!("{has}; at least {least} are required");
        }
        if most.parse().is_ok_and(|most: usize| digits > most) {
            return format!("{has}; at most {most} are allowed");
        }
    }
    format!("{who} is {}; it does not match {pattern}", quote(value))
}

fn format_name(promise: &Value) -> String {
    match promise.as_str().unwrap_or_default() {
        "email" => "an e-mail address".to_owned(),
        "date" => "a date (RFC 3339)".to_owned(),
        "date-time" => "a date and time (RFC 3339)".to_owned(),
        "ipv4" => "an IPv4 address".to_owned(),
        "ipv6" => "an IPv6 address".to_owned(),
        "uri" => "a URI".to_owned(),
        "uuid" => "a UUID".to_owned(),
        other => format!("a {other}"),
    }
}
