//! Guards just above the socket: what must not leave does not, whoever wrote the request.
#![expect(clippy::unwrap_used, reason = "a helper of a test fails like the test itself")]

use std::{io::ErrorKind, net::TcpListener};

use avara_conformance::{
    model::{Credentials, Operation, Request, TransportFault},
    target::{Allowed, ApiKey, Target, TargetConfig, base_url},
};

fn request(method: &str, path: &str, body: Option<&[u8]>) -> Request {
    Request {
        operation: Operation::Invite,
        method: method.to_owned(),
        path: path.to_owned(),
        headers: Vec::new(),
        body: body.map(<[u8]>::to_vec),
        credentials: Credentials::Valid,
    }
}

/// Sends it, and asserts that the target held it back for this reason.
#[track_caller]
fn withheld(target: &Target, request: &Request, reason: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let exchange = runtime.block_on(target.send(request.clone(), "tests"));
    let error = exchange.outcome.unwrap_err();
    assert_eq!(error.fault, TransportFault::Withheld, "{request:?}: {error}");
    assert!(error.message.contains(reason), "{error}");
}

#[test]
fn an_address_of_another_domain_reaches_no_socket() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let base = base_url(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let target = Target::new(TargetConfig::new(base, ApiKey::new("some-key"))).unwrap();
    let bodies: [&[u8]; 6] = [
        br#"{"email":"a@hospital.org"}"#,
        br#"{"email":"a\u0040hospital.org","email":"a@example.com"}"#,
        br#"{"lastName":"see a@hospital.org"}"#,
        b"email=a%40hospital.org",
        b"{\"email\":\"a\xc1\x80hospital.org",
        b"\xff\xfe{\0\"\0a\0@\0h\0.\0o\0r\0g\0\"\0}\0",
    ];
    for body in bodies {
        for (method, path) in [("POST", "/v1/viewer/users"), ("PATCH", "/v1/viewer/users/usr_1")] {
            withheld(&target, &request(method, path, Some(body)), "only reserved domains");
        }
    }
    assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
}

#[test]
fn a_path_leads_to_no_other_host() {
    let base = base_url("http://127.0.0.1:9").unwrap();
    let target = Target::new(TargetConfig::new(base, ApiKey::new("some-key"))).unwrap();
    for path in ["@evil.test/v1", ":80@evil.test", "0/v1", ".evil.test/v1"] {
        withheld(&target, &request("GET", path, None), "does not stay on the target");
    }
}

fn production(url: &str, host: Option<&str>, allowed: Allowed) -> Option<Target> {
    let config = TargetConfig::new(base_url(url).unwrap(), ApiKey::new("some-key"));
    let headers = host.map(|host| ("Host".to_owned(), host.to_owned())).into_iter().collect();
    Target::new(TargetConfig { headers, allowed, ..config }).ok()
}

/// A second guard, for whoever comes without the one of the command line.
#[test]
fn production_is_guarded_where_requests_leave() {
    let reading = Allowed { production: true, writes: false };
    let api = "api.avarasoftware.com";
    for (url, host) in [
        ("https://api.avarasoftware.com", None),
        ("http://127.0.0.1:9", Some("api.avarasoftware.com")),
        ("http://127.0.0.1:9", Some("API.avarasoftware.com.:443")),
    ] {
        assert!(production(url, host, Allowed::default()).is_none(), "{url} {host:?}");
        let target = production(url, host, reading).unwrap();
        for method in ["POST", "PATCH", "DELETE"] {
            withheld(&target, &request(method, "/v1/viewer/users", None), "--allow-writes");
        }
    }
    let target = production("http://127.0.0.1:9", None, reading).unwrap();
    let headers = vec![("host".to_owned(), api.to_owned())];
    let request = Request { headers, ..request("POST", "/v1/viewer/users", None) };
    withheld(&target, &request, "--allow-writes");
}
