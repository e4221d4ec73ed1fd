//! The client: it sends what it is told, and records what comes back.

use std::time::Instant;

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::{
    Client, Method, Url,
    header::{
        ACCEPT_ENCODING, AUTHORIZATION, HOST, HeaderMap, HeaderName, HeaderValue,
        InvalidHeaderValue, USER_AGENT,
    },
    redirect::Policy,
};

use super::{
    address::{self, is_loopback, is_production, names_production},
    addresses::stray_address,
    body::BodyReader,
    coding,
    config::TargetConfig,
    connections::Connections,
    error::TargetError,
    failure::transport,
    gate::withheld,
    ids,
    pacing::RetryPolicy,
    patience::Patience,
    rate::Pace,
    secret::ApiKey,
};
use crate::model::{Credentials, Exchange, Request, Response, TransportError, TransportFault};

/// Headers whose values are no secrets.
const HARMLESS: [&str; 10] = [
    "accept",
    "accept-language",
    "cache-control",
    "content-type",
    "host",
    "origin",
    "prefer",
    "referer",
    "user-agent",
    "x-forwarded-proto",
];

/// The shortest word of a header's value that is hidden by itself.
const SECRET: usize = 12;

/// Longest path and query in bytes: what a client can send at all.
const LONGEST_PATH: usize = 60_000;

/// The endpoint under test.
///
/// ```
/// use avara_conformance::target::{ApiKey, Target, TargetConfig, base_url};
///
/// let base = base_url("http://localhost:8080/staging/")?;
/// let target = Target::new(TargetConfig::new(base, ApiKey::new("key of a test tenant")))?;
/// assert_eq!(target.url(), "http://localhost:8080/staging");
///
/// assert!(base_url("localhost:8080").is_err(), "a scheme is missing");
/// # Ok::<(), avara_conformance::target::TargetError>(())
/// ```
pub struct Target {
    connections: Connections,
    config: TargetConfig,
    reader: BodyReader,
    pace: Pace,
    retries: RetryPolicy,
    patience: Patience,
    production: bool,
}

impl Target {
    /// Prepares connections; sends nothing.
    ///
    /// # Errors
    /// When a configured header is not valid HTTP, the target is production and that is not
    /// allowed, the TLS set-up fails, or another machine would be spoken to without TLS.
    pub fn new(mut config: TargetConfig) -> Result<Self, TargetError> {
        config.key = config.key.hiding(secrets(&config.headers));
        config.guard_clear_text()?;
        config.guard_credentials()?;
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
        let connections = Connections::new(|| {
            let mut client = config.tls.prepare(&config.base, Client::builder())?;
            if is_loopback(&config.base) {
                // A proxy leads to other machines.
                client = client.no_proxy();
            }
            Ok(client
                .default_headers(headers.clone())
                .timeout(config.timeout)
                .connect_timeout(config.connect_timeout)
                // A redirect is an answer like any other, and credentials never follow one.
                .redirect(Policy::none())
                .retry(reqwest::retry::never()))
        })?;
        Ok(Self {
            connections,
            reader: BodyReader::new(config.most_bytes),
            pace: Pace::new(config.pause),
            retries: RetryPolicy::new(config.timeout),
            patience: Patience::new(config.first_byte_timeout.min(config.timeout)),
            production,
            config,
        })
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

    /// Whether nobody gave a key.
    #[must_use]
    pub(crate) fn is_keyless(&self) -> bool {
        self.config.keyless
    }

    /// The API key, which can be taken out of whatever is reported.
    #[must_use]
    pub(crate) fn key(&self) -> &ApiKey {
        &self.config.key
    }

    /// What a reader of any report has to know about the way to the target, in sentences.
    #[must_use]
    pub(crate) fn warnings(&self) -> Vec<String> {
        self.config.warnings()
    }

    /// Sends a request and reads the whole response, and takes the API key out of it. Whatever
    /// goes wrong is part of the exchange. `agent` is the `User-Agent`, by which the server's logs
    /// can be searched.
    pub async fn send(&self, request: Request, agent: &str) -> Exchange {
        let mut exchange = self.send_within(request, agent, &|| true).await;
        self.config.key.scrub_exchange(&mut exchange);
        exchange
    }

    /// The same, asking before every repetition whether there is a request left to be spent. The
    /// response is as it came, to be judged: a part of the key may be a part of an id. Whoever
    /// reports it scrubs it.
    pub(crate) async fn send_within(
        &self,
        request: Request,
        agent: &str,
        may_repeat: &(dyn Fn() -> bool + Sync),
    ) -> Exchange {
        let traceparent = ids::traceparent();
        let started = Instant::now();
        let stray = |request| {
            let address = stray_address(request, self.config.token.as_deref()?)?;
            Some(format!(
                "`{address}` is no address of this run, so that another run would meet its user; in \
                 a suite {{token}} stands for what marks the run"
            ))
        };
        let objection = withheld(&request, self.config.own_domain.as_deref());
        let outcome = match objection.or_else(|| stray(&request)) {
            Some(reason) => Err(not_sent(&reason)),
            None => self.send_with_retries(&request, &traceparent, agent, may_repeat).await,
        };
        let hidden = |TransportError { fault, message }| {
            TransportError::new(fault, self.config.key.scrub(&message))
        };
        Exchange {
            request,
            outcome: outcome.map_err(hidden),
            micros: u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
            finished_at: chrono::Utc::now().timestamp_millis(),
            traceparent,
        }
    }

    /// Sends a request, and again when the server asks for patience.
    async fn send_with_retries(
        &self,
        request: &Request,
        traceparent: &str,
        agent: &str,
        may_repeat: &(dyn Fn() -> bool + Sync),
    ) -> Result<Response, TransportError> {
        let mut retries = self.retries.begin();
        let repeatable = matches!(request.method.as_str(), "GET" | "HEAD" | "OPTIONS");
        let mut client = self.connections.of(repeatable);
        let mut once_more = repeatable;
        loop {
            self.pace.turn().await;
            let sent = Instant::now();
            let response = match self.send_once(client, request, traceparent, agent).await {
                // A connection that was kept may have been closed just then: what may be repeated
                // is sent once more over a new one (RFC 9110 section 9.2.2).
                Err(error)
                    if once_more && error.fault == TransportFault::Broken && may_repeat() =>
                {
                    once_more = false;
                    client = self.connections.fresh();
                    continue;
                }
                Err(error) => {
                    if error.fault == TransportFault::Timeout {
                        self.connections.keep_none();
                    }
                    return Err(error);
                }
                Ok(response) => response,
            };
            self.pace.book(sent, response.status == 429);
            self.connections.heed(&response);
            match retries.wait(&response, &request.method, chrono::Utc::now()) {
                Some(wait) if may_repeat() => tokio::time::sleep(wait).await,
                _ => return Ok(response),
            }
        }
    }

    async fn send_once(
        &self,
        client: &Client,
        request: &Request,
        traceparent: &str,
        agent: &str,
    ) -> Result<Response, TransportError> {
        let broken = |message| TransportError::new(TransportFault::Broken, message);
        if request.path.len() > LONGEST_PATH {
            let length = request.path.len();
            let message = format!("the path and query are too long to be sent: {length} bytes");
            return Err(TransportError::new(TransportFault::TooLarge, message));
        }
        let url = self.allowed_url(request)?;
        let method = Method::from_bytes(request.method.as_bytes())
            .map_err(|error| broken(error.to_string()))?;
        let mut builder = client
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
            Credentials::Valid | Credentials::KeyInOtherScheme if self.config.key.is_empty() => {
                None
            }
            Credentials::Valid => Some(self.config.key.bearer()),
            Credentials::Missing => None,
            Credentials::Wrong => Some(format!("Bearer {}", Credentials::WRONG_TOKEN)),
            Credentials::KeyInOtherScheme => {
                let bearer = self.config.key.bearer();
                Some(bearer.replacen("Bearer", Credentials::SCHEME_OF_NO_KEY, 1))
            }
            Credentials::OtherScheme => {
                Some(format!("Basic {}", STANDARD.encode(Credentials::WRONG_USER)))
            }
        };
        if let Some(value) = authorization {
            let mut value: HeaderValue = value
                .parse()
                .map_err(|_| broken("the API key is no valid header value".to_owned()))?;
            value.set_sensitive(true);
            builder = builder.header(AUTHORIZATION, value);
        }
        if let Some(body) = &request.body {
            builder = builder.body(body.clone());
        }
        let started = Instant::now();
        let answer =
            self.patience.wait(self.making_room(builder.send())).await.map_err(|waited| {
                let message = format!("no answer in time: {waited}");
                TransportError::new(TransportFault::Timeout, message)
            })?;
        let response = answer.map_err(|error| transport(&error)).inspect_err(|error| {
            if error.fault == TransportFault::Timeout {
                self.patience.exhausted();
            }
        })?;
        self.patience.answered(started.elapsed());
        self.reader.read(response).await
    }

