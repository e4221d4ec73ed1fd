//! From the text of an expression to the expression.

use super::expression::{Expression, FiltersetError, Text};
use crate::model::{Level, Operation};

/// What stands for a part of an id, a level or an operation.
const NAMES: [&str; 6] = ["check", "clause", "level", "operation", "all", "none"];

/// How deep parentheses and `not` may stand in each other.
const DEEPEST: usize = 100;

/// Reads an expression of which every part `is_known`.
pub(super) fn parse(
    text: &str,
    is_known: &dyn Fn(&Expression) -> bool,
) -> Result<Expression, FiltersetError> {
    // One line, so that a mark below it shows the place.
    let line: Vec<char> = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let mut parser = Parser { text: &line, at: 0, depth: 0, is_known };
    let parsed = parser.either().and_then(|expression| {
        parser.skip();
        if parser.at < line.len() {
            return parser.wrong(parser.at, "`and`, `or` or the end has to follow here");
        }
        Ok(expression)
    });
    parsed.map_err(|(column, problem)| FiltersetError {
        expression: line.iter().collect(),
        column,
        problem,
    })
}

struct Parser<'a> {
    text: &'a [char],
    at: usize,
    depth: usize,
    is_known: &'a dyn Fn(&Expression) -> bool,
}

/// A problem with the place where it stands.
type Parsed = Result<Expression, (usize, String)>;

impl Parser<'_> {
    fn wrong<T>(&self, at: usize, problem: impl Into<String>) -> Result<T, (usize, String)> {
        Err((at.min(self.text.len()), problem.into()))
    }

    fn skip(&mut self) {
        while self.text.get(self.at) == Some(&' ') {
            self.at += 1;
        }
    }

    /// Takes one of these characters or, as a whole word, this one.
    fn takes(&mut self, sign: char, word: &str) -> bool {
        self.skip();
        if self.text.get(self.at) == Some(&sign) {
            self.at += 1;
            // `&&` and `||` are what other languages write.
            if sign != '!' && self.text.get(self.at) == Some(&sign) {
                self.at += 1;
            }
            return true;
        }
        let rest = &self.text[self.at..];
        let length = word.chars().count();
        let is_word = rest.len() >= length
            && rest[..length].iter().copied().eq(word.chars())
            && !rest.get(length).is_some_and(|c| is_in_a_word(*c));
        if is_word {
            self.at += length;
        }
        is_word
    }

    fn either(&mut self) -> Parsed {
        let mut left = self.both()?;
        while self.takes('|', "or") {
            left = Expression::Or(Box::new(left), Box::new(self.both()?));
        }
        Ok(left)
    }

    fn both(&mut self) -> Parsed {
        let mut left = self.one()?;
        while self.takes('&', "and") {
            left = Expression::And(Box::new(left), Box::new(self.one()?));
        }
        Ok(left)
    }

    fn one(&mut self) -> Parsed {
        self.depth += 1;
        if self.depth > DEEPEST {
            return self.wrong(self.at, "this stands too deep in parentheses");
        }
        let parsed = self.inner();
        self.depth -= 1;
        parsed
    }

    fn inner(&mut self) -> Parsed {
        if self.takes('!', "not") {
            return Ok(Expression::Not(Box::new(self.one()?)));
        }
        self.skip();
        if self.text.get(self.at) == Some(&'(') {
            self.at += 1;
            let inner = self.either()?;
            self.skip();
            if self.text.get(self.at) != Some(&')') {
                return self.wrong(self.at, "a `)` is missing here");
            }
            self.at += 1;
            return Ok(inner);
        }
        self.named()
    }

    /// A name with what stands in parentheses after it.
    fn named(&mut self) -> Parsed {
        let start = self.at;
        while self.text.get(self.at).copied().is_some_and(is_in_a_word) {
            self.at += 1;
        }
        let name: String = self.text[start..self.at].iter().collect();
        if name.is_empty() {
            let example = "`level(must) and not operation(update)`";
            return self.wrong(start, format!("an expression such as {example} is missing here"));
        }
        if !NAMES.contains(&name.as_str()) {
            let meant = NAMES.iter().find(|known| strsim::damerau_levenshtein(known, &name) <= 2);
            let known = NAMES.join(", ");
            let problem = match meant {
                Some(meant) => format!("no `{name}`; did you mean `{meant}`?"),
                None => format!("no `{name}`; there are {known}"),
            };
            return self.wrong(start, problem);
        }
        self.skip();
        if self.text.get(self.at) != Some(&'(') {
            return self.wrong(self.at, format!("a `(` is missing after `{name}`"));
        }
        self.at += 1;
        self.skip();
        let inner = self.at;
        let end = self.text[inner..].iter().position(|c| *c == ')').map(|length| inner + length);
        let Some(end) = end else { return self.wrong(self.text.len(), "a `)` is missing here") };
        self.at = end + 1;
        let text: String = self.text[inner..end].iter().collect();
        self.meaning(&name, text.trim(), inner)
    }

    fn meaning(&self, name: &str, text: &str, at: usize) -> Parsed {
        let expression = match name {
            "all" | "none" if !text.is_empty() => {
                return self.wrong(at, format!("`{name}()` takes nothing"));
            }
            "all" => Expression::All,
            "none" => Expression::None,
            "level" => {
                let all = [Level::Must, Level::Should, Level::May];
                let level = all.into_iter().find(|level| level.to_string() == text);
                let level = level.map(Expression::Level);
                return level
                    .map_or_else(|| self.wrong(at, "a level is one of must, should, may"), Ok);
            }
            "operation" => {
                let operation = Operation::documented().find(|known| known.id() == text);
                let ids: Vec<&str> = Operation::documented().map(Operation::id).collect();
                let problem = format!("an operation is one of {}", ids.join(", "));
                return operation
                    .map(Expression::Operation)
                    .map_or_else(|| self.wrong(at, problem), Ok);
            }
            _ if text.is_empty() || text == "=" => {
                return self.wrong(at, "an id, or a part of one, is missing here");
            }
            "clause" => Expression::Clause(Text::of(text)),
            _ => Expression::Check(Text::of(text)),
        };
        if (self.is_known)(&expression) {
            return Ok(expression);
        }
        let why = if name == "clause" {
            "no clause that a check witnesses has such an id"
        } else {
            "no check has such an id; --list shows all"
        };
        self.wrong(at, why)
    }
}

fn is_in_a_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}
