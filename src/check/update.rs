//! Family `update`: only what was sent changes, and all of it.

use serde_json::{Map, Value, json};

use super::{
    Input, Play, Reply, Scenario, Scene, Stop,
    catalogue::Declared,
    invite::{admin_findings, example},
    oracle::{finding, patch, status, user},
    scene::{Borrowed, Wish},
};
use crate::{
    model::{Case, Finding, Operation},
    schema::Contract,
};

const REQUEST: &str = "update-request.json";

/// The checks that every accepted update is judged by.
const ON_EVERY_UPDATE: [&str; 6] = [
    "update::echoes_sent_fields",
    "update::is_persisted",
    "update::changes_only_provided_fields",
    "update::server_fields_stay",
    "update::response_matches_schema",
    "protocol::no_server_errors",
];

/// Checks that only some drawn updates can judge.
const ON_SOME_UPDATES: [&str; 2] =
    ["update::false_is_a_value", "update::null_clears_optional_fields"];

/// A role that only the older edition knows, and one that only the modern one does.
const DISPUTED: [(&str, &str); 2] = [("older", "PACS Administrator"), ("modern", "Scribe")];

pub(super) const CHECKS: &[Declared] = &[
    Declared {
        id: "update::accepts_valid_payloads",
        title: "accepts random valid bodies",
        sends: "bodies drawn from update-request.json, with roles that all pages agree on",
        expects: "2xx",
    },
    Declared {
        id: "update::accepts_boundary_cases",
        title: "accepts every valid edge case",
        sends: "every edge case of update-request.json that is valid",
        expects: "2xx",
    },
    Declared {
        id: "update::response_matches_schema",
        title: "the response matches the schema",
        sends: "nothing of its own: it watches every accepted update",
        expects: "a body that satisfies update-response.json",
    },
    Declared {
        id: "update::echoes_sent_fields",
        title: "echoes every sent field",
        sends: "nothing of its own: it watches every accepted update",
        expects: "each sent value in the response",
    },
    Declared {
        id: "update::is_persisted",
        title: "the list shows the user as updated",
        sends: "a list request by the address of every updated user",
        expects: "each sent value in the row",
    },
    Declared {
        id: "update::changes_only_provided_fields",
        title: "changes only the provided fields",
        sends: "nothing of its own: it watches every accepted update",
        expects: "every other field as before, in the response and in the list",
    },
    Declared {
        id: "update::server_fields_stay",
        title: "leaves the server's fields alone",
        sends: "updates that also hold userId, createdAt, invitedSource and lastLoginAt",
        expects: "the four fields as before, whether the update is accepted or refused",
    },
    Declared {
        id: "update::false_is_a_value",
        title: "applies false",
        sends: "false for each boolean field of a user who has true",
        expects: "false in the response and in the list",
    },
    Declared {
        id: "update::null_clears_optional_fields",
        title: "null clears the optional fields",
        sends: "null for each of middleName, phoneNumber, suffix1 and suffix2",
        expects: "the field gone from the response and from the list",
    },
    Declared {
        id: "update::accepts_null_clinic_role",
        title: "accepts a null clinic role",
        sends: "clinicRole null",
        expects: "2xx with a valid role",
    },
    Declared {
        id: "update::empty_object_changes_nothing",
        title: "an empty object changes nothing",
        sends: "{}",
        expects: "2xx, the user as before",
    },
    Declared {
        id: "update::missing_body_changes_nothing",
        title: "an update without a body changes nothing",
        sends: "a PATCH without a body, as the documented example does",
        expects: "2xx, the user as before",
    },
    Declared {
        id: "update::email_cannot_change",
        title: "the e-mail address cannot be changed",
        sends: "another address of this run's own domain",
        expects: "a 4xx, or 2xx with the address as before",
    },
    Declared {
        id: "update::refuses_owner",
        title: "refuses to make an owner",
        sends: "level owner",
        expects: "a 4xx",
    },
    Declared {
        id: "update::admin_without_dashboard_is_never_stored",
        title: "never stores an admin without dashboard access",
        sends: "level admin with hasDashboardAccess false, at once and one after the other",
        expects: "a 4xx, or 2xx with one of the two corrected",
    },
    Declared {
        id: "update::refuses_unknown_user",
        title: "refuses a user that does not exist",
        sends: "a well-formed id that no user has",
        expects: "a 4xx",
    },
    Declared {
        id: "update::refuses_malformed_id",
        title: "refuses a malformed id",
        sends: "ids that are short, long, of another form or hold special characters",
        expects: "a 4xx",
    },
    Declared {
        id: "update::rejected_changes_nothing",
        title: "a refused update applies nothing",
        sends: "a list request after every refused update",
        expects: "the user as before",
    },
    Declared {
        id: "update::repeating_changes_nothing_more",
        title: "repeating an update changes nothing more",
        sends: "the same update twice",
        expects: "the same user both times",
    },
    Declared {
        id: "update::leaves_other_users_alone",
        title: "leaves other users alone",
        sends: "an update of one user, between two reads of another",
        expects: "the other as before",
    },
];

