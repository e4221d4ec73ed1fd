//! Servers to run the gate against: the mock in a process of its own, and such as keep no promise.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    process::{Child, Stdio},
    sync::{Arc, Mutex},
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
        let mut command = binary();
        command.args(["mock", "--port", "0"]).args(args).env("AVARA_API_KEY", KEY);
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

/// An address where nothing listens.
pub fn nobody() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}
