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
    let nested = [b"[".repeat(20_000), br#"{"a":"#.repeat(9_000), b"'%s'".repeat(3_000)].concat();
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
        format!("-H Authorization: Bearer {} {url}", Credentials::WRONG_TOKEN)
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