pub(super) fn scenarios(contract: &Contract) -> Vec<Scenario> {
    let values = |values: &[(&str, Value)]| {
        Input::Values(values.iter().map(|(name, v)| ((*name).to_owned(), v.clone())).collect())
    };
    let judged = |id: &str, first: &str, play| {
        let mut scenario = Scenario::new(id, &[first], play).writing(0);
        scenario.witnesses.extend(ON_EVERY_UPDATE.map(str::to_owned));
        scenario
    };
    let falses = [
        ("canManageStudies false", json!({"canManageStudies": false})),
        ("hasDashboardAccess false", json!({"hasDashboardAccess": false})),
    ];
    let nulls = user::OPTIONAL.map(|field| (field, json!({ field: null })));
    let ids = [
        ("too short", json!("usr_1234")),
        ("too long", json!("usr_00000000000000000000000000000000ff")),
        ("another prefix", json!("user_00000000000000000000000000000000")),
        ("not hexadecimal", json!("usr_zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")),
        ("a path", json!("../users")),
        ("SQL", json!("usr_' OR '1'='1")),
        ("not ASCII", json!("usr_\u{661}\u{662}")),
    ];
    let mut scenarios = vec![
        judged("update/valid", "update::accepts_valid_payloads", applies)
            .with(Input::Valid(REQUEST)),
        judged("update/boundary", "update::accepts_boundary_cases", applies)
            .with(Input::Boundary(REQUEST)),
        judged("update/false", ON_SOME_UPDATES[0], applies).with(values(&falses)),
        judged("update/null", ON_SOME_UPDATES[1], applies).with(values(&nulls)),
        Scenario::new("update/null-role", &["update::accepts_null_clinic_role"], null_role)
            .writing(0),
        Scenario::new("update/empty", &["update::empty_object_changes_nothing"], nothing)
            .with(values(&[("an empty object", json!({}))]))
            .writing(0),
        Scenario::new("update/no-body", &["update::missing_body_changes_nothing"], nothing)
            .writing(0),
        Scenario::new("update/email", &["update::email_cannot_change"], email).writing(0),
        Scenario::new("update/server-fields", &["update::server_fields_stay"], server_fields)
            .writing(0),
        Scenario::new("update/owner", &["update::refuses_owner"], owner).writing(0),
        Scenario::new("update/unknown-user", &["update::refuses_unknown_user"], unknown)
            .with(values(&[("no such user", json!("usr_00000000000000000000000000000000"))]))
            .writing(0),
        Scenario::new("update/malformed-id", &["update::refuses_malformed_id"], unknown)
            .with(values(&ids))
            .writing(0),
        Scenario::new("update/repeat", &["update::repeating_changes_nothing_more"], repeat)
            .writing(0),
        Scenario::new("update/others", &["update::leaves_other_users_alone"], others)
            .needing_shelf()
            .writing(0),
    ];
    let admin = contract.clause("update.admin.dashboard").and_then(|c| c.constraint.clone());
    scenarios.extend(admin.map(|constraint| {
        let check = "update::admin_without_dashboard_is_never_stored";
        Scenario::new("update/admin", &[check], admin_without_dashboard)
            .with(Input::Invalid(constraint))
            .writing(0)
    }));
    scenarios
}

