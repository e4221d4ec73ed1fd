//! Servers that break the exchange itself.

use std::{
    fmt::Write as _,
    io::{self, Write as _},
    net::Shutdown,
    time::Duration,
};

use super::server::Call;

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";

pub fn closes(call: &mut Call) -> io::Result<()> {
    call.stream.shutdown(Shutdown::Both)
}

/// As servers do that bound the life of a connection: nothing says that the next request is lost.
pub fn closes_without_saying_so(call: &mut Call) -> io::Result<()> {
    let (head, body) = call.fetch()?;
    let lines: Vec<&str> =
        head.lines().filter(|line| !line.to_lowercase().starts_with("connection:")).collect();
    call.raw_after(format!("{}\r\n\r\n", lines.join("\r\n")).as_bytes())?;
    call.raw_after(&body)
}

/// As a handler does that panics over a number that is none.
pub fn falls_over_a_limit(call: &mut Call) -> io::Result<()> {
    call.listen()?;
    if call.parameter("limit").as_deref() == Some("NaN") { closes(call) } else { call.forward(&[]) }
}

pub fn hangs(call: &mut Call) -> io::Result<()> {
    call.hang()
}

pub fn headers_then_nothing(call: &mut Call) -> io::Result<()> {
    call.raw(format!("{HEAD}content-length: 100\r\n\r\n").as_bytes())?;
    call.hang()
}

pub fn half_a_head(call: &mut Call) -> io::Result<()> {
    call.raw(b"HTTP/1.1 200 OK\r\ncontent-ty")?;
    call.hang()
}

pub fn byte_by_byte(call: &mut Call) -> io::Result<()> {
    call.raw(format!("{HEAD}content-length: 1000000\r\n\r\n").as_bytes())?;
    loop {
        call.stream.write_all(b" ")?;
        call.pause(Duration::from_millis(100))?;
    }
}

pub fn resets(call: &mut Call) -> io::Result<()> {
    call.reset(b"")
}

pub fn resets_in_mid_body(call: &mut Call) -> io::Result<()> {
    call.reset(format!("{HEAD}content-length: 1000\r\n\r\n{{\"users\":[").as_bytes())
}

pub fn every_third_reset(call: &mut Call) -> io::Result<()> {
    if call.number % 3 == 2 { call.reset(b"") } else { call.forward(&[]) }
}

pub fn promises_too_much(call: &mut Call) -> io::Result<()> {
    call.raw(format!("{HEAD}content-length: 1000\r\n\r\n{{\"users\":[]}}").as_bytes())
}

pub fn promises_too_little(call: &mut Call) -> io::Result<()> {
    call.raw(
        format!("{HEAD}content-length: 5\r\n\r\n{{\"users\":[],\"hasMore\":false}}").as_bytes(),
    )
}

pub fn two_lengths(call: &mut Call) -> io::Result<()> {
    let head = format!("{HEAD}content-length: 2\r\ncontent-length: 3\r\n\r\n{{}}");
    call.raw(head.as_bytes())
}

pub fn broken_chunks(call: &mut Call) -> io::Result<()> {
    let chunks = "transfer-encoding: chunked\r\n\r\n5\r\n{\"use\r\nZZZ\r\nnonsense";
    call.raw(format!("{HEAD}{chunks}").as_bytes())
}

pub fn huge_chunk(call: &mut Call) -> io::Result<()> {
    let chunks = "transfer-encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n{}";
    call.raw(format!("{HEAD}{chunks}").as_bytes())
}

pub fn endless_body(call: &mut Call) -> io::Result<()> {
    call.raw(format!("{HEAD}transfer-encoding: chunked\r\n\r\n").as_bytes())?;
    let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
    loop {
        call.stream.write_all(chunk.as_bytes())?;
    }
}

pub fn large_body(call: &mut Call) -> io::Result<()> {
    call.raw(format!("{HEAD}content-length: 209715200\r\n\r\n").as_bytes())?;
    let piece = vec![b' '; 1 << 16];
    for _ in 0..3200 {
        call.stream.write_all(&piece)?;
    }
    Ok(())
}

pub fn flood_of_1xx(call: &mut Call) -> io::Result<()> {
    call.listen()?;
    let many = "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n".repeat(1_000);
    loop {
        call.stream.write_all(many.as_bytes())?;
    }
}

