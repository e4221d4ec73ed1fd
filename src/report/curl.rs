//! A request as one line for a POSIX shell.

#[cfg(test)]
mod tests;

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
    words.extend(credentials(request.credentials));
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
    let (before, data, after) = request.body.as_deref().map_or_else(Default::default, body);
    words.extend(data.map(|data| format!("--data-binary {data}")));
    words.push(quote(&url));
    format!("{before}{}{after}", words.join(" "))
}

/// What goes into `Authorization`. The wrong ones are written out: they are no secrets.
fn credentials(credentials: Credentials) -> Option<String> {
    match credentials {
        Credentials::Valid => Some(r#"-H "Authorization: Bearer $AVARA_API_KEY""#.to_owned()),
        Credentials::Missing => None,
        Credentials::Wrong => {
            Some(format!("-H 'Authorization: Bearer {}'", Credentials::WRONG_TOKEN))
        }
        Credentials::KeyInOtherScheme => {
            Some(r#"-H "Authorization: Digest $AVARA_API_KEY""#.to_owned())
        }
        Credentials::OtherScheme => Some(format!("-u {}", Credentials::WRONG_USER)),
    }
}

/// How the body reaches curl: what stands before the line, the argument, and what follows.
fn body(bytes: &[u8]) -> (String, Option<String>, String) {
    let text = str::from_utf8(bytes).ok().filter(|text| !text.contains(visible::hidden));
    let none = String::new;
    match text {
        // An argument that begins with `@` would be taken for a file.
        Some(text) if text.len() <= LONGEST && !text.starts_with('@') => {
            (none(), Some(quote(text)), none())
        }
        _ => match printed(bytes) {
            command if command.len() <= LONGEST => {
                (format!("{command} | "), Some("@-".to_owned()), none())
            }
            _ => {
                let cut =
                    format!("cut: put the {} bytes of the body into body.json first", bytes.len());
                (none(), Some("@body.json".to_owned()), format!("; : '{cut}'"))
            }
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
