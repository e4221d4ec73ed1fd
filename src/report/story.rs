//! A counterexample in words: what every report for people says about it, in one place.

use std::{collections::BTreeMap, io};

use crate::model::{
    CheckResult, Counterexample, Credentials, Exchange, Level, Request, Response, Seed, Verdict,
};

use super::{
    Run,
    curl::curl,
    layout::{DIM, PLAIN, Pen, RED, YELLOW, count, len},
    visible,
};

/// How much of a counterexample is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Detail {
    /// The most bytes of a sentence.
    pub sentence: usize,
    /// The most bytes of a body.
    pub body: usize,
    /// The most exchanges of the sequence.
    pub exchanges: usize,
    /// Whether each request has its `curl` line with it, or all have theirs at the end.
    pub every_curl: bool,
}

impl Detail {
    /// For a terminal.
    pub const SHORT: Self = Self { sentence: 600, body: 480, exchanges: 8, every_curl: false };
    /// For a file, or for a terminal whose owner asked for more.
    pub const FULL: Self = Self { sentence: 8_192, body: 8_192, exchanges: 40, every_curl: true };
}

/// A finding of the run, with the checks that made it.
#[derive(Clone, Debug)]
pub struct Found<'a> {
    /// The smallest case that shows it.
    pub counterexample: &'a Counterexample,
    /// The checks that made it; it is told under the first one, which it weighs most for.
    pub checks: Vec<&'a CheckResult>,
    /// Whether it does not fail the run, because it is waived or known by the baseline.
    pub excused: bool,
}

impl Found<'_> {
    /// The verdict that it weighs most for.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.checks.first().map_or(Verdict::Inconclusive, |check| check.verdict)
    }
}

/// Every finding once, the most telling first: what fails the run before what is excused, failures
/// before warnings, the strongest clause, what shows every time before what shows now and then, the
/// shortest sequence, the most cases.
#[must_use]
pub fn findings(run: &Run) -> Vec<Found<'_>> {
    let mut found: Vec<Found<'_>> = Vec::new();
    let mut places = BTreeMap::new();
    for check in &run.results {
        for counterexample in &check.counterexamples {
            let place = places.entry(counterexample.finding.key()).or_insert(found.len());
            match found.get_mut(*place) {
                Some(known) => known.checks.push(check),
                None => found.push(Found { counterexample, checks: vec![check], excused: false }),
            }
        }
    }
    let baseline = run.summary.as_ref().and_then(|summary| summary.baseline.as_ref());
    for found in &mut found {
        found.checks.sort_by_key(|check| rank(check.verdict));
        let key = found.counterexample.finding.key();
        let known = baseline.is_some_and(|baseline| baseline.still_failing.contains(&key));
        let waived = found.checks.iter().all(|check| check.verdict == Verdict::Waived);
        found.excused = known || waived;
    }
    found.sort_by_key(|found| {
        let shown = found.counterexample;
        let verdict = found.checks.first().map(|check| rank(check.verdict));
        let intermittent = shown.confirmed < shown.reruns;
        let seen = usize::MAX - shown.seen;
        let level = std::cmp::Reverse(shown.level);
        (found.excused, verdict, level, intermittent, shown.exchanges.len(), seen)
    });
    found
}

fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Fail => 0,
        Verdict::Error | Verdict::Inconclusive => 1,
        Verdict::Warn => 2,
        Verdict::Waived => 3,
        Verdict::Pass | Verdict::Skip => 4,
    }
}

/// The finding in one line, free of control characters and not overlong.
#[must_use]
pub fn headline(counterexample: &Counterexample) -> String {
    let finding = &counterexample.finding;
    let text = format!(
        "{}: {} {}: expected {}; actual {}",
        finding.operation, finding.place, finding.kind, finding.expected, finding.actual
    );
    sentence(&text, 1_024)
}

fn sentence(text: &str, limit: usize) -> String {
    visible::line(&visible::cut(text, limit, char::len_utf8))
}

const LABEL: usize = 13;

/// Every counterexample of a check in full.
#[must_use]
pub fn of_check(run: &Run, result: &CheckResult) -> String {
    let mut out = Vec::new();
    let mut pen = Pen::new(&mut out, false, 100);
    let seed = run.info.as_ref().map(|info| info.seed);
    let many = result.counterexamples.len() > 1;
    let told = result.counterexamples.iter().enumerate().try_for_each(|(at, shown)| {
        pen.blank()?;
        if many {
            pen.text(0, &format!("{}. {}", at + 1, headline(shown)))?;
        }
        tell(&mut pen, shown, run.target(), seed, Detail::FULL)
    });
    // Writing to memory cannot fail; if it did, the message would still be there.
    told.map_or_else(|error| error.to_string(), |()| String::from_utf8_lossy(&out).into_owned())
}