pub fn flood_of_headers(call: &mut Call) -> io::Result<()> {
    call.raw(HEAD.as_bytes())?;
    for number in 0_u64.. {
        write!(call.stream, "x-{number}: {}\r\n", "a".repeat(1_000))?;
    }
    Ok(())
}

pub fn one_long_header(call: &mut Call) -> io::Result<()> {
    let value = "a".repeat(300_000);
    call.answer("200 OK", &format!("content-type: application/json\r\nx: {value}\r\n"), b"{}")
}

/// Cookies beside sound answers hurt nobody.
pub fn flood_of_cookies(call: &mut Call) -> io::Result<()> {
    let cookie = |n| format!("set-cookie: c{n}={}; Path=/; Max-Age=99999999", "v".repeat(500));
    let cookies: Vec<String> = (0..80).map(cookie).collect();
    let lines: Vec<&str> = cookies.iter().map(String::as_str).collect();
    call.forward(&lines)
}

pub fn binary_garbage(call: &mut Call) -> io::Result<()> {
    let garbage: Vec<u8> = (0..=255).rev().cycle().take(100_000).collect();
    call.raw(&garbage)
}

pub fn another_protocol(call: &mut Call) -> io::Result<()> {
    call.stream.write_all(b"220 mail.example.com ESMTP ready\r\n")?;
    call.hang()
}

pub fn redirects_to_itself(call: &mut Call) -> io::Result<()> {
    call.listen()?;
    let path = call.head.split_whitespace().nth(1).unwrap_or("/").to_owned();
    call.answer("307 Temporary Redirect", &format!("location: {path}\r\n"), b"")
}

pub fn redirects_elsewhere(call: &mut Call) -> io::Result<()> {
    let line = format!("location: http://{}/v1/viewer/users\r\n", call.elsewhere);
    call.answer("308 Permanent Redirect", &line, b"")
}

pub fn never_now(call: &mut Call) -> io::Result<()> {
    call.answer("429 Too Many Requests", "retry-after: 18446744073709551615\r\n", b"{}")
}

pub fn never_at_all(call: &mut Call) -> io::Result<()> {
    call.answer("429 Too Many Requests", "", b"{}")
}

/// Sends every fifth request away for a moment, having done nothing.
pub fn busy_now_and_then(call: &mut Call) -> io::Result<()> {
    if call.number % 5 == 4 {
        return call.answer("429 Too Many Requests", "retry-after: 0\r\n", b"{}");
    }
    call.forward(&[])
}

/// The same for reads, as a gateway does while a service starts again.
pub fn restarts_now_and_then(call: &mut Call) -> io::Result<()> {
    call.listen()?;
    if call.is_list() && call.number % 5 == 4 {
        return call.answer("503 Service Unavailable", "retry-after: 0\r\n", b"{}");
    }
    call.forward(&[])
}

pub fn down_until_9999(call: &mut Call) -> io::Result<()> {
    let line = "retry-after: Fri, 31 Dec 9999 23:59:59 GMT\r\n";
    call.answer("503 Service Unavailable", line, b"{}")
}

pub fn refuses_all_credentials(call: &mut Call) -> io::Result<()> {
    let lines = "content-type: application/json\r\nwww-authenticate: Bearer\r\n";
    call.answer("401 Unauthorized", lines, b"{\"error\":\"no\"}")
}

pub fn knows_nothing(call: &mut Call) -> io::Result<()> {
    call.answer("404 Not Found", "content-type: application/json\r\n", b"{\"error\":\"no\"}")
}

pub fn always_fails(call: &mut Call) -> io::Result<()> {
    call.answer("500 Internal Server Error", "content-type: application/json\r\n", b"{}")
}

/// Answers what is read, and keeps silent about every write.
pub fn only_reads(call: &mut Call) -> io::Result<()> {
    call.listen()?;
    if call.is_list() { call.forward(&[]) } else { call.hang() }
}

/// Sound answers under a `Date` that is three days ahead.
pub fn clock_days_off(call: &mut Call) -> io::Result<()> {
    let mut line = String::from("date: ");
    let then = chrono::Utc::now() + chrono::Duration::days(3);
    write!(line, "{}", then.format("%a, %d %b %Y %H:%M:%S GMT")).unwrap();
    call.forward(&[&line])
}
