//! The table: every behaviour, when it begins, and what the run has to come to.

use std::{
    fmt::Write as _,
    fs,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use super::{
    bodies, echoes,
    run::{Done, MOST_MEMORY, MOST_TIME, run},
    server::{Answer, Server},
    transport,
};

/// So many requests are answered as the mock does before a server turns hostile.
const GOOD: usize = 30;

/// Runs at the same time. Most of them wait.
const AT_ONCE: usize = 6;

/// When a server turns hostile.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Begins {
    AtOnce,
    Later,
}
use Begins::{AtOnce, Later};

/// A way to be hostile.
struct Behaviour {
    name: &'static str,
    begins: Begins,
    /// The exit code by the table of exit codes.
    code: i32,
    answer: Answer,
    args: &'static [&'static str],
}

const fn row(name: &'static str, begins: Begins, code: i32, answer: Answer) -> Behaviour {
    Behaviour { name, begins, code, answer, args: &[] }
}

/// The same for servers that make a client wait: with little patience.
const fn late(name: &'static str, begins: Begins, answer: Answer) -> Behaviour {
    Behaviour { name, begins, code: 3, answer, args: &["--timeout", "1s", "--concurrency", "8"] }
}

/// The same with the small suite, for servers that a run goes through to the end.
const fn brief(name: &'static str, begins: Begins, code: i32, answer: Answer) -> Behaviour {
    Behaviour { name, begins, code, answer, args: &["--suite", "smoke"] }
}

/// The same with the checks that walk over the list.
const fn walk(name: &'static str, code: i32, answer: Answer) -> Behaviour {
    Behaviour { name, begins: AtOnce, code, answer, args: &["list::", "filters::"] }
}

#[rustfmt::skip]
const TABLE: &[Behaviour] = &[
    row("accepts and closes", AtOnce, 3, transport::closes),
    row("accepts and closes", Later, 3, transport::closes),
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
    brief("every third connection reset", AtOnce, 3, transport::every_third_reset),
    row("Content-Length too large", AtOnce, 3, transport::promises_too_much),
    row("Content-Length too large", Later, 3, transport::promises_too_much),
    brief("Content-Length too small", AtOnce, 1, transport::promises_too_little),
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
    brief("packed unasked", AtOnce, 1, bodies::packs_unasked),
    row("Content-Encoding gzip that is none", AtOnce, 3, bodies::says_gzip),
    row("Content-Encoding that nobody asked for", AtOnce, 3, bodies::says_brotli),
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
    row("a page of 100,000 rows", AtOnce, 3, bodies::many_rows),
    row("a page of 100,000 rows", Later, 3, bodies::many_rows),
    row("a page of 100,000 empty rows", AtOnce, 3, bodies::many_small_rows),
    brief("a page of 5,000 rows", AtOnce, 1, bodies::rows_beyond_any_limit),
    Behaviour {
        name: "endless paging", begins: AtOnce, code: 1,
        answer: bodies::endless_pages, args: &["list::"],
    },
    Behaviour {
        name: "empty pages for ever", begins: AtOnce, code: 1,
        answer: bodies::empty_pages, args: &["list::"],
    },
    walk("cursor cycle", 1, bodies::cursor_cycle),
    row("a cursor of 10 MB", AtOnce, 3, bodies::cursor_of_10_mb),
    brief("a cursor of 1 MB", AtOnce, 1, bodies::cursor_of_1_mb),
    row("redirects to itself", AtOnce, 1, transport::redirects_to_itself),
    row("redirects elsewhere", AtOnce, 1, transport::redirects_elsewhere),
    late("429 with an absurd Retry-After", AtOnce, transport::never_now),
    late("429 with an absurd Retry-After", Later, transport::never_now),
    late("429 for ever", Later, transport::never_at_all),
    late("503 until the year 9999", AtOnce, transport::down_until_9999),
    Behaviour { code: 1, ..late("503 until the year 9999", Later, transport::down_until_9999) },
    late("flood of 1xx", AtOnce, transport::flood_of_1xx),
    late("flood of 1xx", Later, transport::flood_of_1xx),
    row("flood of headers", AtOnce, 3, transport::flood_of_headers),
    row("a header of 300 kB", AtOnce, 3, transport::one_long_header),
    brief("flood of cookies on sound answers", AtOnce, 0, transport::flood_of_cookies),
    row("binary garbage", AtOnce, 3, transport::binary_garbage),
    row("binary garbage", Later, 3, transport::binary_garbage),
    late("another protocol", AtOnce, transport::another_protocol),
    Behaviour {
        // A `should`: told, and no reason to stop a release.
        name: "a clock that is days off", begins: AtOnce, code: 0,
        answer: transport::clock_days_off, args: &["invite::created_at_is_now"],
    },
    row("everything 401", AtOnce, 3, transport::refuses_all_credentials),
    row("everything 404", AtOnce, 1, transport::knows_nothing),
    row("everything 500", AtOnce, 1, transport::always_fails),
    late("silence about every write", AtOnce, transport::only_reads),
    row("echoes the key: error", AtOnce, 1, echoes::as_it_is),
    row("echoes the key: base64", AtOnce, 1, echoes::in_base64),
    row("echoes the key: percent-encoded", AtOnce, 1, echoes::percent_encoded),
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

/// Plays one behaviour; says what is wrong, if anything is.
fn play(behaviour: &Behaviour) -> (Done, Vec<String>) {
    let good = if behaviour.begins == Later { GOOD } else { 0 };
    let server = Server::start(good, behaviour.answer);
    let done = run(&format!("http://{}", server.address), behaviour.args, &[]);
    let mut faults = done.faults();
    if done.code != Some(behaviour.code) {
        let lines: Vec<&str> = done.stdout.lines().rev().take(30).collect();
        let end: Vec<&str> = lines.into_iter().rev().collect();
        faults.push(format!(
            "exit code {:?}, not {}\n{}",
            done.code,
            behaviour.code,
            end.join("\n")
        ));
    }
    if !server.heard_elsewhere().is_empty() {
        faults.push("another origin was spoken to".to_owned());
    }
    (done, faults)
}

#[test]
fn every_run_ends_soon_and_tells_no_secret() {
    let only = std::env::var("HOSTILE").unwrap_or_default();
    let chosen: Vec<&Behaviour> = TABLE.iter().filter(|b| b.name.contains(&only)).collect();
    let next = AtomicUsize::new(0);
    let lines = Mutex::new(vec![String::new(); chosen.len()]);
    let faults = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(behaviour) = chosen.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (done, wrong) = play(behaviour);
                    let index = chosen.iter().position(|b| std::ptr::eq(*b, *behaviour)).unwrap();
                    lines.lock().unwrap()[index] = line(behaviour, &done);
                    let named =
                        |fault| format!("{} ({}): {fault}", behaviour.name, when(behaviour));
                    faults.lock().unwrap().extend(wrong.into_iter().map(named));
                }
            });
        }
    });
    let lines = lines.into_inner().unwrap();
    let faults = faults.into_inner().unwrap();
    assert!(faults.is_empty(), "{}\n\n{}", lines.join(""), faults.join("\n\n"));
    if only.is_empty() {
        keep(&lines);
    }
}

