//! A request as one line for a POSIX shell.

use crate::model::{Credentials, Request};

use super::visible;

/// The longest body that a line carries.
const LONGEST: usize = 8 * 1024;

/// The line that sends the request to `target`. It works when pasted; the key is taken from
/// `$AVARA_API_KEY`. A body that is too long to be printed is stated as cut, and then read from
/// a file, so that the line never sends something else in silence.
#[must_use]
pub fn curl(target: &str, request: &Request) -> String {
    let url = format!("{}{}", target.trim_end_matches('/'), request.path);
    let mut words = vec!["curl -i -X".to_owned(), quote(&request.method)];
    // Without these two curl would read brackets as a pattern and fold `/../`.
    if url.contains(['[', ']', '{', '}']) {
        words.push("--globoff".to_owned());
    }
    if url.contains("/.") {
        words.push("--path-as-is".to_owned());
    }
    words.extend(credentials(request.credentials).map(str::to_owned));
    words.extend(request.headers.iter().map(|(name, value)| {
        // `Name:` would take the header away; this is how curl sends an empty one.
        let header = if value.is_empty() { format!("{name};") } else { format!("{name}: {value}") };
        format!("-H {}", quote(&header))
    }));
    let typed = |(name, _): &(String, String)| name.eq_ignore_ascii_case("content-type");
    if request.body.is_some() && !request.headers.iter().any(typed) {
        // Otherwise curl would call the body a form.
        words.push("-H 'Content-Type:'".to_owned());
    }
    let (before, data, after) = match request.body.as_deref().map(body) {
        None => (String::new(), None, String::new()),
        Some(Body::Argument(text)) => (String::new(), Some(text), String::new()),
        Some(Body::Piped(command)) => (format!("{command} | "), Some("@-".into()), String::new()),
        Some(Body::Cut(length)) => (
            String::new(),
            Some("@body.json".to_owned()),
            format!("; : 'cut: put the {length} bytes of the body into body.json first'"),
        ),
    };
    words.extend(data.map(|data| format!("--data-binary {data}")));
    words.push(quote(&url));
    format!("{before}{}{after}", words.join(" "))
}

/// What goes into `Authorization`. The wrong ones are written out: they are no secrets.
fn credentials(credentials: Credentials) -> Option<&'static str> {
    match credentials {
        Credentials::Valid => Some(r#"-H "Authorization: Bearer $AVARA_API_KEY""#),
        Credentials::Missing => None,
        Credentials::Wrong => Some("-H 'Authorization: Bearer wrong-token-never-issued'"),
        Credentials::OtherScheme => Some("-u wrong:wrong"),
    }
}

/// How the body reaches curl.
enum Body {
    /// As a quoted argument.
    Argument(String),
    /// From a command's output, which can be any bytes.
    Piped(String),
    /// Not in the line; so many bytes.
    Cut(usize),
}

fn body(bytes: &[u8]) -> Body {
    let text = std::str::from_utf8(bytes).ok().filter(|text| !text.contains(visible::hidden));
    match text {
        // An argument that begins with `@` would be taken for a file.
        Some(text) if text.len() <= LONGEST && !text.starts_with('@') => {
            Body::Argument(quote(text))
        }
        _ => match printed(bytes) {
            command if command.len() <= LONGEST => Body::Piped(command),
            _ => Body::Cut(bytes.len()),
        },
    }
}

