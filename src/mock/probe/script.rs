//! The requests that bring a mutant's conditions about.

use serde_json::{Map, Value, json};

use super::step::Step;
use crate::{
    mock::{
        faults::product::{Class, Condition, Defect, Mutant, State},
        filters::FILTERS,
        user::Object,
    },
    model::Operation,
};

const USERS: &str = "/v1/viewer/users";

/// How often a request is sent that is to meet a defect that shows now and then.
const OFTEN: usize = 14;

/// What a mutant is asked.
pub(super) fn of(mutant: &Mutant) -> Vec<Step> {
    match mutant.operation {
        Operation::Invite => invites(mutant),
        Operation::List => lists(),
        Operation::Update => updates(mutant),
        // The product has no rows for what no page describes.
        Operation::RevokeAccess | Operation::Invitations | Operation::RevokeInvitation => {
            Vec::new()
        }
    }
}

fn post(body: Value) -> Step {
    Step { method: "POST", path: USERS.to_owned(), body: Some(body) }
}

fn patch(user: usize, body: Value) -> Step {
    Step { method: "PATCH", path: format!("{USERS}/{{{user}}}"), body: Some(body) }
}

fn get(query: &str) -> Step {
    Step { method: "GET", path: format!("{USERS}?{query}"), body: None }
}

/// A user in the state that the conditions ask for, every field named.
fn state(mutant: &Mutant) -> Object {
    let mut user = Map::from_iter(
        [
            ("canManageStudies", json!(true)),
            ("clinicRole", json!("Radiologist")),
            ("firstName", json!("Sarah")),
            ("hasDashboardAccess", json!(true)),
            ("lastName", json!("Johnson")),
            ("level", json!("member")),
            ("middleName", json!("Marie")),
            ("phoneNumber", json!("5551234567")),
            ("suffix1", json!("MD")),
            ("suffix2", json!("FACR")),
        ]
        .map(|(name, value)| (name.to_owned(), value)),
    );
    for condition in mutant.when {
        if let Condition::State(field, state) = condition {
            let value = match state {
                State::Text(text) => json!(text),
                State::Flag(flag) => json!(flag),
                State::Present => continue,
                State::Absent => Value::Null,
            };
            user.insert(field.to_owned(), value);
        }
    }
    user
}

/// Values of every kind for a field, as far as conditions tell them apart.
fn values(mutant: &Mutant, before: &Object) -> Vec<Value> {
    let own = before.get(mutant.field).cloned().unwrap_or_default();
    if mutant.defect == Defect::Accepts {
        return ["", "12345", "emperor"].map(Value::from).into_iter().chain([json!(5)]).collect();
    }
    let class = mutant.when.iter().find_map(|one| match one {
        Condition::Value(_, class) => Some(*class),
        _ => None,
    });
    match (class, mutant.field) {
        (Some(Class::Same), _) => vec![own],
        (Some(Class::Null), _) => vec![Value::Null],
        (Some(Class::True), _) => vec![json!(true)],
        (Some(Class::False), _) => vec![json!(false)],
        (Some(Class::OtherCase), _) => {
            vec![own.as_str().unwrap_or_default().to_uppercase().into()]
        }
        (_, "canManageStudies" | "hasDashboardAccess") => vec![json!(false), json!(true)],
        (_, "level") => vec![json!("admin"), json!("member")],
        (_, "clinicRole") => vec![json!("Physician Assistant"), json!("Other")],
        (_, "phoneNumber") => vec![json!("001234567890123"), Value::Null],
        _ => vec![
            json!("Zo\u{eb} O'Neil & <b> Co"),
            json!("long ".repeat(24).trim_end()),
            json!("Plain"),
            Value::Null,
        ],
    }
}

/// The fields that have to go along.
fn along(mutant: &Mutant, before: &Object, body: &mut Object) {
    for condition in mutant.when {
        let Condition::With(field) = condition else { continue };
        let other = match field {
            "canManageStudies" | "hasDashboardAccess" => json!(true),
            "level" => before.get("level").cloned().unwrap_or_default(),
            "clinicRole" => json!("Other"),
            "phoneNumber" => json!("0009876543"),
            _ => json!("Along"),
        };
        body.insert(field.to_owned(), other);
    }
}

