//! Servers on raw sockets: one thread for each connection, one request on each.
//!
//! A server may answer the first requests as the mock does and turn hostile only then.

use std::{
    io::{self, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use avara_conformance::{
    mock::{self, MockConfig},
    schema::Contract,
};

use super::leaks::KEY;

/// What a hostile server does with one connection.
pub type Answer = fn(&mut Call) -> io::Result<()>;

/// One connection.
pub struct Call {
    pub stream: TcpStream,
    /// The head of the request, and the bytes of its body.
    pub head: String,
    pub body: Vec<u8>,
    /// Its place among all connections, from 0.
    pub number: usize,
    /// Where nobody is ever to be sent to.
    pub elsewhere: SocketAddr,
}

/// A hostile server; serves until the process ends.
pub struct Server {
    pub address: SocketAddr,
    elsewhere: Elsewhere,
}

/// Another origin, that remembers what it is told.
struct Elsewhere {
    address: SocketAddr,
    heard: Arc<Mutex<Vec<u8>>>,
}

impl Elsewhere {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let memory = Arc::clone(&heard);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mut text = vec![0; 1 << 16];
                let length = (&stream).read(&mut text).unwrap_or_default();
                memory.lock().unwrap().extend_from_slice(b"somebody came:");
                memory.lock().unwrap().extend_from_slice(&text[..length]);
            }
        });
        Self { address, heard }
    }
}

impl Server {
    /// Answers the first `good` requests as the mock does, and all others with `answer`.
    pub fn start(good: usize, answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let elsewhere = Elsewhere::start();
        let other = elsewhere.address;
        let served = Arc::new(AtomicUsize::new(0));
        thread::spawn(move || {
            for (number, stream) in listener.incoming().enumerate() {
                let Ok(stream) = stream else { continue };
                let served = Arc::clone(&served);
                thread::spawn(move || {
                    let mut call = Call::new(stream, number, other);
                    // A client that goes away is no failure of the server.
                    let _ = if served.fetch_add(1, Ordering::Relaxed) < good {
                        call.forward(&[])
                    } else {
                        answer(&mut call)
                    };
                });
            }
        });
        Self { address, elsewhere }
    }

    /// Answers so many requests as the mock does, and is gone then.
    pub fn mortal(life: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let elsewhere = Elsewhere::start();
        let other = elsewhere.address;
        thread::spawn(move || {
            for (number, stream) in listener.incoming().flatten().take(life).enumerate() {
                let _ = Call::new(stream, number, other).forward(&[]);
            }
        });
        Self { address, elsewhere }
    }

    /// What another origin was told.
    pub fn heard_elsewhere(&self) -> Vec<u8> {
        self.elsewhere.heard.lock().unwrap().clone()
    }
}

impl Call {
    fn new(stream: TcpStream, number: usize, elsewhere: SocketAddr) -> Self {
        Self { stream, head: String::new(), body: Vec::new(), number, elsewhere }
    }

    /// Reads the request as far as it comes.
    pub fn listen(&mut self) -> io::Result<()> {
        let mut seen = Vec::new();
        let mut buffer = [0; 1 << 14];
        let end = loop {
            let found = seen.windows(4).position(|four| four == b"\r\n\r\n");
            if let Some(end) = found {
                break end + 4;
            }
            match self.stream.read(&mut buffer)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                length => seen.extend_from_slice(&buffer[..length]),
            }
        };
        self.head = String::from_utf8_lossy(&seen[..end]).into_owned();
        self.body = seen.split_off(end);
        let length = self.header("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
        while self.body.len() < length {
            match self.stream.read(&mut buffer)? {
                0 => break,
                length => self.body.extend_from_slice(&buffer[..length]),
            }
        }
        Ok(())
    }

    /// A header of the request.
    pub fn header(&self, name: &str) -> Option<String> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    }

    /// A parameter of the query, as it was sent.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let (_, query) = self.head.split_whitespace().nth(1)?.split_once('?')?;
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
    }

    pub fn is_list(&self) -> bool {
        self.head.starts_with("GET ")
    }

    /// What the mock answers: the head without its empty line, and the body.
    pub fn fetch(&mut self) -> io::Result<(String, Vec<u8>)> {
        if self.head.is_empty() {
            self.listen()?;
        }
        let mut mock = TcpStream::connect(mock())?;
        let (first, rest) = self.head.split_once("\r\n").unwrap();
        write!(mock, "{first}\r\nconnection: close\r\n{rest}")?;
        mock.write_all(&self.body)?;
        let mut answer = Vec::new();
        mock.read_to_end(&mut answer)?;
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.ok_or(io::ErrorKind::UnexpectedEof)?;
        let body = answer.split_off(end + 4);
        Ok((String::from_utf8_lossy(&answer[..end]).into_owned(), body))
    }

    /// Lets the mock answer, with further header lines.
    pub fn forward(&mut self, lines: &[&str]) -> io::Result<()> {
        let (head, body) = self.fetch()?;
        let (status, rest) = head.split_once("\r\n").unwrap();
        write!(self.stream, "{status}\r\n")?;
        for line in lines {
            write!(self.stream, "{line}\r\n")?;
        }
        write!(self.stream, "{rest}\r\n\r\n")?;
        self.stream.write_all(&body)
    }

    /// Answers with a status, header lines that each end in CR LF, and a body of that length.
    pub fn answer(&mut self, status: &str, lines: &str, body: &[u8]) -> io::Result<()> {
        if self.head.is_empty() {
            self.listen()?;
        }
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n{lines}\r\n"
        );
        self.stream.write_all(head.as_bytes())?;
        self.stream.write_all(body)
    }

    /// Answers 200 with a JSON body.
    pub fn json(&mut self, body: &[u8]) -> io::Result<()> {
        self.answer("200 OK", "content-type: application/json\r\n", body)
    }

    /// Sends bytes as they are, once the request is read.
    pub fn raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.listen()?;
        self.stream.write_all(bytes)
    }

    /// The same when it is read already.
    pub fn raw_after(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)
    }

    /// Keeps the connection open until the other side goes.
    pub fn hang(&mut self) -> io::Result<()> {
        let mut buffer = [0; 1 << 14];
        while self.stream.read(&mut buffer)? > 0 {}
        Ok(())
    }

    /// Keeps the connection open for a moment; ends when the other side goes.
    pub fn pause(&mut self, time: Duration) -> io::Result<()> {
        self.stream.set_read_timeout(Some(time))?;
        match self.stream.read(&mut [0; 1 << 10]) {
            Ok(0) => Err(io::ErrorKind::BrokenPipe.into()),
            _ => Ok(()),
        }
    }

    /// Drops the connection with bytes unread, which the system turns into a reset.
    pub fn reset(&mut self, before: &[u8]) -> io::Result<()> {
        self.stream.peek(&mut [0; 16])?;
        self.stream.write_all(before)
    }
}

/// The mock that all servers answer with as long as they behave.
pub fn mock() -> SocketAddr {
    static MOCK: OnceLock<SocketAddr> = OnceLock::new();
    *MOCK.get_or_init(|| {
        let (send, receive) = std::sync::mpsc::channel();
        thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime.block_on(async move {
                let contract = Contract::embedded().unwrap();
                let config = MockConfig { api_key: Some(KEY.to_owned()), ..MockConfig::default() };
                let mock = mock::start(config, &contract.documents).await.unwrap();
                let url = mock.url();
                send.send(url.trim_start_matches("http://").parse().unwrap()).unwrap();
                std::future::pending::<()>().await;
            });
        });
        receive.recv().unwrap()
    })
}