/// Borrows a user and brings it into the state of the documented example, so that every valid
/// update is valid for it whatever was done to it before. Returns it with its row in the list.
pub(super) async fn settled_member<'a>(
    scene: &'a Scene<'_>,
) -> Result<(Borrowed<'a>, Value), Stop> {
    let mut member = scene.member().await?;
    let (before, _) = scene.read(&member).await?;
    let mut baseline = example(scene);
    baseline.as_object_mut().and_then(|body| body.remove("email"));
    let sent = baseline.as_object().into_iter().flatten();
    if sent.clone().all(|(field, value)| user::same(field, value, before.get(field))) {
        return Ok((member, before));
    }
    let reply = scene.update(&member.id, Some(&baseline)).await?;
    if !reply.is_success() {
        member.spoil();
        judge_accepted(scene, "update::accepts_valid_payloads", &reply);
        return Err(refused(&reply));
    }
    let (settled, _) = scene.read(&member).await?;
    Ok((member, settled))
}

fn refused(reply: &Reply) -> Stop {
    Stop::because(format!("a valid update was answered with {}", reply.status))
}

fn judge_accepted(scene: &Scene<'_>, check: &str, reply: &Reply) {
    let clause = match check {
        "update::empty_object_changes_nothing" => "update.empty",
        "update::missing_body_changes_nothing" => "update.no-body",
        "update::accepts_null_clinic_role" => "update.clinicRole.null",
        _ => "update.accepts",
    };
    let findings = status::accepted(clause, Operation::Update, "a valid body", reply);
    if reply.is_success() || !findings.is_empty() {
        scene.judge(check, &[reply], findings);
    }
}

/// Sends a valid update and judges the response, then the row in the list.
fn applies<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let (member, before) = settled_member(scene).await?;
        let reply = scene.update(&member.id, Some(&case.value)).await?;
        let check = &scene.scenario.witnesses[0];
        let accepting = if ON_SOME_UPDATES.contains(&check.as_str()) {
            "update::accepts_valid_payloads"
        } else {
            check
        };
        judge_accepted(scene, accepting, &reply);
        if !reply.is_success() {
            return Err(refused(&reply));
        }
        let none = Map::new();
        let sent = case.value.as_object().unwrap_or(&none);
        judge_changes(scene, &before, sent, &reply.json, &[&reply]);
        let stored = |rows: &[Value]| {
            let plain = sent.iter().filter(|(_, value)| !value.is_null());
            let expected = plain.map(|(field, value)| (field.clone(), value.clone())).collect();
            user::persisted("update.persisted", &member.id, &expected, rows)
        };
        let (rows, read) = scene.read_until(&member.email, |rows| stored(rows).is_empty()).await?;
        scene.judge("update::is_persisted", &[&reply, &read], stored(&rows));
        if let Some(row) = rows.iter().find(|row| row["userId"] == member.id.as_str()) {
            let unsent = patch::changes(&before, sent, row);
            scene.judge("update::changes_only_provided_fields", &[&reply, &read], unsent.partial);
        }
        Ok(())
    })
}

fn judge_changes(
    scene: &Scene<'_>,
    before: &Value,
    sent: &Map<String, Value>,
    after: &Value,
    evidence: &[&Reply],
) {
    let changes = patch::changes(before, sent, after);
    for field in changes.normalised {
        scene.note(format!("update normalises {field}: it comes back trimmed or in another form"));
    }
    let (email, server): (Vec<Finding>, Vec<Finding>) =
        changes.server.into_iter().partition(|found| found.clause == "update.email");
    scene.judge("update::echoes_sent_fields", evidence, changes.echo);
    scene.judge("update::changes_only_provided_fields", evidence, changes.partial);
    scene.judge("update::server_fields_stay", evidence, server);
    scene.judge("update::email_cannot_change", evidence, email);
    if sent.values().any(|value| value == false) {
        scene.judge(ON_SOME_UPDATES[0], evidence, changes.falsy);
    }
    if sent.iter().any(|(field, value)| value.is_null() && field != "clinicRole") {
        scene.judge(ON_SOME_UPDATES[1], evidence, changes.null);
    }
}

