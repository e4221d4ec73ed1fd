//! How to reach a target.

use std::time::Duration;

use reqwest::{Certificate, ClientBuilder, Identity, Url};

use super::{
    address::{Allowed, is_loopback},
    error::TargetError,
    secret::ApiKey,
};

/// How to reach a target.
#[derive(Clone)]
pub struct TargetConfig {
    /// Base URL: scheme, host, port and perhaps a path that all operations stand under.
    pub base: Url,
    /// The bearer token.
    pub key: ApiKey,
    /// Whether nobody gave a key, and a usual one is shown.
    pub keyless: bool,
    /// Further headers for every request.
    pub headers: Vec<(String, String)>,
    /// Time for one whole exchange.
    pub timeout: Duration,
    /// Time to get a connection.
    pub connect_timeout: Duration,
    /// Time until the head of the response has arrived.
    pub first_byte_timeout: Duration,
    /// Largest response body in bytes, content codings undone.
    pub most_bytes: usize,
    /// A domain that invitations may be sent to beside the reserved ones.
    pub own_domain: Option<String>,
    /// What every address that is sent has to hold: it marks those of the run.
    pub token: Option<String>,
    /// The time between two requests at least, repetitions included.
    pub pause: Option<Duration>,
    /// What is allowed should the target be production.
    pub allowed: Allowed,
    /// Whether another machine may be spoken to without TLS.
    pub allow_http: bool,
    /// Which authorities to trust, and the certificate to present.
    pub tls: Tls,
}

/// What is known about TLS beyond the system's authorities.
#[derive(Clone, Default)]
pub struct Tls {
    /// PEM certificates of the only authorities to trust; `None` trusts those of the system.
    pub authorities: Option<Vec<u8>>,
    /// PEM certificate chain and private key that we present.
    pub identity: Option<Vec<u8>>,
    /// Whether any certificate will do.
    pub insecure: bool,
}

impl TargetConfig {
    /// The usual limits: 10 s an exchange, 3 s to connect, 8 MiB a body.
    #[must_use]
    pub fn new(base: Url, key: ApiKey) -> Self {
        Self {
            base,
            key,
            keyless: false,
            headers: Vec::new(),
            timeout: Duration::from_secs(10),
            connect_timeout: Duration::from_secs(3),
            first_byte_timeout: Duration::from_secs(10),
            most_bytes: 8 << 20,
            own_domain: None,
            token: None,
            pause: None,
            allowed: Allowed::default(),
            allow_http: false,
            tls: Tls::default(),
        }
    }

    /// The base URL, without credentials and without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        let mut base = self.base.clone();
        // Both fail only for URLs without a host, which are refused before.
        let _ = base.set_password(None);
        let _ = base.set_username("");
        base.as_str().trim_end_matches('/').to_owned()
    }

    /// What a reader of any report has to know about the way to the target, in sentences.
    pub(super) fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.tls.insecure && self.base.scheme() == "https" {
            warnings.push(
                "--insecure: no certificate was checked, so that whoever stands between could \
                 read the API key and change every answer"
                    .to_owned(),
            );
        }
        if self.is_clear_text() {
            warnings.push(
                "--allow-http: the target was spoken to in clear text, so that whoever stands \
                 between could read the API key and change every answer"
                    .to_owned(),
            );
        }
        warnings
    }

    /// Whether another machine is spoken to without TLS.
    fn is_clear_text(&self) -> bool {
        self.base.scheme() == "http" && !is_loopback(&self.base)
    }

    /// Refuses an address with credentials, a second `Authorization` and a key that no header can
    /// carry: what is sent would not be what was meant.
    pub(super) fn guard_credentials(&self) -> Result<(), TargetError> {
        if !self.base.username().is_empty() || self.base.password().is_some() {
            return Err(TargetError::UserInfo(self.url()));
        }
        let is_authorization =
            |(name, _): &(String, String)| name.eq_ignore_ascii_case("authorization");
        if self.headers.iter().any(is_authorization) {
            return Err(TargetError::Authorization);
        }
        self.key.unsendable().map_or(Ok(()), |what| Err(TargetError::Key(what)))
    }

    /// Refuses to speak to another machine without TLS unless that is allowed.
    pub(super) fn guard_clear_text(&self) -> Result<(), TargetError> {
        if self.is_clear_text() && !self.allow_http {
            let mut right = self.base.clone();
            // Both schemes are special (URL Standard), so that one may take the other's place.
            let _ = right.set_scheme("https");
            let right = right.as_str().trim_end_matches('/').to_owned();
            return Err(TargetError::ClearText(right));
        }
        Ok(())
    }
}

