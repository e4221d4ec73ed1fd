//! Which status codes count as accepted, refused and unauthorised. No page names any.

use super::{excerpt, finding};
use crate::{
    check::{Reply, Stop},
    model::{Finding, Response, StatusSet},
    promise::Promise,
};

/// 4xx codes that say nothing about the content of a request (RFC 9110 section 15.5, RFC 6585):
/// credentials, time and load.
const BESIDE_THE_POINT: [u16; 3] = [401, 408, 429];

/// An answer whose status lies outside of what the suite asks for.
pub(in crate::check) fn narrowed(
    allowed: &StatusSet,
    promise: &Promise,
    reply: &Reply,
) -> Vec<Finding> {
    let others = allowed.iter().filter(|codes| !codes.contains(&reply.status));
    others
        .map(|codes| {
            let codes: Vec<String> = codes.iter().map(ToString::to_string).collect();
            let expected = format!("{}, as the suite asks", codes.join(" or "));
            let actual = format!("{}: {}", reply.status, excerpt(&reply.body));
            finding(promise, reply.operation, ("status", "other-status"), expected, actual)
        })
        .collect()
}

/// A request that must be accepted: 2xx, or what the suite allows of it.
pub(in crate::check) fn accepted(
    allowed: &StatusSet,
    promise: &Promise,
    what: &str,
    reply: &Reply,
) -> Vec<Finding> {
    if reply.is_success() {
        return narrowed(allowed, promise, reply);
    }
    let actual = format!("{}: {}", reply.status, excerpt(&reply.body));
    vec![finding(
        promise,
        reply.operation,
        ("status", "refused"),
        format!("2xx for {what}"),
        actual,
    )]
}

/// Whether a request that must be refused was: any 4xx that is about its content.
///
/// # Errors
/// `Stop` when the status does not tell, such as 401 and 429, or is a 5xx, which
/// `protocol::no_server_errors` reports.
pub(in crate::check) fn is_refused(response: &Response) -> Result<bool, Stop> {
    match response.status {
        status if BESIDE_THE_POINT.contains(&status) || status >= 500 => {
            Err(Stop::because(format!("the request was answered with {status}")))
        }
        status => Ok((400..500).contains(&status)),
    }
}

/// A request that must be refused with a 4xx, or what the suite allows of it; `place` is what
/// breaks the constraint, `what` says so for a person.
///
/// # Errors
/// As [`is_refused`].
pub(in crate::check) fn refused(
    allowed: &StatusSet,
    promise: &Promise,
    place: &str,
    what: &str,
    reply: &Reply,
) -> Result<Vec<Finding>, Stop> {
    if is_refused(reply)? {
        return Ok(narrowed(allowed, promise, reply));
    }
    let actual = format!("{}: {}", reply.status, excerpt(&reply.body));
    let expected = format!("a 4xx status, since {what}");
    Ok(vec![finding(promise, reply.operation, (place, "accepted"), expected, actual)])
}

/// A request that must be refused for its credentials, with any 4xx or the one that the suite
/// allows.
///
/// # Errors
/// `Stop` when the status does not tell: it speaks of time and load, such as 429 after several
/// wrong tokens, or is a 5xx, which `protocol::no_server_errors` reports.
pub(in crate::check) fn unauthorised(
    allowed: &StatusSet,
    promise: &Promise,
    what: &str,
    reply: &Reply,
) -> Result<Vec<Finding>, Stop> {
    match reply.status {
        status @ (408 | 429 | 500..) => {
            Err(Stop::because(format!("the request was answered with {status}")))
        }
        400..500 => Ok(narrowed(allowed, promise, reply)),
        status => {
            let actual = format!("{status}: {}", excerpt(&reply.body));
            let expected = format!("401 or 403 {what}");
            Ok(vec![finding(promise, reply.operation, (what, "let-in"), expected, actual)])
        }
    }
}

/// The status of a refusal for its credentials says that it is one: 401 or 403, 400 where they
/// cannot be read (RFC 6750 section 3.1), 404 from a server that hides what it has (RFC 9110
/// section 15.5.5).
pub(in crate::check) fn names_credentials(
    promise: &Promise,
    what: &str,
    reply: &Reply,
) -> Vec<Finding> {
    let says_so = matches!(reply.status, 400 | 401 | 403 | 404);
    let actual = || format!("{}: {}", reply.status, excerpt(&reply.body));
    let seen = ("status", "other-refusal");
    let expected = format!("401 or 403 {what}");
    (!says_so)
        .then(|| finding(promise, reply.operation, seen, expected, actual()))
        .into_iter()
        .collect()
}
