//! A reader by the grammar of RFC 8259, without recursion, for texts that a usual parser refuses.

use serde_json::{Map, Number, Value};

use super::json_text::{HALVES, JsonText, Oddity};

/// Levels of arrays and objects that are held; what is deeper is read, and held as empty.
const DEEPEST: usize = 100;

/// An array or an object that is being read.
enum Open {
    Array(Vec<Value>),
    Object(Map<String, Value>, String),
}

/// How far a step has come.
enum Step {
    /// A value is complete.
    Done(Value),
    /// A container has begun, or its next part is due.
    Goes,
}

struct Reader<'a> {
    rest: &'a str,
    text: JsonText,
    open: Vec<Open>,
}

/// Reads a whole text; `None` where the grammar has none like it.
pub(super) fn read(text: &str) -> Option<JsonText> {
    let mut reader = Reader { rest: text, text: JsonText::default(), open: Vec::new() };
    let value = reader.document()?;
    reader.text.value = value;
    Some(reader.text)
}

impl Reader<'_> {
    fn document(&mut self) -> Option<Value> {
        let mut step = self.value_or_open()?;
        loop {
            step = match step {
                Step::Goes => self.value_or_open()?,
                Step::Done(value) if self.open.is_empty() => {
                    self.space();
                    return self.rest.is_empty().then_some(value);
                }
                Step::Done(value) => self.hand_in(value)?,
            };
        }
    }

    /// Puts a finished value where it belongs. A container that ends with it is finished as well.
    fn hand_in(&mut self, value: Value) -> Option<Step> {
        let deep = self.open.len() > DEEPEST;
        let ends = match self.open.last_mut()? {
            Open::Array(elements) => {
                if !deep {
                    elements.push(value);
                }
                "]"
            }
            Open::Object(members, name) => {
                let name = std::mem::take(name);
                if !deep && members.insert(name, value).is_some() {
                    self.text.oddities.insert(Oddity::RepeatedName);
                }
                "}"
            }
        };
        self.space();
        if self.take(",") {
            if ends == "}" {
                let name = self.name()?;
                if let Some(Open::Object(_, next)) = self.open.last_mut() {
                    *next = name;
                }
            }
            return Some(Step::Goes);
        }
        if !self.take(ends) {
            return None;
        }
        self.open.pop().map(|open| {
            Step::Done(match open {
                Open::Array(elements) => elements.into(),
                Open::Object(members, _) => members.into(),
            })
        })
    }

    /// A value without parts, an empty container, or nothing where a container begins.
    fn value_or_open(&mut self) -> Option<Step> {
        self.space();
        let value = match self.rest.chars().next()? {
            '"' => self.string()?.into(),
            '-' | '0'..='9' => self.number()?,
            '[' => {
                self.take("[");
                self.space();
                if !self.take("]") {
                    self.begin(Open::Array(Vec::new()));
                    return Some(Step::Goes);
                }
                Value::Array(Vec::new())
            }
            '{' => {
                self.take("{");
                self.space();
                if !self.take("}") {
                    let name = self.name()?;
                    self.begin(Open::Object(Map::new(), name));
                    return Some(Step::Goes);
                }
                Value::Object(Map::new())
            }
            _ if self.take("true") => true.into(),
            _ if self.take("false") => false.into(),
            _ if self.take("null") => Value::Null,
            _ => return None,
        };
        Some(Step::Done(value))
    }

    fn begin(&mut self, open: Open) {
        self.open.push(open);
        if self.open.len() > DEEPEST {
            self.text.oddities.insert(Oddity::DeepNesting);
        }
    }

    fn space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    fn take(&mut self, literal: &str) -> bool {
        let rest = self.rest.strip_prefix(literal);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// The name of a member and the colon behind it.
    fn name(&mut self) -> Option<String> {
        self.space();
        let name = self.string()?;
        self.space();
        self.take(":").then_some(name)
    }

    fn string(&mut self) -> Option<String> {
        let mut text = String::new();
        if !self.take("\"") {
            return None;
        }
        loop {
            let plain = self.rest.find(|c: char| c == '"' || c == '\\' || c < ' ')?;
            text.push_str(&self.rest[..plain]);
            self.rest = &self.rest[plain..];
            if self.take("\"") {
                return Some(text);
            }
            if !self.take("\\") {
                return None;
            }
            text.push(self.escape()?);
        }
    }

    fn escape(&mut self) -> Option<char> {
        let kind = self.rest.chars().next()?;
        self.rest = &self.rest[kind.len_utf8()..];
        Some(match kind {
            '"' | '\\' | '/' => kind,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let unit = self.unit()?;
                if let Some(c) = char::from_u32(unit) {
                    return Some(c);
                }
                let before = self.rest;
                let low = if self.take("\\u") { self.unit()? } else { 0 };
                if unit < 0xdc00 && (0xdc00..0xe000).contains(&low) {
                    return char::from_u32(0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
                }
                self.rest = before;
                self.text.oddities.insert(Oddity::LoneSurrogate);
                char::from_u32(u32::from(*HALVES.start()) + (unit - 0xd800))?
            }
            _ => return None,
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Option<u32> {
        let digits = self.rest.get(..4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
        self.rest = &self.rest[4..];
        u32::from_str_radix(digits, 16).ok()
    }

    fn digits(&mut self) -> Option<()> {
        let end = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
        self.rest = &self.rest[end..];
        (end > 0).then_some(())
    }

    fn number(&mut self) -> Option<Value> {
        let begins = self.rest;
        self.take("-");
        if !self.take("0") {
            self.digits()?;
        }
        if self.take(".") {
            self.digits()?;
        }
        if self.take("e") || self.take("E") {
            let _sign = self.take("+") || self.take("-");
            self.digits()?;
        }
        let text = &begins[..begins.len() - self.rest.len()];
        if let Ok(number) = serde_json::from_str::<Number>(text) {
            return Some(number.into());
        }
        self.text.oddities.insert(Oddity::HugeNumber);
        let largest = if text.starts_with('-') { -f64::MAX } else { f64::MAX };
        Number::from_f64(largest).map(Value::from)
    }
}
