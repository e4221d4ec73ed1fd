//! Finds the paths of a Rust source file that lead out of its folder. Reads tokens, not syntax:
//! enough for `use` trees and inline paths, and it needs no parser.

/// What a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A folder of this crate: `crate::model`.
    Folder,
    /// Another crate.
    Crate,
    /// Beyond the folder by way of `super`.
    Outside,
}

/// A path that leads out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub line: usize,
    pub kind: Kind,
    pub name: String,
    /// Whether it stands in an inline module that only tests see.
    pub in_tests: bool,
}

/// What an open brace belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Brace {
    Plain,
    Module,
    TestModule,
}

/// A word, `::`, or one other character, with its line.
pub struct Token {
    pub line: usize,
    pub text: String,
}

/// The paths in the text of `file`, a path below `src/`.
pub fn paths(file: &str, text: &str, is_crate: &dyn Fn(&str) -> bool) -> Vec<Found> {
    let tokens = tokens(text);
    let at = |index: usize| tokens.get(index).map_or("", |token: &Token| token.text.as_str());
    // How many `super` lead to the root of the crate: one for each folder, one for the file, one
    // for each inline module around.
    let mut depth = file.trim_end_matches("/mod.rs").split('/').count();
    let mut braces: Vec<Brace> = Vec::new();
    let mut found = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        match token.text.as_str() {
            "{" => {
                let brace = match index.checked_sub(2) {
                    Some(word) if at(word) == "mod" && for_tests(&tokens[..word]) => {
                        Brace::TestModule
                    }
                    Some(word) if at(word) == "mod" => Brace::Module,
                    _ => Brace::Plain,
                };
                depth += usize::from(brace != Brace::Plain);
                braces.push(brace);
                continue;
            }
            "}" => {
                depth -= usize::from(braces.pop().is_some_and(|brace| brace != Brace::Plain));
                continue;
            }
            _ => {}
        }
        if index > 0 && matches!(at(index - 1), "::" | ".") {
            continue;
        }
        let mut add = |line, kind, name: &str| {
            let in_tests = braces.contains(&Brace::TestModule);
            found.push(Found { line, kind, name: name.to_owned(), in_tests });
        };
        match token.text.as_str() {
            "crate" if at(index + 1) == "::" => {
                for (line, name) in heads(&tokens, index + 2) {
                    add(line, Kind::Folder, name);
                }
            }
            "super" => {
                let links = (index..tokens.len()).step_by(2);
                let supers = links.take_while(|link| at(*link) == "super").count();
                if supers >= depth {
                    add(token.line, Kind::Outside, &vec!["super"; supers].join("::"));
                }
            }
            name if is_crate(name)
                && (at(index + 1) == "::" || at(index.wrapping_sub(1)) == "use") =>
            {
                add(token.line, Kind::Crate, name);
            }
            _ => {}
        }
    }
    found
}

/// Whether what follows these tokens is compiled for tests only.
pub fn for_tests(before: &[Token]) -> bool {
    let attribute = ["#", "[", "cfg", "(", "test", ")", "]"];
    before.len() >= attribute.len()
        && before[before.len() - attribute.len()..]
            .iter()
            .zip(attribute)
            .all(|(token, expected)| token.text == expected)
}

/// The names of the modules in other files that `text` declares for tests only.
pub fn test_modules(text: &str) -> Vec<String> {
    let tokens = tokens(text);
    let declares = |index: &usize| tokens[*index].text == "mod" && for_tests(&tokens[..*index]);
    let names = (0..tokens.len()).filter(declares).filter_map(|index| {
        let end = tokens.get(index + 2)?;
        (end.text == ";").then(|| tokens[index + 1].text.clone())
    });
    names.collect()
}

/// The first names of what follows `crate::`: one, or each of a group.
fn heads(tokens: &[Token], start: usize) -> Vec<(usize, &str)> {
    let Some(first) = tokens.get(start) else { return Vec::new() };
    if first.text != "{" {
        return vec![(first.line, &first.text)];
    }
    let (mut level, mut heads, mut expected) = (0_usize, Vec::new(), true);
    for token in &tokens[start..] {
        match token.text.as_str() {
            "{" => level += 1,
            "}" => level -= 1,
            "," if level == 1 => expected = true,
            name if level == 1 && expected => {
                heads.push((token.line, name));
                expected = false;
            }
            _ => {}
        }
        if level == 0 {
            break;
        }
    }
    heads
}

/// Splits a text, leaving out comments, strings and characters.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut line = 1;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => block_comment(rest),
            '"' => string(rest),
            'r' | 'b' if raw_string(rest).is_some() => raw_string(rest).unwrap_or(1),
            '\'' => character(rest),
            _ if c.is_alphanumeric() || c == '_' => {
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
                let word = &rest[..end.unwrap_or(rest.len())];
                tokens.push(Token { line, text: word.to_owned() });
                word.len()
            }
            _ if c.is_whitespace() => c.len_utf8(),
            _ => {
                let text = if rest.starts_with("::") { "::".to_owned() } else { c.to_string() };
                let length = text.len();
                tokens.push(Token { line, text });
                length
            }
        };
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    tokens
}

/// Block comments nest.
fn block_comment(text: &str) -> usize {
    let (mut level, mut at) = (0_usize, 0);
    while at < text.len() {
        let here = &text.as_bytes()[at..];
        let step = if here.starts_with(b"/*") {
            level += 1;
            2
        } else if here.starts_with(b"*/") {
            level -= 1;
            2
        } else {
            1
        };
        at += step;
        if level == 0 {
            return at;
        }
    }
    text.len()
}

/// The length of a string literal that begins here.
fn string(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    text.len()
}

/// The length of a raw string literal, if one begins here.
fn raw_string(text: &str) -> Option<usize> {
    let after = text.strip_prefix("br").or_else(|| text.strip_prefix('r'))?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    after[hashes..].strip_prefix('"')?;
    let start = text.len() - after.len() + hashes + 1;
    let end = format!("\"{}", "#".repeat(hashes));
    Some(text[start..].find(&end).map_or(text.len(), |found| start + found + end.len()))
}

/// The length of a character literal; of the quote alone when it is a lifetime.
fn character(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    match chars.next() {
        Some((_, '\\')) => {
            text[2..].char_indices().skip(1).find(|(_, c)| *c == '\'').map_or(1, |(at, _)| at + 3)
        }
        Some(_) => match chars.next() {
            Some((at, '\'')) => at + 1,
            _ => 1,
        },
        None => 1,
    }
}
