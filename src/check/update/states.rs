//! Updates of users in every state: all pairs of what is sent, field by field, and of what is sent
//! with what was there before.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::reads::{self, marked};
use crate::{
    check::{Scene, Stop, covering, own_user::settle_in, updated::apply_and_judge},
    model::Case,
    promise::update::ACCEPTS_VALID_PAYLOADS,
};

/// What is sent for a field.
#[derive(Clone, Copy, PartialEq)]
enum Sent {
    Nothing,
    /// The value that is there already.
    Same,
    Other,
    Null,
}

/// What a field is before, the first or the second of its values, and what is sent for it. The two
/// are one factor, so that every change of a field meets every other field in each of its states:
/// who is made an admin must keep what was not sent, whatever that was.
type Step = (usize, Sent);

/// The names and the role: where they begin makes no difference.
const TEXT: [Step; 3] = [(0, Sent::Nothing), (0, Sent::Same), (0, Sent::Other)];

/// The level, plain and admin, and the booleans, false and true.
const SWITCH: [Step; 6] = [
    (0, Sent::Nothing),
    (0, Sent::Same),
    (0, Sent::Other),
    (1, Sent::Nothing),
    (1, Sent::Same),
    (1, Sent::Other),
];

/// The optional fields, absent and present.
const CLEARABLE: [Step; 7] = [
    (0, Sent::Nothing),
    (0, Sent::Null),
    (0, Sent::Other),
    (1, Sent::Nothing),
    (1, Sent::Same),
    (1, Sent::Other),
    (1, Sent::Null),
];

/// Every field with its steps, in the order in which a row names them.
const FIELDS: [(&str, &[Step]); 10] = [
    ("level", &SWITCH),
    ("hasDashboardAccess", &SWITCH),
    ("canManageStudies", &SWITCH),
    ("firstName", &TEXT),
    ("lastName", &TEXT),
    ("clinicRole", &TEXT),
    ("middleName", &CLEARABLE),
    ("phoneNumber", &CLEARABLE),
    ("suffix1", &CLEARABLE),
    ("suffix2", &CLEARABLE),
];

/// Every case: the state before, and the update.
pub(super) fn cases() -> Vec<(String, Value)> {
    static CASES: LazyLock<Vec<(String, Value)>> = LazyLock::new(|| {
        let sizes = FIELDS.map(|(_, steps)| steps.len());
        let rows = covering::rows_with(&sizes, 2, is_needed, is_lawful);
        rows.iter().enumerate().map(|(number, row)| case(number, row)).collect()
    });
    CASES.clone()
}

/// Where a field is left out, all that the other may be and become; of two that are sent, each way
/// to send them, whatever they were before.
fn is_needed(pair: &[(usize, usize)]) -> bool {
    let step = |(field, step): &(usize, usize)| FIELDS[*field].1[*step];
    let is_text = |(field, _): &(usize, usize)| FIELDS[*field].1.len() == TEXT.len();
    pair.iter().any(|one| step(one).1 == Sent::Nothing)
        || pair.iter().all(|one| step(one).0 == 1 || is_text(one))
}

/// An admin has dashboard access, before and after, and an update sends something.
fn is_lawful(row: &[usize]) -> bool {
    let after = |(before, sent): Step| if sent == Sent::Other { 1 - before } else { before };
    let lawful = |admin: usize, access: usize| admin == 0 || access == 1;
    let (level, access) = (SWITCH[row[0]], SWITCH[row[1]]);
    let mut sent = FIELDS.iter().zip(row).map(|((_, steps), step)| steps[*step].1);
    lawful(level.0, access.0)
        && lawful(after(level), after(access))
        && sent.any(|sent| sent != Sent::Nothing)
}

