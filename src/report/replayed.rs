//! What came of playing findings again, for a person.

use std::io::{self, Write};

use crate::model::{Counterexample, Replayed};

use super::{
    console::{Options, Verbosity},
    text::{BOLD, GREEN, PLAIN, RED, TextWriter, YELLOW, requests},
    view::{RequestView, headline},
    visible,
};

/// Writes one finding: its number, its check, what it was, and what came of it.
///
/// # Errors
/// When it cannot be written.
pub fn write(
    number: usize,
    (check, was): &(String, Counterexample),
    replayed: &Replayed,
    target: &str,
    options: Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut lines = TextWriter::new(out, options.colour, options.width);
    lines.row(&format!("{number}."), BOLD, 3, &visible::line(check))?;
    lines.row("", PLAIN, 3, &headline(was))?;
    match replayed {
        Replayed::Fixed { tries } => {
            let times = if *tries == 1 { "once".to_owned() } else { format!("{tries} times") };
            lines.row("   FIXED", GREEN, 10, &format!("its case passed {times}"))?;
        }
        Replayed::StillFailing(now) => {
            let other = now.finding.key() != was.finding.key();
            let what = if other { "otherwise: " } else { "" };
            let text = format!("{what}{}", visible::line(&now.finding.actual));
            lines.row("   STILL FAILING", RED, 18, &text)?;
            if options.verbosity > Verbosity::Quiet {
                let all = RequestView::all(&now.exchanges, target);
                requests(&mut lines, &all, options.verbosity.detail())?;
            }
        }
        Replayed::NotReproducible(reason) => {
            lines.row("   NOT REPRODUCIBLE", YELLOW, 21, &visible::line(reason))?;
        }
    }
    lines.blank()
}

/// `1 fixed, 2 still failing, 0 not reproducible`
#[must_use]
pub fn sums(all: &[Replayed]) -> String {
    let count = |is: fn(&Replayed) -> bool| all.iter().filter(|replayed| is(replayed)).count();
    format!(
        "{} fixed, {} still failing, {} not reproducible",
        count(|replayed| matches!(replayed, Replayed::Fixed { .. })),
        count(|replayed| matches!(replayed, Replayed::StillFailing(_))),
        count(|replayed| matches!(replayed, Replayed::NotReproducible(_))),
    )
}

#[cfg(test)]
mod tests {
    use super::super::fixtures;
    use super::*;

    #[test]
    fn every_outcome_is_told() {
        let was = fixtures::dropped_field();
        let mut other = was.clone();
        other.finding.kind = "changed".into();
        other.finding.actual = "phoneNumber is \"1\"".into();
        let finding = ("invite::echoes_sent_fields".to_owned(), was.clone());
        let all = [
            Replayed::Fixed { tries: 3 },
            Replayed::StillFailing(Box::new(was)),
            Replayed::StillFailing(Box::new(other)),
            Replayed::NotReproducible("the target does not answer".into()),
        ];
        let mut out = Vec::new();
        for (at, replayed) in all.iter().enumerate() {
            let options = Options::default();
            write(at + 1, &finding, replayed, fixtures::TARGET, options, &mut out).unwrap();
        }
        let text = String::from_utf8(out).unwrap();
        assert!(text.lines().all(|l| l.chars().count() <= 80 || l.contains("curl")), "{text}");
        insta::assert_snapshot!(format!("{text}{}\n", sums(&all)));
    }
}
