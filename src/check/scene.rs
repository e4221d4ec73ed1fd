//! The stage on which a scenario plays one case: it sends, records, and collects judgements.

use std::{
    collections::BTreeSet,
    ops::Deref,
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde_json::Value;

use super::{Loan, Member, Scenario, Stop, Wire, oracle, request};
use crate::{
    model::{Clause, Credentials, Exchange, Finding, Operation, Request, Response, StatusSets},
    schema::Contract,
};

const FORBIDDEN: u16 = 403;

/// How many bytes of a response body are kept for the reports; judged is the whole.
const KEPT_OF_ONE: usize = 256 << 10;

/// After so many bytes of all bodies of a case, only the beginnings of further ones are kept.
const KEPT_IN_ALL: usize = 1 << 20;

/// How many bytes these beginnings have.
const KEPT_OF_THE_REST: usize = 1 << 10;

/// That a check has observed its property once, and what it found.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// Id of the check.
    pub check: String,
    /// The contradictions; empty when the promise was kept.
    pub findings: Vec<Finding>,
    /// Indices of the exchanges that show them; empty for all.
    pub evidence: Vec<usize>,
}

/// Everything that playing one case brought to light.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// What went over the wire, in the order of sending.
    pub exchanges: Vec<Exchange>,
    /// What the checks saw.
    pub judgements: Vec<Judgement>,
    /// Checks that could observe only a part of what they wanted, and why.
    pub unseen: Vec<(String, String)>,
    /// Indices of reads that were repeated because they came too early to show anything.
    pub early: BTreeSet<usize>,
    /// Undocumented behaviour, in sentences.
    pub notes: Vec<String>,
    /// The edition of the documentation that the target turned out to follow.
    pub edition: Option<String>,
    /// Bytes of the bodies in `exchanges`.
    kept: usize,
}

/// A response that arrived, with its body read once.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The response.
    pub response: Response,
    /// Its body as JSON; `null` when it is none.
    pub json: Value,
    /// Its place among the recorded exchanges.
    pub index: usize,
    /// When it was complete, by our clock, in milliseconds since 1970.
    pub finished_at: i64,
}

impl Deref for Reply {
    type Target = Response;

    fn deref(&self) -> &Response {
        &self.response
    }
}

/// What the sender of a request wants to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// That it is accepted: then the response must keep to its schema.
    Accepted,
    /// That it is refused. When it is not, what comes back is not judged further: the one
    /// failure is reported where it belongs.
    Refused,
}

