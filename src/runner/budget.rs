//! What a run may spend. Everything that is sent for a verdict is paid for here, so that shrinking
//! and re-execution are too.

use std::{
    collections::BTreeSet,
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use parking_lot::Mutex;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::plan::Limits;
use crate::model::{Budget, Effect, Exchange, Request};

/// The budgets of a run.
pub(super) struct Budgets {
    limits: Limits,
    requests: AtomicU64,
    /// Invitations that may still be sent.
    invitations: Semaphore,
    accepted: AtomicU64,
    started: OnceLock<Instant>,
    /// What was refused because a budget is spent, in sentences.
    refused: Mutex<BTreeSet<String>>,
}

impl Budgets {
    pub(super) fn new(limits: Limits) -> Self {
        let most = limits.invites.unwrap_or_default();
        let most = usize::try_from(most).unwrap_or(usize::MAX).min(Semaphore::MAX_PERMITS);
        let invitations = Semaphore::new(most);
        if limits.invites == Some(0) {
            invitations.close();
        }
        Self {
            limits,
            requests: AtomicU64::new(0),
            invitations,
            accepted: AtomicU64::new(0),
            started: OnceLock::new(),
            refused: Mutex::default(),
        }
    }

    /// The time begins to run.
    pub(super) fn start(&self) {
        self.started.get_or_init(Instant::now);
    }

    /// Takes a request out of the budgets.
    ///
    /// # Errors
    /// Says which one is spent.
    pub(super) fn request(&self) -> Result<(), String> {
        let spent = |what: &str| Err(self.refuse(format!("the budget of {what} is spent")));
        match self.limits {
            Limits { time: Some(time), .. } if self.elapsed() >= time => spent(&seconds(time)),
            Limits { requests: Some(most), .. } if !self.take(most) => {
                spent(&format!("{most} requests"))
            }
            Limits { requests: Some(_), .. } => Ok(()),
            Limits { requests: None, .. } => {
                self.requests.fetch_add(1, Ordering::Relaxed);
                Ok(())
            }
        }
    }

    fn take(&self, most: u64) -> bool {
        let one = |spent| (spent < most).then_some(spent + 1);
        self.requests.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one).is_ok()
    }

    /// Takes an invitation out of the budget, waiting while others that may yet be refused hold
    /// the last ones. The permit comes back when it is dropped: only accepted ones reach a person.
    ///
    /// # Errors
    /// Says that the budget is spent.
    pub(super) async fn invitation(
        &self,
        request: &Request,
    ) -> Result<Option<SemaphorePermit<'_>>, String> {
        let (Some(most), Effect::Creates) = (self.limits.invites, request.operation.row().effect)
        else {
            return Ok(None);
        };
        let spent = |_| self.refuse(format!("the budget of {most} invitations is spent"));
        self.invitations.acquire().await.map(Some).map_err(spent)
    }

    /// Settles what an invitation came to: an accepted one is gone for good, and so is one of
    /// which nobody knows.
    pub(super) fn settle(&self, permit: Option<SemaphorePermit<'_>>, exchange: &Exchange) {
        let came_to_nothing = match &exchange.outcome {
            // A redirect answers nothing, and a 5xx may come too late.
            Ok(response) => (400..500).contains(&response.status),
            Err(error) => error.fault.never_left(),
        };
        if exchange.request.operation.row().effect != Effect::Creates || came_to_nothing {
            return;
        }
        if let Some(permit) = permit {
            permit.forget();
        }
        let spent = 1 + self.accepted.fetch_add(1, Ordering::Relaxed);
        if self.limits.invites.is_some_and(|most| spent >= most) {
            self.invitations.close();
        }
    }

    fn refuse(&self, sentence: String) -> String {
        self.refused.lock().insert(sentence.clone());
        sentence
    }

    /// Which budgets held something back, in sentences.
    pub(super) fn refused(&self) -> Vec<String> {
        self.refused.lock().iter().cloned().collect()
    }

    /// Requests that were sent.
    pub(super) fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    fn elapsed(&self) -> Duration {
        self.started.get().map(Instant::elapsed).unwrap_or_default()
    }

    /// What was spent so far.
    pub(super) fn summary(&self) -> Vec<Budget> {
        let Limits { invites, requests, time } = self.limits;
        let budget = |what: &str, spent, most| Budget { what: what.to_owned(), spent, most };
        vec![
            budget("invitations", self.accepted.load(Ordering::Relaxed), invites),
            budget("requests", self.requests(), requests),
            budget("seconds", self.elapsed().as_secs(), time.map(|time| time.as_secs())),
        ]
    }
}

fn seconds(time: Duration) -> String {
    format!("{} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Operation, TransportFault};

    fn limits(invites: Option<u64>, requests: Option<u64>, time: Option<Duration>) -> Budgets {
        Budgets::new(Limits { invites, requests, time })
    }

    fn invite(outcome: Result<u16, TransportFault>) -> Exchange {
        Exchange::fixture(Operation::Invite, outcome)
    }

    #[test]
    fn requests_are_counted_to_the_last() {
        let budgets = limits(None, Some(2), None);
        assert!(budgets.request().is_ok() && budgets.request().is_ok());
        assert_eq!(budgets.request().unwrap_err(), "the budget of 2 requests is spent");
        assert_eq!((budgets.requests(), budgets.refused().len()), (2, 1));
    }

    #[test]
    fn nothing_is_sent_when_the_time_is_over() {
        let budgets = limits(None, None, Some(Duration::ZERO));
        budgets.start();
        assert_eq!(budgets.request().unwrap_err(), "the budget of 0 s is spent");
        assert!(limits(None, None, Some(Duration::from_secs(3_600))).request().is_ok());
    }

    #[tokio::test]
    async fn only_what_may_have_created_a_user_is_an_invitation_spent() {
        use TransportFault::{Connect, Timeout};
        let budgets = limits(Some(3), None, None);
        for outcome in [Ok(400), Ok(409), Err(Connect), Ok(201), Ok(502), Err(Timeout)] {
            let exchange = invite(outcome);
            let permit = budgets.invitation(&exchange.request).await.unwrap();
            budgets.settle(permit, &exchange);
        }
        let refused = budgets.invitation(&invite(Ok(201)).request).await.unwrap_err();
        assert_eq!(refused, "the budget of 3 invitations is spent");
    }
}