fn null_role<'a>(scene: &'a Scene<'a>, _: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let (member, before) = settled_member(scene).await?;
        let reply = scene.update(&member.id, Some(&json!({"clinicRole": null}))).await?;
        judge_accepted(scene, "update::accepts_null_clinic_role", &reply);
        if reply.is_success() {
            let kept = reply.json["clinicRole"] == before["clinicRole"];
            let what = if kept { "leaves the role as it was" } else { "changes the role" };
            scene.note(format!("clinicRole null {what}"));
        }
        Ok(())
    })
}

/// An update that provides no field, with an empty object or without a body.
fn nothing<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let check = &scene.scenario.witnesses[0];
        let clause = if case.value.is_null() { "update.no-body" } else { "update.empty" };
        let (member, before) = settled_member(scene).await?;
        let body = Some(&case.value).filter(|value| !value.is_null());
        let reply = scene.update(&member.id, body).await?;
        judge_accepted(scene, check, &reply);
        if !reply.is_success() {
            return Ok(());
        }
        let (after, read) = scene.read(&member).await?;
        let why = "since nothing was sent";
        let mut left = patch::unchanged(clause, Operation::Update, why, &before, &reply.json);
        left.extend(patch::unchanged(clause, Operation::List, why, &before, &after));
        scene.judge(check, &[&reply, &read], left);
        Ok(())
    })
}

fn email<'a>(scene: &'a Scene<'a>, _: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let (mut member, before) = settled_member(scene).await?;
        let other = scene.wire.fresh_email("moved");
        let reply = scene.bad_update(&member.id, Some(&json!({ "email": other }))).await?;
        let way = if status::is_refused(&reply)? { "refused" } else { "ignored" };
        let (rows, moved) = scene.read_until(&other, |_| true).await?;
        let changed = reply.json["email"] == other.as_str()
            || rows.iter().any(|row| row["userId"] == member.id.as_str());
        let findings = changed
            .then(|| {
                member.spoil();
                let expected = format!("the address stays {}", before["email"]);
                let actual = format!("it is \"{other}\"");
                finding("update.email", Operation::Update, ("/email", "changed"), expected, actual)
            })
            .into_iter()
            .collect();
        scene.judge("update::email_cannot_change", &[&reply, &moved], findings);
        scene.note(format!("an e-mail address in an update is {way}"));
        Ok(())
    })
}

fn server_fields<'a>(scene: &'a Scene<'a>, _: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let (mut member, before) = settled_member(scene).await?;
        let body = json!({
            "userId": "usr_ffffffffffffffffffffffffffffffff",
            "createdAt": "2001-02-03T04:05:06Z",
            "invitedSource": "dashboard",
            "lastLoginAt": "2001-02-03T04:05:06Z",
        });
        let reply = scene.bad_update(&member.id, Some(&body)).await?;
        let way = if status::is_refused(&reply)? { "refused" } else { "ignored" };
        let (after, read) = scene.read(&member).await?;
        let why = "since it is the server's";
        let clause = "update.server-fields";
        let own = |row: &Value| -> Value {
            user::SERVER_SET
                .iter()
                .map(|field| ((*field).to_owned(), row[*field].clone()))
                .collect()
        };
        let left = patch::unchanged(clause, Operation::Update, why, &own(&before), &own(&after));
        if left.is_empty() {
            scene.note(format!("server-set fields in an update are {way}"));
        } else {
            member.spoil();
        }
        scene.judge("update::server_fields_stay", &[&reply, &read], left);
        Ok(())
    })
}

fn owner<'a>(scene: &'a Scene<'a>, _: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let (mut member, _) = settled_member(scene).await?;
        let reply = scene.bad_update(&member.id, Some(&json!({"level": "owner"}))).await?;
        let why = "nobody becomes an owner by an update";
        let findings = status::refused("update.owner", Operation::Update, "/level", why, &reply)?;
        if !findings.is_empty() {
            member.spoil();
        }
        scene.judge("update::refuses_owner", &[&reply], findings);
        Ok(())
    })
}

