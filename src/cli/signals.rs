//! SIGINT and SIGTERM, as conclusions of a run.

use tokio::task::JoinHandle;

use crate::{model::Conclusion, runner::Stopper};

/// Listens for signals from the moment it is made, so that none is missed before somebody waits.
pub(super) struct Signals {
    #[cfg(unix)]
    terminate: Option<tokio::signal::unix::Signal>,
    #[cfg(unix)]
    interrupt: Option<tokio::signal::unix::Signal>,
}

impl Signals {
    /// Takes over the signals that can be taken over.
    #[cfg(unix)]
    pub(super) fn new() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        Self {
            terminate: signal(SignalKind::terminate()).ok(),
            interrupt: signal(SignalKind::interrupt()).ok(),
        }
    }

    /// Waits for the next one.
    #[cfg(unix)]
    pub(super) async fn next(&mut self) -> Conclusion {
        async fn wait(signal: &mut Option<tokio::signal::unix::Signal>) {
            match signal {
                Some(signal) => drop(signal.recv().await),
                None => std::future::pending().await,
            }
        }
        tokio::select! {
            () = wait(&mut self.interrupt) => Conclusion::Interrupted,
            () = wait(&mut self.terminate) => Conclusion::Terminated,
        }
    }

    #[cfg(not(unix))]
    pub(super) fn new() -> Self {
        Self {}
    }

    #[cfg(not(unix))]
    pub(super) async fn next(&mut self) -> Conclusion {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        Conclusion::Interrupted
    }
}

/// The first signal stops the run, which then writes its reports; the second ends at once. Listens
/// until it is aborted.
pub(super) fn stop(stopper: Stopper) -> JoinHandle<()> {
    let mut signals = Signals::new();
    tokio::spawn(async move {
        loop {
            let conclusion = signals.next().await;
            if stopper.stopped().is_some() {
                std::process::exit(i32::from(conclusion.exit_code()));
            }
            stopper.stop(conclusion);
        }
    })
}
