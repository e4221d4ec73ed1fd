//! The rows: every behaviour, when it begins, what the run has to come to, and why where that is
//! not plain.

use super::{
    bodies, echoes, network,
    server::{Answer, Server},
    tls, transport,
};

/// So many requests are answered as the mock does before a server turns hostile.
pub const GOOD: usize = 30;

/// When a server turns hostile.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Begins {
    AtOnce,
    Later,
}
use Begins::{AtOnce, Later};

/// Whom a run is sent to.
#[derive(Clone, Copy)]
pub enum Place {
    /// A server that answers like this.
    Http(Answer),
    /// Some other place.
    Other(fn() -> Target),
}

/// Where a run is sent, and what has to be kept until it is over.
pub struct Target {
    pub url: String,
    /// Flags without which nobody gets there.
    pub args: Vec<String>,
    /// The files that these name.
    #[expect(dead_code, reason = "what it holds goes when it is dropped")]
    pub folder: Option<tempfile::TempDir>,
    pub server: Option<Server>,
}

impl Target {
    pub fn at(url: String) -> Self {
        Self { url, args: Vec::new(), folder: None, server: None }
    }
}

/// A way to be hostile.
pub struct Behaviour {
    pub name: &'static str,
    pub begins: Begins,
    /// The exit code by the table of exit codes.
    pub code: i32,
    place: Place,
    pub args: &'static [&'static str],
    /// Why it is this exit code, where another one is thinkable.
    pub why: &'static str,
}

impl Behaviour {
    const fn because(self, why: &'static str) -> Self {
        Self { why, ..self }
    }

    /// Makes the place.
    pub fn target(&self) -> Target {
        match self.place {
            Place::Http(answer) => {
                let server = Server::start(if self.begins == Later { GOOD } else { 0 }, answer);
                let url = format!("http://{}", server.address);
                Target { server: Some(server), ..Target::at(url) }
            }
            Place::Other(make) => make(),
        }
    }

    pub fn when(&self) -> String {
        if self.begins == Later { format!("after {GOOD} requests") } else { "at once".to_owned() }
    }
}

const fn row(name: &'static str, begins: Begins, code: i32, answer: Answer) -> Behaviour {
    Behaviour { name, begins, code, place: Place::Http(answer), args: &[], why: "" }
}

/// The same for servers that make a client wait: with little patience.
const fn late(name: &'static str, begins: Begins, answer: Answer) -> Behaviour {
    let args = &["--timeout", "1s", "--concurrency", "8"];
    Behaviour { args, ..row(name, begins, 3, answer) }
}

/// The same with the small suite, for servers that a run goes through to the end.
const fn brief(name: &'static str, begins: Begins, code: i32, answer: Answer) -> Behaviour {
    Behaviour { args: &["--suite", "smoke"], ..row(name, begins, code, answer) }
}

/// The same with the checks that follow the pages.
const fn walk(name: &'static str, code: i32, answer: Answer) -> Behaviour {
    let args = &["list::walk", "list::has_more", "list::limit_is", "list::response"];
    Behaviour { args, ..row(name, AtOnce, code, answer) }
}

/// A place where no run gets in.
const fn closed(name: &'static str, begins: Begins, make: fn() -> Target) -> Behaviour {
    let place = Place::Other(make);
    Behaviour { name, begins, code: 3, place, args: &[], why: "" }
}