/// An admin who loses dashboard access, in one update and in two.
fn admin_without_dashboard<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let (mut member, _) = settled_member(scene).await?;
        let halves = [json!({"level": "admin"}), json!({"hasDashboardAccess": false})];
        let mut findings = Vec::new();
        for body in [&case.value].into_iter().chain(&halves) {
            let reply = scene.bad_update(&member.id, Some(body)).await?;
            let way = if status::is_refused(&reply)? { "refused" } else { "accepted" };
            let (row, _) = scene.read(&member).await?;
            let clause = "update.admin.dashboard";
            findings.extend(admin_findings(clause, Operation::Update, &reply.json));
            findings.extend(admin_findings(clause, Operation::List, &row));
            if body == &case.value {
                scene.note(format!("an update to an admin without dashboard access is {way}"));
            }
            if !findings.is_empty() {
                member.spoil();
                break;
            }
        }
        scene.judge("update::admin_without_dashboard_is_never_stored", &[], findings);
        Ok(())
    })
}

fn unknown<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let check = &scene.scenario.witnesses[0];
        let clause = match check.as_str() {
            "update::refuses_unknown_user" => "update.unknown",
            _ => "update.malformed-id",
        };
        let id = case.value.as_str().unwrap_or_default();
        let reply = scene.bad_update(id, Some(&json!({"firstName": "Nobody"}))).await?;
        let why = format!("no user has the id {id}");
        let findings = status::refused(clause, Operation::Update, "userId", &why, &reply)?;
        scene.judge(check, &[&reply], findings);
        scene.note(format!("{} is answered with {}", case.name, reply.status));
        Ok(())
    })
}

fn repeat<'a>(scene: &'a Scene<'a>, _: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let (member, _) = settled_member(scene).await?;
        let body = json!({"firstName": "Again", "suffix2": null, "canManageStudies": false});
        let one = scene.update(&member.id, Some(&body)).await?;
        let two = scene.update(&member.id, Some(&body)).await?;
        if !one.is_success() {
            return Err(refused(&one));
        }
        let why = "since the same update was sent before";
        let mut findings =
            status::accepted("update.idempotent", Operation::Update, "the same update again", &two);
        if two.is_success() {
            let clause = "update.idempotent";
            findings = patch::unchanged(clause, Operation::Update, why, &one.json, &two.json);
        }
        scene.judge("update::repeating_changes_nothing_more", &[&one, &two], findings);
        Ok(())
    })
}

fn others<'a>(scene: &'a Scene<'a>, _: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let bystanders = scene.wire.shelf();
        let Some(bystander) = bystanders.first() else {
            return Err(Stop::because("no other user of this run could be created"));
        };
        let (member, _) = settled_member(scene).await?;
        let body = json!({"firstName": "Changed", "canManageStudies": false, "suffix1": null});
        let reply = scene.update(&member.id, Some(&body)).await?;
        if !reply.is_success() {
            return Err(refused(&reply));
        }
        let email = bystander["email"].as_str().unwrap_or_default();
        let (rows, read) = scene.read_until(email, |rows| !rows.is_empty()).await?;
        let row = rows.iter().find(|row| row["userId"] == bystander["userId"]);
        let why = "since another user was updated";
        let findings = row.map_or_else(Vec::new, |row| {
            patch::unchanged("update.others", Operation::Update, why, bystander, row)
        });
        scene.judge("update::leaves_other_users_alone", &[&reply, &read], findings);
        Ok(())
    })
}

/// Sends a role of each edition, by update and by invite, and tells the edition from the answers.
pub(super) fn disputed_roles<'a>(scene: &'a Scene<'a>, _: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let check = "invite::treats_disputed_roles_alike";
        let clause = "invite.clinicRole.editions";
        let mut accepted = Vec::new();
        for (edition, role) in DISPUTED {
            let (member, _) = settled_member(scene).await?;
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
