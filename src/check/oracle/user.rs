//! What is promised about one user: echo, server-set fields, persistence.

use chrono::{DateTime, TimeDelta};
use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization;

use super::{finding, shown};
use crate::{
    model::{Finding, Operation},
    promise::{self, Promise},
};

/// The fields that only the server sets.
pub const SERVER_SET: [&str; 4] = ["userId", "createdAt", "invitedSource", "lastLoginAt"];

/// The fields that hold a moment.
const TIMES: [&str; 2] = ["createdAt", "lastLoginAt"];

/// How far `createdAt` may be from the server's own clock, in milliseconds.
const SKEW: i64 = 120_000;

/// How a value that should have come back did.
enum Echo {
    Exact,
    /// Trimmed, in another Unicode normal form, or an address in lower case: undocumented freedom.
    Normalised,
    Different,
}

fn echo(field: &str, sent: &Value, got: Option<&Value>) -> Echo {
    let plain = |text: &str| {
        let text: String = text.trim().nfc().collect();
        if field == "email" { text.to_lowercase() } else { text }
    };
    match (sent, got) {
        (_, Some(got)) if got == sent || same_time(field, sent, got) => Echo::Exact,
        (Value::String(sent), Some(Value::String(got))) if plain(sent) == plain(got) => {
            Echo::Normalised
        }
        _ => Echo::Different,
    }
}

/// Whether two values of a field are the same moment. How many digits a fraction of a second has
/// and how the offset from UTC is written (RFC 3339 section 5.6) may differ from one operation to
/// the other, so that the coarser of the two decides.
pub(in crate::check) fn same_time(field: &str, one: &Value, other: &Value) -> bool {
    let (Some(one), Some(other)) = (one.as_str(), other.as_str()) else { return false };
    let (Ok(a), Ok(b)) = (DateTime::parse_from_rfc3339(one), DateTime::parse_from_rfc3339(other))
    else {
        return false;
    };
    let digits = |text: &str| {
        let (_, fraction) = text.split_once('.').unwrap_or_default();
        fraction.bytes().take_while(u8::is_ascii_digit).count()
    };
    let coarser = u32::try_from(digits(one).min(digits(other)).min(9)).unwrap_or_default();
    let unit = TimeDelta::nanoseconds(10_i64.pow(9 - coarser));
    TIMES.contains(&field) && (a - b).abs() < unit
}

/// Whether two values of a field are the same, undocumented normalisation aside.
pub(in crate::check) fn same(field: &str, sent: &Value, got: Option<&Value>) -> bool {
    !matches!(echo(field, sent, got), Echo::Different)
}

/// Every sent field comes back as it was sent. Returns the contradictions and the fields that
/// came back normalised.
pub(in crate::check) fn echoes(
    promise: &Promise,
    operation: Operation,
    sent: &Map<String, Value>,
    got: &Value,
) -> (Vec<Finding>, Vec<String>) {
    let (mut findings, mut normalised) = (Vec::new(), Vec::new());
    for (field, value) in sent {
        match echo(field, value, got.get(field)) {
            Echo::Exact => {}
            Echo::Normalised => normalised.push(field.clone()),
            Echo::Different => {
                let kind = if got.get(field).is_some() { "changed" } else { "dropped" };
                findings.push(finding(
                    promise,
                    operation,
                    (&format!("/{field}"), kind),
                    format!("{field} comes back as {value}"),
                    format!("{field} is {}", shown(got.get(field))),
                ));
            }
        }
    }
    (findings, normalised)
}

/// A field of `optional` that was not sent is not in the response.
pub(in crate::check) fn invents_nothing(
    optional: &[String],
    sent: &Map<String, Value>,
    got: &Value,
) -> Vec<Finding> {
    optional
        .iter()
        .filter(|field| !sent.contains_key(*field))
        .filter_map(|field| Some((field, got.get(field).filter(|value| !value.is_null())?)))
        .map(|(field, value)| {
            finding(
                &promise::invite::INVENTS_NO_FIELDS,
                Operation::Invite,
                (&format!("/{field}"), "invented"),
                format!("no {field}, since none was sent"),
                format!("{field} is {value}"),
            )
        })
        .collect()
}

/// `createdAt` lies near the server's clock: its `Date` header where it sends one (RFC 9110
/// section 6.6.1), else ours (`received`, milliseconds since 1970). Null is judged by the schema.
pub(in crate::check) fn created_now(
    user: &Value,
    date: Option<&str>,
    received: i64,
) -> Vec<Finding> {
    let now = date
        .and_then(|date| DateTime::parse_from_rfc2822(date).ok())
        .map_or(received, |date| date.timestamp_millis());
    user["createdAt"]
        .as_str()
        .and_then(|text| DateTime::parse_from_rfc3339(text).ok())
        .filter(|created| (created.timestamp_millis() - now).abs() > SKEW)
        .map(|created| {
            finding(
                &promise::invite::CREATED_AT_IS_NOW,
                Operation::Invite,
                ("/createdAt", "another-time"),
                "a time within two minutes of the server's Date",
                format!("{created}, {} s away", (created.timestamp_millis() - now) / 1000),
            )
        })
        .into_iter()
        .collect()
}

/// A field that the server sets to one documented value.
pub(in crate::check) fn is_set(
    promise: &Promise,
    field: &str,
    expected: &Value,
    user: &Value,
) -> Vec<Finding> {
    let got = user.get(field);
    (got != Some(expected))
        .then(|| {
            let place = format!("/{field}");
            let wanted = format!("{field} is {expected}");
            let seen = (place.as_str(), "other-value");
            finding(promise, Operation::Invite, seen, wanted, format!("{field} is {}", shown(got)))
        })
        .into_iter()
        .collect()
}

