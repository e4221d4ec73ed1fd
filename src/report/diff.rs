//! Two runs side by side: what is new, what is fixed, what still fails, and what nobody looked at.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use anstyle::Style;
use serde::Serialize;

use crate::model::{Comparison, Conclusion, Level, known};

use super::{
    Run,
    console::Options,
    json,
    numbers::{count, len},
    text::{BOLD, GREEN, PLAIN, RED, TextWriter, YELLOW},
    view::{FindingView, headline, target},
    visible,
};

/// A run and a later one, or one of another target.
pub struct Diff<'a> {
    old: &'a Run,
    new: &'a Run,
    comparison: Comparison,
}

impl<'a> Diff<'a> {
    /// Compares the findings of two runs by their keys.
    #[must_use]
    pub fn new(old: &'a Run, new: &'a Run) -> Self {
        let comparison = Comparison::of(&known(&old.results), &new.results);
        Self { old, new, comparison }
    }

    /// 1 when there is a new finding; else 5 when something was not exercised or the new run did
    /// not come to its end; else 0.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        if !self.comparison.new.is_empty() {
            Conclusion::Failed.exit_code()
        } else if !self.comparison.not_exercised.is_empty() || !is_whole(self.new) {
            Conclusion::Incomplete.exit_code()
        } else {
            Conclusion::Conforming.exit_code()
        }
    }

    /// Writes lines for a person.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn write(&self, options: Options, out: &mut dyn Write) -> io::Result<()> {
        let mut lines = TextWriter::new(out, options.colour, options.width);
        lines.row("old", BOLD, 5, &origin(self.old))?;
        lines.row("new", BOLD, 5, &origin(self.new))?;
        let groups = self.groups();
        for (title, style, found) in &groups {
            if found.is_empty() {
                continue;
            }
            lines.blank()?;
            let title = title.to_uppercase();
            lines.row(&format!("{title}: {}", count(len(found), "finding")), *style, 0, "")?;
            for entry in found {
                lines.row("", PLAIN, 2, &visible::line(&entry.checks.join(", ")))?;
                lines.row("", PLAIN, 4, &entry.headline)?;
            }
        }
        lines.blank()?;
        let [new, still_failing, fixed, not_exercised] =
            groups.map(|(title, _, found)| format!("{} {title}", found.len()));
        lines.text(0, &[new, fixed, still_failing, not_exercised].join(", "))?;
        if !self.comparison.not_exercised.is_empty() {
            lines.text(
                0,
                "What was not exercised may still be broken: its check did not judge in the new \
                 run.",
            )?;
        }
        if !is_whole(self.new) {
            lines.text(0, "The new run did not come to its end; it may have missed findings.")?;
        }
        Ok(())
    }

    /// Writes the same as one JSON document.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Document<'a> {
            format: u32,
            old: Origin<'a>,
            new: Origin<'a>,
            findings: BTreeMap<&'static str, Vec<Entry>>,
            exit_code: u8,
        }
        let names = ["new", "stillFailing", "fixed", "notExercised"];
        let groups = names.into_iter().zip(self.groups());
        let document = Document {
            format: json::FORMAT,
            old: Origin::of(self.old),
            new: Origin::of(self.new),
            findings: groups.map(|(name, (_, _, found))| (name, found)).collect(),
            exit_code: self.exit_code(),
        };
        json::pretty(&document, out)
    }

    /// The findings by what became of them.
    fn groups(&self) -> [(&'static str, Style, Vec<Entry>); 4] {
        let of = |run, keys: &[String]| {
            findings(run).into_iter().filter(|entry| keys.contains(&entry.key)).collect()
        };
        let Comparison { new, still_failing, fixed, not_exercised } = &self.comparison;
        [
            ("new", RED, of(self.new, new)),
            ("still failing", YELLOW, of(self.new, still_failing)),
            ("fixed", GREEN, of(self.old, fixed)),
            ("not exercised", YELLOW, of(self.old, not_exercised)),
        ]
    }
}

/// A finding of one of the runs.
#[derive(Serialize)]
struct Entry {
    key: String,
    level: Level,
    checks: Vec<String>,
    headline: String,
}