/// Lays a counterexample out, without its title.
pub(super) fn tell(
    pen: &mut Pen<'_>,
    shown: &Counterexample,
    target: &str,
    seed: Option<Seed>,
    detail: Detail,
) -> io::Result<()> {
    let mut row = |label: &str, style, text: &str| {
        pen.row(&format!("   {label}"), style, LABEL, &sentence(text, detail.sentence))
    };
    let finding = &shown.finding;
    row("clause", PLAIN, &format!("{} ({}): {}", finding.clause, shown.level, shown.clause_says))?;
    let pages = shown.pages.join("; ");
    row("page", PLAIN, if pages.is_empty() { "none" } else { &pages })?;
    row("where", PLAIN, &format!("{}, {}: {}", finding.operation, finding.place, finding.kind))?;
    let colour = if shown.level == Level::Must { RED } else { YELLOW };
    row("expected", PLAIN, &finding.expected)?;
    row("actual", colour, &finding.actual)?;
    if let Some(mutation) = &shown.case.mutation {
        row("invalid", PLAIN, &mutation.sentence)?;
    }
    if !shown.case.name.is_empty() {
        row("case", PLAIN, &shown.case.name)?;
    }
    sequence(pen, &shown.exchanges, target, detail)?;
    let mut row = |label: &str, text: &str| {
        pen.row(&format!("   {label}"), PLAIN, LABEL, &sentence(text, detail.sentence))
    };
    let cases = count(shown.seen as u64, "case");
    let steps = count(shown.shrink_steps as u64, "smaller case");
    row("stability", &format!("{}; seen in {cases}; {steps} tried", shown.stability()))?;
    if let Some(seed) = seed {
        row("seed", &seed.to_string())?;
    }
    if let Some(last) = shown.exchanges.last() {
        row("trace", &last.traceparent)?;
    }
    // These two are there to be copied, so they are never wrapped.
    pen.row("   replay", PLAIN, LABEL, "")?;
    pen.verbatim(3, &visible::line(&shown.replay))?;
    if !detail.every_curl {
        curls(pen, &shown.exchanges, target, detail.exchanges)?;
    }
    Ok(())
}

/// A `curl` line for each request that is told, with its number behind it: as a comment, so that
/// one line or all can be pasted into a shell.
fn curls(pen: &mut Pen<'_>, exchanges: &[Exchange], target: &str, most: usize) -> io::Result<()> {
    let left_out = exchanges.len().saturating_sub(most);
    if let [only] = exchanges {
        pen.row("   curl", PLAIN, LABEL, "")?;
        return pen.verbatim(3, &curl(target, &only.request));
    }
    if !exchanges.is_empty() {
        pen.row("   curl, in order", PLAIN, LABEL, "")?;
    }
    for (at, exchange) in exchanges.iter().enumerate() {
        if at == 0 || at > left_out {
            pen.verbatim(3, &format!("{}  # {}", curl(target, &exchange.request), at + 1))?;
        }
    }
    Ok(())
}

/// The requests in order; of a long sequence the first one and the last ones, because the end
/// shows the contradiction.
pub(super) fn sequence(
    pen: &mut Pen<'_>,
    exchanges: &[Exchange],
    target: &str,
    detail: Detail,
) -> io::Result<()> {
    if exchanges.is_empty() {
        return pen.row("   requests", PLAIN, LABEL, "none is kept");
    }
    pen.row("   requests", PLAIN, LABEL, &count(len(exchanges), "request"))?;
    let left_out = exchanges.len().saturating_sub(detail.exchanges);
    for (at, exchange) in exchanges.iter().enumerate() {
        if at == 1 && left_out > 0 {
            pen.text(5, &format!("... {} left out", count(left_out as u64, "request")))?;
        }
        if at == 0 || at > left_out {
            step(pen, at + 1, exchange, detail)?;
            if detail.every_curl {
                pen.verbatim(5, &curl(target, &exchange.request))?;
            }
        }
    }
    Ok(())
}

