//! One sentence for a person about a broken assertion.

use std::fmt::{self, Write as _};

use serde_json::Value;

use super::{
    quote::{plural, shown, text, typed},
    violation::Violation,
};

/// What is mostly enough, in bytes.
const USUAL: usize = 112;

/// Says what is wrong with the part at a pointer. `name` is the member that a keyword about names
/// forbids.
pub(crate) fn sentence(
    violation: &Violation,
    pointer: &str,
    after: Option<&Value>,
    name: Option<&str>,
) -> String {
    let mut out = String::with_capacity(USUAL);
    // Writing to a string cannot fail.
    let _ =
        tell(&mut out, violation, pointer, after.unwrap_or(&Value::Null), name.unwrap_or_default());
    out
}

fn tell(
    out: &mut String,
    violation: &Violation,
    pointer: &str,
    value: &Value,
    name: &str,
) -> fmt::Result {
    let demand = violation.wording.demand.as_str();
    match violation.assertion.keyword.as_str() {
        "required" | "dependentRequired" => {
            out.push_str(violation.member.as_deref().unwrap_or_default());
            of(out, pointer);
            write!(out, " is missing; {demand}")
        }
        "additionalProperties" => {
            text(out, name)?;
            out.push_str(" is not an allowed member");
            of(out, pointer);
            Ok(())
        }
        "propertyNames" => {
            who(out, pointer);
            out.push_str(" has a member named ");
            text(out, name)?;
            out.push_str(", which is not allowed");
            Ok(())
        }
        "uniqueItems" => told(out, pointer, " has the same item twice"),
        "contains" | "minContains" => {
            told(out, pointer, " has too few of the items that it must contain")
        }
        "maxContains" => told(out, pointer, " has too many of the items that it may contain"),
        "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" => {
            who(out, pointer);
            if size(out, value)? == 0 {
                out.push_str("; ");
                out.push_str(&violation.wording.when_empty);
                return Ok(());
            }
            write!(out, "; {demand}")
        }
        "pattern" => pattern(out, violation, pointer, value),
        "not" => {
            who(out, pointer);
            out.push_str(" is ");
            shown(out, value)?;
            out.push_str(", which is ruled out");
            Ok(())
        }
        keyword => {
            who(out, pointer);
            out.push_str(" is ");
            if keyword == "type" {
                typed(out, value)?;
            } else {
                shown(out, value)?;
            }
            write!(out, "; {demand}")
        }
    }
}

fn told(out: &mut String, pointer: &str, what: &str) -> fmt::Result {
    who(out, pointer);
    out.write_str(what)
}

/// What a person calls the place: `users[0].email`.
fn who(out: &mut String, pointer: &str) {
    if pointer.is_empty() {
        out.push_str("the value");
        return;
    }
    for (i, token) in pointer.split('/').skip(1).enumerate() {
        if !token.is_empty() && token.bytes().all(|b| b.is_ascii_digit()) {
            out.extend(["[", token, "]"]);
            continue;
        }
        if i > 0 {
            out.push('.');
        }
        if token.contains('~') {
            out.push_str(&token.replace("~1", "/").replace("~0", "~"));
        } else {
            out.push_str(token);
        }
    }
}

/// The place as the owner of a member, where it is not the whole value.
fn of(out: &mut String, pointer: &str) {
    if !pointer.is_empty() {
        out.push_str(" of ");
        who(out, pointer);
    }
}

/// `has 3 items`, or `is empty`; returns how many.
fn size(out: &mut String, value: &Value) -> Result<usize, fmt::Error> {
    let (n, noun) = match value {
        Value::String(text) => (text.chars().count(), "character"),
        Value::Array(list) => (list.len(), "item"),
        Value::Object(map) => (map.len(), "member"),
        _ => return Err(fmt::Error),
    };
    if n == 0 {
        out.push_str(" is empty");
    } else {
        plural(out, " has ", n, noun)?;
    }
    Ok(n)
}

/// A pattern of nothing but a count of digits is put into words.
fn pattern(out: &mut String, violation: &Violation, pointer: &str, value: &Value) -> fmt::Result {
    let string = value.as_str().unwrap_or_default();
    who(out, pointer);
    let counted = |(least, most): &(usize, usize)| {
        let n = string.len();
        string.bytes().all(|b| b.is_ascii_digit()) && (n < *least || n > *most)
    };
    match violation.wording.digits {
        Some((least, most)) if counted(&(least, most)) => {
            let n = string.len();
            if n == 0 {
                return write!(out, " is empty; at least {least} digits are required");
            }
            plural(out, " has ", n, "digit")?;
            if n < least {
                write!(out, "; at least {least} are required")
            } else {
                write!(out, "; at most {most} are allowed")
            }
        }
        Some((least, most)) => {
            out.push_str(" is ");
            text(out, string)?;
            match most {
                usize::MAX => write!(out, "; it must be {least} digits or more, of 0 to 9"),
                most if most == least => write!(out, "; it must be {least} digits of 0 to 9"),
                most => write!(out, "; it must be {least} to {most} digits of 0 to 9"),
            }
        }
        None => {
            out.push_str(" is ");
            text(out, string)?;
            write!(out, "; {}", violation.wording.demand)
        }
    }
}
