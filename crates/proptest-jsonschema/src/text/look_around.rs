//! Look-around at the edges of an expression, taken out of it: `^(?!a)b$` is what matches `^b$` and
//! does not match `^a`.

/// An expression as a conjunction: each of its parts has to match, or not to.
pub(super) fn split(pattern: &str) -> Result<Vec<(String, bool)>, String> {
    if !has_look_around(pattern) {
        return Ok(vec![(pattern.to_owned(), true)]);
    }
    // A dot that no X may begin at, again and again: no X anywhere.
    if let Some(inner) = pattern.strip_prefix("^((?!").or_else(|| pattern.strip_prefix("^(?:(?!"))
        && let Some(end) = closing(inner)
        && matches!(&inner[end..], ").)*$" | ").)+$" | ")[\\s\\S])*$")
        && !has_look_around(&inner[..end])
    {
        let least = if inner.ends_with('+') || inner.ends_with("+$") { "^.+$" } else { "^.*$" };
        return Ok(vec![(least.to_owned(), true), (inner[..end].to_owned(), false)]);
    }
    let mut parts = Vec::new();
    let (anchor, mut rest) = match pattern.strip_prefix('^') {
        Some(rest) => ("^", rest.to_owned()),
        None => ("", pattern.to_owned()),
    };
    let alone = |rest: &str| !has_alternatives(rest);
    while let Some((sign, inner, after)) = leading(&rest) {
        if anchor.is_empty() && !after.is_empty() || !alone(&after) {
            return Err(unsupported(&rest));
        }
        if has_look_around(&inner) {
            return Err(unsupported(&inner));
        }
        parts.push((format!("{anchor}(?:{inner})"), sign));
        rest = after;
    }
    while let Some((sign, inner, before)) = trailing(&rest) {
        if !alone(&before) || has_look_around(&inner) {
            return Err(unsupported(&inner));
        }
        parts.push((format!("(?:{inner})$"), sign));
        rest = format!("{before}$");
    }
    if has_look_around(&rest) {
        return Err(unsupported(&rest));
    }
    parts.push((format!("{anchor}{rest}"), true));
    Ok(parts)
}

fn has_look_around(pattern: &str) -> bool {
    ["(?=", "(?!", "(?<=", "(?<!"].iter().any(|open| pattern.contains(open))
}

fn unsupported(rest: &str) -> String {
    let kinds = [("(?<=", "look-behind"), ("(?<!", "look-behind"), ("(?=", "look-ahead")];
    let kind = kinds.iter().find(|(open, _)| rest.contains(open)).map_or("look-ahead", |(_, k)| k);
    format!("{kind} within the expression is not supported: {rest}")
}

/// The look-ahead that an expression begins with: its sign, its inside, and what follows.
fn leading(pattern: &str) -> Option<(bool, String, String)> {
    let (sign, inner) = pattern
        .strip_prefix("(?=")
        .map(|inner| (true, inner))
        .or_else(|| pattern.strip_prefix("(?!").map(|inner| (false, inner)))?;
    let end = closing(inner)?;
    Some((sign, inner[..end].to_owned(), inner[end + 1..].to_owned()))
}

/// The look-behind that an expression ends with, before its `$`: sign, inside, and what goes before.
fn trailing(pattern: &str) -> Option<(bool, String, String)> {
    let body = pattern.strip_suffix('$')?;
    for (open, sign) in [("(?<=", true), ("(?<!", false)] {
        if let Some(start) = body.rfind(open) {
            let inner = &body[start + open.len()..];
            let end = closing(inner)?;
            if end + 1 == inner.len() {
                return Some((sign, inner[..end].to_owned(), body[..start].to_owned()));
            }
        }
    }
    None
}

/// Where the bracket closes that was opened just before.
fn closing(inner: &str) -> Option<usize> {
    let mut open = 0;
    scan(inner, |index, c| match c {
        '(' => {
            open += 1;
            None
        }
        ')' if open == 0 => Some(index),
        ')' => {
            open -= 1;
            None
        }
        _ => None,
    })
}

/// Whether alternatives stand outside of any bracket.
fn has_alternatives(pattern: &str) -> bool {
    let mut open = 0;
    scan(pattern, |_, c| match c {
        '(' => {
            open += 1;
            None
        }
        ')' => {
            open -= 1;
            None
        }
        '|' if open == 0 => Some(()),
        _ => None,
    })
    .is_some()
}

/// Looks at what has a meaning: not what is escaped or in a class.
fn scan<T>(pattern: &str, mut look: impl FnMut(usize, char) -> Option<T>) -> Option<T> {
    let (mut escaped, mut class) = (false, false);
    for (index, c) in pattern.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            ']' if class => class = false,
            _ if class => {}
            '[' => class = true,
            _ => {
                if let Some(found) = look(index, c) {
                    return Some(found);
                }
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_around_at_the_edges_becomes_a_conjunction() {
        let part = |text: &str, sign| (text.to_owned(), sign);
        let split = |pattern| split(pattern).unwrap();
        assert_eq!(
            split("^(?!aws:)(?=.{2,9}$)[a-z:)]+$"),
            [part("^(?:aws:)", false), part("^(?:.{2,9}$)", true), part("^[a-z:)]+$", true)]
        );
        assert_eq!(split("^[a-z-]+(?<!-)$"), [part("(?:-)$", false), part("^[a-z-]+$", true)]);
        assert_eq!(split("^((?!ab).)*$"), [part("^.*$", true), part("ab", false)]);
        assert_eq!(split("(?=a)"), [part("(?:a)", true), part("", true)]);
    }

    #[test]
    fn look_around_elsewhere_is_named() {
        for (pattern, kind) in
            [("^a(?!b)c", "look-ahead"), ("^(?!a)b|c", "look-ahead"), ("a(?<=b)c", "look-behind")]
        {
            assert!(split(pattern).unwrap_err().starts_with(kind), "{pattern}");
        }
    }
}