/// One case being played.
pub struct Scene<'a> {
    /// The contract that is checked.
    pub contract: &'a Contract,
    /// The scenario that is played.
    pub scenario: &'a Scenario,
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
        scenario: &'a Scenario,
        sets: &'a StatusSets,
        wire: &'a dyn Wire,
    ) -> Self {
        Self { contract, scenario, sets, wire, record: Mutex::default() }
    }

    /// What was recorded, once the play is over.
    #[must_use]
    pub fn into_record(self) -> Record {
        self.record.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands in what a check saw, with the exchanges that show it (none named: all so far).
    pub(super) fn judge(&self, check: &str, evidence: &[&Reply], findings: Vec<Finding>) {
        self.judge_at(check, evidence.iter().map(|reply| reply.index).collect(), findings);
    }

    /// The same with the indices of the exchanges.
    pub(super) fn judge_at(&self, check: &str, mut evidence: Vec<usize>, findings: Vec<Finding>) {
        let check = check.to_owned();
        let mut record = self.record();
        if evidence.is_empty() {
            let all = 0..record.exchanges.len();
            evidence = all.filter(|index| !record.early.contains(index)).collect();
        }
        record.judgements.push(Judgement { check, findings, evidence });
    }

    /// Waits before a read is repeated; `false` when the time for settling is over, so that the
    /// read stands.
    pub(super) async fn settle(&self, attempt: u32, read: &Reply) -> bool {
        let again = self.wire.settle(attempt).await;
        if again {
            self.record().early.insert(read.index);
        }
        again
    }

    /// Id of the clause that a check witnesses; of the first one, should it witness several.
    pub(super) fn clause_of(&self, check: &str) -> &'a str {
        let names = |clause: &&Clause| clause.checks.iter().any(|id| id == check);
        self.contract.clauses.iter().find(names).map_or("", |clause| &clause.id)
    }

    /// Judges that a request was accepted. A 5xx is left to the check that watches for it.
    pub(super) fn judge_accepted(&self, check: &str, reply: &Reply) {
        let index = reply.index;
        let operation = self.record().exchanges[index].request.operation;
        // 408 and 429 speak of time and load, not of the request (RFC 9110, RFC 6585).
        if reply.status < 500 && !matches!(reply.status, 408 | 429) {
            let clause = self.clause_of(check);
            let (allowed, what) = (&self.sets.accepted, "a valid request");
            let findings = oracle::status::accepted(allowed, clause, operation, what, reply);
            self.judge_at(check, vec![index], findings);
        }
    }

    /// Records that a check could not observe all that it wanted, although it judged the rest.
    pub(super) fn unseen(&self, check: &str, reason: impl Into<String>) {
        self.record().unseen.push((check.to_owned(), reason.into()));
    }

    /// Records undocumented behaviour.
    pub(super) fn note(&self, sentence: impl Into<String>) {
        self.record().notes.push(sentence.into());
    }

    /// Records which edition the target follows.
    pub(super) fn follows(&self, edition: &str) {
        self.record().edition = Some(edition.to_owned());
    }

    /// Sends a request, records the exchange and lets every watching check judge it.
    pub(super) async fn send(&self, request: Request, wish: Wish) -> Result<Reply, Stop> {
        let exchange = self.wire.send(request).await;
        let finished_at = exchange.finished_at;
        let index = {
            let mut record = self.record();
            let most = if record.kept < KEPT_IN_ALL { KEPT_OF_ONE } else { KEPT_OF_THE_REST };
            let keepsake = exchange.clipped(most);
            record.kept += keepsake.outcome.as_ref().map_or(0, |response| response.body.len());
            record.exchanges.push(keepsake);
            record.exchanges.len() - 1
        };
        let response = exchange.outcome.as_ref().map_err(|e| Stop::Transport(e.clone()))?;
        let json = response.json().unwrap_or_default();
        for (check, findings) in oracle::watch(self.contract, &exchange, response, &json, wish) {
            self.judge_at(&check, vec![index], findings);
        }
        if self.may_not(&exchange.request, response) {
            return Err(Stop::because(format!(
                "{} is answered with 403, and none was accepted in this run: the account may not \
                 be allowed to",
                exchange.request.operation
            )));
        }
        let created = exchange.request.operation == Operation::Invite && response.is_success();
        let response = exchange.outcome.map_err(Stop::Transport)?;
        let reply = Reply { response, json, index, finished_at };
        if created {
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
        let member = Member { id: id.clone(), email: email.clone(), settled: true };
        let known = self.wire.remember(member).filter(|known| *known != email);
        let findings = oracle::user::id_is_new(&id, known.as_deref());
        self.judge("invite::user_ids_are_unique", &[reply], findings);
    }

    /// Sends an update that must be accepted; `None` sends no body.
    pub(super) async fn update(&self, id: &str, body: Option<&Value>) -> Result<Reply, Stop> {
        self.send(request::update(self.contract, id, body), Wish::Accepted).await
    }

    /// Sends an update that must be refused.
    pub(super) async fn bad_update(&self, id: &str, body: Option<&Value>) -> Result<Reply, Stop> {
        self.send(request::update(self.contract, id, body), Wish::Refused).await
    }

    /// Asks for a page; ends the scenario when it is refused, which is reported once, where it
    /// belongs.
    pub(super) async fn list(&self, query: &[(&str, &str)]) -> Result<Reply, Stop> {
        let query = request::query(query);
        let reply = self.send(request::list(self.contract, &query), Wish::Accepted).await?;
        self.judge_accepted("list::accepts_documented_parameters", &reply);
        if reply.is_success() && reply.json["users"].is_array() {
            Ok(reply)
        } else {
            Err(Stop::because(format!("a list request was answered with {}", reply.status)))
        }
    }

    /// The rows that the e-mail filter finds for an address, read again while `enough` says that
    /// they are not what was written, until the time for settling is over.
    pub(super) async fn read_until(
        &self,
        email: &str,
        enough: impl Fn(&[Value]) -> bool + Send,
    ) -> Result<(Vec<Value>, Reply), Stop> {
        for attempt in 0.. {
            let reply = self.list(&[("email", email)]).await?;
            let rows = rows(&reply.json).to_vec();
            if enough(&rows) || !self.settle(attempt, &reply).await {
                return Ok((rows, reply));
            }
        }
        Err(Stop::because("the time for settling never ended"))
    }

    /// The row of a user that the list must show, read again until it is as `wanted` or the time
    /// for settling is over.
    pub(super) async fn read(
        &self,
        member: &Member,
        wanted: impl Fn(&Value) -> bool + Send + Sync,
    ) -> Result<(Value, Reply), Stop> {
        let is_theirs = |row: &&Value| row["userId"] == member.id.as_str();
        let enough = |rows: &[Value]| rows.iter().find(is_theirs).is_some_and(&wanted);
        let (rows, reply) = self.read_until(&member.email, enough).await?;
        let row = rows.iter().find(is_theirs).cloned().ok_or_else(|| {
            Stop::because("the list by e-mail does not show the user that the scenario works on")
        })?;
        Ok((row, reply))
    }

    /// The row of a user whom nothing was to change, as soon as it is what it was.
    pub(super) async fn read_unchanged(
        &self,
        member: &Member,
        before: &Value,
    ) -> Result<(Value, Reply), Stop> {
        self.read(member, |row| row == before).await
    }

    /// Borrows a user of the pool, creating it when there is room.
    pub(super) async fn member(&self) -> Result<Borrowed<'_>, Stop> {
        match self.wire.borrow_member().await {
            Loan::Member(member) => Ok(Borrowed { wire: self.wire, member, spoiled: false }),
            Loan::Refused(reason) => Err(Stop::Inconclusive(reason)),
            Loan::Room => match super::invite::create_member(self).await {
                Ok(member) => Ok(Borrowed { wire: self.wire, member, spoiled: false }),
                Err(stop) => {
                    self.wire.return_member(None);
                    Err(stop)
                }
            },
        }
    }
}

/// A borrowed user; goes back to the pool when dropped.
pub(super) struct Borrowed<'a> {
    wire: &'a dyn Wire,
    member: Member,
    spoiled: bool,
}

impl Borrowed<'_> {
    /// Keeps the user out of the pool from now on: it may be in a state that no check expects.
    pub(super) fn spoil(&mut self) {
        self.spoiled = true;
    }

    /// Says whether the user is in the state of the documented example.
    pub(super) fn set_settled(&mut self, settled: bool) {
        self.member.settled = settled;
    }
}

impl Deref for Borrowed<'_> {
    type Target = Member;

    fn deref(&self) -> &Member {
        &self.member
    }
}

impl Drop for Borrowed<'_> {
    fn drop(&mut self) {
        self.wire.return_member((!self.spoiled).then(|| self.member.clone()));
    }
}

/// The rows of a page; none when the body has another shape.
pub(super) fn rows(page: &Value) -> &[Value] {
    page["users"].as_array().map_or(&[], Vec::as_slice)
}
