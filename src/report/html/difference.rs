//! JSON line by line, with the lines marked that a finding is about: the place that it names, what
//! came back otherwise than it was sent, and what did not come back.

use serde_json::Value;

use crate::model::{Request, Response};

use super::super::visible;

/// The most lines of a body; of a longer one the beginning and what is marked are left.
const MOST: usize = 60;
/// So many lines are shown around a marked one.
const AROUND: usize = 4;
/// The most bytes of a line.
const WIDTH: usize = 300;

/// A line of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// How deep it stands.
    pub depth: usize,
    /// What it says.
    pub text: String,
    /// What is special about it.
    pub mark: Mark,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    None,
    /// The finding names this place.
    Named,
    /// It came back otherwise than it was sent.
    Differs,
    /// The place is not there.
    Absent,
    /// Lines are left out here.
    Cut,
}

/// The fields that came back otherwise than they were sent, or not at all. Only an accepted body
/// can be held against its answer.
pub(super) fn differing(request: &Request, response: Option<&Response>) -> Vec<String> {
    let parsed = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).ok();
    let sent = request.body.as_deref().and_then(parsed);
    let came = response.filter(|r| r.is_success()).and_then(|r| parsed(&r.body));
    let (Some(Value::Object(sent)), Some(Value::Object(came))) = (sent, came) else {
        return Vec::new();
    };
    let differs = |name: &&String| came.get(*name) != sent.get(*name);
    sent.keys().filter(differs).cloned().collect()
}

/// A body in lines. `differ` are the fields to mark; `wanted` those to be missed in an
/// answer, and nothing in a request, which need not send what the finding names.
pub(super) fn lines(
    value: &Value,
    place: &str,
    differ: &[String],
    wanted: Option<&[String]>,
    lost: Option<&str>,
) -> Vec<Line> {
    let place: Vec<&str> =
        place.strip_prefix('/').map_or(vec![], |place| place.split('/').collect());
    let mut writer = Writer { place, differ, wanted, lost, lines: Vec::new() };
    writer.value(value, &mut Vec::new(), "", "");
    shortened(writer.lines)
}

struct Writer<'a> {
    place: Vec<&'a str>,
    differ: &'a [String],
    wanted: Option<&'a [String]>,
    /// The id of a row that should be in the list.
    lost: Option<&'a str>,
    lines: Vec<Line>,
}

impl Writer<'_> {
    fn value(&mut self, value: &Value, path: &mut Vec<String>, label: &str, comma: &str) {
        let depth = path.len();
        let mark = self.mark(path);
        match value {
            Value::Object(fields) => {
                self.push(depth, &format!("{label}{{"), mark);
                let absent = self.absent(path, |name| fields.contains_key(name));
                for (at, (name, field)) in fields.iter().enumerate() {
                    let comma = if at + 1 < fields.len() { "," } else { "" };
                    path.push(name.clone());
                    self.value(field, path, &format!("{}: ", quoted(name)), comma);
                    path.pop();
                }
                for name in absent {
                    self.push(depth + 1, &format!("{} is absent", quoted(&name)), Mark::Absent);
                }
                self.push(depth, &format!("}}{comma}"), Mark::None);
            }
            Value::Array(items) if !items.is_empty() => {
                self.push(depth, &format!("{label}["), mark);
                for (at, item) in items.iter().enumerate() {
                    let comma = if at + 1 < items.len() { "," } else { "" };
                    path.push(at.to_string());
                    self.value(item, path, "", comma);
                    path.pop();
                }
                let is_here = |id: &str| items.iter().any(|item| item["userId"] == id);
                if let (true, Some(id)) = (is_users(path), self.lost.filter(|id| !is_here(id))) {
                    self.push(depth + 1, &format!("{id} is not on this page"), Mark::Absent);
                }
                self.push(depth, &format!("]{comma}"), Mark::None);
            }
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_) => {
                self.push(depth, &format!("{label}{value}{comma}"), mark);
            }
        }
    }

    fn mark(&self, path: &[String]) -> Mark {
        // The place of a lost row is where it is not, and not all the others.
        if self.is_place(path) && !(is_users(path) && self.lost.is_some()) {
            Mark::Named
        } else if matches!(path, [name] if self.differ.contains(name)) {
            Mark::Differs
        } else {
            Mark::None
        }
    }

    /// Whether the finding names this place. What it names in a user, it names in every row of a
    /// list, too, so that before and after can be seen; `*` is any row.
    fn is_place(&self, path: &[String]) -> bool {
        let rest = match path {
            [users, _, rest @ ..] if users == "users" && !self.of_page() => rest,
            _ => path,
        };
        let fits = |(named, step): (&&str, &String)| *named == "*" || *named == unescaped_eq(step);
        !self.place.is_empty()
            && rest.len() == self.place.len()
            && self.place.iter().zip(rest).all(fits)
    }

    /// Whether the place is one of a page of the list and not one of a user.
    fn of_page(&self) -> bool {
        self.place.first().is_some_and(|first| ["users", "hasMore", "cursor"].contains(first))
    }

    /// The fields that are missing from this object.
    fn absent(&self, path: &[String], there: impl Fn(&str) -> bool) -> Vec<String> {
        let Some(wanted) = self.wanted else { return Vec::new() };
        let mut named = path.to_vec();
        named.extend(self.place.last().map(|last| (*last).to_owned()));
        // A page has no field of a user by itself.
        let elsewhere = path.is_empty() && there("users") && !self.of_page();
        let by_place = named.last().filter(|_| !elsewhere && self.is_place(&named)).cloned();
        let by_request = if path.is_empty() { wanted } else { &[] };
        let mut missed: Vec<_> = by_place.into_iter().chain(by_request.iter().cloned()).collect();
        missed.dedup();
        missed.retain(|name| !there(name) && name != "*");
        missed
    }

    fn push(&mut self, depth: usize, text: &str, mark: Mark) {
        let text = visible::sentence(text, WIDTH);
        self.lines.push(Line { depth, text, mark });
    }
}

