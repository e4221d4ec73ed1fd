//! Reading users until they are as they were written.

use std::{collections::BTreeSet, time::Duration};

use futures_util::{FutureExt, future::BoxFuture};
use serde_json::Value;

use super::{
    OwnUser, Reply, Scene, Sight, Stop,
    reply::{Wish, rows},
    request,
};

/// Pages after which a search for one user is given up.
const MOST_PAGES: usize = 100;

impl Scene<'_> {
    /// The rows that filters find, on as many pages as it takes: a server may look through a page of
    /// its users for those that match, and show a page without any before others follow.
    pub(super) async fn rows(&self, query: &[(&str, &str)]) -> Result<(Vec<Value>, Reply), Stop> {
        let mut reply = self.list(query).await?;
        let mut found = rows(&reply.json).to_vec();
        let mut followed = BTreeSet::new();
        while reply.json["hasMore"] == true {
            let Some(cursor) = reply.json["cursor"].as_str().map(str::to_owned) else { break };
            if !followed.insert(cursor.clone()) || followed.len() > MOST_PAGES {
                break;
            }
            reply = self.list(&[query, &[("cursor", &cursor)]].concat()).await?;
            let page = rows(&reply.json);
            // A list that repeats itself is told of elsewhere.
            if !page.is_empty() && page.iter().all(|row| found.contains(row)) {
                break;
            }
            found.extend_from_slice(page);
        }
        Ok((found, reply))
    }

    /// The rows that the e-mail filter finds for an address, read again while `enough` says that
    /// they are not what was written, until the time for settling is over.
    pub(super) async fn read_until(
        &self,
        email: &str,
        enough: impl Fn(&[Value]) -> bool + Send,
    ) -> Result<(Vec<Value>, Reply), Stop> {
        if self.sight() != Sight::List {
            return Err(self.unlisted());
        }
        self.again(|| self.by_email(email).boxed(), enough).await
    }

    /// What shows a user of this run: the rows that the e-mail filter finds, or, where the list shows
    /// nobody before they accept, what else does.
    pub(super) async fn rows_of(
        &self,
        (id, email): (&str, &str),
        enough: impl Fn(&[Value]) -> bool + Send,
    ) -> Result<(Vec<Value>, Reply), Stop> {
        let sight = self.sight();
        let look = || match sight {
            Sight::List => self.by_email(email).boxed(),
            other => self.unlisted_row(other, id).boxed(),
        };
        self.again(look, enough).await
    }

    /// Looks again until what is found is enough or the time for settling is over.
    async fn again<'s>(
        &'s self,
        look: impl Fn() -> BoxFuture<'s, Result<(Vec<Value>, Reply), Stop>> + Send,
        enough: impl Fn(&[Value]) -> bool + Send,
    ) -> Result<(Vec<Value>, Reply), Stop> {
        let mut waited = Duration::ZERO;
        loop {
            let (rows, reply) = look().await?;
            if enough(&rows) {
                self.wire.settled(waited);
                return Ok((rows, reply));
            }
            if !self.settle(&mut waited, &reply).await {
                return Ok((rows, reply));
            }
        }
    }

    async fn by_email(&self, email: &str) -> Result<(Vec<Value>, Reply), Stop> {
        self.rows(&[("email", email)]).await
    }

    /// The one user whom an update that changes nothing, or the list of invitations, shows.
    async fn unlisted_row(&self, sight: Sight, id: &str) -> Result<(Vec<Value>, Reply), Stop> {
        let (rows, reply) = if sight == Sight::Updates {
            let reply = self.send(request::unchanged(self.contract, id), Wish::Accepted).await?;
            (reply.is_success().then(|| reply.json.clone()).into_iter().collect(), reply)
        } else {
            let reply = self.send(request::invitations(self.contract, id), Wish::Refused).await?;
            (request::waiting(&reply, id), reply)
        };
        if rows.is_empty() {
            return Err(Stop::because(format!("the user cannot be seen: {}", reply.status)));
        }
        Ok((rows, reply))
    }

    /// The row of a user that the list must show, read again until it is as `wanted` or the time
    /// for settling is over.
    pub(super) async fn read(
        &self,
        user: &OwnUser,
        wanted: impl Fn(&Value) -> bool + Send + Sync,
    ) -> Result<(Value, Reply), Stop> {
        let is_theirs = |row: &&Value| row["userId"] == user.id.as_str();
        let enough = |rows: &[Value]| rows.iter().find(is_theirs).is_some_and(&wanted);
        let (rows, reply) = self.rows_of((&user.id, &user.email), enough).await?;
        let row = rows.iter().find(is_theirs).cloned().ok_or_else(|| {
            Stop::because("the list by e-mail does not show the user that the scenario works on")
        })?;
        Ok((row, reply))
    }

    /// The row of a user whom nothing was to change, as soon as it is what it was.
    pub(super) async fn read_unchanged(
        &self,
        user: &OwnUser,
        before: &Value,
    ) -> Result<(Value, Reply), Stop> {
        self.read(user, |row| row == before).await
    }
}
