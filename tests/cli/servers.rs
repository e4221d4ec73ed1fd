//! Servers to run the gate against: the mock in a process of its own, and such as keep no promise.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    process::{Child, Stdio},
    sync::{Arc, Condvar, Mutex},
    thread,
};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::support::{Gate, KEY, binary};

/// `avara-conformance mock` as a process of its own; ends with the test.
pub struct Mock {
    child: Child,
    pub url: String,
}

impl Mock {
    pub fn start(args: &[&str]) -> Self {
        Self::with_key(KEY, args)
    }

    /// One that takes another key than the tests' own.
    pub fn with_key(key: &str, args: &[&str]) -> Self {
        let mut command = binary();
        command.args(["mock", "--port", "0"]).args(args).env("AVARA_API_KEY", key);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("listening on ").unwrap_or_default().to_owned();
        assert!(url.starts_with("http://127.0.0.1:"), "the first line is `{line}`");
        Self { child, url }
    }

    /// A run of the gate against it.
    pub fn gate(&self, args: &[&str]) -> Gate {
        Gate::new().args(&["--target", &self.url]).args(args).env("AVARA_API_KEY", KEY)
    }
}

impl Mock {
    /// A page of its users, asked for without any help of the gate.
    fn page(&self, query: &str) -> Value {
        let address = self.url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(address).unwrap();
        let request = format!(
            "GET /v1/viewer/users?{query} HTTP/1.1\r\nhost: {address}\r\n\
             authorization: Bearer {KEY}\r\nconnection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        serde_json::from_str(body).unwrap()
    }

    /// All its users by their ids.
    pub fn users(&self) -> BTreeMap<String, Value> {
        let mut users = BTreeMap::new();
        let mut query = "limit=100".to_owned();
        loop {
            let page = self.page(&query);
            for user in page["users"].as_array().unwrap() {
                users.insert(user["userId"].as_str().unwrap().to_owned(), user.clone());
            }
            if page["hasMore"] != true {
                return users;
            }
            let cursor = page["cursor"].as_str().unwrap();
            query = format!("limit=100&cursor={}", utf8_percent_encode(cursor, NON_ALPHANUMERIC));
        }
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        // It may be gone already, which is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A server that gives every request the same answer. It serves until the process ends.
pub fn answering(status: &'static str, body: &'static str) -> String {
    Recorder::start(status, "", body).url
}

/// A server that gives every request the same answer and remembers what it was asked.
pub struct Recorder {
    pub url: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Recorder {
    /// `headers` are lines that each end in CR LF.
    pub fn start(status: &'static str, headers: &str, body: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let heads = Arc::new(Mutex::new(Vec::new()));
        let (remembered, headers) = (Arc::clone(&heads), headers.to_owned());
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut head = vec![0; 1 << 16];
                // One read is enough for the head, which is all that is looked at.
                let length = stream.read(&mut head).unwrap_or_default();
                let head = String::from_utf8_lossy(&head[..length]).into_owned();
                if head.is_empty() {
                    // A connection over which nothing was asked.
                    continue;
                }
                remembered.lock().unwrap().push(head);
                let length = body.len();
                let answer = format!(
                    "HTTP/1.1 {status}\r\ncontent-type: application/json\r\n{headers}\
                     connection: close\r\ncontent-length: {length}\r\n\r\n{body}"
                );
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        Self { url, heads }
    }

    /// The requests that came, each from its first line on.
    pub fn requests(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

/// A wire tap in front of a server: passes everything on, and remembers it.
pub struct Tap {
    pub url: String,
    heard: Arc<Heard>,
}

#[derive(Default)]
struct Heard {
    wires: Mutex<Wires>,
    news: Condvar,
}

#[derive(Default)]
struct Wires {
    /// What went to the server, one text for each connection.
    sent: Vec<Vec<u8>>,
    /// How many answers were 201.
    created: usize,
}

impl Tap {
    /// Passes everything on.
    pub fn start(server: &str) -> Self {
        Self::holding(server, usize::MAX)
    }

    /// Holds back every 201 after so many.
    pub fn holding(server: &str, most: usize) -> Self {
        Self::tapping(server, most, false)
    }

    /// Answers the first request of each connection, and closes it under the second.
    pub fn dropping(server: &str) -> Self {
        Self::tapping(server, usize::MAX, true)
    }

    fn tapping(server: &str, most: usize, drops: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = server.trim_start_matches("http://").to_owned();
        let heard = Arc::new(Heard::default());
        let shared = Arc::clone(&heard);
        thread::spawn(move || {
            for client in listener.incoming() {
                let client = client.unwrap();
                let server = TcpStream::connect(&server).unwrap();
                let place = {
                    let mut wires = shared.wires.lock().unwrap();
                    wires.sent.push(Vec::new());
                    wires.sent.len() - 1
                };
                let (from, to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                let heard = Arc::clone(&shared);
                thread::spawn(move || {
                    copy(&from, &to, |bytes| {
                        let sent = &mut heard.wires.lock().unwrap().sent[place];
                        let dies = drops && !sent.is_empty();
                        sent.extend_from_slice(bytes);
                        if dies {
                            let _ = from.shutdown(Shutdown::Both);
                        }
                        !dies
                    });
                });
                let heard = Arc::clone(&shared);
                thread::spawn(move || copy(&server, &client, |bytes| heard.answer(bytes, most)));
            }
        });
        Self { url, heard }
    }

    /// A run of the gate through it.
    pub fn gate(&self, args: &[&str]) -> Gate {
        Gate::new().args(&["--target", &self.url]).args(args).env("AVARA_API_KEY", KEY)
    }

    /// Waits until so many answers were 201.
    pub fn wait_for_created(&self, many: usize) {
        let wires = self.heard.wires.lock().unwrap();
        drop(self.heard.news.wait_while(wires, |wires| wires.created < many).unwrap());
    }

    /// How many requests begin like this.
    pub fn count(&self, start: &str) -> usize {
        self.said().matches(start).count()
    }

    /// Everything that was sent.
    pub fn said(&self) -> String {
        let wires = self.heard.wires.lock().unwrap();
        wires.sent.iter().map(|bytes| String::from_utf8_lossy(bytes)).collect()
    }
}

impl Heard {
    /// Counts an answer; `false` when it is to be held back.
    fn answer(&self, bytes: &[u8], most: usize) -> bool {
        let created = String::from_utf8_lossy(bytes).matches("HTTP/1.1 201").count();
        let mut wires = self.wires.lock().unwrap();
        wires.created += created;
        self.news.notify_all();
        created == 0 || wires.created <= most
    }
}

/// Copies until the end, or until `listen` says that no more is to be passed on; then the
/// connection stays open.
fn copy(mut from: &TcpStream, mut to: &TcpStream, listen: impl Fn(&[u8]) -> bool) {
    let mut buffer = vec![0; 1 << 16];
    let mut passes = true;
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        passes &= listen(&buffer[..length]);
        if passes && to.write_all(&buffer[..length]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}

/// An address where nothing listens.
pub fn nobody() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}