impl Tls {
    /// Sets up a client's authorities and certificate.
    pub(super) fn prepare(
        &self,
        base: &Url,
        mut client: ClientBuilder,
    ) -> Result<ClientBuilder, TargetError> {
        if let Some(pem) = &self.authorities {
            let wrong = |_| TargetError::Pem("--cacert", "certificate");
            let certificates = Certificate::from_pem_bundle(pem).map_err(wrong)?;
            if certificates.is_empty() {
                return Err(TargetError::Pem("--cacert", "certificate"));
            }
            client = client.tls_certs_only(certificates);
        } else if base.scheme() == "http" && is_loopback(base) {
            // Nothing here will speak TLS, so that the system's authorities need not be read.
            client = client.tls_certs_only([]);
        }
        if let Some(pem) = &self.identity {
            let wrong = |_| TargetError::Pem("--cert and --key", "certificate and private key");
            client = client.identity(Identity::from_pem(pem).map_err(wrong)?);
        }
        Ok(client.tls_danger_accept_invalid_certs(self.insecure))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::base_url;

    fn config(url: &str) -> TargetConfig {
        TargetConfig::new(base_url(url).unwrap(), ApiKey::new("secret"))
    }

    #[test]
    fn another_machine_is_spoken_to_in_clear_text_only_when_that_is_allowed() {
        let refused = config("http://staging.test:8080/api").guard_clear_text().unwrap_err();
        let text = refused.to_string();
        assert!(text.contains("use https://staging.test:8080/api, or --allow-http"), "{text}");
        let allowed = TargetConfig { allow_http: true, ..config("http://staging.test") };
        assert!(allowed.guard_clear_text().is_ok());
        assert!(allowed.warnings()[0].starts_with("--allow-http: "));
        for url in ["https://staging.test", "http://127.0.0.1:1", "http://[::1]:1"] {
            assert!(config(url).guard_clear_text().is_ok(), "{url}");
            assert_eq!(config(url).warnings(), [""; 0], "{url}");
        }
    }

    #[test]
    fn what_would_be_sent_twice_or_not_at_all_is_refused() {
        let refused = |config: TargetConfig| config.guard_credentials().unwrap_err().to_string();
        let text = refused(config("http://user:pass@127.0.0.1:1"));
        assert!(text.contains("the target is http://127.0.0.1:1"), "{text}");
        let headers = vec![("authorization".to_owned(), "x".to_owned())];
        let text = refused(TargetConfig { headers, ..config("http://127.0.0.1:1") });
        assert!(text.contains("AVARA_API_KEY"), "{text}");
        for (key, what) in [("one\ntwo", "a line break"), ("caf\u{e9}", "a character")] {
            let key = ApiKey::new(key);
            let text = refused(TargetConfig { key, ..config("http://127.0.0.1:1") });
            assert!(text.contains(what), "{text}");
        }
        let key = ApiKey::new("\u{feff}key\r\n");
        assert!(TargetConfig { key, ..config("http://[::1]") }.guard_credentials().is_ok());
    }

    #[test]
    fn looking_at_no_certificate_is_warned_of_where_there_would_be_one() {
        let insecure = |url| {
            let tls = Tls { insecure: true, ..Tls::default() };
            TargetConfig { tls, ..config(url) }.warnings().len()
        };
        assert_eq!(insecure("https://staging.test"), 1);
        assert_eq!(insecure("http://127.0.0.1"), 0);
    }
}
