//! The users that a run creates to be found.

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
];

/// Creates a user that nothing changes any more, for the read-only scenarios to look for.
pub(super) async fn create(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let mut body = example(scene);
    for (field, value) in case.value.as_object().into_iter().flatten() {
        let text = value.as_str().unwrap_or_default().replace("{t}", scene.wire.token());
        body[field] = text.into();
    }
    let user = invite_and_judge(scene, &[&ACCEPTS_VALID_PAYLOADS], &body).await?;
    scene.wire.add_fixtures(vec![user]);
    Ok(())
}
