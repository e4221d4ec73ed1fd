//! The users that a run creates to be found.

use crate::{
    check::{
        Play, Scene,
        invite::{example, invite_and_judge},
    },
    model::Case,
};

/// Names of the users that this run creates to be found: apostrophes, wildcards of SQL and of
/// regular expressions, URL syntax, markup, several scripts. `{t}` stands for the run's token.
pub(super) const SHELF: &[(&str, &str, &str)] = &[
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
pub(super) fn shelve<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let mut body = example(scene);
        for (field, value) in case.value.as_object().into_iter().flatten() {
            let text = value.as_str().unwrap_or_default().replace("{t}", scene.wire.token());
            body[field] = text.into();
        }
        let user = invite_and_judge(scene, &["invite::accepts_valid_payloads"], &body).await?;
        scene.wire.shelve(vec![user]);
        Ok(())
    })
}
