//! Updates of what stays: no field at all, the address, fields of the server, no role.

use serde_json::{Value, json};

use crate::{
    check::{
        Scene, Stop,
        oracle::{finding, patch, status, user},
        own_user::{Settled, settle},
    },
    model::{Case, Operation},
    promise::update::{ACCEPTS_NULL_CLINIC_ROLE, EMAIL_CANNOT_CHANGE, SERVER_FIELDS_STAY},
};

pub(super) async fn null_role(scene: &Scene<'_>, _: &Case) -> Result<(), Stop> {
    let Settled { mut user, before, .. } = settle(scene).await?;
    let reply = scene.update(&user.id, Some(&json!({"clinicRole": null}))).await?;
    scene.judge_accepted(&ACCEPTS_NULL_CLINIC_ROLE, &reply);
    if !reply.is_success() {
        return Ok(());
    }
    let kept = reply.json["clinicRole"] == before["clinicRole"];
    let what = if kept { "leaves the role as it was" } else { "changes the role" };
    scene.note(format!("clinicRole null {what}"));
    let (row, read) = scene.read(&user, |row| row["clinicRole"].is_string()).await?;
    let lost = !reply.json["clinicRole"].is_string() || !row["clinicRole"].is_string();
    let findings = lost.then(|| {
        user.spoil();
        let seen = ("/clinicRole", "lost");
        let expected = "the user still has a clinic role";
        let actual = format!("clinicRole is {}", row["clinicRole"]);
        finding(&ACCEPTS_NULL_CLINIC_ROLE, Operation::Update, seen, expected, actual)
    });
    let findings = findings.into_iter().collect();
    scene.judge(&ACCEPTS_NULL_CLINIC_ROLE, &[&reply, &read], findings);
    Ok(())
}

/// An update that provides no field, with an empty object or without a body.
pub(super) async fn nothing(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let promise = scene.promise;
    let Settled { user, before, read, .. } = settle(scene).await?;
    let body = Some(&case.value).filter(|value| !value.is_null());
    let reply = scene.update(&user.id, body).await?;
    scene.judge_accepted(promise, &reply);
    if !reply.is_success() {
        return Ok(());
    }
    let why = "since nothing was sent";
    let shown = patch::unchanged(promise, Operation::Update, why, &before, &reply.json);
    if !shown.is_empty() {
        scene.judge(promise, &[&read, &reply], shown);
        return Ok(());
    }
    let (stored, after) = scene.read_unchanged(&user, &before).await?;
    let left = patch::unchanged(promise, Operation::List, why, &before, &stored);
    scene.judge(promise, &[&read, &reply, &after], left);
    Ok(())
}

pub(super) async fn email(scene: &Scene<'_>, _: &Case) -> Result<(), Stop> {
    let Settled { mut user, before, .. } = settle(scene).await?;
    let other = scene.wire.fresh_email("moved");
    let reply = scene.bad_update(&user.id, Some(&json!({ "email": other }))).await?;
    let way = if status::is_refused(&reply)? { "refused" } else { "ignored" };
    let (rows, moved) = scene.read_until(&other, |_| true).await?;
    let changed = reply.json["email"] == other.as_str()
        || rows.iter().any(|row| row["userId"] == user.id.as_str());
    let findings = changed
        .then(|| {
            user.spoil();
            let expected = format!("the address stays {}", before["email"]);
            let actual = format!("it is \"{other}\"");
            finding(
                &EMAIL_CANNOT_CHANGE,
                Operation::Update,
                ("/email", "changed"),
                expected,
                actual,
            )
        })
        .into_iter()
        .collect::<Vec<_>>();
    if findings.is_empty() {
        scene.note(format!("an e-mail address in an update is {way}"));
    }
    scene.judge(&EMAIL_CANNOT_CHANGE, &[&reply, &moved], findings);
    Ok(())
}

pub(super) async fn server_fields(scene: &Scene<'_>, _: &Case) -> Result<(), Stop> {
    let Settled { mut user, before, read, .. } = settle(scene).await?;
    let body = json!({
        "userId": "usr_ffffffffffffffffffffffffffffffff",
        "createdAt": "2001-02-03T04:05:06Z",
        "invitedSource": "dashboard",
        "lastLoginAt": "2001-02-03T04:05:06Z",
    });
    let reply = scene.bad_update(&user.id, Some(&body)).await?;
    let way = if status::is_refused(&reply)? { "refused" } else { "ignored" };
    let (row, after) = scene.read_unchanged(&user, &before).await?;
    let own = |row: &Value| -> Value {
        user::SERVER_SET.iter().map(|field| ((*field).to_owned(), row[*field].clone())).collect()
    };
    let (why, stay) = ("since it is the server's", &SERVER_FIELDS_STAY);
    let left = patch::unchanged(stay, Operation::Update, why, &own(&before), &own(&row));
    if left.is_empty() {
        scene.note(format!("server-set fields in an update are {way}"));
    } else {
        user.spoil();
    }
    scene.judge(stay, &[&read, &reply, &after], left);
    Ok(())
}
