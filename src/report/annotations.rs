//! Annotations in the words of GitHub Actions' workflow commands: lines that its log turns into
//! remarks beside the code.

use std::io::{self, Write};

use super::{
    Run,
    clauses::{self, ClauseState},
    numbers::{count, len},
    view::{FindingView, Row, TestCase, headline},
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
    line: Option<usize>,
    message: String,
}

/// Writes at most ten lines, the worst first; the last one says how many are left out.
///
/// # Errors
/// When it cannot be written.
pub fn write(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let mut all = annotations(run);
    all.sort_by_key(|annotation| annotation.severity);
    if all.len() > MOST {
        let rest = all.split_off(MOST - 1);
        let severity = rest.first().map_or(Severity::Notice, |first| first.severity);
        let message = format!("{} more; the reports have all", count(len(&rest), "remark"));
        all.push(Annotation { severity, title: "and more".into(), line: None, message });
    }
    all.iter().try_for_each(|annotation| line(annotation, out))
}

fn annotations(run: &Run) -> Vec<Annotation> {
    let mut all: Vec<_> = run.findings().iter().map(of_finding).collect();
    // What is red and has no finding to show for it.
    let cases = TestCase::all(run);
    let shown_by_nothing = cases.iter().filter(|case| case.is_red() && case.is_undecided());
    all.extend(shown_by_nothing.map(|case| Annotation {
        severity: Severity::Error,
        title: format!("{}: {}", case.id, case.kind),
        line: None,
        message: visible::sentence(&case.message, MESSAGE),
    }));
    all
}

fn of_finding(found: &FindingView<'_>) -> Annotation {
    let shown = found.counterexample;
    let rows = [Row::Clause, Row::Checks, Row::Replay].into_iter();
    let rows =
        rows.filter_map(|row| found.row(row)).map(|(label, value)| format!("{label}: {value}"));
    let text: Vec<_> =
        [headline(shown)].into_iter().chain(rows).map(|text| visible::line(&text)).collect();
    Annotation {
        severity: match found.state() {
            ClauseState::Failed => Severity::Error,
            ClauseState::Waived => Severity::Notice,
            _ => Severity::Warning,
        },
        title: format!("{} ({})", shown.finding.clause, shown.level),
        line: found.line,
        message: visible::cut(&text.join("\n"), MESSAGE),
    }
}

fn line(annotation: &Annotation, out: &mut dyn Write) -> io::Result<()> {
    let command = match annotation.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Notice => "notice",
    };
    let title = visible::sentence(&annotation.title, 256);
    write!(out, "::{command} title={}", property(&title))?;
    if let Some(line) = annotation.line {
        write!(out, ",file={},line={line}", clauses::FILE)?;
    }
    writeln!(out, "::{}", data(&annotation.message))
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
        fixtures::rendered(run, write)
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
            assert!(properties.matches(',').count() <= 2, "{properties}");
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
                shown.finding.place = format!("/{at}");
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
            text.ends_with("::error title=and more::23 remarks more; the reports have all\n"),
            "{text}"
        );
    }

    #[test]
    fn what_would_end_a_property_or_a_line_is_escaped() {
        assert_eq!(property("50%: a,b\r\n"), "50%25%3A a%2Cb%0D%0A");
        assert_eq!(data("50%: a,b"), "50%25: a,b");
    }
}
