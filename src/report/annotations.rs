//! Annotations in the words of a CI system: lines that its log turns into remarks, beside a file of
//! the repository where one is named.

use std::io::{self, Write};

use super::{
    Run,
    clauses::ClauseState,
    numbers::{count, len},
    view::{Cause, Row, TestCase, headline},
    visible,
};

/// A step shows so many annotations of a severity and drops the others in silence.
const MOST: usize = 10;
/// The most bytes of a message.
const MESSAGE: usize = 4 * 1024;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Severity {
    Error,
    Warning,
    Notice,
}

struct Annotation {
    severity: Severity,
    title: String,
    message: String,
}

/// Whose words they are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Workflow commands of GitHub Actions.
    GitHub,
    /// Logging commands of Azure Pipelines.
    Azure,
}

/// Writes at most ten lines, the worst first; the last one says how many are left out. `place` is a
/// file of the repository that they stand beside.
///
/// # Errors
/// When it cannot be written.
pub fn write(
    run: &Run,
    dialect: Dialect,
    place: Option<&str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut all = annotations(run);
    all.sort_by_key(|annotation| annotation.severity);
    if all.len() > MOST {
        let rest = all.split_off(MOST - 1);
        let severity = rest.first().map_or(Severity::Notice, |first| first.severity);
        let message = format!("{} more; the reports have all", count(len(&rest), "remark"));
        all.push(Annotation { severity, title: "and more".into(), message });
    }
    all.iter().try_for_each(|annotation| match dialect {
        Dialect::GitHub => github(annotation, place, out),
        Dialect::Azure => azure(annotation, place, out),
    })
}

fn annotations(run: &Run) -> Vec<Annotation> {
    let found = run.causes();
    let mut all: Vec<_> = found.iter().map(of_cause).collect();
    // What is red and has no finding to show for it.
    let cases = TestCase::all(run, &found);
    let shown_by_nothing = cases.iter().filter(|case| case.is_red() && case.is_undecided());
    all.extend(shown_by_nothing.map(|case| Annotation {
        severity: Severity::Error,
        title: format!("{}: {}", case.id, case.kind),
        message: visible::sentence(&case.message, MESSAGE),
    }));
    all
}

fn of_cause(cause: &Cause<'_>) -> Annotation {
    let found = &cause.root;
    let shown = found.counterexample;
    let rows = [Row::Clause, Row::Checks, Row::Replay].into_iter();
    let rows =
        rows.filter_map(|row| found.row(row)).map(|(label, value)| format!("{label}: {value}"));
    let text: Vec<_> = [headline(shown)]
        .into_iter()
        .chain(cause.follows())
        .chain(rows)
        .map(|text| visible::line(&text))
        .collect();
    Annotation {
        severity: match cause.state() {
            ClauseState::Failed => Severity::Error,
            ClauseState::Waived => Severity::Notice,
            _ => Severity::Warning,
        },
        title: format!("{} ({})", shown.finding.clause, shown.level),
        message: visible::cut(&text.join("\n"), MESSAGE),
    }
}

fn github(annotation: &Annotation, place: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    let command = match annotation.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Notice => "notice",
    };
    let title = visible::sentence(&annotation.title, 256);
    write!(out, "::{command} title={}", property(&title))?;
    if let Some(file) = place {
        write!(out, ",file={},line=1", property(&visible::sentence(file, 1_024)))?;
    }
    writeln!(out, "::{}", data(&annotation.message))
}

/// It knows no notices, and its lines have no way to hold a line end.
fn azure(annotation: &Annotation, place: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    let kind = if annotation.severity == Severity::Error { "error" } else { "warning" };
    write!(out, "##vso[task.logissue type={kind}")?;
    if let Some(file) = place {
        // A property of these commands ends at a semicolon or a bracket.
        let file = visible::sentence(file, 1_024).replace(';', "%3B").replace(']', "%5D");
        write!(out, ";sourcepath={file}")?;
    }
    let text = format!("{}: {}", annotation.title, annotation.message);
    writeln!(out, "]{}", visible::sentence(&text.replace('\n', "; "), MESSAGE))
}

/// The message of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a command, which two more characters could end.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{super::fixtures, *};
    use crate::model::{Counterexample, Level, Verdict};

    fn written(run: &Run) -> String {
        fixtures::rendered(run, |run, out| super::write(run, Dialect::GitHub, None, out))
    }

    #[test]
    fn every_run_is_annotated() {
        for (name, events) in fixtures::all() {
            if name != "hostile" {
                insta::assert_snapshot!(name, written(&Run::of(&events)));
            }
        }
    }

    #[test]
    fn nothing_that_a_server_sends_begins_a_command_of_its_own() {
        let text = written(&Run::of(&fixtures::hostile()));
        let lines: Vec<_> = text.lines().collect();
        assert!(lines.len() <= MOST && lines.iter().all(|line| line.starts_with("::")), "{text}");
        for line in lines {
            let (properties, _) = line[2..].split_once("::").unwrap();
            assert!(!properties.contains(','), "{properties}");
            assert!(line.len() < 4 * MESSAGE, "{}", line.len());
        }
    }

    #[test]
    fn of_many_the_worst_ten_are_told_and_the_others_counted() {
        let mut run = Run::of(&fixtures::failing());
        let shown = fixtures::dropped_field();
        run.results[0].counterexamples = (0..30)
            .map(|at| {
                let mut shown = shown.clone();
                shown.finding.clause = format!("invite.{at}");
                shown
            })
            .collect();
        let mut below = Counterexample { level: Level::Should, ..fixtures::lost_row() };
        below.finding.place = "/cursor".into();
        run.results[1].verdict = Verdict::Warn;
        run.results[1].counterexamples = vec![below];
        let text = written(&run);
        assert_eq!(text.lines().count(), MOST);
        assert!(text.lines().all(|line| line.starts_with("::error ")), "{text}");
        assert!(
            text.ends_with("::error title=and more::22 remarks more; the reports have all\n"),
            "{text}"
        );
    }

    #[test]
    fn each_system_has_its_words_and_a_place_only_where_one_is_named() {
        let run = Run::of(&fixtures::failing());
        let said = |dialect, place| {
            let mut out = Vec::new();
            super::write(&run, dialect, place, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert!(!said(Dialect::GitHub, None).contains("file="));
        let placed = said(Dialect::GitHub, Some("src/users,v1.ts"));
        assert!(placed.contains(",file=src/users%2Cv1.ts,line=1::"), "{placed}");
        let azure = said(Dialect::Azure, Some("src/a].ts"));
        assert_eq!(azure.lines().count(), 2);
        let begins =
            |line: &str| line.starts_with("##vso[task.logissue type=error;sourcepath=src/a%5D.ts]");
        assert!(azure.lines().all(begins), "{azure}");
    }

    #[test]
    fn what_would_end_a_property_or_a_line_is_escaped() {
        assert_eq!(property("50%: a,b\r\n"), "50%25%3A a%2Cb%0D%0A");
        assert_eq!(data("50%: a,b"), "50%25: a,b");
    }
}
