//! Whom the binary trusts, and what it says when it does not.

use std::{fs, net::SocketAddr};

use rcgen::date_time_ymd;

use super::{
    rows::Target,
    run::{Done, run},
    server::{self, Server},
    tls_server::{self, Authority, Pair},
    transport,
};

/// A run over TLS against the mock behind a certificate; files are named as flags name them.
pub struct Trial {
    authority: Authority,
    target: String,
    folder: tempfile::TempDir,
}

impl Trial {
    fn new(authority: Authority, pair: &Pair, clients: Option<&Authority>) -> Self {
        Self::at(authority, tls_server::start(pair, clients, server::mock()))
    }

    fn at(authority: Authority, address: SocketAddr) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("ca.pem"), authority.pem()).unwrap();
        Self { authority, target: format!("https://localhost:{}", address.port()), folder }
    }

    fn named(names: &[&str]) -> Self {
        let authority = Authority::new();
        let pair = authority.issue(names);
        Self::new(authority, &pair, None)
    }

    /// One for a host that only a proxy can find, and where the proxy finds it.
    pub fn for_name(name: &str) -> (Self, SocketAddr) {
        let authority = Authority::new();
        let address = tls_server::start(&authority.issue(&[name]), None, server::mock());
        (Self::at(authority, address), address)
    }

    /// The path of a file with this text.
    fn file(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// The file with the authority to be trusted.
    pub fn authorities(&self) -> String {
        self.file("ca.pem", &self.authority.pem())
    }

    fn run(&self, args: &[&str]) -> Done {
        run(&self.target, &[&["--suite", "smoke"], args].concat(), &[])
    }
}

/// A port that is called by https and speaks no TLS.
pub fn no_tls() -> Target {
    let server = Server::start(0, transport::another_protocol);
    let url = format!("https://{}", server.address);
    Target { server: Some(server), ..Target::at(url) }
}

/// A port that is called by http and speaks TLS.
pub fn tls_unasked() -> Target {
    let pair = Authority::new().issue(&["localhost"]);
    Target::at(format!("http://{}", tls_server::start(&pair, None, server::mock())))
}

/// A port that takes a connection and never says anything.
pub fn silent() -> Target {
    let server = Server::start(0, transport::hangs);
    let url = format!("https://{}", server.address);
    Target { server: Some(server), ..Target::at(url) }
}

/// A certificate that no authority has signed.
pub fn self_signed() -> Target {
    let address = tls_server::start(&Pair::self_signed(&["localhost"]), None, server::mock());
    Target::at(format!("https://localhost:{}", address.port()))
}

/// A certificate of a known authority for somebody else.
pub fn wrong_name() -> Target {
    let trial = Trial::named(&["elsewhere.test"]);
    let args = vec!["--cacert".to_owned(), trial.authorities()];
    let Trial { target, folder, .. } = trial;
    Target { args, folder: Some(folder), ..Target::at(target) }
}

#[track_caller]
fn refused(done: &Done, words: &[&str]) {
    let told = done.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(done.code, Some(3), "{}{}", done.stdout, done.stderr);
    for word in words {
        assert!(told.contains(word), "`{word}` is missing in {told}");
    }
    assert_eq!(done.faults(), [""; 0]);
    assert_eq!(done.json()["summary"]["requests"], 1);
}

#[track_caller]
fn conforms(done: &Done) {
    assert_eq!(done.code, Some(0), "{}{}", done.stdout, done.stderr);
    assert_eq!(done.faults(), [""; 0]);
}

#[test]
fn an_unknown_authority_is_refused_until_it_is_named() {
    let trial = Trial::named(&["localhost"]);
    refused(&trial.run(&[]), &["certificate", "UnknownIssuer", "--cacert FILE", "--insecure"]);
    let done = trial.run(&["--cacert", &trial.authorities()]);
    conforms(&done);
    assert!(done.json()["info"]["warnings"].is_null());
    let replay = trial.run(&["--cacert", &trial.authorities(), "--cases", "1"]);
    conforms(&replay);
}

#[test]
fn a_certificate_for_another_name_is_refused() {
    let trial = Trial::named(&["elsewhere.test"]);
    let done = trial.run(&["--cacert", &trial.authorities()]);
    refused(&done, &["certificate", "the target has to be named as its certificate names it"]);
}

