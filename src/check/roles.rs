//! Clinic roles that only one edition of the documentation names.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::try_join_all;
use serde_json::{Value, json};

use super::{
    Need, OwnUser, Reply, Scene, Stop,
    invited::invite_and_judge,
    oracle::{finding, status},
    own_user::{Settled, settle},
    payload::{documented, example},
    reply::Wish,
};
use crate::{
    model::{Case, Finding, Operation},
    promise::{
        Promise,
        invite::{
            ACCEPTS_BOUNDARY_CASES, ECHOES_SENT_FIELDS, ROLES_ARE_THOSE_OF_AN_EDITION as EDITION,
            TREATS_DISPUTED_ROLES_ALIKE as ALIKE,
        },
        update,
    },
};

/// What it judges beside whether both operations treat a role alike.
pub(super) static ALSO: [&Promise; 4] =
    [&EDITION, &ECHOES_SENT_FIELDS, &update::ECHOES_SENT_FIELDS, &ACCEPTS_BOUNDARY_CASES];

/// A role that no edition knows.
const NO_ROLE: &str = "Emperor";

/// For each role whether an operation takes it, as far as that is known.
type Taken = BTreeMap<String, bool>;

/// The roles of the editions.
struct Roles {
    older: BTreeSet<String>,
    modern: BTreeSet<String>,
}

impl Roles {
    fn of(scene: &Scene<'_>) -> Self {
        let named = |document: &str| {
            let roles = scene.contract.members(document);
            roles.into_iter().filter_map(|role| role.as_str().map(str::to_owned)).collect()
        };
        Self { older: named("clinic-role-older.json"), modern: named("clinic-role-modern.json") }
    }

    fn agreed(&self) -> impl Iterator<Item = &String> {
        self.older.intersection(&self.modern)
    }

    fn disputed(&self) -> impl Iterator<Item = &String> {
        self.older.symmetric_difference(&self.modern)
    }

    /// The editions that hold where these disputed roles are taken.
    fn held_by(&self, taken: &Taken) -> Vec<&'static str> {
        let is_in = |role: &&String| taken.get(*role) == Some(&true);
        let editions =
            [("older", &self.older, &self.modern), ("modern", &self.modern, &self.older)];
        let holds =
            editions.into_iter().filter(|(_, own, other)| own.difference(other).all(|r| is_in(&r)));
        holds.map(|(name, ..)| name).collect()
    }
}

/// Sends every disputed role by update and by invite, and tells the edition from the answers.
pub(super) async fn disputed_roles(scene: &Scene<'_>, _: &Case) -> Result<(), Stop> {
    scene.needs(Need::Update)?;
    let roles = Roles::of(scene);
    let Settled { user, .. } = settle(scene).await?;
    let mut by_update = Taken::new();
    let mut evidence = BTreeMap::new();
    for role in roles.disputed() {
        let reply = scene.bad_update(&user.id, Some(&json!({ "clinicRole": role }))).await?;
        by_update.insert(role.clone(), !status::is_refused(&reply)?);
        evidence.insert(role.clone(), vec![reply.index]);
        judge_echo(scene, &update::ECHOES_SENT_FIELDS, &reply, role);
    }
    let by_invite = taken_by_invite(scene, &roles, &user, &mut evidence).await?;
    drop(user);
    for (role, by_invite) in by_invite.iter().filter(|(role, _)| by_update.contains_key(*role)) {
        let found = (by_update[role] != *by_invite).then(|| {
            let word = |yes: bool| if yes { "accepts" } else { "refuses" };
            let actual =
                format!("invite {} it, update {} it", word(*by_invite), word(by_update[role]));
            let expected = format!("the same answer to \"{role}\" from invite and update");
            let seen = ("/clinicRole", "treated-differently");
            finding(&ALIKE, Operation::Invite, seen, expected, actual)
        });
        scene.judge_at(&ALIKE, evidence[role].clone(), found.into_iter().collect());
    }
    for (operation, taken) in [(Operation::Update, &by_update), (Operation::Invite, &by_invite)] {
        judge_edition(scene, &roles, operation, taken, &evidence);
    }
    let any = by_update.iter().chain(&by_invite).any(|(_, taken)| *taken);
    scene.follows(match roles.held_by(&by_update)[..] {
        [] if any => "none: some of the roles that only one names are accepted",
        [] => "neither: only roles that all pages name are accepted",
        [one] => one,
        _ => "both: roles of either are accepted",
    });
    Ok(())
}

