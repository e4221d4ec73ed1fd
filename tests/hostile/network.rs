//! The way to the target: clear text, proxies, IPv6, time, and targets that go away.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex, mpsc},
    thread,
};

use super::{
    rows::{GOOD, Target},
    run::run,
    server::{self, Server},
    tls::Trial,
    transport,
};

/// A run that only asks whether anybody is there.
const ONE_CHECK: [&str; 3] = ["--exact", "auth::list_requires_credentials", "--quiet"];

/// An address where nothing listens.
pub fn nobody() -> Target {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    Target::at(format!("http://{address}"))
}

/// A server that is gone after some requests.
pub fn mortal() -> Target {
    let server = Server::mortal(GOOD);
    let url = format!("http://{}", server.address);
    Target { server: Some(server), ..Target::at(url) }
}

#[test]
fn nothing_listens() {
    let done = run(&nobody().url, &[], &[]);
    assert_eq!(done.code, Some(3), "{}", done.stdout);
    assert_eq!(done.faults(), [""; 0]);
    assert_eq!(done.json()["summary"]["requests"], 1);
}

/// What was found before the target went is kept, and the run says why it ended.
#[test]
fn a_target_that_dies_is_noticed_within_a_few_requests() {
    let done = run(&mortal().url, &[], &[]);
    assert_eq!(done.code, Some(3), "{}", done.stdout);
    assert_eq!(done.faults(), [""; 0]);
    let run = done.json();
    let reason = run["summary"]["reason"].as_str().unwrap();
    assert!(reason.starts_with("the target is gone: "), "{reason}");
    // Of thousands: what was under way, and what was sent while the target was asked after.
    assert!(run["summary"]["requests"].as_u64().unwrap() < 300, "{}", run["summary"]);
    assert!(done.stdout.contains("the target is gone"), "{}", done.stdout);
    let results = run["results"].as_array().unwrap();
    assert!(!results.is_empty() && results.iter().all(|result| result["verdict"] != "pass"));
}

/// Findings win over the death of the target.
#[test]
fn what_was_found_before_the_target_died_is_kept() {
    let server = Server::start(20, |call| {
        if call.number < 40 { transport::always_fails(call) } else { transport::closes(call) }
    });
    let done = run(&format!("http://{}", server.address), &[], &[]);
    assert_eq!(done.code, Some(1), "{}", done.stdout);
    assert_eq!(done.faults(), [""; 0]);
    assert!(done.stdout.contains("protocol::no_server_errors"), "{}", done.stdout);
    assert!(done.stdout.contains("the target is gone"), "{}", done.stdout);
}

#[test]
fn another_machine_is_spoken_to_in_clear_text_only_when_that_is_allowed() {
    let done = run("http://staging.test", &[], &[]);
    assert_eq!(done.code, Some(2), "{}", done.stderr);
    assert!(done.stderr.contains("use https://staging.test, or --allow-http"), "{}", done.stderr);
    assert!(!done.folder.path().join("reports").exists());
}

/// A proxy that hands everything to the mock and remembers what it was asked.
fn proxy() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let remembers = Arc::clone(&asked);
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let remembers = Arc::clone(&remembers);
            thread::spawn(move || {
                let mut head = vec![0; 1 << 16];
                let length = stream.read(&mut head).unwrap_or_default();
                let head = String::from_utf8_lossy(&head[..length]).into_owned();
                remembers.lock().unwrap().push(head.lines().next().unwrap_or_default().to_owned());
                let mut mock = TcpStream::connect(server::mock()).unwrap();
                let line = head.replacen("http://staging.test", "", 1);
                let line = line.replacen("\r\n", "\r\nconnection: close\r\n", 1);
                mock.write_all(line.as_bytes()).unwrap();
                let _ = std::io::copy(&mut mock, &mut stream);
            });
        }
    });
    (url, asked)
}

