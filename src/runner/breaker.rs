//! Notices that the target is gone, so that a run ends within seconds instead of sending thousands
//! of requests in vain.

use std::{collections::BTreeMap, sync::OnceLock};

use parking_lot::Mutex;
use tokio_util::sync::CancellationToken;

use crate::model::{Exchange, Operation, Response, TransportFault};

/// After so many requests in a row without an answer the target is asked whether it is there.
const SUSPICIOUS: u32 = 3;

/// After so many requests of one operation in a row without an answer, that operation is not sent
/// any more.
const HOPELESS: u32 = 32;

/// When so many answers are all the same refusal, there is nothing more to be seen.
const SAME: u32 = 50;

/// Follows what becomes of every request.
#[derive(Default)]
pub(super) struct Breaker {
    state: Mutex<State>,
    gone: OnceLock<String>,
    token: CancellationToken,
}

#[derive(Default)]
struct State {
    /// Requests in a row that got no answer, of all operations and of each.
    in_a_row: u32,
    each: BTreeMap<Operation, u32>,
    /// Why the last of them got none.
    last: String,
    /// Whether somebody is asking already.
    asking: bool,
    /// The status of all answers so far, and how many there were; `None` once they differ.
    same: Option<(u16, u32)>,
    differ: bool,
}

impl Breaker {
    /// Why the run ends early, if it does.
    pub(super) fn gone(&self) -> Option<&str> {
        self.gone.get().map(String::as_str)
    }

    /// Ends when the target is given up.
    pub(super) async fn cancelled(&self) {
        self.token.cancelled().await;
    }

    /// Why a request of this operation is not worth sending, if it is not.
    pub(super) fn objection(&self, operation: Operation) -> Option<String> {
        if let Some(gone) = self.gone() {
            return Some(gone.to_owned());
        }
        let state = self.state.lock();
        let failed = state.each.get(&operation).filter(|failed| **failed >= HOPELESS)?;
        let last = &state.last;
        Some(format!(
            "not sent: {failed} {operation} requests in a row got no usable answer ({last})"
        ))
    }

    /// Books what became of a request. `true` asks the caller to find out whether the target is
    /// still there, and to hand the answer to `settle`; nobody else is asked meanwhile.
    pub(super) fn book(&self, exchange: &Exchange) -> bool {
        let operation = exchange.request.operation;
        let mut state = self.state.lock();
        let Some(failure) = failure(exchange) else {
            match &exchange.outcome {
                Ok(response) => {
                    state.in_a_row = 0;
                    state.each.insert(operation, 0);
                    state.compare(response.status);
                }
                // Somebody is there, but says more than anybody reads.
                Err(error) if error.fault == TransportFault::TooLarge => {
                    state.in_a_row = 0;
                    *state.each.entry(operation).or_default() += 1;
                    state.last.clone_from(&error.message);
                }
                Err(_) => {}
            }
            return false;
        };
        state.in_a_row += 1;
        *state.each.entry(operation).or_default() += 1;
        state.last = failure;
        let asks = state.in_a_row >= SUSPICIOUS && !state.asking;
        state.asking |= asks;
        asks
    }

    /// Settles a suspicion: gives the target up unless it answered. Says whether the question is
    /// worth repeating: one answer may be lost by chance.
    pub(super) fn settle(&self, answer: &Exchange, last_try: bool) -> bool {
        let Some(failure) = failure(answer) else {
            let mut state = self.state.lock();
            state.in_a_row = 0;
            state.asking = false;
            return false;
        };
        let in_a_row = self.state.lock().in_a_row;
        if in_a_row < SUSPICIOUS {
            // Somebody else got an answer in the meantime.
            self.state.lock().asking = false;
            return false;
        }
        if !last_try {
            return true;
        }
        self.give_up(format!(
            "the target is gone: {in_a_row} requests in a row got no answer, and neither did a \
             question whether it is there: {failure}"
        ));
        false
    }

    /// Why nothing new can be seen: all answers so far are the same refusal.
    pub(super) fn uniform_refusal(&self) -> Option<String> {
        let (status, count) = self.state.lock().same.filter(|(_, count)| *count >= SAME)?;
        Some(format!("the target answers everything with {status}: {count} of {count} requests"))
    }

    fn give_up(&self, reason: String) {
        // The first reason stands.
        let _ = self.gone.set(reason);
        self.token.cancel();
    }
}

impl State {
    fn compare(&mut self, status: u16) {
        self.differ |=
            (200..300).contains(&status) || self.same.is_some_and(|(first, _)| first != status);
        let count = self.same.map_or(0, |(_, count)| count);
        self.same = (!self.differ).then_some((status, count + 1));
    }
}

