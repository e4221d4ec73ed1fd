//! The stage on which a scenario plays one case: it sends, records, and collects judgements.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::future::join_all;
use serde_json::Value;

use super::{
    Canary, Need, OwnUser, Record, Reply, Sight, Stop, Wire, oracle, record::places, reply::Wish,
    request,
};
use crate::{
    model::{
        Credentials, Effect, Exchange, Finding, Operation, Request, Response, StatusSet,
        StatusSets, Takes,
    },
    promise::{self, Promise},
    schema::Contract,
};

const FORBIDDEN: u16 = 403;

/// Leaves out of users what no page describes: it is the server's own, in which operation it shows
/// it and when it changes.
fn documented_only(contract: &Contract, operation: Operation, json: &mut Value) {
    let rows = if operation.row().takes == Takes::Query {
        json.get_mut("users").and_then(Value::as_array_mut).map(Vec::as_mut_slice)
    } else {
        Some(std::slice::from_mut(json))
    };
    for user in rows.into_iter().flatten().filter_map(Value::as_object_mut) {
        if user.contains_key("userId") {
            user.retain(|field, _| contract.documented.contains(field));
        }
    }
}

/// One case being played.
pub struct Scene<'a> {
    /// The contract that is checked.
    pub contract: &'a Contract,
    /// What the scenario is about.
    pub promise: &'a Promise,
    /// Status codes that the suite asks for.
    pub sets: &'a StatusSets,
    /// The way to the target.
    pub wire: &'a dyn Wire,
    record: Mutex<Record>,
}

impl<'a> Scene<'a> {
    /// An empty stage.
    #[must_use]
    pub fn new(
        contract: &'a Contract,
        promise: &'a Promise,
        sets: &'a StatusSets,
        wire: &'a dyn Wire,
    ) -> Self {
        Self { contract, promise, sets, wire, record: Mutex::default() }
    }

