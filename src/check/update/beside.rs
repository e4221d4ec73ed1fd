//! What an update does beside its own effect: repeated, to other users, to the edition.

use futures_util::future::join;
use serde_json::{Map, Value, json};

use super::accepted::{Settled, refused, settled_member};
use crate::{
    check::{
        Play, Scene,
        invite::{create_member, example},
        oracle::{finding, patch, status, user},
        scene::Wish,
    },
    model::{Case, Operation},
};

/// A role that only the older edition knows, and one that only the modern one does.
const DISPUTED: [(&str, &str); 2] = [("older", "PACS Administrator"), ("modern", "Scribe")];

pub(super) fn repeat<'a>(scene: &'a Scene<'a>, _: &'a Case) -> Play<'a> {
    Box::pin(async move {
        // A user of its own: bringing one of the pool into a known state may be a repetition too.
        let member = create_member(scene).await?;
        let body = json!({"firstName": "Again", "suffix2": null, "canManageStudies": false});
        let one = scene.update(&member.id, Some(&body)).await?;
        let two = scene.update(&member.id, Some(&body)).await?;
        if !one.is_success() {
            return Err(refused(&one));
        }
        let why = "since the same update was sent before";
        let mut findings = status::accepted(
            &scene.sets.accepted,
            "update.idempotent",
            Operation::Update,
            "the same update again",
            &two,
        );
        if two.is_success() {
            let clause = "update.idempotent";
            findings = patch::unchanged(clause, Operation::Update, why, &one.json, &two.json);
        }
        scene.judge("update::repeating_changes_nothing_more", &[&one, &two], findings);
        Ok(())
    })
}

/// How often two updates race: a lost update shows only when they overlap.
const ROUNDS: usize = 6;

/// Two updates that share no field, in both orders, or at once and several times.
pub(super) fn race<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let Settled { member, .. } = settled_member(scene).await?;
        let at_once = case.value == "race";
        for round in 0..if at_once { ROUNDS } else { 2 } {
            let one =
                json!({ "firstName": format!("One{round}"), "canManageStudies": round % 2 == 0 });
            let two = json!({ "lastName": format!("Two{round}"), "suffix1": format!("S{round}") });
            let (first, second) = if round % 2 == 0 { (&one, &two) } else { (&two, &one) };
            let (a, b) = if at_once {
                let update = |body| scene.update(&member.id, Some(body));
                join(update(first), update(second)).await
            } else {
                let a = scene.update(&member.id, Some(first)).await;
                (a, scene.update(&member.id, Some(second)).await)
            };
            let (a, b) = (a?, b?);
            if let Some(reply) = [&a, &b].into_iter().find(|reply| !reply.is_success()) {
                return Err(refused(reply));
            }
            let sent = one.as_object().into_iter().chain(two.as_object()).flatten();
            let sent: Map<String, Value> =
                sent.map(|(field, value)| (field.clone(), value.clone())).collect();
            let clause = "update.commute";
            let stored = |rows: &[Value]| user::persisted(clause, &member.id, &sent, rows);
            let (rows, read) =
                scene.read_until(&member.email, |rows| stored(rows).is_empty()).await?;
            let lost = stored(&rows);
            let over = !lost.is_empty();
            scene.judge("update::disjoint_updates_both_survive", &[&a, &b, &read], lost);
            if over {
                break;
            }
        }
        Ok(())
    })
}

/// A user who is not as documented: what an update does not say stays there too.
pub(super) fn other_state<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let Settled { member, .. } = settled_member(scene).await?;
        let first = scene.update(&member.id, Some(&case.value[0])).await?;
        if !first.is_success() {
            return Err(refused(&first));
        }
        let as_sent = |row: &Value| {
            let mut sent = case.value[0].as_object().into_iter().flatten();
            sent.all(|(field, value)| user::same(field, value, row.get(field)))
        };
        let (before, read) = scene.read(&member, as_sent).await?;
        let second = scene.update(&member.id, Some(&case.value[1])).await?;
        if !second.is_success() {
            return Err(refused(&second));
        }
        let none = Map::new();
        let sent = case.value[1].as_object().unwrap_or(&none);
        let changes = patch::changes(&before, sent, &second.json);
        let evidence = [&first, &read, &second];
        scene.judge("update::changes_only_provided_fields", &evidence, changes.partial);
        scene.judge("update::echoes_sent_fields", &evidence, changes.echo);
        Ok(())
    })
}

