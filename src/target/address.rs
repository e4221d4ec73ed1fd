//! Where a target is, and whether it may be tested.

use reqwest::Url;
use url::Host;

use super::error::TargetError;

/// The host that real tenants live on.
const PRODUCTION: &str = "api.avarasoftware.com";

/// What is allowed on the production host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    /// Sending anything at all.
    pub production: bool,
    /// Sending more than reads.
    pub writes: bool,
}

/// A base URL with scheme and host, and nothing after its path.
///
/// # Errors
/// Names what would be right.
pub fn base_url(text: &str) -> Result<Url, TargetError> {
    let usable = |url: &Url| {
        matches!(url.scheme(), "http" | "https")
            && url.host_str().is_some_and(|host| !host.is_empty())
            && url.query().is_none()
            && url.fragment().is_none()
    };
    Url::parse(text).ok().filter(usable).ok_or_else(|| {
        let rest = text.split("://").last().unwrap_or_default();
        let host = rest.split(['?', '#']).next().filter(|host| !host.is_empty());
        let right = format!("https://{}", host.unwrap_or("host"));
        TargetError::Address { given: text.to_owned(), right }
    })
}

/// Refuses a base URL that ends in a part of the path that every operation adds: nothing would be
/// found there.
///
/// # Errors
/// Names the base URL that was meant.
pub fn guard_path(url: &Url) -> Result<(), TargetError> {
    let path = url.path().trim_end_matches('/');
    for added in ["/v1/viewer/users", "/v1/viewer"] {
        if let Some(prefix) = path.strip_suffix(added) {
            let mut right = url.clone();
            right.set_path(prefix);
            let right = right.as_str().trim_end_matches('/').to_owned();
            return Err(TargetError::Path(added, right));
        }
    }
    Ok(())
}

/// Whether the host is this machine.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

/// Refuses the production host unless it is allowed, and writes to it unless these are allowed
/// too. `writes` says whether the run would send any.
///
/// # Errors
/// Names the flag that allows it.
pub fn guard_production(url: &Url, allowed: Allowed, writes: bool) -> Result<(), TargetError> {
    guard(is_production(url), allowed, writes)
}

/// The same where it is known whether it is production.
pub(super) fn guard(production: bool, allowed: Allowed, writes: bool) -> Result<(), TargetError> {
    if !production {
        return Ok(());
    }
    if !allowed.production {
        return Err(TargetError::Production(
            "the target is production: --allow-production checks it, reading only",
        ));
    }
    if writes && !allowed.writes {
        return Err(TargetError::Production(
            "the suite writes, and the target is production: use --suite read-only, or \
             --allow-writes",
        ));
    }
    Ok(())
}

/// Whether the host is the one that real tenants live on. Parsing has undone upper case,
/// percent-encoding and international forms (WHATWG URL, host parsing).
pub(super) fn is_production(url: &Url) -> bool {
    // A name that ends in a dot is the same host (RFC 3986 section 3.2.2).
    url.host_str().map(|host| host.trim_end_matches('.')) == Some(PRODUCTION)
}

/// The same for the value of a `Host` header (RFC 9110 section 7.2).
pub(super) fn names_production(host: &str) -> bool {
    Url::parse(&format!("http://{}", host.trim())).is_ok_and(|url| is_production(&url))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_without_scheme_or_host_is_told_what_would_be_right() {
        for (given, right) in [
            ("localhost:8080", "https://localhost:8080"),
            ("staging.test/api", "https://staging.test/api"),
            ("ftp://staging.test", "https://staging.test"),
            ("https://", "https://host"),
            ("https://staging.test?x=1", "https://staging.test"),
        ] {
            let error = base_url(given).unwrap_err().to_string();
            assert!(error.ends_with(&format!("it has to look like {right}")), "{error}");
        }
        assert!(base_url("http://[::1]:8080/base/").is_ok());
    }

    #[test]
    fn production_is_read_only_after_one_flag_and_writable_after_two() {
        let allowed = |production, writes| Allowed { production, writes };
        for url in [
            "https://api.avarasoftware.com",
            "https://API.avarasoftware.com./v1",
            "http://api.avarasoftware.com:8443",
            "https://staging.test@api.avarasoftware.com",
            "https://\u{ff41}pi.avarasoftware\u{3002}com",
            "https://%61pi.avarasoftware.com",
            "https:\\\\api.avarasoftware.com",
            "https:api.avarasoftware.com",
        ] {
            let url = base_url(url).unwrap();
            assert!(guard_production(&url, allowed(false, false), false).is_err());
            assert!(guard_production(&url, allowed(true, false), false).is_ok());
            assert!(guard_production(&url, allowed(true, false), true).is_err());
            assert!(guard_production(&url, allowed(true, true), true).is_ok());
        }
        for url in
            ["https://staging.avarasoftware.com", "https://api.avarasoftware.com@staging.test"]
        {
            let url = base_url(url).unwrap();
            assert!(guard_production(&url, allowed(false, false), true).is_ok(), "{url}");
        }
    }

    #[test]
    fn the_path_of_an_operation_is_no_base() {
        for (given, right) in [
            ("https://staging.test/v1/viewer", "https://staging.test"),
            ("https://staging.test/api/v1/viewer/users/", "https://staging.test/api"),
        ] {
            let error = guard_path(&base_url(given).unwrap()).unwrap_err().to_string();
            assert!(error.ends_with(&format!("as in {right}")), "{error}");
        }
        assert!(guard_path(&base_url("https://staging.test/v1").unwrap()).is_ok());
    }

    #[test]
    fn a_host_header_names_production_in_whatever_form() {
        for host in ["api.avarasoftware.com", " API.AvaraSoftware.com.:443 "] {
            assert!(names_production(host), "{host}");
        }
        assert!(!names_production("staging.test"));
    }

    #[test]
    fn the_loopback_is_told_by_address_and_by_name() {
        for (url, expected) in [
            ("http://127.0.0.1:1", true),
            ("http://[::1]", true),
            ("http://localhost", true),
            ("http://localhost.evil.org", false),
            ("http://10.0.0.1", false),
        ] {
            assert_eq!(is_loopback(&base_url(url).unwrap()), expected, "{url}");
        }
    }
}