/// Why an exchange says that the target does not serve. A request that this client kept back says
/// nothing, and neither does an answer that is merely too large.
fn failure(exchange: &Exchange) -> Option<String> {
    use TransportFault::{Broken, Connect, Timeout, Unreadable};
    match &exchange.outcome {
        Ok(response) => refuses_service(response),
        Err(error) if matches!(error.fault, Connect | Timeout | Broken | Unreadable) => {
            Some(error.message.clone())
        }
        Err(_) => None,
    }
}

/// A 429, or a 503 that asks to come back later (RFC 9110 section 15.6.4), when patience is at its
/// end: the target serves nobody.
pub(super) fn refuses_service(response: &Response) -> Option<String> {
    let status = response.status;
    let later = status == 429 || status == 503 && response.header("retry-after").is_some();
    later.then(|| format!("{status} again and again, however long one waits"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(outcome: Result<u16, TransportFault>) -> Exchange {
        Exchange::fixture(Operation::List, outcome)
    }

    #[test]
    fn silence_raises_a_suspicion_that_one_answer_settles() {
        let breaker = Breaker::default();
        let silence = list(Err(TransportFault::Connect));
        assert!(!breaker.book(&silence) && !breaker.book(&silence));
        assert!(breaker.book(&silence), "the third asks");
        assert!(!breaker.book(&silence), "one question at a time");
        assert!(!breaker.settle(&list(Ok(500)), false));
        assert_eq!(breaker.gone(), None);
        assert!(!breaker.book(&silence), "it counts from the beginning again");
    }

    #[test]
    fn who_does_not_answer_the_question_is_gone() {
        for (fault, tries) in [(TransportFault::Broken, 3), (TransportFault::Timeout, 3)] {
            let breaker = Breaker::default();
            let silence = list(Err(fault));
            let asked = (0..3).filter(|_| breaker.book(&silence)).count();
            assert_eq!(asked, 1);
            let repeated = (0..3).filter(|n| breaker.settle(&silence, *n == 2)).count();
            assert_eq!(repeated + 1, tries);
            assert!(breaker.gone().unwrap().starts_with("the target is gone: 3 requests"));
            assert!(breaker.objection(Operation::Invite).is_some());
        }
    }

    #[test]
    fn an_answer_to_somebody_else_settles_it_as_well() {
        let breaker = Breaker::default();
        let silence = list(Err(TransportFault::Timeout));
        assert_eq!((0..3).filter(|_| breaker.book(&silence)).count(), 1);
        breaker.book(&list(Ok(200)));
        assert!(!breaker.settle(&silence, false));
        assert_eq!(breaker.gone(), None);
        assert_eq!((0..3).filter(|_| breaker.book(&silence)).count(), 1, "it may be asked again");
    }

    #[test]
    fn answers_between_keep_a_target_and_its_own_limits_say_nothing() {
        let breaker = Breaker::default();
        for _ in 0..100 {
            assert!(!breaker.book(&list(Err(TransportFault::Broken))));
            assert!(!breaker.book(&list(Ok(200))));
            assert!(!breaker.book(&list(Err(TransportFault::OverBudget))));
            assert!(!breaker.book(&list(Err(TransportFault::TooLarge))));
        }
        assert_eq!(breaker.objection(Operation::List), None);
    }

    #[test]
    fn an_operation_that_never_answers_is_given_up_alone() {
        let breaker = Breaker::default();
        for (_, fault) in
            (0..HOPELESS).zip([TransportFault::Timeout, TransportFault::TooLarge].iter().cycle())
        {
            breaker.book(&Exchange::fixture(Operation::Invite, Err(*fault)));
            breaker.book(&list(Ok(200)));
        }
        let reason = breaker.objection(Operation::Invite).unwrap();
        assert_eq!(reason, "not sent: 32 invite requests in a row got no usable answer (because)");
        assert_eq!(breaker.objection(Operation::List), None);
    }

    #[test]
    fn only_one_refusal_over_and_over_ends_a_run() {
        let after = |answers: &[u16]| {
            let breaker = Breaker::default();
            for status in answers.iter().cycle().take(SAME as usize) {
                breaker.book(&list(Ok(*status)));
            }
            breaker.uniform_refusal()
        };
        assert!(after(&[404]).unwrap().contains("everything with 404"));
        assert_eq!(after(&[200]), None);
        assert_eq!(after(&[400, 404]), None);
        assert!(after(&[302]).is_some(), "a redirect is no answer either");
    }
}