/// What a field of a row holds before, and what it is changed to.
fn values(name: &str, before: usize, number: usize) -> [Value; 2] {
    let switch = |values: [Value; 2]| [values[before].clone(), values[1 - before].clone()];
    match name {
        "level" => switch(["member".into(), "admin".into()]),
        "hasDashboardAccess" | "canManageStudies" => switch([false.into(), true.into()]),
        "firstName" => ["Quill".into(), text(number, "Quill").into()],
        "lastName" => ["Reader {m}".into(), format!("{} {{m}}", text(number, "Reader")).into()],
        "clinicRole" => ["Radiologist".into(), "Physician Assistant".into()],
        optional => {
            let [is, becomes] = match optional {
                "phoneNumber" => ["5551234567".to_owned(), "001234567890123".to_owned()],
                _ => [format!("{name} it has"), text(number, &format!("{name} it has"))],
            };
            [if before == 1 { is.into() } else { Value::Null }, becomes.into()]
        }
    }
}

fn case(number: usize, row: &[usize]) -> (String, Value) {
    let mut before = Map::new();
    let mut body = Map::new();
    let mut words = Vec::new();
    for (place, ((name, steps), step)) in FIELDS.iter().zip(row).enumerate() {
        let (state, sent) = steps[*step];
        let [is, becomes] = values(name, state, number + place);
        before.insert((*name).to_owned(), is.clone());
        let value = match sent {
            Sent::Nothing => continue,
            Sent::Same => is,
            Sent::Other => becomes,
            Sent::Null => Value::Null,
        };
        words.push(format!("{name}{}", if value.is_null() { " null" } else { "" }));
        body.insert((*name).to_owned(), value);
    }
    let name = format!("{}: {}", number + 1, words.join(", "));
    (name, json!({"before": before, "update": body, "read": number}))
}

/// Another text, unlike the one before in another way each time.
fn text(number: usize, before: &str) -> String {
    match number % 6 {
        0 => format!("New {before}"),
        1 => before.to_uppercase(),
        2 => format!("{before}  two spaces"),
        3 => format!("{before} \u{674e}\u{e9}"),
        4 => format!("O'{before} & <b>"),
        _ => format!("{before} {}", "long ".repeat(24).trim_end()),
    }
}

/// Brings a user into the state of the case, updates it, and looks for it in one more way.
pub(super) async fn applies(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let settled = settle_in(scene, |user| marked(&case.value["before"], user)).await?;
    let body = marked(&case.value["update"], &settled.user);
    let (_user, row) = apply_and_judge(scene, &[&ACCEPTS_VALID_PAYLOADS], settled, &body).await?;
    let Some(row) = row else { return Ok(()) };
    let number = case.value["read"].as_u64().and_then(|number| usize::try_from(number).ok());
    let ways = reads::WAYS;
    let way = ways[number.unwrap_or_default() % ways.len()];
    reads::judge(scene, &row, way).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pairs_fit_into_a_few_updates_that_are_lawful() {
        let cases = cases();
        assert!((49..=80).contains(&cases.len()), "{}", cases.len());
        for (name, case) in &cases {
            let (before, update) = (&case["before"], &case["update"]);
            let after = |field: &str| update.get(field).unwrap_or(&before[field]);
            assert!(*after("level") != "admin" || *after("hasDashboardAccess") == true, "{name}");
        }
    }

    #[test]
    fn who_is_made_an_admin_keeps_whatever_was_not_sent() {
        for field in ["canManageStudies", "middleName", "phoneNumber", "suffix1", "suffix2"] {
            let kept = |case: &Value| {
                let (before, update) = (&case["before"], &case["update"]);
                let made = before["level"] == "member" && update["level"] == "admin";
                (made && update.get(field).is_none()).then(|| before[field].clone())
            };
            let mut states: Vec<String> =
                cases().iter().filter_map(|(_, case)| kept(case)).map(|v| v.to_string()).collect();
            states.sort();
            states.dedup();
            assert_eq!(states.len(), 2, "{field}: {states:?}");
        }
    }

    #[test]
    fn each_update_of_a_text_is_another_text() {
        for number in 0..6 {
            assert_ne!(text(number, "Quill"), "Quill");
        }
    }
}
