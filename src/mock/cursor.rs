//! Cursors: base64 of a JSON object that says where the next page begins and what it filters by.

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde_json::Value;

use super::{filters::FILTERS, user::Object, violation::Violation};

/// Base64 that does not insist on padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Where a page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Behind the user with this sequence number, whatever has been added since.
    After(u64),
    /// Behind so many matching users.
    Offset(u64),
}

/// The text of a cursor.
pub(super) fn encode(cursor: &Object) -> String {
    BASE64.encode(Value::from(cursor.clone()).to_string())
}

/// The cursor that continues a request behind a user.
pub(super) fn following(request: &Object, sequence: u64) -> Object {
    let mut cursor: Object = FILTERS
        .iter()
        .chain(&["limit"])
        .filter_map(|name| Some(((*name).to_owned(), request.get(*name)?.clone())))
        .collect();
    cursor.insert("after".to_owned(), sequence.into());
    cursor
}

/// Reads the cursor of a request and completes the request from it: the walk goes on with the
/// filters and the limit it began with. Another limit is fine, other filters are not.
pub(super) fn adopt(request: &mut Object) -> Result<Option<Place>, Violation> {
    let violation = |problem: &str| Violation::new("cursor", "cursor", problem);
    let Some(Value::String(text)) = request.get("cursor") else { return Ok(None) };
    let mut cursor = decode(text).ok_or_else(|| violation("this is no cursor of this list"))?;
    let place = match (cursor.remove("after"), cursor.remove("offset")) {
        (Some(after), None) => after.as_u64().map(Place::After),
        (None, Some(offset)) => offset.as_u64().map(Place::Offset),
        _ => None,
    };
    let place = place.ok_or_else(|| violation("this cursor does not say where to go on"))?;
    for name in FILTERS {
        let (begun, asked) = (cursor.get(name), request.get(name));
        // An offset may be written by hand, and then takes its filters from the request.
        let by_hand = begun.is_none() && matches!(place, Place::Offset(_));
        if asked.is_some() && asked != begun && !by_hand {
            return Err(violation("this cursor belongs to a list with other filters"));
        }
    }
    for (name, value) in cursor {
        if !FILTERS.contains(&name.as_str()) && name != "limit" {
            return Err(violation("this cursor says something unknown"));
        }
        request.entry(name).or_insert(value);
    }
    Ok(Some(place))
}

/// Reads both base64 alphabets. A plus sign that was not percent-encoded has become a space.
pub(super) fn decode(text: &str) -> Option<Object> {
    let standard = text.replace(['-', ' '], "+").replace('_', "/");
    serde_json::from_slice(&BASE64.decode(standard).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Object {
        serde_json::from_value(value).unwrap()
    }

    fn adopted(cursor: &Value, request: Value) -> Result<(Option<Place>, Value), Violation> {
        let mut request = object(request);
        request.insert("cursor".to_owned(), encode(&object(cursor.clone())).into());
        let place = adopt(&mut request)?;
        request.remove("cursor");
        Ok((place, request.into()))
    }

    #[test]
    fn a_cursor_brings_filters_and_limit_along() {
        let request = object(json!({"level": "admin", "limit": 7, "cursor": "x"}));
        let cursor = Value::Object(following(&request, 9));
        assert_eq!(cursor, json!({"after": 9, "level": "admin", "limit": 7}));
        let expected = json!({"level": "admin", "limit": 7});
        assert_eq!(adopted(&cursor, json!({})).unwrap(), (Some(Place::After(9)), expected));
        let expected = json!({"level": "admin", "limit": 2});
        assert_eq!(adopted(&cursor, json!({"limit": 2})).unwrap().1, expected);
    }

    #[test]
    fn other_filters_contradict_a_cursor() {
        let cursor = json!({"after": 9, "level": "admin"});
        assert!(adopted(&cursor, json!({"level": "owner"})).is_err());
        assert!(adopted(&cursor, json!({"level": "admin", "email": "a"})).is_err());
        assert!(adopted(&json!({"after": 9}), json!({"level": "admin"})).is_err());
    }

    #[test]
    fn an_offset_is_understood() {
        let (place, request) = adopted(&json!({"offset": 3}), json!({"level": "admin"})).unwrap();
        assert_eq!((place, request), (Some(Place::Offset(3)), json!({"level": "admin"})));
    }

    #[test]
    fn both_alphabets_are_read_with_and_without_padding() {
        let cursor = object(json!({"after": 1, "firstName": "??>>~~"}));
        let text = encode(&cursor);
        assert!(text.contains(['+', '/']) && text.ends_with('='), "{text}");
        let url_safe = text.replace('+', "-").replace('/', "_");
        for text in [&text, text.trim_end_matches('='), &url_safe, &text.replace('+', " ")] {
            assert_eq!(decode(text).as_ref(), Some(&cursor), "{text}");
        }
    }

    #[test]
    fn garbage_is_refused() {
        for text in ["", "cursor", "!", "e30=", "W10=", "bnVsbA==", "eyJhZnRlciI6LTF9"] {
            let mut request = object(json!({"cursor": text}));
            assert!(adopt(&mut request).is_err(), "{text}");
        }
        for cursor in [
            json!({"after": 1, "offset": 1}),
            json!({"after": 1.5}),
            json!({"after": "1"}),
            json!({"after": 1, "x": 1}),
        ] {
            assert!(adopted(&cursor, json!({})).is_err(), "{cursor}");
        }
    }
}
