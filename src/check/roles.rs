//! Clinic roles that only one edition of the documentation names.

use serde_json::json;

use super::{
    Scene, Stop,
    oracle::{finding, status},
    own_user::{Settled, settle},
    payload::example,
    reply::Wish,
};
use crate::{
    model::{Case, Operation},
    promise::invite::TREATS_DISPUTED_ROLES_ALIKE as ALIKE,
};

/// A role that only the older edition knows, and one that only the modern one does.
const DISPUTED: [(&str, &str); 2] = [("older", "PACS Administrator"), ("modern", "Scribe")];

/// Sends a role of each edition, by update and by invite, and tells the edition from the answers.
pub(super) async fn disputed_roles(scene: &Scene<'_>, _: &Case) -> Result<(), Stop> {
    let mut accepted = Vec::new();
    for (edition, role) in DISPUTED {
        let Settled { user, .. } = settle(scene).await?;
        let update = scene.bad_update(&user.id, Some(&json!({ "clinicRole": role }))).await?;
        let mut body = example(scene);
        body["clinicRole"] = role.into();
        let invite = scene.invite(&body, Wish::Refused).await?;
        let (by_update, by_invite) = (!status::is_refused(&update)?, !status::is_refused(&invite)?);
        let mut findings = Vec::new();
        if by_update != by_invite {
            let word = |yes| if yes { "accepts" } else { "refuses" };
            let actual = format!("invite {} it, update {} it", word(by_invite), word(by_update));
            let expected = format!("the same answer to \"{role}\" from invite and update");
            let seen = ("/clinicRole", "treated-differently");
            findings.push(finding(&ALIKE, Operation::Invite, seen, expected, actual));
        }
        for reply in [&update, &invite] {
            if reply.is_success() && reply.json["clinicRole"] != role {
                let actual = format!("clinicRole is {}", reply.json["clinicRole"]);
                let expected = format!("\"{role}\" echoed, since it was accepted");
                let seen = ("/clinicRole", "changed");
                findings.push(finding(&ALIKE, reply.operation, seen, expected, actual));
            }
        }
        if by_invite || by_update {
            accepted.push(edition);
        }
        scene.judge(&ALIKE, &[&update, &invite], findings);
    }
    scene.follows(match accepted[..] {
        [] => "neither: only roles that all pages name are accepted",
        [one] => one,
        _ => "both: roles of either are accepted",
    });
    Ok(())
}
