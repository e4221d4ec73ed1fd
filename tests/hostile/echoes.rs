//! Servers that tell the credentials back, in every place and disguise that an answer has.

use std::io;

use base64::{Engine, engine::general_purpose::STANDARD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::server::Call;

/// Writes an error page that shows what the request presented, in a disguise.
fn error(call: &mut Call, disguise: impl Fn(&str) -> String) -> io::Result<()> {
    call.listen()?;
    let told = disguise(&call.header("authorization").unwrap_or_default());
    let body = format!("{{\"error\":\"bad credentials: {told}\"}}");
    call.answer("500 Internal Server Error", "content-type: application/json\r\n", body.as_bytes())
}

pub fn as_it_is(call: &mut Call) -> io::Result<()> {
    error(call, str::to_owned)
}

pub fn in_base64(call: &mut Call) -> io::Result<()> {
    error(call, |told| STANDARD.encode(format!("authorization: {told}")))
}

pub fn percent_encoded(call: &mut Call) -> io::Result<()> {
    error(call, |told| utf8_percent_encode(told, NON_ALPHANUMERIC).to_string())
}

fn hexadecimal(text: &str, between: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(between)
}

pub fn in_hexadecimal(call: &mut Call) -> io::Result<()> {
    error(call, |told| {
        format!("{} {}", hexadecimal(told, ""), hexadecimal(told, ":").to_lowercase())
    })
}

pub fn in_html_entities(call: &mut Call) -> io::Result<()> {
    error(call, |told| told.bytes().map(|byte| format!("&#{byte};")).collect::<Vec<_>>().concat())
}

/// Every header, as a server does that shows what it was asked for debugging.
pub fn every_header(call: &mut Call) -> io::Result<()> {
    call.listen()?;
    let head = call.head.replace(['\r', '\n', '"'], " ");
    let body = format!("{{\"error\":\"{head}\"}}");
    call.answer("500 Internal Server Error", "content-type: application/json\r\n", body.as_bytes())
}

/// Escapes that only turn into the key when the JSON is read.
pub fn in_json_escapes(call: &mut Call) -> io::Result<()> {
    error(call, |told| told.bytes().map(|b| format!("\\u{b:04x}")).collect::<Vec<_>>().concat())
}

pub fn half_of_it(call: &mut Call) -> io::Result<()> {
    error(call, |told| told.chars().take("Bearer ".len() + 20).chain(['…']).collect())
}

pub fn in_the_middle_of_rows(call: &mut Call) -> io::Result<()> {
    call.listen()?;
    let told = call.header("authorization").unwrap_or_default();
    let body = format!("{{\"users\":[{{\"userId\":\"{told}\",\"{told}\":1}}],\"hasMore\":false}}");
    call.json(body.as_bytes())
}

pub fn in_headers_and_cookies(call: &mut Call) -> io::Result<()> {
    call.listen()?;
    let told = call.header("authorization").unwrap_or_default();
    let name: String = told.chars().filter(char::is_ascii_alphanumeric).collect();
    let lines = format!(
        "content-type: {told}\r\nx-request: {told}\r\nset-cookie: k={told}; Path=/\r\n\
         x-{name}: 1\r\nwww-authenticate: Bearer error=\"{told}\"\r\n"
    );
    call.answer(&format!("500 {told}"), &lines, b"{}")
}

/// A chunk may have extensions, and a chunked body trailers (RFC 9112 sections 7.1.1 and 7.1.2).
pub fn in_chunk_extensions(call: &mut Call) -> io::Result<()> {
    call.listen()?;
    let told = call.header("authorization").unwrap_or_default().replace("Bearer ", "");
    let answer = format!(
        "HTTP/1.1 500 No\r\ntransfer-encoding: chunked\r\ntrailer: x\r\n\r\n\
         2;key=\"{told}\"\r\n{{}}\r\n0;{told}\r\nx: {told}\r\n\r\n"
    );
    call.raw_after(answer.as_bytes())
}

pub fn in_what_is_no_http(call: &mut Call) -> io::Result<()> {
    call.listen()?;
    let told = call.header("authorization").unwrap_or_default();
    call.raw_after(format!("{told}\r\n\r\n").as_bytes())
}

/// A content coding of that name is told in an error message.
pub fn in_the_content_coding(call: &mut Call) -> io::Result<()> {
    call.listen()?;
    let told = call.header("authorization").unwrap_or_default();
    call.answer("200 OK", &format!("content-encoding: {told}\r\n"), b"{}")
}

pub fn in_a_redirect(call: &mut Call) -> io::Result<()> {
    call.listen()?;
    let told = call.header("authorization").unwrap_or_default();
    let told = utf8_percent_encode(&told, NON_ALPHANUMERIC).to_string();
    let line = format!("location: http://{}/?token={told}\r\n", call.elsewhere);
    call.answer("302 Found", &line, b"")
}

/// A cursor comes back to the server in the address of the next request.
pub fn in_the_cursor(call: &mut Call) -> io::Result<()> {
    call.listen()?;
    let told = call.header("authorization").unwrap_or_default();
    let body = format!("{{\"users\":[],\"hasMore\":true,\"cursor\":\"{told}\"}}");
    call.json(body.as_bytes())
}