    /// Waits for an answer. When it takes unusually long, connections that are kept idle may be what
    /// it waits for: no more are kept then, whether or not that is why.
    async fn making_room<T>(&self, answer: impl Future<Output = T>) -> T {
        let mut answer = std::pin::pin!(answer);
        if let Some(unusual) = self.patience.unusual() {
            tokio::select! {
                biased;
                answer = &mut answer => return answer,
                () = tokio::time::sleep(unusual) => self.connections.keep_none(),
            }
        }
        answer.await
    }

    /// Where a request goes. Looks once more at what is about to leave: nothing goes to another
    /// origin than the target's, whatever its path says, and to production only what is allowed.
    fn allowed_url(&self, request: &Request) -> Result<Url, TransportError> {
        let base = &self.config.base;
        let url = Url::parse(&format!("{}{}", base.as_str().trim_end_matches('/'), request.path));
        let stays = |url: &Url| url.origin() == base.origin();
        let url = url
            .ok()
            .filter(stays)
            .ok_or_else(|| not_sent(&format!("`{}` does not stay on the target", request.path)))?;
        let is_host = |(name, value): &(String, String)| {
            name.eq_ignore_ascii_case("host") && names_production(value)
        };
        let production = self.production || request.headers.iter().any(is_host);
        let writes = !matches!(request.method.as_str(), "GET" | "HEAD" | "OPTIONS");
        address::guard(production, self.config.allowed, writes)
            .map_err(|error| not_sent(&error.to_string()))?;
        Ok(url)
    }
}

/// The values of headers that may be secrets: all but those of names that are known to hold none.
/// Of a cookie and the like each word counts, since a server may show one alone.
fn secrets(headers: &[(String, String)]) -> impl Iterator<Item = &str> {
    let hidden = headers
        .iter()
        .filter(|(name, _)| !HARMLESS.iter().any(|harmless| name.eq_ignore_ascii_case(harmless)));
    hidden.flat_map(|(_, value)| {
        let words = value.split([';', ',', ' ', '=', ':']).map(str::trim);
        std::iter::once(value.as_str()).chain(words.filter(|word| word.len() >= SECRET))
    })
}

fn not_sent(reason: &str) -> TransportError {
    TransportError::new(TransportFault::Withheld, format!("not sent: {reason}"))
}
