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

/// The optional fields, each with a value before and another one.
const OPTIONAL: [&str; 4] = ["middleName", "phoneNumber", "suffix1", "suffix2"];

/// What is sent for a field.
#[derive(Clone, Copy, PartialEq)]
enum Sent {
    Nothing,
    /// The value that is there already.
    Same,
    Other,
    Null,
}

const SENT: [Sent; 4] = [Sent::Nothing, Sent::Same, Sent::Other, Sent::Null];

/// Two values for the level, two for each boolean, and present or absent for each optional field.
const STATES: usize = 3 + OPTIONAL.len();

/// Fields that are always there: the names, the level, two booleans, the role.
const REQUIRED: [&str; 6] =
    ["firstName", "lastName", "level", "hasDashboardAccess", "canManageStudies", "clinicRole"];

/// Every case: the state before, and the update.
pub(super) fn cases() -> Vec<(String, Value)> {
    static CASES: LazyLock<Vec<(String, Value)>> = LazyLock::new(|| {
        let states = [2; STATES];
        let required = [3; REQUIRED.len()];
        let sizes = [&states[..], &required, &[SENT.len(); OPTIONAL.len()]].concat();
        let rows = covering::rows(&sizes, 2, is_lawful);
        rows.iter().enumerate().map(|(number, row)| case(number, row)).collect()
    });
    CASES.clone()
}

/// An admin has dashboard access, before and after, and an update sends something.
fn is_lawful(row: &[usize]) -> bool {
    let (before, sent) = row.split_at(STATES);
    let after = |state: usize, sent: usize| (state == 1) != (SENT[sent] == Sent::Other);
    let lawful = |admin: bool, access: bool| !admin || access;
    lawful(before[0] == 1, before[1] == 1)
        && lawful(after(before[0], sent[2]), after(before[1], sent[3]))
        && sent.iter().any(|sent| SENT[*sent] != Sent::Nothing)
}

fn case(number: usize, row: &[usize]) -> (String, Value) {
    let (state, sent) = row.split_at(STATES);
    let mut before = Map::new();
    let mut other = Map::new();
    let mut field = |name: &str, is: Value, becomes: Value| {
        before.insert(name.to_owned(), is);
        other.insert(name.to_owned(), becomes);
    };
    field("firstName", "Quill".into(), text(number, "Quill").into());
    field("lastName", "Reader {m}".into(), format!("{} {{m}}", text(number + 2, "Reader")).into());
    let level = |admin: bool| if admin { "admin" } else { "member" };
    field("level", level(state[0] == 1).into(), level(state[0] == 0).into());
    field("hasDashboardAccess", (state[1] == 1).into(), (state[1] == 0).into());
    field("canManageStudies", (state[2] == 1).into(), (state[2] == 0).into());
    field("clinicRole", "Radiologist".into(), "Physician Assistant".into());
    for (place, name) in OPTIONAL.iter().enumerate() {
        let (is, becomes) = match *name {
            "phoneNumber" => ("5551234567".to_owned(), "001234567890123".to_owned()),
            _ => (format!("{name} it has"), text(number + place, &format!("{name} it has"))),
        };
        let there = state[3 + place] == 1;
        field(name, if there { is.into() } else { Value::Null }, becomes.into());
    }
    let names = REQUIRED.iter().chain(&OPTIONAL);
    let mut body = Map::new();
    let mut words = Vec::new();
    for (name, sent) in names.zip(sent) {
        let value = match SENT[*sent] {
            Sent::Nothing => continue,
            Sent::Same => before[*name].clone(),
            Sent::Other => other[*name].clone(),
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
        assert!((20..=40).contains(&cases.len()), "{}", cases.len());
        for (name, case) in &cases {
            let (before, update) = (&case["before"], &case["update"]);
            let after = |field: &str| update.get(field).unwrap_or(&before[field]);
            assert!(*after("level") != "admin" || *after("hasDashboardAccess") == true, "{name}");
        }
    }

    #[test]
    fn each_update_of_a_text_is_another_text() {
        for number in 0..6 {
            assert_ne!(text(number, "Quill"), "Quill");
        }
    }
}