/// The id was not given to another user of this run before.
pub(in crate::check) fn id_is_new(id: &str, known: Option<&str>) -> Vec<Finding> {
    known
        .map(|email| {
            finding(
                &promise::invite::USER_IDS_ARE_UNIQUE,
                Operation::Invite,
                ("/userId", "reused"),
                "an id that no other user has",
                format!("{id} is also the id of {email}"),
            )
        })
        .into_iter()
        .collect()
}

/// The rows that the list shows for an address hold the user once, with every expected field.
pub(in crate::check) fn persisted(
    promise: &Promise,
    id: &str,
    expected: &Map<String, Value>,
    rows: &[Value],
) -> Vec<Finding> {
    let contradiction = |place: &str, kind: &str, wanted: String, actual: String| {
        finding(promise, Operation::List, (place, kind), wanted, actual)
    };
    let found: Vec<&Value> = rows.iter().filter(|row| row["userId"] == id).collect();
    match found[..] {
        [] => vec![contradiction(
            "/users",
            "missing",
            format!("the list by e-mail shows {id}"),
            format!("{} rows, none of them with this id", rows.len()),
        )],
        [row] => expected
            .iter()
            .filter(|(field, value)| !same(field, value, row.get(*field)))
            .map(|(field, value)| {
                contradiction(
                    &format!("/users/*/{field}"),
                    if row.get(field).is_some() { "changed" } else { "dropped" },
                    format!("the list shows {field} as {value}"),
                    format!("{field} is {}", shown(row.get(field))),
                )
            })
            .collect(),
        _ => vec![contradiction(
            "/users",
            "twice",
            format!("the list by e-mail shows {id} once"),
            format!("{} rows have this id", found.len()),
        )],
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn map(value: &Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn an_echo_is_exact_normalised_or_wrong() {
        let sent = map(&json!({"firstName": " Ann ", "suffix1": "MD", "canManageStudies": false}));
        let got = json!({"firstName": "Ann", "canManageStudies": true});
        let (findings, normalised) =
            echoes(&promise::invite::ECHOES_SENT_FIELDS, Operation::Invite, &sent, &got);
        let keys: Vec<_> = findings.iter().map(Finding::key).collect();
        assert_eq!(
            keys,
            ["invite.echo invite /canManageStudies changed", "invite.echo invite /suffix1 dropped"]
        );
        assert_eq!(normalised, ["firstName"]);
    }

    #[test]
    fn a_decomposed_name_may_come_back_composed_but_not_as_another_letter() {
        assert!(same("lastName", &json!("Ame\u{301}lie"), Some(&json!("Amélie"))));
        assert!(!same("lastName", &json!("Amélie"), Some(&json!("Amelie"))));
        assert!(!same("lastName", &json!("McCoy"), Some(&json!("mccoy"))));
        assert!(same("email", &json!("A@example.com"), Some(&json!("a@example.com"))));
    }

    #[test]
    fn a_moment_may_be_written_in_several_ways() {
        let same = |one: &str, other: &str| same_time("createdAt", &json!(one), &json!(other));
        let fine = "2024-01-15T10:00:00.123987Z";
        for other in ["2024-01-15T10:00:00.123Z", "2024-01-15T12:00:00+02:00", fine] {
            assert!(same(fine, other) && same(other, fine), "{other}");
        }
        for other in ["2024-01-15T10:00:00.121Z", "2024-01-15T10:00:02Z", "2024-01-15", ""] {
            assert!(!same(fine, other) && !same(other, fine), "{other}");
        }
        assert!(!same_time("suffix1", &json!(fine), &json!(fine)), "no text is a moment");
    }

    #[test]
    fn nothing_is_invented_but_null_is_left_to_the_schema() {
        let sent = map(&json!({"suffix1": "MD"}));
        let got = json!({"suffix1": "MD", "suffix2": "", "middleName": null});
        assert_eq!(invents_nothing(&["middleName".into(), "suffix2".into()], &sent, &got).len(), 1);
    }

    #[test]
    fn created_at_is_measured_by_the_servers_own_clock() {
        let user = json!({"createdAt": "2020-01-01T00:00:30Z"});
        let date = Some("Wed, 01 Jan 2020 00:00:00 GMT");
        assert!(created_now(&user, date, 0).is_empty(), "whatever our clock says");
        assert_eq!(created_now(&user, None, 0).len(), 1);
        assert!(created_now(&json!({"createdAt": null}), None, 0).is_empty());
    }

    #[test]
    fn persistence_is_judged_field_by_field() {
        let expected = map(&json!({"firstName": "Ann"}));
        let row = |id: &str, name: &str| json!({"userId": id, "firstName": name});
        let kinds = |rows: &[Value]| -> Vec<String> {
            persisted(&promise::invite::IS_PERSISTED, "a", &expected, rows)
                .into_iter()
                .map(|f| f.kind)
                .collect()
        };
        assert!(kinds(&[row("a", "Ann"), row("b", "Bob")]).is_empty());
        assert_eq!(kinds(&[row("a", "Bob")]), ["changed"]);
        assert_eq!(kinds(&[row("b", "Ann")]), ["missing"]);
        assert_eq!(kinds(&[row("a", "Ann"), row("a", "Ann")]), ["twice"]);
    }
}
