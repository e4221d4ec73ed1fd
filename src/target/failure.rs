//! Why no complete response came back, in words that name the way out.

use std::{error::Error, io};

use crate::model::{TransportError, TransportFault};

/// Tells the kinds of transport failure apart, with the whole chain of causes in words.
pub(super) fn transport(error: &reqwest::Error) -> TransportError {
    let causes = causes(error);
    let fault = fault(error, &causes);
    let mut message = match fault {
        TransportFault::Connect => "cannot connect",
        TransportFault::Timeout => "no complete answer in time",
        TransportFault::Unreadable => "the answer is no HTTP",
        TransportFault::TooLarge => "the head of the answer is too large",
        _ => "the exchange broke",
    }
    .to_owned();
    let mut last = String::new();
    for cause in &causes {
        let text = cause.to_string();
        // Some layers only repeat what the next one says.
        if !last.ends_with(&text) {
            message = format!("{message}: {text}");
        }
        last = text;
    }
    message.extend(way_out(&causes).map(|hint| format!("; {hint}")));
    TransportError::new(fault, message)
}

/// The causes behind an error, the nearest first. What an I/O error wraps is a cause too, which
/// `source` passes over.
fn causes(error: &reqwest::Error) -> Vec<&(dyn Error + 'static)> {
    let mut causes = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        causes.push(cause);
        let wrapped = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = wrapped.map(|wrapped| wrapped as &(dyn Error + 'static)).or(cause.source());
    }
    causes
}

fn fault(error: &reqwest::Error, causes: &[&(dyn Error + 'static)]) -> TransportFault {
    let malformed = |kind| matches!(kind, io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput);
    if error.is_connect() {
        return TransportFault::Connect;
    }
    if error.is_timeout() {
        return TransportFault::Timeout;
    }
    for cause in causes {
        if let Some(http) = cause.downcast_ref::<hyper::Error>() {
            if http.is_parse_too_large() {
                return TransportFault::TooLarge;
            }
            if http.is_parse() {
                return TransportFault::Unreadable;
            }
        }
        if cause.downcast_ref::<io::Error>().is_some_and(|error| malformed(error.kind())) {
            return TransportFault::Unreadable;
        }
    }
    TransportFault::Broken
}

/// What a person can do about it, where the cause says so.
fn way_out(causes: &[&(dyn Error + 'static)]) -> Option<&'static str> {
    use rustls::{CertificateError, Error as TlsError};
    causes.iter().find_map(|cause| {
        if cause.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_parse) {
            return Some("if this port speaks TLS, the target begins with https://");
        }
        match cause.downcast_ref::<TlsError>()? {
            TlsError::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            ) => Some("the target has to be named as its certificate names it"),
            TlsError::InvalidCertificate(
                CertificateError::Expired
                | CertificateError::ExpiredContext { .. }
                | CertificateError::NotValidYet
                | CertificateError::NotValidYetContext { .. },
            ) => Some("renew the certificate, or set the clock of this machine"),
            TlsError::InvalidCertificate(_) => Some(
                "if the certificate is right, name its authority with --cacert FILE; --insecure \
                 looks at no certificate at all",
            ),
            TlsError::InvalidMessage(_) => {
                Some("if this port speaks no TLS, the target begins with http://")
            }
            TlsError::AlertReceived(rustls::AlertDescription::CertificateRequired) => {
                Some("the target wants a client certificate: --cert FILE --key FILE")
            }
            _ => None,
        }
    })
}
