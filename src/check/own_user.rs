//! The users of the run: made, borrowed, and brought into a known state.

use std::ops::Deref;

use serde_json::Value;

use super::{
    Loan, OwnUser, Reply, Scene, Stop, Wire,
    invited::invite_and_judge,
    oracle::user,
    payload::{documented_update, example},
};
use crate::promise;

/// Invites the user of the documented example.
pub(super) async fn create(scene: &Scene<'_>) -> Result<OwnUser, Stop> {
    let body = example(scene);
    let user =
        invite_and_judge(scene, &[&promise::invite::ACCEPTS_DOCUMENTED_EXAMPLE], &body).await?;
    let text = |field: &str| user[field].as_str().map(str::to_owned);
    match (text("userId"), text("email")) {
        (Some(id), Some(email)) => Ok(OwnUser { id, email, settled: true }),
        _ => Err(Stop::because("the invited user came back without userId or email")),
    }
}

/// A borrowed user; goes back to the pool when dropped.
pub(super) struct Borrowed<'a> {
    wire: &'a dyn Wire,
    user: OwnUser,
    spoiled: bool,
}

impl Borrowed<'_> {
    /// Keeps the user out of the pool from now on: it may be in a state that no check expects.
    pub(super) fn spoil(&mut self) {
        self.spoiled = true;
    }

    /// Says whether the user is in the state of the documented example.
    pub(super) fn set_settled(&mut self, settled: bool) {
        self.user.settled = settled;
    }
}

impl Deref for Borrowed<'_> {
    type Target = OwnUser;

    fn deref(&self) -> &OwnUser {
        &self.user
    }
}

impl Drop for Borrowed<'_> {
    fn drop(&mut self) {
        self.wire.return_user((!self.spoiled).then(|| self.user.clone()));
    }
}

/// Borrows a user of the pool, creating it when there is room.
pub(super) async fn borrow<'a>(scene: &'a Scene<'_>) -> Result<Borrowed<'a>, Stop> {
    let lent = |user| Borrowed { wire: scene.wire, user, spoiled: false };
    match scene.wire.borrow_user().await {
        Loan::User(user) => Ok(lent(user)),
        Loan::Refused(reason) => Err(Stop::Inconclusive(reason)),
        Loan::Room => create(scene).await.map(lent).inspect_err(|_| scene.wire.return_user(None)),
    }
}

/// A borrowed user in the state of the documented example.
pub(super) struct Settled<'a> {
    /// The user.
    pub(super) user: Borrowed<'a>,
    /// Its row in the list.
    pub(super) before: Value,
    /// The response that showed it.
    pub(super) read: Reply,
    /// Whether the state is that of the documented example.
    pub(super) is_documented: bool,
}

/// Borrows a user and brings it into the state of the documented example, so that every valid
/// update is valid for it whatever was done to it before.
pub(super) async fn settle<'a>(scene: &'a Scene<'_>) -> Result<Settled<'a>, Stop> {
    let user = borrow(scene).await?;
    let settled = user.settled;
    bring_into(scene, user, &documented_update(), settled).await
}

/// Borrows a user and brings it into a state that depends on who it is. The state names every field
/// that an update can set, optional ones that are to be absent as null.
pub(super) async fn settle_in<'a>(
    scene: &'a Scene<'_>,
    state: impl Fn(&OwnUser) -> Value,
) -> Result<Settled<'a>, Stop> {
    let user = borrow(scene).await?;
    let state = state(&user);
    bring_into(scene, user, &state, false).await
}

async fn bring_into<'a>(
    scene: &'a Scene<'_>,
    mut user: Borrowed<'a>,
    state: &Value,
    is_there: bool,
) -> Result<Settled<'a>, Stop> {
    if !is_there {
        let reply = scene.update(&user.id, Some(state)).await?;
        if !reply.is_success() {
            user.spoil();
            scene.judge_accepted(&promise::update::ACCEPTS_VALID_PAYLOADS, &reply);
            return Err(refused(&reply));
        }
    }
    let as_wanted = |row: &Value| {
        let mut fields = state.as_object().into_iter().flatten();
        fields.all(|(field, value)| match value {
            Value::Null => row[field].is_null(),
            _ => user::same(field, value, row.get(field)),
        })
    };
    let (before, read) = scene.read(&user, as_wanted).await?;
    user.set_settled(false);
    let is_documented = *state == documented_update();
    Ok(Settled { user, before, read, is_documented })
}

/// The end of a scenario whose update should have been accepted.
pub(super) fn refused(reply: &Reply) -> Stop {
    Stop::because(format!("a valid update was refused with {}", reply.status))
}
