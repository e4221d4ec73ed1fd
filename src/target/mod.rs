//! Floor 4: the HTTP client. It sends what it is told, records what comes back, and refuses what
//! must not leave.

mod address;
mod coding;
mod gate;
mod pacing;
mod rate;
mod secret;

use std::{
    num::NonZeroU32,
    time::{Duration, Instant},
};

pub use address::{Allowed, base_url, guard_production, is_loopback};
pub use gate::{forbidden_address, is_reserved, withheld};
use reqwest::{
    Client, Method, Url,
    header::{
        ACCEPT_ENCODING, AUTHORIZATION, HOST, HeaderMap, HeaderName, HeaderValue,
        InvalidHeaderValue, USER_AGENT,
    },
    redirect::Policy,
};
pub use secret::ApiKey;

use address::{is_production, names_production};
use rate::Pace;

use crate::model::{Credentials, Exchange, Request, Response, TransportError, TransportFault};

/// A token that no server issued, for requests that must be refused.
const WRONG_TOKEN: &str = "avara-conformance-wrong-token";

/// `Basic` credentials of a user `wrong` with the password `wrong` (RFC 7617).
const OTHER_SCHEME: &str = "Basic d3Jvbmc6d3Jvbmc=";

/// How long a connection may be idle and still be used again. Servers close idle ones after five
/// seconds and more, and a request that meets such an end is lost.
const IDLE: Duration = Duration::from_secs(3);

/// How to reach a target.
#[derive(Clone)]
pub struct TargetConfig {
    /// Base URL: scheme, host, port and perhaps a path that all operations stand under.
    pub base: Url,
    /// The bearer token.
    pub key: ApiKey,
    /// Further headers for every request.
    pub headers: Vec<(String, String)>,
    /// Time for one whole exchange.
    pub timeout: Duration,
    /// Time to get a connection.
    pub connect_timeout: Duration,
    /// Largest response body in bytes.
    pub most_bytes: usize,
    /// A domain that invitations may be sent to beside the reserved ones.
    pub own_domain: Option<String>,
    /// How many requests are sent in one second at most, repetitions included.
    pub rate: Option<NonZeroU32>,
    /// What is allowed should the target be production.
    pub allowed: Allowed,
}

impl TargetConfig {
    /// The usual limits: 10 s an exchange, 3 s to connect, 16 MiB a body.
    #[must_use]
    pub fn new(base: Url, key: ApiKey) -> Self {
        Self {
            base,
            key,
            headers: Vec::new(),
            timeout: Duration::from_secs(10),
            connect_timeout: Duration::from_secs(3),
            most_bytes: 16 << 20,
            own_domain: None,
            rate: None,
            allowed: Allowed::default(),
        }
    }
}