fn updates(mutant: &Mutant) -> Vec<Step> {
    let before = state(mutant);
    let mut first = before.clone();
    first.retain(|_, value| !value.is_null());
    first.insert("email".to_owned(), json!("probe@example.com"));
    let mut steps = vec![post(Value::Object(first))];
    let has = |wanted| mutant.when.contains(&wanted);
    let now_and_then = mutant.when.iter().any(|one| matches!(one, Condition::OneIn(_)));
    let resets = mutant.defect == Defect::Resets;
    for value in values(mutant, &before) {
        if has(Condition::AfterLevelChange) {
            let level = if before["level"] == "admin" { "member" } else { "admin" };
            steps.push(patch(0, json!({"level": level, "hasDashboardAccess": true})));
        }
        steps.push(patch(0, Value::Object(before.clone())));
        if has(Condition::AfterRefusal) {
            steps.push(patch(0, json!({"phoneNumber": "1", "firstName": "Never"})));
        }
        let mut body = Object::new();
        if !resets {
            body.insert(mutant.field.to_owned(), value);
        }
        along(mutant, &before, &mut body);
        if body.is_empty() {
            let other = if mutant.field == "suffix1" { "suffix2" } else { "suffix1" };
            body.insert(other.to_owned(), json!("Else"));
        }
        for _ in 0..if now_and_then { OFTEN } else { 1 } {
            steps.push(patch(0, Value::Object(body.clone())));
            steps.push(get("email=probe%40example.com"));
        }
    }
    steps
}

fn invites(mutant: &Mutant) -> Vec<Step> {
    let mut steps = Vec::new();
    let before = state(mutant);
    let now_and_then = mutant.when.iter().any(|one| matches!(one, Condition::OneIn(_)));
    for value in values(mutant, &before) {
        for _ in 0..if now_and_then { OFTEN } else { 1 } {
            let mut body = before.clone();
            let states = mutant
                .when
                .iter()
                .any(|one| matches!(one, Condition::State(field, _) if *field == mutant.field));
            if !states {
                body.insert(mutant.field.to_owned(), value.clone());
            }
            body.retain(|_, value| !value.is_null());
            let number = steps.len();
            body.insert("email".to_owned(), json!(format!("probe{number}@example.com")));
            steps.push(post(Value::Object(body)));
            steps.push(get(&format!("email=probe{number}%40example.com")));
        }
    }
    steps
}

/// Users of every state, some of them changed, and lists with every filter and limit.
fn lists() -> Vec<Step> {
    let mut steps = Vec::new();
    for number in 0..6_usize {
        let mut body = json!({
            "canManageStudies": number % 2 == 0,
            "clinicRole": "Radiologist",
            "email": format!("probe{number}@example.com"),
            "firstName": "Probe",
            "hasDashboardAccess": number != 3,
            "lastName": "Prober",
            "level": if number % 3 == 1 { "admin" } else { "member" },
        });
        for (bit, field) in ["middleName", "suffix1", "suffix2"].iter().enumerate() {
            if number >> bit & 1 == 0 {
                body[*field] = json!("Md");
            }
        }
        if number != 2 {
            body["phoneNumber"] = json!("5551234567");
        }
        steps.push(post(body));
    }
    let changed = json!({
        "firstName": "Probe Anew", "lastName": "Prober Anew", "middleName": "Anew",
        "suffix1": "Anew", "suffix2": "Anew", "phoneNumber": "0009876543",
        "clinicRole": "Other", "canManageStudies": false,
    });
    for number in [0, 1, 2, 3, 4] {
        steps.push(patch(number, changed.clone()));
    }
    steps.push(patch(0, json!({"level": "admin"})));
    steps.push(patch(1, json!({"level": "member", "hasDashboardAccess": false})));
    let asked = |name: &str, number: usize| match name {
        "email" => format!("email=probe{number}%40example.com"),
        "firstName" => "firstName=Probe".to_owned(),
        "invitedSource" => "invitedSource=api".to_owned(),
        "lastName" => {
            if number == 0 { "lastName=Prober" } else { "lastName=Prober%20Anew" }.to_owned()
        }
        _ => if number == 0 { "level=admin" } else { "level=member" }.to_owned(),
    };
    for set in 0..1_usize << FILTERS.len() {
        if set.count_ones() > 3 {
            continue;
        }
        for number in 0..2 {
            let chosen = FILTERS.iter().enumerate().filter(|(bit, _)| set >> bit & 1 == 1);
            let filter: Vec<String> = chosen.map(|(_, name)| asked(name, number)).collect();
            for (first, further) in [
                ("", ""),
                ("limit=1", "limit=1"),
                ("limit=2", "limit=1"),
                ("limit=100", "limit=100"),
                ("limit=2", ""),
            ] {
                let query = |limit: &str, cursor: &str| {
                    let parts = filter.iter().map(String::as_str).chain([limit, cursor]);
                    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("&")
                };
                steps.push(get(&query(first, "")));
                for _ in 0..3 {
                    steps.push(get(&query(further, "cursor={cursor}")));
                }
            }
        }
    }
    for (name, number) in [("email", 3), ("email", 2), ("email", 4)] {
        steps.push(get(&asked(name, number)));
    }
    steps
}