#[rustfmt::skip]
pub const TABLE: &[Behaviour] = &[
    closed("nothing listens", AtOnce, network::nobody),
    row("accepts and closes", AtOnce, 3, transport::closes),
    row("accepts and closes", Later, 3, transport::closes),
    brief("closes after each answer without saying so", AtOnce, 0, transport::closes_without_saying_so)
        .because("what may be repeated is sent once more over a new connection"),
    Behaviour {
        args: &["list::rejects::limit", "protocol::no_server_errors"],
        ..row("falls over one query", AtOnce, 1, transport::falls_over_a_limit)
    }
    .because("others are answered meanwhile, so that it is this request that makes the server fail"),
    closed("dies", Later, network::mortal),
    late("accepts and hangs", AtOnce, transport::hangs),
    late("accepts and hangs", Later, transport::hangs),
    late("half a head, then nothing", AtOnce, transport::half_a_head),
    late("headers, then nothing", AtOnce, transport::headers_then_nothing),
    late("headers, then nothing", Later, transport::headers_then_nothing),
    late("one byte after the other, for ever", AtOnce, transport::byte_by_byte),
    late("one byte after the other, for ever", Later, transport::byte_by_byte),
    row("reset", AtOnce, 3, transport::resets),
    row("reset in mid-body", AtOnce, 3, transport::resets_in_mid_body),
    row("reset in mid-body", Later, 3, transport::resets_in_mid_body),
    brief("every third connection reset", AtOnce, 3, transport::every_third_reset)
        .because("a reset tells nothing about a promise, and many checks never got their answer"),
    row("Content-Length too large", AtOnce, 3, transport::promises_too_much),
    row("Content-Length too large", Later, 3, transport::promises_too_much),
    brief("Content-Length too small", AtOnce, 1, transport::promises_too_little)
        .because("the framing is sound, and what it delimits is half a JSON text"),
    row("two Content-Lengths", AtOnce, 3, transport::two_lengths),
    row("broken chunks", AtOnce, 3, transport::broken_chunks),
    row("broken chunks", Later, 3, transport::broken_chunks),
    row("a chunk larger than any number", AtOnce, 3, transport::huge_chunk),
    row("endless body", AtOnce, 3, transport::endless_body),
    row("endless body", Later, 3, transport::endless_body),
    row("200 MB body", AtOnce, 3, transport::large_body),
    row("200 MB body", Later, 3, transport::large_body),
    row("compression bomb", AtOnce, 3, bodies::compression_bomb),
    row("compression bomb", Later, 3, bodies::compression_bomb),
    row("compression bombs in a bomb", AtOnce, 3, bodies::nested_bomb),
    brief("sound answers, packed", AtOnce, 0, bodies::packs_what_is_sound),
    row("Content-Encoding gzip that is none", AtOnce, 3, bodies::says_gzip),
    row("Content-Encoding that nobody asked for", AtOnce, 3, bodies::says_brotli)
        .because("every request accepts gzip alone, and of what nobody can unpack nothing was seen"),
    row("Content-Encoding that nobody asked for", Later, 3, bodies::says_brotli),
    brief("invalid UTF-8", AtOnce, 1, bodies::invalid_utf8),
    brief("lone surrogates", AtOnce, 1, bodies::lone_surrogates),
    brief("bare control characters", AtOnce, 1, bodies::bare_control_characters),
    brief("escaped control characters", AtOnce, 1, bodies::escaped_control_characters),
    row("control characters in a header", AtOnce, 3, bodies::a_terminal_in_a_header),
    brief("errors for terminals and XML", AtOnce, 1, bodies::errors_for_the_terminal),
    brief("100,000 nested arrays", AtOnce, 1, bodies::nested_arrays),
    brief("30,000 objects that never end", AtOnce, 1, bodies::unclosed_objects),
    brief("1e400", AtOnce, 1, bodies::huge_exponent),
    brief("numbers of 100,000 digits", AtOnce, 1, bodies::long_numbers),
    brief("duplicate names", AtOnce, 1, bodies::duplicate_names),
    brief("byte order mark", AtOnce, 1, bodies::byte_order_mark),
    brief("empty 200", AtOnce, 1, bodies::empty),
    brief("HTML with status 200", AtOnce, 1, bodies::html),
    row("a page of 100,000 rows", AtOnce, 3, bodies::many_rows)
        .because("more than is read of any answer, so that nothing was seen of it"),
    row("a page of 100,000 rows", Later, 3, bodies::many_rows),
    row("a page of 100,000 empty rows", AtOnce, 3, bodies::many_small_rows),
    brief("a page of 2,000 rows", AtOnce, 1, bodies::rows_beyond_any_limit),
    walk("endless paging", 5, bodies::endless_pages)
        .because("others may make users faster than a walk goes on, so that no walk was seen whole"),
    walk("empty pages for ever", 1, bodies::empty_pages),
    walk("cursor cycle", 1, bodies::cursor_cycle),
    row("a cursor of 10 MB", AtOnce, 3, bodies::cursor_of_10_mb),
    brief("a cursor of 1 MB", AtOnce, 1, bodies::cursor_of_1_mb),
    row("redirects to itself", AtOnce, 1, transport::redirects_to_itself)
        .because("a 3xx neither accepts nor refuses, and every operation promises one of the two"),
    row("redirects elsewhere", AtOnce, 1, transport::redirects_elsewhere),
    late("429 with an absurd Retry-After", AtOnce, transport::never_now),
    late("429 with an absurd Retry-After", Later, transport::never_now),
    late("429 for ever", Later, transport::never_at_all)
        .because("a 429 says that nothing was done (RFC 6585 section 4), which breaks no promise"),
    brief("429 to every fifth request", AtOnce, 0, transport::busy_now_and_then)
        .because("what is waited for as Retry-After says comes"),
    brief("503 to every fifth read", AtOnce, 0, transport::restarts_now_and_then)
        .because("reads are sent again after a 503 that says when to come back"),
    late("503 until the year 9999", AtOnce, transport::down_until_9999)
        .because("the first look finds nobody who serves, and no check has seen anything"),
    Behaviour { code: 1, ..late("503 until the year 9999", Later, transport::down_until_9999) }
        .because("writes are not sent again after a 503, and a 5xx that one of them got is never \
                  conforming; what was found wins over the target that went"),
    late("flood of 1xx", AtOnce, transport::flood_of_1xx),
    late("flood of 1xx", Later, transport::flood_of_1xx),
    row("flood of headers", AtOnce, 3, transport::flood_of_headers),
    row("a header of 300 kB", AtOnce, 3, transport::one_long_header),
    brief("flood of cookies on sound answers", AtOnce, 0, transport::flood_of_cookies),
    row("binary garbage", AtOnce, 3, transport::binary_garbage),
    row("binary garbage", Later, 3, transport::binary_garbage),
    late("another protocol", AtOnce, transport::another_protocol),
    Behaviour {
        args: &["invite::created_at_is_now"],
        ..row("a clock that is days off", AtOnce, 1, transport::clock_days_off)
    },
    Behaviour {
        args: &["invite::created_at_is_now", "--strict"],
        ..row("a clock that is days off, --strict", AtOnce, 1, transport::clock_days_off)
    },
    closed("https to a port without TLS", AtOnce, tls::no_tls),
    closed("http to a port with TLS", AtOnce, tls::tls_unasked),
    closed("a certificate signed by itself", AtOnce, tls::self_signed),
    closed("a certificate for another name", AtOnce, tls::wrong_name),
    Behaviour {
        args: &["--timeout", "1h", "--connect-timeout", "500ms"],
        ..closed("a handshake that never ends", AtOnce, tls::silent)
    },
    row("everything 401", AtOnce, 3, transport::refuses_all_credentials)
        .because("the credentials are refused for every operation, so that nothing was judged"),
    row("everything 404", AtOnce, 3, transport::knows_nothing)
        .because("somebody answers, and does not know operations that are promised"),
    row("everything 500", AtOnce, 1, transport::always_fails),
    late("silence about every write", AtOnce, transport::only_reads)
        .because("reads keep their promises, and of writes nothing came back; after 32 in a row \
                  no more are sent"),
    row("echoes the key: error", AtOnce, 1, echoes::as_it_is),
    row("echoes the key: base64", AtOnce, 1, echoes::in_base64),
    row("echoes the key: percent-encoded", AtOnce, 1, echoes::percent_encoded),
    row("echoes the key: hexadecimal", AtOnce, 1, echoes::in_hexadecimal),
    row("echoes the key: HTML entities", AtOnce, 1, echoes::in_html_entities),
    Behaviour {
        args: &["-H", "x-team: canary/Q7x+Zt3w~hJ9_kLm4.vB2nR8sY6pD1fG5", "--suite", "smoke"],
        ..row("echoes every header", AtOnce, 1, echoes::every_header)
    },
    row("echoes the key: JSON escapes", AtOnce, 1, echoes::in_json_escapes),
    row("echoes the key: a half", AtOnce, 1, echoes::half_of_it),
    brief("echoes the key: rows", AtOnce, 1, echoes::in_the_middle_of_rows),
    row("echoes the key: status line, headers, cookies", AtOnce, 1, echoes::in_headers_and_cookies),
    row("echoes the key: chunk extensions, trailers", AtOnce, 1, echoes::in_chunk_extensions),
    row("echoes the key: no HTTP", AtOnce, 3, echoes::in_what_is_no_http),
    row("echoes the key: content coding", AtOnce, 3, echoes::in_the_content_coding),
    row("echoes the key: redirect elsewhere", AtOnce, 1, echoes::in_a_redirect),
    brief("echoes the key: cursor", AtOnce, 1, echoes::in_the_cursor),
];