/// A target that cannot be set up; nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// The address is no URL that requests can be sent to.
    #[error("target `{given}` is no URL: it has to look like {right}")]
    Address {
        /// What was given.
        given: String,
        /// What would be right.
        right: String,
    },
    /// The address is production, and what the run would do there is not allowed.
    #[error("{0}")]
    Production(&'static str),
    /// A header given on the command line is none.
    #[error("header `{0}` has a name or value that HTTP does not allow")]
    Header(String),
    /// The HTTP client cannot be built.
    #[error("cannot set up the HTTP client: {0}")]
    Client(#[from] reqwest::Error),
}

/// What marks the users that one run creates: eight hexadecimal digits, new each time.
#[must_use]
pub fn fresh_token() -> String {
    uuid::Uuid::new_v4().simple().to_string()[..8].to_owned()
}

/// The endpoint under test.
pub struct Target {
    client: Client,
    config: TargetConfig,
    pace: Pace,
    production: bool,
}

impl Target {
    /// Prepares connections; sends nothing.
    ///
    /// # Errors
    /// When a configured header is not valid HTTP, the target is production and that is not
    /// allowed, or the TLS set-up fails.
    pub fn new(config: TargetConfig) -> Result<Self, TargetError> {
        // Fails only when a provider is installed already, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut headers = HeaderMap::new();
        for (name, value) in &config.headers {
            let invalid = || TargetError::Header(name.clone());
            let name: HeaderName = name.parse().map_err(|_| invalid())?;
            let value: HeaderValue = value.parse().map_err(|_: InvalidHeaderValue| invalid())?;
            headers.append(name, value);
        }
        let named = |value: &HeaderValue| value.to_str().is_ok_and(names_production);
        let production = is_production(&config.base) || headers.get_all(HOST).iter().any(named);
        address::guard(production, config.allowed, false)?;
        let mut client = Client::builder();
        if is_loopback(&config.base) {
            // A proxy is for the world outside; this machine is inside.
            client = client.no_proxy();
        }
        let client = client
            .default_headers(headers)
            .timeout(config.timeout)
            .connect_timeout(config.connect_timeout)
            .pool_idle_timeout(IDLE)
            // A redirect is an answer like any other, and credentials never follow one.
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .build()?;
        Ok(Self { client, pace: Pace::new(config.rate), production, config })
    }

    /// The base URL, without credentials and without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        let mut base = self.config.base.clone();
        // Both fail only for URLs without a host, which are refused before.
        let _ = base.set_password(None);
        let _ = base.set_username("");
        base.as_str().trim_end_matches('/').to_owned()
    }

    /// Removes the API key from a text.
    #[must_use]
    pub fn scrub(&self, text: &str) -> String {
        self.config.key.scrub(text)
    }

    /// Sends a request and reads the whole response. Whatever goes wrong is part of the exchange.
    /// `agent` is the `User-Agent`, by which the server's logs can be searched.
    pub async fn send(&self, request: Request, agent: &str) -> Exchange {
        self.send_within(request, agent, &|| true).await
    }

    /// The same, asking before every repetition whether there is a request left to be spent.
    pub async fn send_within(
        &self,
        request: Request,
        agent: &str,
        another: &(dyn Fn() -> bool + Sync),
    ) -> Exchange {
        let trace = uuid::Uuid::new_v4().simple().to_string();
        let span = uuid::Uuid::new_v4().simple().to_string();
        let traceparent = format!("00-{trace}-{}-01", &span[..16]);
        let started = Instant::now();
        let domain = self.config.own_domain.as_deref();
        let outcome = match gate::withheld(&request, domain) {
            Some(reason) => Err(TransportError {
                fault: TransportFault::Withheld,
                message: format!("not sent: {reason}"),
            }),
            None => self.patiently(&request, &traceparent, agent, another).await,
        };
        let mut exchange = Exchange {
            request,
            outcome,
            micros: u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
            finished_at: chrono::Utc::now().timestamp_millis(),
            traceparent,
        };
        self.config.key.scrub_exchange(&mut exchange);
        exchange
    }

    /// Sends a request, and again when the server asks for patience.
    async fn patiently(
        &self,
        request: &Request,
        traceparent: &str,
        agent: &str,
        another: &(dyn Fn() -> bool + Sync),
    ) -> Result<Response, TransportError> {
        let mut attempt = 0;
        loop {
            self.pace.turn().await;
            let response = self.exchange(request, traceparent, agent).await?;
            let now = chrono::Utc::now();
            match pacing::patience(&response, &request.method, attempt, now) {
                Some(wait) if another() => tokio::time::sleep(wait).await,
                _ => return Ok(response),
            }
            attempt += 1;
        }
    }

    async fn exchange(
        &self,
        request: &Request,
        traceparent: &str,
        agent: &str,
    ) -> Result<Response, TransportError> {
        let broken = |message: String| TransportError { fault: TransportFault::Broken, message };
        let url = self.address(request)?;
        let method = Method::from_bytes(request.method.as_bytes())
            .map_err(|error| broken(error.to_string()))?;
        let mut builder = self
            .client
            .request(method, url)
            .header("traceparent", traceparent)
            .header(USER_AGENT, agent)
            .header(ACCEPT_ENCODING, coding::ASKED);
        for (name, value) in &request.headers {
            let name: Result<HeaderName, _> = name.parse();
            let value: Result<HeaderValue, _> = value.parse();
            if let (Ok(name), Ok(value)) = (name, value) {
                builder = builder.headers(HeaderMap::from_iter([(name, value)]));
            }
        }
        let authorization = match request.credentials {
            Credentials::Valid if self.config.key.is_empty() => None,
            Credentials::Valid => Some(self.config.key.bearer()),
            Credentials::Missing => None,
            Credentials::Wrong => Some(format!("Bearer {WRONG_TOKEN}")),
            Credentials::OtherScheme => Some(OTHER_SCHEME.to_owned()),
        };
        if let Some(value) = authorization {
            let mut value: HeaderValue =
                value.parse().map_err(|_| broken("the API key is no valid header value".into()))?;
            value.set_sensitive(true);
            builder = builder.header(AUTHORIZATION, value);
        }
        if let Some(body) = &request.body {
            builder = builder.body(body.clone());
        }
        let response = builder.send().await.map_err(|error| transport(&error))?;
        self.read(response).await
    }

    /// Where a request goes. Looks once more at what is about to leave: nothing goes to another
    /// origin than the target's, whatever its path says, and to production only what is allowed.
    fn address(&self, request: &Request) -> Result<Url, TransportError> {
        let withheld = |message| TransportError { fault: TransportFault::Withheld, message };
        let base = &self.config.base;
        let url = Url::parse(&format!("{}{}", base.as_str().trim_end_matches('/'), request.path));
        let stays = |url: &Url| url.origin() == base.origin();
        let url = url.ok().filter(stays).ok_or_else(|| {
            withheld(format!("not sent: `{}` does not stay on the target", request.path))
        })?;
        let is_host = |(name, value): &(String, String)| {
            name.eq_ignore_ascii_case("host") && names_production(value)
        };
        let production = self.production || request.headers.iter().any(is_host);
        let writes = !matches!(request.method.as_str(), "GET" | "HEAD" | "OPTIONS");
        address::guard(production, self.config.allowed, writes)
            .map_err(|error| withheld(format!("not sent: {error}")))?;
        Ok(url)
    }

    async fn read(&self, mut response: reqwest::Response) -> Result<Response, TransportError> {
        let status = response.status().as_u16();
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                (name.as_str().to_owned(), value)
            })
            .collect();
        let most = self.config.most_bytes;
        let too_large = || TransportError {
            fault: TransportFault::TooLarge,
            message: format!("the response is larger than {most} bytes"),
        };
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| transport(&error))? {
            if body.len() + chunk.len() > most {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        coding::undone(Response { status, headers, body }, most).ok_or_else(too_large)
    }
}

/// Tells the kinds of transport failure apart, with the whole chain of causes in words.
fn transport(error: &reqwest::Error) -> TransportError {
    let fault = if error.is_connect() {
        TransportFault::Connect
    } else if error.is_timeout() {
        TransportFault::Timeout
    } else {
        TransportFault::Broken
    };
    let mut message = match fault {
        TransportFault::Connect => "cannot connect".to_owned(),
        TransportFault::Timeout => "no complete answer in time".to_owned(),
        _ => "the exchange broke".to_owned(),
    };
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        message = format!("{message}: {inner}");
        cause = inner.source();
    }
    TransportError { fault, message }
}