/// The findings of a run, the most telling first.
fn findings(run: &Run) -> Vec<Entry> {
    let entry = |FindingView { counterexample, checks, .. }: FindingView<'_>| Entry {
        key: counterexample.finding.key(),
        level: counterexample.level,
        checks: checks.iter().map(|check| check.id.clone()).collect(),
        headline: headline(counterexample),
    };
    run.findings().into_iter().map(entry).collect()
}

/// Which run it is.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Origin<'a> {
    target: &'a str,
    suite: &'a str,
    started_at: &'a str,
    conclusion: Option<Conclusion>,
}

impl<'a> Origin<'a> {
    fn of(run: &'a Run) -> Self {
        let info = run.info.as_ref();
        Self {
            target: run.target(),
            suite: info.map_or("", |info| &info.suite),
            started_at: info.map_or("", |info| &info.started_at),
            conclusion: run.summary.as_ref().map(|summary| summary.conclusion),
        }
    }
}

fn origin(run: &Run) -> String {
    let Some(info) = &run.info else { return "a run that never began".to_owned() };
    let found = count(len(&findings(run)), "finding");
    let end = if is_whole(run) { "" } else { ", without an end" };
    visible::line(&format!(
        "{}, suite {}, {}: {found}{end}",
        target(info),
        info.suite,
        info.started_at
    ))
}

/// Whether a run came to its end and to a judgement.
fn is_whole(run: &Run) -> bool {
    run.summary.as_ref().is_some_and(|summary| match summary.conclusion {
        Conclusion::Conforming | Conclusion::Failed | Conclusion::Incomplete => true,
        Conclusion::Undecided
        | Conclusion::Nothing
        | Conclusion::Interrupted
        | Conclusion::Terminated => false,
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixtures;
    use super::*;
    use crate::model::{CheckResult, Event, Verdict};

    fn shown(old: &[Event], new: &[Event]) -> (u8, String) {
        let (old, new) = (Run::of(old), Run::of(new));
        let diff = Diff::new(&old, &new);
        let mut out = Vec::new();
        diff.write(Options::default(), &mut out).unwrap();
        (diff.exit_code(), String::from_utf8(out).unwrap())
    }

    /// One of the two findings is gone, and another has come.
    fn changed() -> Vec<Event> {
        let mut other = fixtures::dropped_field();
        other.finding.place = "/suffix1".to_owned();
        let (lost, counterexamples) = (fixtures::lost_row(), vec![other]);
        let verdicts = [Verdict::Fail, Verdict::Pass, Verdict::Fail, Verdict::Pass];
        vec![
            fixtures::started(),
            Event::CheckFinished(CheckResult {
                counterexamples,
                ..fixtures::verdict(0, Verdict::Fail, None)
            }),
            Event::CheckFinished(CheckResult {
                counterexamples: vec![lost],
                ..fixtures::verdict(2, Verdict::Fail, None)
            }),
            fixtures::finished(Conclusion::Failed, &verdicts),
        ]
    }

    #[test]
    fn new_fixed_and_still_failing_are_told_apart() {
        let (code, text) = shown(&fixtures::failing(), &changed());
        assert_eq!(code, 1);
        insta::assert_snapshot!(text);
    }

    #[test]
    fn a_fix_is_good_news() {
        let (code, text) = shown(&fixtures::failing(), &fixtures::passing());
        assert_eq!(code, 0);
        assert!(text.contains("0 new, 2 fixed, 0 still failing, 0 not exercised"), "{text}");
    }

    #[test]
    fn what_was_not_exercised_is_never_fixed() {
        let (code, text) = shown(&fixtures::failing(), &fixtures::unfinished());
        assert_eq!(code, 5);
        insta::assert_snapshot!(text);
        let (code, text) = shown(&fixtures::passing(), &fixtures::unreachable());
        assert_eq!(code, 5, "{text}");
    }

    #[test]
    fn the_same_run_twice_has_nothing_new() {
        for (name, events) in fixtures::all() {
            let (code, text) = shown(&events, &events);
            assert_ne!(code, 1, "{name}");
            assert!(text.contains("0 new, 0 fixed"), "{text}");
            assert!(!text.contains(|c| c != '\n' && visible::hidden(c)), "{name}");
        }
    }

    #[test]
    fn tools_get_the_same_as_json() {
        let (old, new) = (Run::of(&fixtures::failing()), Run::of(&changed()));
        let mut out = Vec::new();
        Diff::new(&old, &new).write_json(&mut out).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap());
    }
}
