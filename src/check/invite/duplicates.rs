//! Two invitations of one address.

use futures_util::future::join;
use serde_json::{Value, json};

use crate::{
    check::{
        Need, Reply, Scene, Sight, Stop,
        oracle::{finding, patch, status},
        payload::example,
        reply::Wish,
    },
    model::{Case, Finding, Operation},
    promise::invite::{
        DUPLICATE_EMAIL_NEVER_MAKES_TWO_USERS as DUPLICATE, REJECTED_LEAVES_NO_TRACE as NO_TRACE,
    },
};

/// Two invitations at once.
pub(super) async fn race(scene: &Scene<'_>, _: &Case) -> Result<(), Stop> {
    scene.needs(Need::Invite)?;
    let first = example(scene);
    let mut second = first.clone();
    second["firstName"] = "Sara".into();
    let one = scene.invite(&first, Wish::Refused);
    let (one, two) = join(one, scene.invite(&second, Wish::Refused)).await;
    let (one, two) = (one?, two?);
    if !one.is_success() && !two.is_success() {
        return Err(Stop::because("neither of the two invitations was accepted"));
    }
    if scene.sight() != Sight::List {
        let found = two_ids(&one, &two, "two-users-race");
        scene.judge(&DUPLICATE, &[&one, &two], found);
        return Ok(());
    }
    let (rows, read) = by_address(scene, &first).await?;
    let found = two_users(&rows, "two-users-race", "two invitations sent at once");
    scene.judge(&DUPLICATE, &[&one, &two, &read], found);
    Ok(())
}

/// An address is invited again, the same and in other letter case, by invitations that differ from
/// the first in every field: nobody new has it, and the user stays as it was.
pub(super) async fn one_by_one(scene: &Scene<'_>, _: &Case) -> Result<(), Stop> {
    scene.needs(Need::Invite)?;
    let first = example(scene);
    let email = first["email"].as_str().unwrap_or_default().to_owned();
    let (local, domain) = email.rsplit_once('@').unwrap_or_default();
    let one = scene.invite(&first, Wish::Accepted).await?;
    if !one.is_success() {
        return Err(Stop::because("the first of the invitations was not accepted"));
    }
    if scene.sight() != Sight::List {
        // The list shows nobody, so that the answers have to tell.
        let two = scene.invite(&other(&email), Wish::Refused).await?;
        let mut findings = status::narrowed(&scene.sets.duplicate, &DUPLICATE, &two);
        findings.extend(two_ids(&one, &two, "two-users"));
        scene.judge(&DUPLICATE, &[&one, &two], findings);
        return Ok(());
    }
    let (before, shown) = by_address(scene, &first).await?;
    // No page says whether letter case tells addresses apart, so that an address in other case may
    // be refused or make a user; only it must not make the server fail.
    let again = [
        (email.clone(), "again"),
        (format!("{local}@{}", domain.to_uppercase()), "with the domain in capitals"),
        (email.to_uppercase(), "in capitals"),
    ];
    for (address, way) in again {
        let two = scene.invite(&other(&address), Wish::Refused).await?;
        scene.note(format!("an invitation of an address {way} is answered with {}", two.status));
        if address == email {
            let (rows, read) = by_address(scene, &first).await?;
            let mut findings = status::narrowed(&scene.sets.duplicate, &DUPLICATE, &two);
            findings.extend(two_users(&rows, "two-users", "two invitations sent one by one"));
            scene.judge(&DUPLICATE, &[&one, &two, &read], findings);
        }
        if matches!(status::is_refused(&two), Ok(true)) {
            judge_unchanged(scene, (&before, &shown), &two).await?;
        }
    }
    Ok(())
}

/// A refused invitation leaves the user as it was who has the address.
async fn judge_unchanged(
    scene: &Scene<'_>,
    (before, shown): (&[Value], &Reply),
    refused: &Reply,
) -> Result<(), Stop> {
    let Some(user) = before.first() else { return Ok(()) };
    let email = user["email"].as_str().unwrap_or_default();
    let (rows, read) = scene.read_until(email, |rows| rows.contains(user)).await?;
    let row = rows.iter().find(|row| row["userId"] == user["userId"]);
    let why = "since the invitation was refused";
    let changed = row
        .map(|row| patch::unchanged(&NO_TRACE, Operation::Invite, why, user, row))
        .unwrap_or_default();
    scene.judge(&NO_TRACE, &[shown, refused, &read], changed);
    Ok(())
}

/// Two accepted invitations of an address that name different users.
fn two_ids(one: &Reply, two: &Reply, kind: &str) -> Vec<Finding> {
    let (a, b) = (&one.json["userId"], &two.json["userId"]);
    let two_users = one.is_success() && two.is_success() && a != b;
    let found = two_users.then(|| {
        let expected = "at most one user with the address";
        let actual = format!("two invitations of an address made {a} and {b}");
        finding(&DUPLICATE, Operation::Invite, ("/email", kind), expected, actual)
    });
    found.into_iter().collect()
}

async fn by_address(scene: &Scene<'_>, body: &Value) -> Result<(Vec<Value>, Reply), Stop> {
    let email = body["email"].as_str().unwrap_or_default();
    scene.read_until(email, |rows| !rows.is_empty()).await
}

/// An invitation that is the documented example in no field.
fn other(email: &str) -> Value {
    json!({
        "canManageStudies": false,
        "clinicRole": "Other",
        "email": email,
        "firstName": "Sara",
        "hasDashboardAccess": true,
        "lastName": "Johnstone",
        "level": "admin",
        "phoneNumber": "001234567890",
        "suffix2": "Jr.",
    })
}

fn two_users(rows: &[Value], kind: &str, after: &str) -> Vec<Finding> {
    let found = (rows.len() > 1).then(|| {
        let seen = ("/email", kind);
        let expected = "at most one user with the address";
        let count = rows.len();
        let email = &rows[0]["email"];
        let actual = format!("there are {count} users with {email} after {after}");
        finding(&DUPLICATE, Operation::Invite, seen, expected, actual)
    });
    found.into_iter().collect()
}
