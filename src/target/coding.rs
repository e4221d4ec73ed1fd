//! Content codings (RFC 9110 section 8.4). The HTTP client is not left to undo them: it would hide
//! what the server sent, and know no limit.

use std::io::Read;

use flate2::read::MultiGzDecoder;

use crate::model::Response;

/// What is asked for. A client that says nothing takes any coding (RFC 9110 section 12.5.3), and
/// no client of this API understands them all.
pub(super) const ASKED: &str = "gzip";

/// Undoes the coding of a body that has one. A body that is not what its coding says stays as it
/// is: what reads it will say that it is no JSON. `None` when it becomes larger than `most` bytes.
pub(super) fn undone(mut response: Response, most: usize) -> Option<Response> {
    let is_gzip =
        |coding: &str| coding.eq_ignore_ascii_case("gzip") || coding.eq_ignore_ascii_case("x-gzip");
    if response.header("content-encoding").is_some_and(is_gzip) {
        let mut body = Vec::new();
        let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
        let decoder = MultiGzDecoder::new(response.body.as_slice());
        if decoder.take(limit).read_to_end(&mut body).is_ok() {
            if body.len() > most {
                return None;
            }
            response.body = body;
        }
    }
    Some(response)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn packed(body: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(body).unwrap();
        encoder.finish().unwrap()
    }

    fn read(coding: &str, body: &[u8], most: usize) -> Option<Vec<u8>> {
        let headers = vec![("Content-Encoding".to_owned(), coding.to_owned())];
        undone(Response { status: 200, headers, body: body.to_vec() }, most).map(|r| r.body)
    }

    #[test]
    fn gzip_is_undone_under_a_limit() {
        let zeros = vec![0; 100_000];
        assert_eq!(read("GZIP", &packed(&zeros), 100_000), Some(zeros.clone()));
        assert_eq!(read("gzip", &packed(&zeros), 99_999), None);
    }

    #[test]
    fn what_is_not_as_declared_stays_as_it_is() {
        let short = &packed(b"abc")[..15];
        assert_eq!(read("gzip", short, 100), Some(short.to_vec()));
        assert_eq!(read("br", b"abc", 100), Some(b"abc".to_vec()));
    }
}
