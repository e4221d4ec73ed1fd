//! How many requests are under way at once.

use parking_lot::Mutex;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Lets so many requests go at once as were asked for, and fewer while the target leaves some of
/// them without an answer: half as many then, and one more whenever a whole round was answered.
pub(super) struct Flight {
    seats: Semaphore,
    most: usize,
    state: Mutex<State>,
}

struct State {
    /// How many may be under way now.
    limit: usize,
    /// Seats of those under way that are taken away when they come back.
    surplus: usize,
    /// Answers since the limit last changed.
    answered: usize,
}

/// The place of one request, free again when this is dropped.
pub(super) struct Seat<'a> {
    flight: &'a Flight,
    permit: Option<SemaphorePermit<'a>>,
}

impl Flight {
    /// At most so many at once, and at least one.
    pub(super) fn new(most: usize) -> Self {
        let most = most.clamp(1, Semaphore::MAX_PERMITS);
        let state = State { limit: most, surplus: 0, answered: 0 };
        Self { seats: Semaphore::new(most), most, state: Mutex::new(state) }
    }

    /// Waits for a seat; those who wait longest come first.
    pub(super) async fn board(&self) -> Seat<'_> {
        // The semaphore is never closed.
        Seat { flight: self, permit: self.seats.acquire().await.ok() }
    }

    /// A request was answered.
    pub(super) fn eased(&self) {
        let mut state = self.state.lock();
        state.answered += 1;
        if state.limit < self.most && state.answered >= state.limit {
            state.answered = 0;
            state.limit += 1;
            if state.surplus > 0 {
                state.surplus -= 1;
            } else {
                self.seats.add_permits(1);
            }
        }
    }

    /// A request was left without an answer, and others that were sent at the same time may be.
    pub(super) fn strained(&self) {
        let mut state = self.state.lock();
        // One round of answers has to show what the last change came to.
        if state.answered < state.limit && state.limit < self.most {
            return;
        }
        let fewer = state.limit.div_ceil(2);
        let less = state.limit - fewer;
        (state.limit, state.answered) = (fewer, 0);
        state.surplus += less - self.seats.forget_permits(less);
    }

    /// How many may be under way now.
    pub(super) fn limit(&self) -> usize {
        self.state.lock().limit
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        let mut state = self.flight.state.lock();
        if state.surplus > 0
            && let Some(permit) = self.permit.take()
        {
            state.surplus -= 1;
            permit.forget();
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    /// How many more can go now.
    fn room(flight: &Flight) -> usize {
        let seats = std::iter::from_fn(|| flight.board().now_or_never());
        seats.collect::<Vec<_>>().len()
    }

    #[test]
    fn no_more_go_at_once_than_were_asked_for() {
        assert_eq!([0, 1, 16].map(|most| room(&Flight::new(most))), [1, 1, 16]);
    }

    #[tokio::test]
    async fn fewer_go_after_a_silence_and_more_with_each_round_of_answers() {
        let flight = Flight::new(8);
        let under_way = flight.board().await;
        flight.strained();
        flight.strained();
        assert_eq!((flight.limit(), room(&flight)), (4, 3), "one round halves once");
        drop(under_way);
        (0..4).for_each(|_| flight.eased());
        assert_eq!((flight.limit(), room(&flight)), (5, 5));
        (0..100).for_each(|_| flight.eased());
        assert_eq!((flight.limit(), room(&flight)), (8, 8), "never more than were asked for");
    }

    #[tokio::test]
    async fn seats_of_those_under_way_are_taken_away_when_they_come_back() {
        let flight = Flight::new(2);
        let (one, two) = (flight.board().await, flight.board().await);
        flight.strained();
        assert_eq!(room(&flight), 0);
        drop(one);
        assert_eq!(room(&flight), 0, "one is still under way");
        drop(two);
        assert_eq!(room(&flight), 1);
    }
}
