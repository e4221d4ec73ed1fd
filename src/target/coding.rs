//! Content codings (RFC 9110 section 8.4), undone by hand and under a limit: a small body may unpack
//! to one without end, and a client that unpacks by itself hides what the server sent.

use std::io::{self, Read};

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

/// What is asked for. A client that says nothing takes any coding (RFC 9110 section 12.5.3), and
/// no client of this API understands them all.
pub(super) const ASKED: &str = "gzip";

/// Codings on top of each other that are undone; nobody uses more than one.
const MOST_CODINGS: usize = 3;

/// Why a body cannot be unpacked.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum CodingError {
    /// It grows beyond the limit.
    #[error("the response is larger than {0} bytes when it is unpacked")]
    TooLarge(usize),
    /// It is not what its header says.
    #[error("the body is not in the Content-Encoding `{0}` that its header names: {1}")]
    Broken(String, String),
    /// It is in a coding that was not asked for and is not known.
    #[error("the Content-Encoding is `{0}`, although the request accepts only `{ASKED}`")]
    Unknown(String),
}

/// Undoes the codings that a `Content-Encoding` header names, the last one first.
pub(super) fn decoded(body: Vec<u8>, codings: &str, most: usize) -> Result<Vec<u8>, CodingError> {
    let named = codings.split(',').map(|name| name.trim().to_ascii_lowercase());
    let named: Vec<String> = named.filter(|name| !name.is_empty() && name != "identity").collect();
    if named.len() > MOST_CODINGS {
        return Err(CodingError::Unknown(codings.to_owned()));
    }
    named.iter().rev().try_fold(body, |body, name| {
        if body.is_empty() {
            // An empty body is empty in whatever coding.
            return Ok(body);
        }
        let unpacked = match name.as_str() {
            "gzip" | "x-gzip" => unpack(MultiGzDecoder::new(body.as_slice()), most),
            // The name means the zlib format (RFC 1950), but some send the bare stream.
            "deflate" => unpack(ZlibDecoder::new(body.as_slice()), most)
                .or_else(|_| unpack(DeflateDecoder::new(body.as_slice()), most)),
            _ => return Err(CodingError::Unknown(name.clone())),
        };
        match unpacked {
            Ok(Some(body)) => Ok(body),
            Ok(None) => Err(CodingError::TooLarge(most)),
            Err(error) => Err(CodingError::Broken(name.clone(), error.to_string())),
        }
    })
}

/// The unpacked bytes; `None` when there are more than `most`.
fn unpack(packed: impl Read, most: usize) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    packed.take(most as u64 + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() <= most).then_some(bytes))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{
        Compression,
        write::{DeflateEncoder, GzEncoder, ZlibEncoder},
    };

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut out = GzEncoder::new(Vec::new(), Compression::best());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    }

    fn zlib(bytes: &[u8]) -> Vec<u8> {
        let mut out = ZlibEncoder::new(Vec::new(), Compression::fast());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    }

    fn deflate(bytes: &[u8]) -> Vec<u8> {
        let mut out = DeflateEncoder::new(Vec::new(), Compression::fast());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    }

    #[test]
    fn known_codings_are_undone_in_their_order() {
        let plain = b"{\"a\":1}".to_vec();
        for (body, codings) in [
            (plain.clone(), ""),
            (plain.clone(), "identity"),
            (gzip(&plain), "GZIP"),
            (gzip(&plain), " x-gzip , identity"),
            (zlib(&plain), "deflate"),
            (deflate(&plain), "deflate"),
            (gzip(&zlib(&plain)), "deflate, gzip"),
        ] {
            assert_eq!(decoded(body, codings, 100).unwrap(), plain, "{codings}");
        }
        assert_eq!(decoded(Vec::new(), "gzip", 100).unwrap(), b"");
    }

    #[test]
    fn what_is_too_large_or_no_such_coding_is_told() {
        let bomb = gzip(&vec![b' '; 1 << 20]);
        assert!(bomb.len() < 2_000);
        assert_eq!(decoded(bomb.clone(), "gzip", 1_000), Err(CodingError::TooLarge(1_000)));
        let within = gzip(&bomb);
        assert_eq!(decoded(within, "gzip, gzip", 5_000), Err(CodingError::TooLarge(5_000)));
        let text = decoded(b"{}".to_vec(), "gzip", 100).unwrap_err().to_string();
        assert!(text.starts_with("the body is not in the Content-Encoding `gzip`"), "{text}");
        for codings in ["br", "gzip, gzip, gzip, gzip"] {
            let error = decoded(b"{}".to_vec(), codings, 100).unwrap_err();
            assert_eq!(error, CodingError::Unknown(codings.to_owned()));
        }
    }
}
