//! Stopping a run from outside.

use std::sync::{Arc, OnceLock};

use tokio_util::sync::CancellationToken;

use crate::model::Conclusion;

/// Tells a run to stop: no further request is sent.
#[derive(Clone, Debug, Default)]
pub struct Stopper {
    token: CancellationToken,
    how: Arc<OnceLock<Conclusion>>,
}

impl Stopper {
    /// Stops the run, which then ends with this conclusion.
    pub fn stop(&self, conclusion: Conclusion) {
        // The first reason stands.
        let _ = self.how.set(conclusion);
        self.token.cancel();
    }

    /// Waits until the run is stopped.
    pub(super) async fn cancelled(&self) {
        self.token.cancelled().await;
    }

    /// The conclusion of a stopped run.
    #[must_use]
    pub fn stopped(&self) -> Option<Conclusion> {
        self.how.get().copied()
    }
}