/// Whether an operation that takes disputed roles takes all those of an edition.
fn judge_edition(
    scene: &Scene<'_>,
    roles: &Roles,
    operation: Operation,
    taken: &Taken,
    evidence: &BTreeMap<String, Vec<usize>>,
) {
    let is_whole = roles.disputed().all(|role| taken.contains_key(role));
    if !is_whole {
        return;
    }
    // The roles that all pages name belong to every edition, and tell none.
    let told: Vec<(&String, bool)> = roles.disputed().map(|role| (role, taken[role])).collect();
    let some = told.iter().find(|(_, taken)| *taken).map(|(role, _)| *role);
    let (Some(some), true) = (some, roles.held_by(taken).is_empty()) else {
        return scene.judge_at(&EDITION, Vec::new(), Vec::new());
    };
    let refused: Vec<&str> =
        told.iter().filter(|(_, taken)| !taken).map(|(role, _)| role.as_str()).collect();
    let shown = refused.iter().find(|role| roles.modern.contains(**role)).unwrap_or(&refused[0]);
    let expected = "the roles of one edition, of both, or only those that all pages name";
    let actual = format!(
        "\"{some}\" is accepted and {} of the same page refused, such as \"{shown}\"",
        refused.iter().filter(|role| roles.modern.contains(**role)).count(),
    );
    let places = [some.as_str(), shown].into_iter().filter_map(|role| evidence.get(role));
    let found = finding(&EDITION, operation, ("/clinicRole", "no-edition"), expected, actual);
    scene.judge_at(&EDITION, places.flatten().copied().collect(), vec![found]);
}

/// Which roles an invitation takes. To know it of each without a user for each, an address that is
/// taken is invited again: a server that tells a second invitation from a wrong one tells so which
/// roles are wrong. Two roles are invited in earnest.
async fn taken_by_invite(
    scene: &Scene<'_>,
    roles: &Roles,
    holder: &OwnUser,
    evidence: &mut BTreeMap<String, Vec<usize>>,
) -> Result<Taken, Stop> {
    let mut taken = Taken::new();
    let invited = |role: &str| {
        let mut body = documented(&holder.email);
        body["clinicRole"] = role.into();
        body
    };
    let again = scene.invite(&invited("Radiologist"), Wish::Refused).await?;
    let wrong = scene.invite(&invited(NO_ROLE), Wish::Refused).await?;
    let is_holder = |reply: &Reply| reply.json["userId"] == holder.id.as_str();
    let tells = again.status != wrong.status
        && again.status < 500
        && wrong.status < 500
        && !wrong.is_success()
        && (!again.is_success() || is_holder(&again));
    if tells {
        let asked: Vec<&String> = roles.older.union(&roles.modern).collect();
        let bodies: Vec<Value> = asked.iter().map(|role| invited(role)).collect();
        let replies =
            try_join_all(bodies.iter().map(|body| scene.invite(body, Wish::Refused))).await?;
        for (role, reply) in asked.into_iter().zip(&replies) {
            if reply.status == again.status || reply.status == wrong.status {
                taken.insert(role.clone(), reply.status == again.status);
                evidence.entry(role.clone()).or_default().push(reply.index);
            }
        }
    }
    let refused = roles.agreed().find(|role| taken.get(*role) == Some(&false));
    if let Some(role) = refused {
        let mut body = example(scene);
        body["clinicRole"] = role.as_str().into();
        invite_and_judge(scene, &[&ACCEPTS_BOUNDARY_CASES], &body).await?;
    }
    let only =
        |own: &BTreeSet<String>, other: &BTreeSet<String>| own.difference(other).last().cloned();
    let in_earnest = [only(&roles.older, &roles.modern), only(&roles.modern, &roles.older)];
    for role in in_earnest.into_iter().flatten() {
        let mut body = example(scene);
        body["clinicRole"] = role.as_str().into();
        let reply = scene.invite(&body, Wish::Refused).await?;
        judge_echo(scene, &ECHOES_SENT_FIELDS, &reply, &role);
        evidence.entry(role.clone()).or_default().push(reply.index);
        taken.insert(role, !status::is_refused(&reply)?);
    }
    Ok(taken)
}

/// A role that is accepted comes back as it was sent.
fn judge_echo(scene: &Scene<'_>, promise: &Promise, reply: &Reply, role: &str) {
    if !reply.is_success() {
        return;
    }
    let found: Option<Finding> = (reply.json["clinicRole"] != role).then(|| {
        let actual = format!("clinicRole is {}", reply.json["clinicRole"]);
        let expected = format!("\"{role}\" echoed, since it was accepted");
        finding(promise, reply.operation, ("/clinicRole", "changed"), expected, actual)
    });
    scene.judge(promise, &[reply], found.into_iter().collect());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles() -> Roles {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Roles { older: set(&["Doctor", "PACS"]), modern: set(&["Doctor", "Scribe", "Nurse"]) }
    }

    fn taken(names: &[&str]) -> Taken {
        roles().disputed().map(|role| (role.clone(), names.contains(&role.as_str()))).collect()
    }

    #[test]
    fn an_edition_holds_where_all_its_roles_are_taken() {
        assert_eq!(roles().held_by(&taken(&[])), Vec::<&str>::new());
        assert_eq!(roles().held_by(&taken(&["Scribe"])), Vec::<&str>::new());
        assert_eq!(roles().held_by(&taken(&["Scribe", "Nurse"])), ["modern"]);
        assert_eq!(roles().held_by(&taken(&["PACS", "Nurse"])), ["older"]);
        assert_eq!(roles().held_by(&taken(&["PACS", "Nurse", "Scribe"])), ["older", "modern"]);
    }
}
