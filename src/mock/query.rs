//! The query string of the list, as JSON that the schema can judge.

use std::borrow::Cow;

use percent_encoding::percent_decode;
use serde_json::Value;

use super::{filters::FILTERS, user::Object, violation::Violation};

/// The largest limit, and the usual one.
pub(super) const MAX_LIMIT: u64 = 100;

/// Reads the known parameters, and says what is wrong with the string itself. Unknown parameters
/// are passed over; a limit that is no plain whole number stays text, which the schema refuses.
pub(super) fn parse(query: &str) -> (Object, Vec<Violation>) {
    let (mut request, mut violations) = (Object::new(), Vec::new());
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (Some(name), Some(value)) = (decode(name), decode(value)) else {
            let problem = "a parameter is not percent-encoded UTF-8";
            violations.push(Violation::new(&decode(name).unwrap_or_default(), "encoding", problem));
            continue;
        };
        if !FILTERS.contains(&name.as_str()) && name != "cursor" && name != "limit" {
            continue;
        }
        let value = match value.parse::<u64>() {
            Ok(limit) if name == "limit" && !value.starts_with('+') => limit.into(),
            _ => Value::String(value),
        };
        if request.insert(name.clone(), value).is_some() {
            violations.push(Violation::new(&name, "repeated", "the parameter is given twice"));
        }
    }
    (request, violations)
}

/// Decodes a form-encoded part; `None` when a percent sign is not followed by two hexadecimal
/// digits or the bytes are not UTF-8, which the usual decoders let pass.
fn decode(part: &str) -> Option<String> {
    let sound = part
        .split('%')
        .skip(1)
        .all(|after| after.len() >= 2 && after.as_bytes()[..2].iter().all(u8::is_ascii_hexdigit));
    let spaced = part.replace('+', " ");
    let decoded = percent_decode(spaced.as_bytes()).decode_utf8().ok().map(Cow::into_owned);
    decoded.filter(|_| sound)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parsed(query: &str) -> Value {
        let (request, violations) = parse(query);
        assert_eq!(violations, [], "{query}");
        Value::Object(request)
    }

    #[test]
    fn form_encoding_is_undone() {
        assert_eq!(
            parsed("firstName=a+b%2Bc%26%25_%C3%A9&&lastName&x=1&x=2"),
            json!({"firstName": "a b+c&%_é", "lastName": ""})
        );
    }

    #[test]
    fn only_a_limit_of_plain_digits_is_a_number() {
        assert_eq!(parsed("limit=10"), json!({"limit": 10}));
        for text in ["%2B1", "-1", "1.5", "1e1", "", "%201", "ten", "99999999999999999999"] {
            assert!(parsed(&format!("limit={text}"))["limit"].is_string(), "{text}");
        }
        assert_eq!(parsed("email=10"), json!({"email": "10"}));
    }

    #[test]
    fn bad_encoding_and_repetition_are_violations() {
        for query in ["email=%", "email=%4", "email=%zz", "email=%ff", "%=1", "email=a%€"] {
            assert_eq!(parse(query).1[0].keyword, "encoding", "{query}");
        }
        assert!(parse("level=admin&level=admin").1[0].is("level", "repeated"));
    }
}
