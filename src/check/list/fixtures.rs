//! The users that a run creates to be found.

use serde_json::{Value, json};

use crate::{
    check::{Scene, Stop, invited::invite_and_judge, payload::example},
    model::Case,
    promise::invite::ACCEPTS_VALID_PAYLOADS,
};

/// Names of the users that this run creates to be found: apostrophes, wildcards of SQL and of
/// regular expressions, URL syntax, markup, several scripts. `{t}` stands for the run's token.
pub(super) const USERS: &[(&str, &str, &str)] = &[
    ("Ann", "O'Neil {t}", "admin"),
    ("anna", "100%_{t}", "member"),
    ("Ren\u{e9}e", "Smith & Sons+{t}", "member"),
    ("J. \"Quote\"", ".*[a-z]({t})", "admin"),
    ("Jess-Ann", "back\\slash {t}", "member"),
    ("\u{674e}", "\u{540d}\u{524d} {t}", "member"),
    ("Ann", "Bo%41b {t}", "member"),
    ("Zo\u{eb}", "<b>{t}</b>", "admin"),
    // The first one's namesake: nothing but the address and the id tells them apart.
    ("Ann", "O'Neil {t}", "admin"),
];

/// Roles that all pages agree on.
const ROLES: [&str; 3] = ["Radiologist", "Other", "Physician Assistant"];

/// What the users are invited with, each other in every field.
pub(super) fn users() -> Vec<(String, Value)> {
    let numbered = USERS.iter().enumerate();
    numbered
        .map(|(number, (first, last, level))| {
            let kept = |bit: usize, text: &str| {
                if number >> bit & 1 == 0 { json!(text) } else { Value::Null }
            };
            let namesake = if number >= 8 { " again" } else { "" };
            let body = json!({
                "firstName": first,
                "lastName": last,
                "level": level,
                "canManageStudies": number % 2 == 0,
                "hasDashboardAccess": *level == "admin" || number % 3 != 1,
                "clinicRole": ROLES[number % 3],
                "middleName": kept(0, &format!("Middle {number}")),
                "phoneNumber": kept(1, &format!("555123456{number}")),
                "suffix1": kept(2, "MD"),
                "suffix2": kept(3, "FACR"),
            });
            (format!("{first} {last}{namesake}"), body)
        })
        .collect()
}

/// Creates a user that nothing changes any more, for the read-only scenarios to look for.
pub(super) async fn create(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let mut body = example(scene);
    for (field, value) in case.value.as_object().into_iter().flatten() {
        let Some(body) = body.as_object_mut() else { continue };
        match value {
            Value::Null => drop(body.remove(field)),
            Value::String(text) => {
                body.insert(field.clone(), text.replace("{t}", scene.wire.token()).into());
            }
            other => drop(body.insert(field.clone(), other.clone())),
        }
    }
    let user = invite_and_judge(scene, &[&ACCEPTS_VALID_PAYLOADS], &body).await?;
    scene.wire.add_fixtures(vec![user]);
    Ok(())
}