/// A word for the shell. Single quotes take everything as it is, except for themselves; what
/// would not be seen on a screen is printed by the shell instead.
fn quote(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else if text.contains(visible::hidden) {
        format!("\"$(printf '{}')\"", text.bytes().map(octal).collect::<String>())
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// A byte in the format of `printf`. A hyphen could begin an option, and an exclamation mark
/// calls up the history of an interactive shell.
fn octal(byte: u8) -> String {
    match byte {
        b' '..=b'~' if !b"%\\'-!".contains(&byte) => char::from(byte).to_string(),
        _ => format!("\\{byte:03o}"),
    }
}

/// A command that prints the bytes. Long repetitions, of which oversized and deeply nested
/// bodies consist, are counted instead of spelled out.
fn printed(bytes: &[u8]) -> String {
    let mut commands = Vec::new();
    let mut literal = String::new();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        if let Some((unit, times)) = repetition(rest) {
            if !literal.is_empty() {
                commands.push(format!("printf '{}'", std::mem::take(&mut literal)));
            }
            let unit_text = String::from_utf8_lossy(unit).replace('\'', r"'\''");
            commands.push(format!("yes '{unit_text}' | head -n {times} | tr -d '\\n'"));
            at += unit.len() * times;
        } else {
            literal.push_str(&octal(rest[0]));
            at += 1;
            if literal.len() > LONGEST {
                break; // It will be cut anyway.
            }
        }
    }
    if !literal.is_empty() || commands.is_empty() {
        commands.push(format!("printf '{literal}'"));
    }
    match commands.as_slice() {
        [only] => only.clone(),
        _ => format!("{{ {}; }}", commands.join("; ")),
    }
}

/// What the bytes begin with again and again, if that is worth a command of its own.
fn repetition(bytes: &[u8]) -> Option<(&[u8], usize)> {
    (1..=16).find_map(|length| {
        let unit = bytes.get(..length)?;
        let harmless = |byte: &u8| matches!(byte, b' '..=b'~') && *byte != b'\\';
        let option = unit[0] == b'-';
        if option || !unit.iter().all(harmless) {
            return None;
        }
        let times = bytes.chunks(length).take_while(|chunk| *chunk == unit).count();
        (times * length > 96).then_some((unit, times))
    })
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::model::Operation;

    fn request(body: Option<&[u8]>) -> Request {
        Request {
            operation: Operation::Invite,
            method: "POST".to_owned(),
            path: "/v1/viewer/users".to_owned(),
            headers: vec![("Content-Type".to_owned(), "application/json".to_owned())],
            body: body.map(<[u8]>::to_vec),
            credentials: Credentials::Valid,
        }
    }

    /// Runs the line in a shell whose `curl` shows its arguments, one a line, and then its input
    /// if it was told to read it.
    fn pasted(line: &str) -> Vec<u8> {
        let curl = r#"curl() { for word; do printf '<%s>\n' "$word"; done
            case " $* " in *" @- "*) cat;; esac; }"#;
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("{curl}\n{line}")).env("AVARA_API_KEY", "the key");
        let output = shell.output().unwrap();
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }

    fn words(request: &Request) -> Vec<String> {
        let line = curl("http://127.0.0.1:8080/", request);
        assert!(!line.contains(visible::hidden), "{line}");
        let text = String::from_utf8(pasted(&line)).unwrap();
        text.lines().map(|word| word[1..word.len() - 1].to_owned()).collect()
    }

    #[test]
    fn the_line_reads_well() {
        insta::assert_snapshot!(
            curl("http://127.0.0.1:8080", &request(Some(br#"{"firstName":"O'Neil"}"#))),
            @r#"curl -i -X POST -H "Authorization: Bearer $AVARA_API_KEY" -H 'Content-Type: application/json' --data-binary '{"firstName":"O'\''Neil"}' http://127.0.0.1:8080/v1/viewer/users"#
        );
    }

    #[test]
    fn the_shell_hands_over_every_argument_as_it_is() {
        for body in ["{}", "", "O'Neil $HOME `id` \"!!\" \\ % * ~", "Zoë \u{1f469}", "-X"] {
            let words = words(&request(Some(body.as_bytes())));
            let expected = [
                "-i",
                "-X",
                "POST",
                "-H",
                "Authorization: Bearer the key",
                "-H",
                "Content-Type: application/json",
                "--data-binary",
                body,
                "http://127.0.0.1:8080/v1/viewer/users",
            ];
            assert_eq!(words, expected);
        }
    }

    #[test]
    fn any_bytes_reach_curl_through_a_pipe() {
        let all: Vec<u8> = (0..=255).collect();
        let nested =
            [b"[".repeat(20_000), br#"{"a":"#.repeat(9_000), b"'%s'".repeat(3_000)].concat();
        for body in [&all[..], b"@/etc/passwd", b"a\nb\n", b"-n\n", b"\xFF!", &nested] {
            let line = curl("http://h", &request(Some(body)));
            assert!(line.len() < LONGEST && !line.contains(visible::hidden), "{line}");
            let shown = pasted(&line);
            assert!(shown.ends_with(body), "{line}\n{}", String::from_utf8_lossy(&shown));
            assert!(shown.windows(5).any(|word| word == b"<@->\n"));
        }
    }

    #[test]
    fn a_body_that_is_too_long_is_stated_as_cut() {
        let long: Vec<u8> = (0..20_000_u32).flat_map(|n| n.to_string().into_bytes()).collect();
        let line = curl("http://h", &request(Some(&long)));
        assert!(line.ends_with(&format!(
            "--data-binary @body.json http://h/v1/viewer/users; \
             : 'cut: put the {} bytes of the body into body.json first'",
            long.len()
        )));
        pasted(&line);
    }

    #[test]
    fn each_kind_of_credentials_has_its_form() {
        let shown = |credentials| {
            let request = Request { credentials, ..request(None) };
            words(&Request { headers: Vec::new(), ..request })[3..].join(" ")
        };
        let url = "http://127.0.0.1:8080/v1/viewer/users";
        assert_eq!(shown(Credentials::Valid), format!("-H Authorization: Bearer the key {url}"));
        assert_eq!(shown(Credentials::Missing), url);
        assert_eq!(
            shown(Credentials::Wrong),
            format!("-H Authorization: Bearer wrong-token-never-issued {url}")
        );
        assert_eq!(shown(Credentials::OtherScheme), format!("-u wrong:wrong {url}"));
    }

    #[test]
    fn curl_is_kept_from_its_own_ideas() {
        let odd = Request {
            path: "/v1/[a]/../x?b=%27&c={1,2}".to_owned(),
            headers: vec![("X-Empty".to_owned(), String::new()), ("X-A".into(), "a\u{1b}b".into())],
            body: Some(b"{}".to_vec()),
            ..request(None)
        };
        let words = words(&odd);
        for word in ["--globoff", "--path-as-is", "X-Empty;", "X-A: a\u{1b}b", "Content-Type:"] {
            assert!(words.iter().any(|found| found == word), "{word} in {words:?}");
        }
        assert_eq!(words.last().unwrap(), "http://127.0.0.1:8080/v1/[a]/../x?b=%27&c={1,2}");
    }
}