    /// What was recorded, once the play is over.
    #[must_use]
    pub fn into_record(self) -> Record {
        self.record.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stages of their own for parts of the case that are played side by side; see [`Self::gather`].
    pub(super) fn stages(&self, count: usize) -> Vec<Self> {
        let Self { contract, promise, sets, wire, .. } = *self;
        (0..count).map(|_| Self::new(contract, promise, sets, wire)).collect()
    }

    /// Plays the parts to their ends and takes over what they recorded, one stage after the other:
    /// which of them was faster does not show. The places of replies are those of their stage, so
    /// that each part hands in its judgements itself.
    ///
    /// # Errors
    /// The first `Stop` in the order of the stages.
    pub(super) async fn gather<T>(
        &self,
        stages: &[Self],
        parts: impl IntoIterator<Item = impl Future<Output = Result<T, Stop>>>,
    ) -> Result<Vec<T>, Stop> {
        let outcomes = join_all(parts).await;
        for stage in stages {
            self.record().append(std::mem::take(&mut *stage.record()));
        }
        outcomes.into_iter().collect()
    }

    /// Records an exchange. Returns its place.
    pub(super) fn keep(&self, exchange: &Exchange) -> usize {
        self.record().keep(exchange)
    }

    fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands in what a check saw, with the exchanges that show it (none named: all so far).
    pub(super) fn judge(&self, promise: &Promise, evidence: &[&Reply], findings: Vec<Finding>) {
        self.judge_at(promise, places(evidence), findings);
    }

    /// The same with the indices of the exchanges.
    pub(super) fn judge_at(&self, promise: &Promise, evidence: Vec<usize>, findings: Vec<Finding>) {
        self.record().judge(promise, evidence, findings);
    }

    /// Judges that a request was accepted. A 5xx is left to the check that watches for it.
    pub(super) fn judge_accepted(&self, promise: &Promise, reply: &Reply) {
        // 408 and 429 speak of time and load, not of the request (RFC 9110, RFC 6585).
        if reply.status < 500 && !matches!(reply.status, 408 | 429) {
            let allowed = &self.sets.accepted;
            let findings = oracle::status::accepted(allowed, promise, "a valid request", reply);
            self.judge(promise, &[reply], findings);
        }
    }

    /// Judges that a request was refused for its content: `place` is what breaks the constraint,
    /// `why` says so for a person. Returns whether it was, as the suite asks.
    ///
    /// # Errors
    /// `Stop` when the status does not tell.
    pub(super) fn judge_refused(
        &self,
        promise: &Promise,
        reply: &Reply,
        place: &str,
        why: &str,
    ) -> Result<bool, Stop> {
        self.judge_refused_with(&self.sets.refused, promise, reply, place, why)
    }

    /// The same with other status codes than those for a refused content.
    pub(super) fn judge_refused_with(
        &self,
        allowed: &StatusSet,
        promise: &Promise,
        reply: &Reply,
        place: &str,
        why: &str,
    ) -> Result<bool, Stop> {
        let findings = oracle::status::refused(allowed, promise, place, why, reply)?;
        let refused = findings.is_empty();
        self.judge(promise, &[reply], findings);
        Ok(refused)
    }

    /// Judges that a request was refused for its credentials; `what` says which it had. Returns
    /// whether it was.
    ///
    /// # Errors
    /// `Stop` when the status does not tell.
    pub(super) fn judge_unauthorised(
        &self,
        promise: &Promise,
        reply: &Reply,
        what: &str,
    ) -> Result<bool, Stop> {
        let allowed = &self.sets.unauthorised;
        let findings = oracle::status::unauthorised(allowed, promise, what, reply)?;
        let refused = findings.is_empty();
        self.judge(promise, &[reply], findings);
        if refused {
            let named = &promise::auth::REFUSALS_NAME_THE_CREDENTIALS;
            let findings = oracle::status::names_credentials(named, what, reply);
            self.judge(named, &[reply], findings);
            if matches!(reply.status, 400 | 404) {
                let (operation, status) = (reply.operation, reply.status);
                self.note(format!("{operation} {what} is answered with {status}"));
            }
        }
        Ok(refused)
    }

    /// Waits before a read is repeated; `false` when the time for settling is over, so that the
    /// read stands.
    pub(super) async fn settle(&self, waited: &mut Duration, read: &Reply) -> bool {
        let again = self.wire.settle(&self.promise.check, waited).await;
        if again {
            self.record().early.insert(read.index);
        }
        again
    }

    /// Records that a check could not observe all that it wanted, although it judged the rest.
    pub(super) fn unseen(&self, promise: &Promise, reason: impl Into<String>) {
        self.record().unseen.push((promise.clone(), reason.into()));
    }

    /// Records that the tenant does not have what a check looks for, such as a second page: it is
    /// told once, and is nobody's fault.
    pub(super) fn absent(&self, promise: &Promise, what: impl Into<String>) {
        self.record().absent.push((promise.clone(), what.into()));
    }

    /// Records undocumented behaviour.
    pub(super) fn note(&self, sentence: impl Into<String>) {
        self.record().notes.push(sentence.into());
    }

    /// Records whether the operation accepts what no page makes it accept or refuse.
    pub(super) fn note_answer(&self, reply: &Reply, what: &str) {
        let way = if reply.is_success() { "accepts" } else { "refuses" };
        self.note(format!("{} {way} {what}", reply.operation));
    }

    /// Records which edition the target follows.
    pub(super) fn follows(&self, edition: &str) {
        self.record().edition = Some(edition.to_owned());
    }

    /// Ends a case that builds on what the canary did not find: it would show the same again.
    pub(super) fn needs(&self, need: Need) -> Result<(), Stop> {
        self.wire.canary().map_or(Ok(()), |found| found.needs(need))
    }

    /// Where the users of this run can be seen.
    pub(super) fn sight(&self) -> Sight {
        self.wire.canary().map_or_else(Sight::default, |found| found.sight)
    }

    /// The end of a case that can be judged only by a list that shows users of this run.
    pub(super) fn unlisted(&self) -> Stop {
        self.wire.canary().map_or(Stop::Absent(String::new()), Canary::unlisted)
    }

    /// Sends a request, records the exchange and lets every watching check judge it.
    pub(super) async fn send(&self, request: Request, wish: Wish) -> Result<Reply, Stop> {
        if request.operation.row().effect == Effect::Creates
            && let Some(reason) = self.wire.canary().and_then(|found| found.no_more_users.clone())
        {
            return Err(Stop::Inconclusive(reason));
        }
        let exchange = self.wire.send(request).await;
        let index = self.keep(&exchange);
        if self.judge_crash(&exchange).await {
            return Err(Stop::because("the server closes the connection instead of an answer"));
        }
        let response = exchange.outcome.as_ref().map_err(|e| Stop::Transport(e.clone()))?;
        let json = response.json();
        let token = self.wire.token();
        let is_ours = |row: &Value| row["email"].as_str().is_some_and(|mail| mail.contains(token));
        let judged = oracle::watch(self.contract, &exchange, response, &json, wish, &is_ours);
        for (promise, findings) in judged {
            self.judge_at(promise, vec![index], findings);
        }
        let operation = exchange.request.operation;
        if self.may_not(&exchange.request, response) {
            return Err(Stop::because(format!(
                "{operation} is answered with 403, and none was accepted in this run: the account \
                 may not be allowed to"
            )));
        }
        let finished_at = exchange.finished_at;
        let response = exchange.outcome.map_err(Stop::Transport)?;
        let mut json = json.unwrap_or_default().value;
        if response.is_success() {
            documented_only(self.contract, operation, &mut json);
        }
        let reply = Reply { operation, response, json, index, finished_at };
        if operation.row().effect == Effect::Creates && reply.is_success() {
            self.remember(&reply);
        }
        Ok(reply)
    }

    /// Whether a refusal may be about the account instead of the request (RFC 9110 section
    /// 15.5.4): 403 for a write, while no such write was ever accepted.
    fn may_not(&self, request: &Request, response: &Response) -> bool {
        response.status == FORBIDDEN
            && !request.operation.reads()
            && request.credentials == Credentials::Valid
            && !self.wire.has_accepted(request.operation)
    }

    /// Sends an invitation.
    pub(super) async fn invite(&self, body: &Value, wish: Wish) -> Result<Reply, Stop> {
        let body = body.to_string().into_bytes();
        self.send(request::invite(self.contract, body), wish).await
    }

    /// Remembers a user that came into being, whatever it was invited with.
    fn remember(&self, reply: &Reply) {
        let text = |field: &str| reply.json[field].as_str().map(str::to_owned);
        let (Some(id), Some(email)) = (text("userId"), text("email")) else { return };
        let user = OwnUser { id: id.clone(), email: email.clone(), settled: true };
        let known = self.wire.remember(user).filter(|known| *known != email);
        let findings = oracle::user::id_is_new(&id, known.as_deref());
        self.judge(&promise::invite::USER_IDS_ARE_UNIQUE, &[reply], findings);
    }

    /// Sends an update that must be accepted; `None` sends no body.
    pub(super) async fn update(&self, id: &str, body: Option<&Value>) -> Result<Reply, Stop> {
        self.needs(Need::Update)?;
        self.send(request::update(self.contract, id, body), Wish::Accepted).await
    }

    /// Sends an update that must be refused.
    pub(super) async fn bad_update(&self, id: &str, body: Option<&Value>) -> Result<Reply, Stop> {
        self.send(request::update(self.contract, id, body), Wish::Refused).await
    }

    /// Asks for a page; ends the scenario when it is refused, which is reported once, where it
    /// belongs.
    pub(super) async fn list(&self, query: &[(&str, &str)]) -> Result<Reply, Stop> {
        self.needs(Need::List)?;
        let query = request::query(query);
        let reply = self.send(request::list(self.contract, &query), Wish::Accepted).await?;
        self.judge_accepted(&promise::list::ACCEPTS_DOCUMENTED_PARAMETERS, &reply);
        if reply.status >= 500 {
            // Whatever was judged before, the rest of what the scenario is about was not seen.
            self.unseen(self.promise, format!("a list request was answered with {}", reply.status));
        }
        if reply.is_success() && reply.json["users"].is_array() {
            Ok(reply)
        } else {
            Err(Stop::because(match reply.status {
                200..300 => format!(
                    "a list request was answered without a list of users: {}",
                    reply.body_in_words()
                ),
                status => format!("a list request was refused with {status}"),
            }))
        }
    }
}