fn is_users(path: &[String]) -> bool {
    matches!(path, [users] if users == "users")
}

/// A step of a path as a JSON Pointer has it.
fn unescaped_eq(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}

fn quoted(name: &str) -> String {
    Value::from(name).to_string()
}

/// Keeps the beginning and what is marked, and says how much is left out.
fn shortened(lines: Vec<Line>) -> Vec<Line> {
    if lines.len() <= MOST {
        return lines;
    }
    let marked: Vec<usize> =
        (0..lines.len()).filter(|at| lines[*at].mark != Mark::None).take(MOST / AROUND).collect();
    let keep = |at: usize| at < MOST / 3 || marked.iter().any(|mark| mark.abs_diff(at) <= AROUND);
    let mut out: Vec<Line> = Vec::new();
    let mut left_out = 0;
    let cut = |many: usize, depth| Line {
        depth,
        text: format!("… {many} lines left out"),
        mark: Mark::Cut,
    };
    for (at, line) in lines.into_iter().enumerate() {
        if keep(at) {
            if left_out > 0 {
                out.push(cut(left_out, line.depth));
                left_out = 0;
            }
            out.push(line);
        } else {
            left_out += 1;
        }
    }
    if left_out > 0 {
        out.push(cut(left_out, 0));
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn marked(value: &Value, place: &str, differ: &[&str]) -> Vec<(String, Mark)> {
        let differ: Vec<_> = differ.iter().map(|&name| name.to_owned()).collect();
        let lines = lines(value, place, &differ, Some(&differ), None);
        let marked = lines.into_iter().filter(|line| line.mark != Mark::None);
        marked.map(|line| (line.text, line.mark)).collect()
    }

    #[test]
    fn the_named_place_is_marked_or_missed() {
        let user = json!({"a": 1, "b": {"c": 2}});
        assert_eq!(marked(&user, "/b/c", &[]), [("\"c\": 2".into(), Mark::Named)]);
        assert_eq!(marked(&user, "/d", &[]), [("\"d\" is absent".into(), Mark::Absent)]);
        assert_eq!(marked(&user, "status", &[]), []);
    }

    #[test]
    fn a_field_of_a_user_is_marked_in_every_row() {
        let page = json!({"users": [{"a": 1}, {"b": 2}]});
        let expected =
            [("\"a\": 1".to_owned(), Mark::Named), ("\"a\" is absent".into(), Mark::Absent)];
        assert_eq!(marked(&page, "/a", &[]), expected);
        assert_eq!(marked(&page, "/users/*/a", &[]), expected);
        assert_eq!(marked(&page, "/users", &[]), [("\"users\": [".into(), Mark::Named)]);
    }

    #[test]
    fn a_lost_row_is_marked_as_lost_and_not_the_whole_list() {
        let page = json!({"users": [{"userId": "a"}, {"userId": "c"}]});
        let lines = lines(&page, "/users", &[], None, Some("b"));
        let marked: Vec<_> = lines.iter().filter(|line| line.mark != Mark::None).collect();
        assert_eq!(marked.len(), 1);
        assert_eq!(
            (marked[0].mark, marked[0].text.as_str()),
            (Mark::Absent, "b is not on this page")
        );
    }

    #[test]
    fn what_came_back_otherwise_is_marked() {
        let expected =
            [("\"a\": 1".to_owned(), Mark::Differs), ("\"b\" is absent".into(), Mark::Absent)];
        assert_eq!(marked(&json!({"a": 1}), "", &["a", "b"]), expected);
    }

    #[test]
    fn of_a_long_body_the_marked_lines_are_kept() {
        let rows: Vec<_> = (0..500).map(|at| json!({"id": at})).collect();
        let mut page = json!({"users": rows});
        page["users"][300]["a"] = json!(1);
        let lines = lines(&page, "/users/300/a", &[], None, None);
        assert!(lines.len() < MOST, "{}", lines.len());
        assert_eq!(lines.iter().filter(|line| line.mark == Mark::Named).count(), 1);
        assert_eq!(lines.iter().filter(|line| line.mark == Mark::Cut).count(), 2);
    }
}