#[test]
fn a_certificate_out_of_its_time_is_refused() {
    let authority = Authority::new();
    let pair = authority.issue_with(&["localhost"], |params| {
        params.not_before = date_time_ymd(2001, 1, 1);
        params.not_after = date_time_ymd(2002, 1, 1);
    });
    let trial = Trial::new(authority, &pair, None);
    let done = trial.run(&["--cacert", &trial.authorities()]);
    refused(&done, &["expired", "renew the certificate"]);
}

/// Whoever looks at no certificate is told so everywhere.
#[test]
fn insecure_takes_any_certificate_and_warns_of_it_in_every_report() {
    let trial = Trial::named(&["elsewhere.test"]);
    let done = trial.run(&["--insecure"]);
    conforms(&done);
    let warning = "--insecure: no certificate was checked";
    assert!(done.stdout.contains("WARNING") && done.stdout.contains(warning), "{}", done.stdout);
    let reports: Vec<_> = done
        .files()
        .into_iter()
        .filter(|path| path.parent().unwrap().ends_with("reports"))
        .filter(|path| !path.ends_with("journal.ndjson"))
        .collect();
    assert!(reports.len() >= 9, "{reports:?}");
    for path in reports {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(warning), "{} has no warning", path.display());
    }
    let quiet = trial.run(&["--insecure", "--quiet"]);
    assert!(quiet.stdout.contains(warning), "{}", quiet.stdout);
}

#[test]
fn a_client_certificate_is_presented_where_it_is_wanted() {
    let (authority, clients) = (Authority::new(), Authority::new());
    let pair = authority.issue(&["localhost"]);
    let trial = Trial::new(authority, &pair, Some(&clients));
    let authorities = trial.authorities();
    let done = trial.run(&["--cacert", &authorities]);
    refused(&done, &["the target wants a client certificate: --cert FILE --key FILE"]);
    let own = clients.issue(&["the-gate"]);
    let cert = trial.file("client.pem", &own.certificate);
    let key = trial.file("client-key.pem", &own.key);
    conforms(&trial.run(&["--cacert", &authorities, "--cert", &cert, "--key", &key]));
    // Another authority's certificate is not taken.
    let foreign = Authority::new().issue(&["the-gate"]);
    let cert = trial.file("client.pem", &foreign.certificate);
    let key = trial.file("client-key.pem", &foreign.key);
    let done = trial.run(&["--cacert", &authorities, "--cert", &cert, "--key", &key]);
    refused(&done, &["cannot reach the target"]);
}

/// The server offers nothing else, so that every answer came over HTTP/2.
#[test]
fn http2_is_spoken_where_the_server_speaks_it() {
    let authority = Authority::new();
    let address = tls_server::start_http2(&authority.issue(&["localhost"]), server::mock());
    let trial = Trial::at(authority, address);
    conforms(&trial.run(&["--cacert", &trial.authorities()]));
}

#[test]
fn plain_http_and_tls_are_told_apart() {
    let done = run(&no_tls().url, &[], &[]);
    refused(&done, &["if this port speaks no TLS, the target begins with http://"]);
    let done = run(&tls_unasked().url, &[], &[]);
    refused(&done, &["if this port speaks TLS, the target begins with https://"]);
}

#[test]
fn files_that_hold_no_pem_are_wrong_usage() {
    let trial = Trial::named(&["localhost"]);
    let junk = trial.file("junk.pem", "junk");
    for (args, word) in [
        (vec!["--cacert", junk.as_str()], "--cacert holds no certificate in PEM"),
        (vec!["--cacert", "/no/such/file"], "--cacert /no/such/file"),
        (vec!["--cert", &junk, "--key", &junk], "--cert and --key holds no certificate"),
        (vec!["--cert", &junk], "--key <FILE>"),
        (vec!["--insecure", "--cacert", &junk], "cannot be used with"),
    ] {
        let done = trial.run(&args);
        assert_eq!(done.code, Some(2), "{}", done.stderr);
        assert!(done.stderr.contains(word), "`{word}` is missing in {}", done.stderr);
        assert!(!done.folder.path().join("reports").exists());
    }
}
