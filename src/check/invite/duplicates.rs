//! Two invitations of one address.

use futures_util::future::join;

use crate::{
    check::{
        Scene, Stop,
        oracle::{finding, status},
        payload::example,
        reply::Wish,
    },
    model::{Case, Operation},
    promise::invite::DUPLICATE_EMAIL_NEVER_MAKES_TWO_USERS as DUPLICATE,
};

pub(super) async fn duplicate(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let first = example(scene);
    let mut second = first.clone();
    second["firstName"] = "Sara".into();
    let race = case.value == "race";
    let (one, two) = if race {
        let one = scene.invite(&first, Wish::Refused);
        join(one, scene.invite(&second, Wish::Refused)).await
    } else {
        let one = scene.invite(&first, Wish::Accepted).await;
        (one, scene.invite(&second, Wish::Refused).await)
    };
    let (one, two) = (one?, two?);
    if !one.is_success() && !two.is_success() {
        return Err(Stop::because("neither of the two invitations was accepted"));
    }
    let mut findings = Vec::new();
    if !race {
        let status = two.status;
        scene.note(format!("a second invitation of an address is answered with {status}"));
        findings = status::narrowed(&scene.sets.duplicate, &DUPLICATE, &two);
    }
    let email = first["email"].as_str().unwrap_or_default();
    let (rows, read) = scene.read_until(email, |rows| !rows.is_empty()).await?;
    findings.extend((rows.len() > 1).then(|| {
        let seen = ("/email", if race { "two-users-race" } else { "two-users" });
        let expected = "at most one user with the address";
        let way = if race { "sent at once" } else { "sent one after the other" };
        let count = rows.len();
        let actual =
            format!("the list shows {count} users with {email} after two invitations {way}");
        finding(&DUPLICATE, Operation::Invite, seen, expected, actual)
    }));
    scene.judge(&DUPLICATE, &[&one, &two, &read], findings);
    Ok(())
}
