//! TLS in front of the mock, and certificates of every kind.

use std::{net::SocketAddr, sync::Arc, thread};

use axum::{
    body::Bytes,
    http::{Request, Response},
};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::{RootCertStore, ServerConfig, server::WebPkiClientVerifier};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;

/// A certificate with its key, both in PEM.
pub struct Pair {
    pub certificate: String,
    pub key: String,
}

impl Pair {
    /// A certificate for these names that is its own authority.
    pub fn self_signed(names: &[&str]) -> Self {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(names).unwrap().self_signed(&key).unwrap().pem();
        Self { certificate, key: key.serialize_pem() }
    }
}

/// An authority that nobody knows.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// A certificate for these names.
    pub fn issue(&self, names: &[&str]) -> Pair {
        self.issue_with(names, |_| ())
    }

    /// The same, changed.
    pub fn issue_with(&self, names: &[&str], change: impl Fn(&mut CertificateParams)) -> Pair {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut params = CertificateParams::new(names).unwrap();
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap().pem();
        Pair { certificate, key: key.serialize_pem() }
    }
}

/// A server that speaks TLS and hands everything to `behind`. With `clients` it wants a client
/// certificate of that authority.
pub fn start(pair: &Pair, clients: Option<&Authority>, behind: SocketAddr) -> SocketAddr {
    serve(config(pair, clients, &[]), move |stream| async move {
        let (mut outside, Ok(mut inside)) = (stream, TcpStream::connect(behind).await) else {
            return;
        };
        let _ = tokio::io::copy_bidirectional(&mut outside, &mut inside).await;
    })
}

/// A server that speaks HTTP/2 only, and passes every request on to `behind` in HTTP/1.1.
pub fn start_http2(pair: &Pair, behind: SocketAddr) -> SocketAddr {
    serve(config(pair, None, &["h2"]), move |stream| async move {
        let Ok(mut connection) = h2::server::handshake(stream).await else { return };
        while let Some(Ok((request, respond))) = connection.accept().await {
            tokio::spawn(pass_on(request, respond, behind));
        }
    })
}

/// Translates one request and its answer. A stream that is dropped is reset.
async fn pass_on(
    request: Request<h2::RecvStream>,
    mut respond: h2::server::SendResponse<Bytes>,
    behind: SocketAddr,
) -> Option<()> {
    let (asked, mut stream) = request.into_parts();
    let mut body = Vec::new();
    while let Some(data) = stream.data().await {
        let data = data.ok()?;
        stream.flow_control().release_capacity(data.len()).ok()?;
        body.extend_from_slice(&data);
    }
    let path = asked.uri.path_and_query()?;
    let mut head =
        format!("{} {path} HTTP/1.1\r\nconnection: close\r\n", asked.method).into_bytes();
    head.extend(format!("host: {behind}\r\n").bytes());
    for (name, value) in &asked.headers {
        head.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    let mut inside = TcpStream::connect(behind).await.ok()?;
    inside.write_all(&[head, b"\r\n".to_vec(), body].concat()).await.ok()?;
    let mut answer = Vec::new();
    inside.read_to_end(&mut answer).await.ok()?;
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let body = answer.split_off(end + 4);
    let head = std::str::from_utf8(&answer[..end]).ok()?;
    let (status, lines) = head.split_once("\r\n")?;
    let mut response = Response::builder().status(status.split(' ').nth(1)?);
    // A connection is no matter of HTTP/2 (RFC 9113 section 8.2.2).
    for (name, value) in lines.lines().filter_map(|line| line.split_once(": ")) {
        if !name.eq_ignore_ascii_case("connection") {
            response = response.header(name, value);
        }
    }
    let mut stream = respond.send_response(response.body(()).ok()?, false).ok()?;
    stream.send_data(body.into(), true).ok()
}

type Stream = tokio_rustls::server::TlsStream<TcpStream>;

fn serve<F>(config: ServerConfig, each: impl Fn(Stream) -> F + Send + Copy + 'static) -> SocketAddr
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        tokio::runtime::Runtime::new().unwrap().block_on(async move {
            let listener = TcpListener::from_std(listener).unwrap();
            let acceptor = TlsAcceptor::from(Arc::new(config));
            while let Ok((stream, _)) = listener.accept().await {
                let handshake = acceptor.accept(stream);
                tokio::spawn(async move {
                    if let Ok(stream) = handshake.await {
                        each(stream).await;
                    }
                });
            }
        });
    });
    address
}

fn config(pair: &Pair, clients: Option<&Authority>, protocols: &[&str]) -> ServerConfig {
    use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .unwrap();
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(authority) => {
            let mut roots = RootCertStore::empty();
            let pem = authority.pem();
            roots.add(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()).unwrap();
            let roots = Arc::new(roots);
            let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider);
            builder.with_client_cert_verifier(verifier.build().unwrap())
        }
    };
    let chain = vec![CertificateDer::from_pem_slice(pair.certificate.as_bytes()).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(pair.key.as_bytes()).unwrap();
    let mut config = builder.with_single_cert(chain, key).unwrap();
    config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
    config
}