fn step(pen: &mut Pen<'_>, number: usize, exchange: &Exchange, detail: Detail) -> io::Result<()> {
    let request = &exchange.request;
    let label = format!("   {number:>2}");
    pen.row(&label, DIM, 6, &format!("{}{}", asked(request, detail), presented(request)))?;
    if let Some(sent) = request.body.as_deref() {
        pen.row("      >", DIM, 8, &body(sent, detail.body))?;
    }
    match &exchange.outcome {
        Ok(response) => {
            pen.row("      <", DIM, 8, &answered(response, exchange.micros))?;
            if !response.body.is_empty() {
                pen.row("      <", DIM, 8, &body(&response.body, detail.body))?;
            }
            Ok(())
        }
        Err(error) => {
            let text = format!("no response: {}", error.message);
            pen.row("      <", DIM, 8, &sentence(&text, detail.sentence))
        }
    }
}

fn asked(request: &Request, detail: Detail) -> String {
    sentence(&format!("{} {}", request.method, request.path), detail.sentence)
}

fn presented(request: &Request) -> &'static str {
    match request.credentials {
        Credentials::Valid => "",
        Credentials::Missing => " without credentials",
        Credentials::Wrong => " with a wrong token",
        Credentials::OtherScheme => " with the Basic scheme",
    }
}

fn answered(response: &Response, micros: u64) -> String {
    let kind = match response.header("content-type") {
        Some(kind) => format!(", {}", sentence(kind, 200)),
        None if response.body.is_empty() => ", no body".to_owned(),
        None => ", no content type".to_owned(),
    };
    format!("{} in {}{kind}", response.status, millis(micros))
}

/// `3.4 ms`
pub(super) fn millis(micros: u64) -> String {
    format!("{}.{} ms", micros / 1_000, micros % 1_000 / 100)
}

/// A body in one line, of at most so many bytes; a cut is stated.
pub(super) fn body(bytes: &[u8], limit: usize) -> String {
    if bytes.is_empty() {
        return "(empty body)".to_owned();
    }
    if bytes.len() <= limit {
        return visible::bytes(bytes);
    }
    // Never in the middle of a character, so that text is not taken for bytes.
    let continued = |at: &usize| bytes.get(*at).is_some_and(|byte| byte & 0xC0 == 0x80);
    let end = (limit.saturating_sub(3)..=limit).rev().find(|at| !continued(at)).unwrap_or(limit);
    let start = bytes.get(..end).unwrap_or(bytes);
    format!("{} [cut: {end} of {} bytes shown]", visible::bytes(start), bytes.len())
}

#[cfg(test)]
mod tests {
    use super::super::fixtures;
    use super::*;
    use crate::model::Event;

    fn result(place: usize, verdict: Verdict, shown: &[Counterexample]) -> Event {
        let counterexamples = shown.to_vec();
        let result = fixtures::verdict(place, verdict, None);
        Event::CheckFinished(CheckResult { counterexamples, ..result })
    }

    #[test]
    fn a_defect_is_told_once_and_the_most_telling_comes_first() {
        let (field, row) = (fixtures::dropped_field(), fixtures::lost_row());
        let mut other = field.clone();
        other.finding.place = "/suffix1".to_owned();
        other.level = Level::Should;
        let run = Run::of(&[
            result(0, Verdict::Warn, &[other.clone(), field.clone()]),
            result(1, Verdict::Fail, std::slice::from_ref(&row)),
            result(2, Verdict::Fail, std::slice::from_ref(&field)),
        ]);
        let found = findings(&run);
        let told: Vec<_> = found.iter().map(|found| found.counterexample.finding.key()).collect();
        // A deterministic failure, an intermittent failure, a warning.
        assert_eq!(told, [&field, &row, &other].map(|shown| shown.finding.key()));
        let checks: Vec<_> = found[0].checks.iter().map(|check| check.id.as_str()).collect();
        assert_eq!(checks, ["list::walks_partition", "invite::echoes_sent_fields"]);
    }

    #[test]
    fn bodies_are_cut_between_characters_and_say_so() {
        assert_eq!(body("ééé".as_bytes(), 5), "éé [cut: 4 of 6 bytes shown]");
        assert_eq!(body(b"abc", 3), "abc");
        assert_eq!(body(b"", 3), "(empty body)");
        assert_eq!(body(&[0x80; 6], 4), r"\x80\x80\x80\x80 [cut: 4 of 6 bytes shown]");
    }

    #[test]
    fn of_a_long_sequence_the_first_and_the_last_are_told() {
        let mut shown = fixtures::lost_row();
        shown.exchanges = shown.exchanges.iter().cycle().take(20).cloned().collect();
        let mut out = Vec::new();
        let mut pen = Pen::new(&mut out, false, 80);
        sequence(&mut pen, &shown.exchanges, fixtures::TARGET, Detail::SHORT).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.matches(" GET ").count(), Detail::SHORT.exchanges);
        assert!(text.contains("... 12 requests left out\n   14 GET "), "{text}");
    }
}