/// Users beside the one that is updated: a namesake invited just before, one just after, and all
/// that this run created to be found.
pub(super) fn others<'a>(scene: &'a Scene<'a>, _: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let check = "update::leaves_other_users_alone";
        let before = create_member(scene).await?;
        let target = create_member(scene).await?;
        let after = create_member(scene).await?;
        let mut bystanders = scene.wire.shelf();
        for namesake in [&before, &after] {
            bystanders.push(scene.read(namesake, |_| true).await?.0);
        }
        let body = json!({"firstName": "Changed", "canManageStudies": false, "suffix1": null});
        let reply = scene.update(&target.id, Some(&body)).await?;
        if !reply.is_success() {
            return Err(refused(&reply));
        }
        let why = "since another user was updated";
        let mut findings = Vec::new();
        if reply.json["userId"] != target.id.as_str() {
            let expected = format!("the user {}", target.id);
            let actual = format!("the user {}", reply.json["userId"]);
            let seen = ("/userId", "another-user");
            findings.push(finding("update.others", Operation::Update, seen, expected, actual));
        }
        let mut evidence = vec![reply.index];
        for bystander in &bystanders {
            let email = bystander["email"].as_str().unwrap_or_default();
            let enough = |rows: &[Value]| rows.contains(bystander);
            let (rows, read) = scene.read_until(email, enough).await?;
            if let Some(row) = rows.iter().find(|row| row["userId"] == bystander["userId"])
                && row != bystander
            {
                evidence.push(read.index);
                let clause = "update.others";
                findings.extend(patch::unchanged(clause, Operation::List, why, bystander, row));
                break;
            }
        }
        scene.judge_at(check, evidence, findings);
        Ok(())
    })
}

/// Sends a role of each edition, by update and by invite, and tells the edition from the answers.
pub(in crate::check) fn disputed_roles<'a>(scene: &'a Scene<'a>, _: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let check = "invite::treats_disputed_roles_alike";
        let clause = "invite.clinicRole.editions";
        let mut accepted = Vec::new();
        for (edition, role) in DISPUTED {
            let Settled { member, .. } = settled_member(scene).await?;
            let update = scene.bad_update(&member.id, Some(&json!({ "clinicRole": role }))).await?;
            let mut body = example(scene);
            body["clinicRole"] = role.into();
            let invite = scene.invite(&body, Wish::Refused).await?;
            let (by_update, by_invite) =
                (!status::is_refused(&update)?, !status::is_refused(&invite)?);
            let mut findings = Vec::new();
            if by_update != by_invite {
                let word = |yes| if yes { "accepts" } else { "refuses" };
                let actual =
                    format!("invite {} it, update {} it", word(by_invite), word(by_update));
                let expected = format!("the same answer to \"{role}\" from invite and update");
                let seen = ("/clinicRole", "treated-differently");
                findings.push(finding(clause, Operation::Invite, seen, expected, actual));
            }
            for (reply, operation) in [(&update, Operation::Update), (&invite, Operation::Invite)] {
                if reply.is_success() && reply.json["clinicRole"] != role {
                    let actual = format!("clinicRole is {}", reply.json["clinicRole"]);
                    let expected = format!("\"{role}\" echoed, since it was accepted");
                    let seen = ("/clinicRole", "changed");
                    findings.push(finding(clause, operation, seen, expected, actual));
                }
            }
            if by_invite || by_update {
                accepted.push(edition);
            }
            scene.judge(check, &[&update, &invite], findings);
        }
        scene.follows(match accepted[..] {
            [] => "neither: only roles that all pages name are accepted",
            [one] => one,
            _ => "both: roles of either are accepted",
        });
        Ok(())
    })
}
