//! Servers whose framing is sound and whose bodies are not.

use std::{
    io::{self, Write as _},
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use flate2::{Compression, write::GzEncoder};

use super::server::Call;

const JSON: &str = "content-type: application/json\r\n";

/// A page that the contract allows, with one row of this first name.
fn page(first_name: &str) -> String {
    page_of(&row(0, first_name), "\"hasMore\":false")
}

fn page_of(rows: &str, end: &str) -> String {
    format!(r#"{{"users":[{rows}],{end}}}"#)
}

fn row(number: usize, first_name: &str) -> String {
    format!(
        r#"{{"userId":"usr_{number:032x}","email":"a{number}@example.com","firstName":"{first_name}","lastName":"B","level":"member","clinicRole":"Radiologist","canManageStudies":true,"hasDashboardAccess":false,"createdAt":"2026-01-01T00:00:00.000Z","lastLoginAt":null,"invitedSource":"api"}}"#
    )
}

pub fn invalid_utf8(call: &mut Call) -> io::Result<()> {
    let mut body = page("A?").into_bytes();
    let at = body.iter().position(|byte| *byte == b'?').unwrap();
    body[at] = 0xff;
    call.json(&body)
}

pub fn lone_surrogates(call: &mut Call) -> io::Result<()> {
    call.json(page(r"\ud800x\udc00\ud83d").as_bytes())
}

pub fn bare_control_characters(call: &mut Call) -> io::Result<()> {
    let all: String = (0..32).map(char::from).collect();
    call.json(page(&all).as_bytes())
}

pub fn escaped_control_characters(call: &mut Call) -> io::Result<()> {
    let c0 = (0..32).map(|code| format!("\\u{code:04x}")).collect::<Vec<_>>().concat();
    let others = "\\u001b[31m\\u0085\\u2028\\u202e\\ufffe\\uffff]]><!--";
    call.json(page(&format!("{c0}{others}")).as_bytes())
}

/// An error whose text is meant for a terminal and for XML.
pub fn errors_for_the_terminal(call: &mut Call) -> io::Result<()> {
    let text = b"\x1b]0;owned\x07\x1b[2J\x00\x08]]>\xef\xbf\xbe</failure>\xff";
    call.answer("400 Bad Request", "content-type: text/plain\r\n", text)
}

pub fn a_terminal_in_a_header(call: &mut Call) -> io::Result<()> {
    call.answer("200 OK", "content-type: application/json\r\nx-a: \x1b[2J\r\n", b"{}")
}

pub fn nested_arrays(call: &mut Call) -> io::Result<()> {
    call.json(("[".repeat(100_000) + &"]".repeat(100_000)).as_bytes())
}

pub fn unclosed_objects(call: &mut Call) -> io::Result<()> {
    call.json("{\"a\":".repeat(30_000).as_bytes())
}

pub fn huge_exponent(call: &mut Call) -> io::Result<()> {
    call.json(page_of("", "\"hasMore\":false,\"total\":1e400").as_bytes())
}

pub fn long_numbers(call: &mut Call) -> io::Result<()> {
    let digits = "9".repeat(100_000);
    let end = format!("\"hasMore\":false,\"a\":{digits},\"b\":0.{digits},\"c\":1e{digits}");
    call.json(page_of("", &end).as_bytes())
}

pub fn duplicate_names(call: &mut Call) -> io::Result<()> {
    call.json(page_of("", "\"hasMore\":false,\"hasMore\":true,\"users\":[]").as_bytes())
}

pub fn byte_order_mark(call: &mut Call) -> io::Result<()> {
    call.json(&[b"\xef\xbb\xbf", page("A").as_bytes()].concat())
}

pub fn empty(call: &mut Call) -> io::Result<()> {
    call.json(b"")
}

pub fn html(call: &mut Call) -> io::Result<()> {
    let body = b"<!DOCTYPE html><title>Sign in</title><script>alert(1)</script>";
    call.answer("200 OK", "content-type: text/html\r\n", body)
}

pub fn many_rows(call: &mut Call) -> io::Result<()> {
    static PAGE: OnceLock<String> = OnceLock::new();
    let page = PAGE.get_or_init(|| {
        let rows: Vec<String> = (0..100_000).map(|number| row(number, "A")).collect();
        page_of(&rows.join(","), "\"hasMore\":false")
    });
    call.json(page.as_bytes())
}

pub fn many_small_rows(call: &mut Call) -> io::Result<()> {
    call.json(page_of(&vec!["{}"; 100_000].join(","), "\"hasMore\":false").as_bytes())
}

/// A page of two thousand users, whatever was asked for: large, but not too large to be judged.
pub fn rows_beyond_any_limit(call: &mut Call) -> io::Result<()> {
    let rows: Vec<String> = (0..2_000).map(|number| row(number, "A")).collect();
    call.json(page_of(&rows.join(","), "\"hasMore\":false").as_bytes())
}

/// A list that always goes on, with users that nobody has seen before.
pub fn endless_pages(call: &mut Call) -> io::Result<()> {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    call.listen()?;
    if !call.is_list() {
        return call.forward(&[]);
    }
    let limit = call.parameter("limit").and_then(|text| text.parse().ok()).unwrap_or(100).min(100);
    let first = NEXT.fetch_add(limit, Ordering::Relaxed);
    let rows: Vec<String> = (first..first + limit).map(|number| row(number, "A")).collect();
    let end = format!("\"hasMore\":true,\"cursor\":\"{first}\"");
    call.json(page_of(&rows.join(","), &end).as_bytes())
}

/// Two pages that lead to each other.
pub fn cursor_cycle(call: &mut Call) -> io::Result<()> {
    call.listen()?;
    if !call.is_list() {
        return call.forward(&[]);
    }
    let next = if call.parameter("cursor").as_deref() == Some("one") { "two" } else { "one" };
    let end = format!("\"hasMore\":true,\"cursor\":\"{next}\"");
    call.json(page_of(&row(next.len(), next), &end).as_bytes())
}

/// A page that says that more follows and never brings anything.
pub fn empty_pages(call: &mut Call) -> io::Result<()> {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    call.listen()?;
    if !call.is_list() {
        return call.forward(&[]);
    }
    let cursor = NEXT.fetch_add(1, Ordering::Relaxed);
    call.json(page_of("", &format!("\"hasMore\":true,\"cursor\":\"{cursor}\"")).as_bytes())
}

pub fn cursor_of_10_mb(call: &mut Call) -> io::Result<()> {
    long_cursor(call, 10_000_000)
}

pub fn cursor_of_1_mb(call: &mut Call) -> io::Result<()> {
    long_cursor(call, 1_000_000)
}

fn long_cursor(call: &mut Call, length: usize) -> io::Result<()> {
    let end = format!("\"hasMore\":true,\"cursor\":\"{}\"", "c".repeat(length));
    call.json(page_of(&row(0, "A"), &end).as_bytes())
}

/// A hundred megabytes of blanks in a hundred kilobytes.
pub fn compression_bomb(call: &mut Call) -> io::Result<()> {
    static BOMB: OnceLock<Vec<u8>> = OnceLock::new();
    let bomb = BOMB.get_or_init(|| {
        packed(|out| {
            let piece = vec![b' '; 1 << 20];
            (0..100).try_for_each(|_| out.write_all(&piece))
        })
    });
    call.answer("200 OK", &format!("{JSON}content-encoding: gzip\r\n"), bomb)
}

/// Bombs within a bomb.
pub fn nested_bomb(call: &mut Call) -> io::Result<()> {
    static BOMB: OnceLock<Vec<u8>> = OnceLock::new();
    let bomb = BOMB.get_or_init(|| {
        let inner = packed(|out| {
            let piece = vec![b' '; 1 << 20];
            (0..100).try_for_each(|_| out.write_all(&piece))
        });
        packed(|out| (0..50).try_for_each(|_| out.write_all(&inner)))
    });
    call.answer("200 OK", &format!("{JSON}content-encoding: gzip, gzip\r\n"), bomb)
}

fn packed(write: impl FnOnce(&mut GzEncoder<Vec<u8>>) -> io::Result<()>) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::fast());
    write(&mut out).unwrap();
    out.finish().unwrap()
}

/// Sound answers in the coding that every request accepts.
pub fn packs_what_is_sound(call: &mut Call) -> io::Result<()> {
    let (head, body) = call.fetch()?;
    let body = packed(|out| out.write_all(&body));
    let stays = |line: &&str| !line.to_ascii_lowercase().starts_with("content-length:");
    let head = head.lines().filter(stays).collect::<Vec<_>>().join("\r\n");
    let new = format!("\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n", body.len());
    call.stream.write_all((head + &new).as_bytes())?;
    call.stream.write_all(&body)
}

pub fn says_gzip(call: &mut Call) -> io::Result<()> {
    call.answer("200 OK", &format!("{JSON}content-encoding: gzip\r\n"), page("A").as_bytes())
}

pub fn says_brotli(call: &mut Call) -> io::Result<()> {
    call.answer("200 OK", &format!("{JSON}content-encoding: br\r\n"), page("A").as_bytes())
}
