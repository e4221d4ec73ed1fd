//! Updates that must be accepted, of a user in the documented state.

use crate::{
    check::{Scene, Stop, updated::update_and_judge},
    model::Case,
    promise::update::{ACCEPTS_VALID_PAYLOADS, FALSE_IS_A_VALUE, NULL_CLEARS_OPTIONAL_FIELDS},
};

/// Sends the update of the case, and judges it by everything that is promised about updates.
pub(super) async fn applies(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    // What one field comes to is no promise to accept the update.
    let of_one_field = [&FALSE_IS_A_VALUE, &NULL_CLEARS_OPTIONAL_FIELDS].contains(&scene.promise);
    let accepting = if of_one_field { &ACCEPTS_VALID_PAYLOADS } else { scene.promise };
    update_and_judge(scene, &[accepting], &case.value).await
}
