//! Starting and stopping.

use std::{
    future::Future,
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use axum::{Router, serve::ListenerExt};
use serde_json::json;
use tokio::{net::TcpListener, sync::Semaphore, task::JoinHandle, time::timeout};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{
    app::App, config::MockConfig, faults::EnabledHooks, judge::Judge, limited::Limited,
    routes::Routes, serve::serve, store::Users, tenant, traffic,
};
use crate::{
    model::{Edition, Operation},
    schema::{Documents, OperationSpec, SchemaError},
};

/// How long a shutdown waits for answers that are still on their way.
const DRAIN: Duration = Duration::from_secs(10);

/// Why a mock did not start.
#[derive(Debug, thiserror::Error)]
pub enum MockError {
    /// The address is taken, not this machine's, or not allowed.
    #[error("cannot listen on {address}: {source}")]
    Bind {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// A request schema cannot be used.
    #[error(transparent)]
    Schema(#[from] SchemaError),
}

/// A running mock. Dropping it stops it without waiting.
#[derive(Debug)]
pub struct MockServer {
    address: SocketAddr,
    stop: DropGuard,
    serving: JoinHandle<()>,
}

/// Starts a mock that judges requests by these schemas. It listens when this returns.
///
/// # Errors
/// When the address cannot be listened on, or a request schema cannot be compiled.
pub async fn start(config: MockConfig, documents: &Documents) -> Result<MockServer, MockError> {
    let app = Arc::new(app(config, documents)?);
    let config = &app.config;
    let address = SocketAddr::new(config.bind, config.port);
    let bind = |source| MockError::Bind { address, source };
    let listener = TcpListener::bind(address).await.map_err(bind)?;
    let address = listener.local_addr().map_err(bind)?;
    // Small answers must not wait for the acknowledgement of the answer before.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    let at_once = if config.one_connection { 1 } else { Semaphore::MAX_PERMITS };
    let listener = Limited::new(listener, at_once);

    let traffic = config.traffic;
    let router = Router::new().fallback(serve).with_state(Arc::clone(&app));
    let token = CancellationToken::new();
    if let Some(pause) = traffic {
        let stopped = token.clone().cancelled_owned();
        tokio::spawn(async move {
            tokio::select! {
                () = stopped => {}
                () = traffic::write(app, pause) => {}
            }
        });
    }
    let stopped = token.clone().cancelled_owned();
    let serving = tokio::spawn(async move {
        // Serving itself never fails: errors of one connection end that connection.
        let _ = axum::serve(listener, router).with_graceful_shutdown(stopped).await;
    });
    Ok(MockServer { address, stop: token.drop_guard(), serving })
}

/// The schemas with the clinic roles of one edition only, or of all pages.
fn known_roles(documents: &Documents, edition: Option<Edition>) -> Documents {
    let mut documents = documents.clone();
    if let Some(edition) = edition {
        let roles = json!({ "$ref": format!("clinic-role-{edition}.json") });
        documents.insert("clinic-role.json", roles);
    }
    documents
}

/// A tenant that nobody listens for yet.
pub(super) fn app(mut config: MockConfig, documents: &Documents) -> Result<App, SchemaError> {
    let hooks = EnabledHooks::from_config(&mut config);
    let documents = known_roles(documents, config.edition);
    let operations = Operation::ALL
        .into_iter()
        .filter(|operation| match operation {
            Operation::RevokeAccess => config.revoke_access,
            Operation::Invitations | Operation::RevokeInvitation => config.invitations,
            Operation::Invite | Operation::List | Operation::Update => true,
        })
        .map(|operation| OperationSpec::read(&documents, operation))
        .collect::<Result<Vec<_>, _>>()?;
    let judge = Judge::new(&documents, &operations)?;
    let users = if config.empty {
        Users::default()
    } else {
        tenant::seeded(config.seed_users, config.seed, config.edition)
    };
    let users = users.remembering(config.lag);
    Ok(App::new(config, Routes::new(operations), judge, hooks, users))
}

impl MockServer {
    /// Where it listens, such as `http://127.0.0.1:49152`, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        let mut address = self.address;
        // Nobody can connect to "every address"; the loopback is one of them.
        match address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
            IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
            _ => {}
        }
        format!("http://{address}")
    }

    /// Takes no further connections, finishes the answers that are under way, and stops.
    pub async fn shutdown(self) {
        let Self { stop, mut serving, .. } = self;
        drop(stop);
        if timeout(DRAIN, &mut serving).await.is_err() {
            serving.abort();
        }
    }

    /// Serves until the future resolves, then shuts down.
    pub async fn run_until(self, stop: impl Future<Output = ()>) {
        stop.await;
        self.shutdown().await;
    }
}