fn when(behaviour: &Behaviour) -> String {
    if behaviour.begins == Later { format!("after {GOOD} requests") } else { "at once".to_owned() }
}

fn line(behaviour: &Behaviour, done: &Done) -> String {
    let mut line = String::new();
    let Behaviour { name, code, .. } = behaviour;
    let requests = &done.json()["summary"]["requests"];
    let (seconds, memory) = (done.time.as_secs_f64(), done.memory / 1024);
    let begins = when(behaviour);
    writeln!(line, "| {name} | {begins} | {code} | {requests} | {seconds:.1} | {memory} |")
        .unwrap();
    line
}

/// Writes the table when it is asked for; else holds what is written against it, but for what
/// depends on the machine.
fn keep(lines: &[String]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/hostile-servers.md");
    if std::env::var_os("UPDATE_HOSTILE").is_some() {
        let most = (MOST_TIME.as_secs(), MOST_MEMORY >> 10);
        let head = format!(
            "# Hostile servers\n\n\
             What a run comes to against servers that keep no rule. Written by\n\
             `UPDATE_HOSTILE=1 cargo test --test hostile`; `cargo test` plays every row and wants\n\
             the exit code, at most {} seconds and {} MiB, reports that can be read, and no trace\n\
             of the API key anywhere. Where a server\n\
             makes a client wait, `--timeout` is 1 s. Measured with {AT_ONCE} runs at a time, of an\n\
             unoptimised build, on two cores.\n\n\
             | server | begins | exit | requests | seconds | MiB |\n\
             | --- | --- | --- | --- | --- | --- |\n",
            most.0, most.1
        );
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, head + &lines.join("")).unwrap();
        return;
    }
    let text = fs::read_to_string(&path).unwrap_or_default();
    let told = |line: &str| line.splitn(5, '|').take(4).collect::<Vec<_>>().join("|");
    let written: Vec<String> =
        text.lines().filter(|l| l.starts_with("| ")).skip(2).map(told).collect();
    let expected: Vec<String> = lines.iter().map(|line| told(line)).collect();
    assert!(written == expected, "UPDATE_HOSTILE=1 writes {} anew", path.display());
}