#[test]
fn a_proxy_is_taken_from_the_environment_and_not_for_this_machine() {
    let (url, asked) = proxy();
    let args = [&["--allow-http"], ONE_CHECK.as_slice()].concat();
    let done = run("http://staging.test", &args, &[("http_proxy", &url)]);
    assert_eq!(done.code, Some(0), "{}{}", done.stdout, done.stderr);
    assert_eq!(done.faults(), [""; 0]);
    let first = asked.lock().unwrap()[0].clone();
    assert!(first.starts_with("GET http://staging.test/v1/viewer/users"), "{first}");
    assert!(done.stdout.contains("--allow-http: the target was spoken to in clear text"));
    let before = asked.lock().unwrap().len();
    let here = format!("http://{}", server::mock());
    let done = run(&here, &ONE_CHECK, &[("http_proxy", &url)]);
    assert_eq!(done.code, Some(0), "{}{}", done.stdout, done.stderr);
    assert_eq!(asked.lock().unwrap().len(), before);
}

/// What goes to an https target is nothing to the proxy but bytes (RFC 9110 section 9.3.6).
#[test]
fn a_proxy_is_a_tunnel_for_https() {
    let (trial, tls) = Trial::for_name("staging.test");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = format!("http://{}", listener.local_addr().unwrap());
    let (tell, asked) = mpsc::channel();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut head = vec![0; 1 << 14];
            let length = stream.read(&mut head).unwrap_or_default();
            tell.send(String::from_utf8_lossy(&head[..length]).into_owned()).unwrap();
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
            join(stream, TcpStream::connect(tls).unwrap());
        }
    });
    let authorities = trial.authorities();
    let args = [&["--cacert", authorities.as_str()], ONE_CHECK.as_slice()].concat();
    let done = run("https://staging.test", &args, &[("https_proxy", &proxy)]);
    assert_eq!(done.code, Some(0), "{}{}", done.stdout, done.stderr);
    assert_eq!(done.faults(), [""; 0]);
    for head in asked.try_iter() {
        assert!(head.starts_with("CONNECT staging.test:443 HTTP/1.1\r\n"), "{head}");
        assert!(!head.to_ascii_lowercase().contains("bearer"), "{head}");
    }
}

/// Lets two connections speak with each other.
fn join(one: TcpStream, other: TcpStream) {
    let (mut from, mut to) = (one.try_clone().unwrap(), other.try_clone().unwrap());
    thread::spawn(move || std::io::copy(&mut from, &mut to));
    thread::spawn(move || std::io::copy(&mut { other }, &mut { one }));
}

/// The name and password of a proxy are secrets too.
#[test]
fn a_proxy_that_is_not_there_is_told_without_its_password() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let proxy = format!("http://someone:proxy-password-0123@{address}");
    let done = run("http://staging.test", &["--allow-http"], &[("http_proxy", &proxy)]);
    assert_eq!(done.code, Some(3), "{}{}", done.stdout, done.stderr);
    assert_eq!(done.faults(), [""; 0]);
    let everything = String::from_utf8_lossy(&done.everything()).into_owned();
    assert!(!everything.contains("proxy-password-0123"), "{everything}");
}

/// Tells that a test could not run here; `.ci/run` looks for the word.
#[expect(clippy::print_stdout, reason = "a test has no other way to say that it was skipped")]
fn skipped(reason: &str) {
    println!("skipped: {reason}");
}

#[test]
fn ipv6_targets_are_reached() {
    let Ok(listener) = TcpListener::bind("[::1]:0") else { return skipped("there is no IPv6") };
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            join(stream, TcpStream::connect(server::mock()).unwrap());
        }
    });
    let done = run(&format!("http://{address}"), &ONE_CHECK, &[]);
    assert_eq!(done.code, Some(0), "{}{}", done.stdout, done.stderr);
    assert_eq!(done.faults(), [""; 0]);
}

/// The head of an answer has a time of its own, which is far below that of the whole.
#[test]
fn the_first_byte_has_a_time_of_its_own() {
    let server = Server::start(0, transport::hangs);
    let args = ["--timeout", "1h", "--first-byte-timeout", "300ms"];
    let done = run(&format!("http://{}", server.address), &args, &[]);
    assert_eq!(done.code, Some(3), "{}", done.stdout);
    assert!(done.stdout.contains("nothing arrived within 300 ms"), "{}", done.stdout);
    assert_eq!(done.faults(), [""; 0]);
}
