//! Invitations that must be accepted.

use crate::{
    check::{
        Scene, Stop,
        invited::invite_and_judge,
        own_user,
        payload::{example, with_fresh_email},
        scenario::REPETITIONS,
    },
    model::Case,
};

/// Invites the user of the documented example, and nothing else.
pub(super) async fn accepts_example(scene: &Scene<'_>, _: &Case) -> Result<(), Stop> {
    own_user::create(scene).await.map(drop)
}

/// Invites the user of the documented example again and again, under new addresses.
pub(super) async fn repeated(scene: &Scene<'_>, _: &Case) -> Result<(), Stop> {
    let stages = scene.stages(REPETITIONS.into());
    let invitations = stages.iter().map(|stage| own_user::create(stage));
    scene.gather(&stages, invitations).await.map(drop)
}

pub(super) async fn accepts_tricky(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let mut body = example(scene);
    // A local part is case-sensitive by the book (RFC 5321 section 2.4).
    body["email"] = scene.wire.fresh_email("Dr.Johnson").into();
    for (field, value) in case.value.as_object().into_iter().flatten() {
        body[field] = value.clone();
    }
    invite_and_judge(scene, &[scene.promise], &body).await.map(drop)
}

pub(super) async fn accepts(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let body = with_fresh_email(scene, &case.value);
    invite_and_judge(scene, &[scene.promise], &body).await.map(drop)
}
