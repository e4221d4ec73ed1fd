//! `selftest --causes`: whether a report names one cause for one fault, and which; and two for two.

use std::{
    collections::BTreeSet,
    io::{self, Write},
};

use serde::Serialize;

use super::variant::{FAULT_TIMEOUT, Shared, on_this_thread};
use crate::{
    cli::failure::Failure,
    mock::{MockConfig, faults::Fault},
    model::Seed,
    report::{Cause, Run},
};

/// Share of the faults, in percent, of which exactly one cause is told; of which the cause is the
/// fault's own clause; and of the pairs that come to two causes.
const AT_LEAST: [usize; 3] = [95, 90, 85];

/// One fault, or two at once.
pub(super) struct CausesRun<'a> {
    pub(super) shared: &'a Shared,
    pub(super) faults: Vec<&'static Fault>,
    pub(super) seed: Seed,
}

/// What a report tells of them.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CausesRow {
    faults: Vec<String>,
    /// The clauses that they break.
    clauses: Vec<String>,
    seed: Seed,
    causes: Vec<Told>,
    /// Every clause that is contradicted.
    contradicted: BTreeSet<String>,
    findings: usize,
    undecided: usize,
}

/// A cause.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    clause: String,
    key: String,
    explains: usize,
    undecided: usize,
}

/// Every fault alone, or so many pairs of them.
pub(super) fn runs<'a>(
    shared: &'a Shared,
    faults: &[&'static Fault],
    seed: Seed,
    pairs: usize,
) -> Vec<CausesRun<'a>> {
    let run = |faults| CausesRun { shared, faults, seed };
    let alone = faults.iter().map(|fault| run(vec![*fault]));
    let pair = |number: usize| {
        let bytes = seed.for_case("pair", number as u64);
        let pick = |at: usize| usize::from(bytes[at]) << 8 | usize::from(bytes[at + 8]);
        let one = pick(0) % faults.len();
        let other = (one + 1 + pick(1) % (faults.len() - 1)) % faults.len();
        run(vec![faults[one], faults[other]])
    };
    let pairs = if faults.len() > 1 { pairs } else { 0 };
    alone.chain((0..pairs).map(pair)).collect()
}

impl CausesRun<'_> {
    pub(super) fn execute(&self) -> Result<CausesRow, Failure> {
        on_this_thread(self.run())
    }

    async fn run(&self) -> Result<CausesRow, Failure> {
        let config = MockConfig { faults: self.faults.clone(), ..MockConfig::default() };
        let session = self.shared.session(self.seed, config, Some(FAULT_TIMEOUT)).await?;
        let mut run = Run::default();
        session.run(&mut |event| run.apply(&event)).await;
        Ok(self.row(&run))
    }

    fn row(&self, run: &Run) -> CausesRow {
        let causes = run.causes();
        let told = causes.iter().map(|cause| Told {
            clause: cause.root.counterexample.finding.clause.clone(),
            key: cause.root.counterexample.finding.key(),
            explains: cause.explains.len(),
            undecided: cause.undecided.len(),
        });
        CausesRow {
            faults: self.faults.iter().map(|fault| fault.name.to_owned()).collect(),
            clauses: self.faults.iter().map(|fault| fault.clause().to_owned()).collect(),
            seed: self.seed,
            causes: told.collect(),
            contradicted: causes
                .iter()
                .flat_map(Cause::findings)
                .map(|found| found.counterexample.finding.clause.clone())
                .collect(),
            findings: causes.iter().map(|cause| 1 + cause.explains.len()).sum(),
            undecided: run.results.iter().filter(|result| !result.because.is_empty()).count(),
        }
    }
}

/// All of them.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Causes {
    pub(super) rows: Vec<CausesRow>,
}

impl CausesRow {
    /// Whether there are as many causes as faults.
    fn is_counted(&self) -> bool {
        self.causes.len() == self.faults.len()
    }

    /// Whether every fault shows: nothing comes through one that refuses every request.
    fn is_shown(&self) -> bool {
        self.clauses.iter().all(|clause| self.contradicted.contains(clause))
    }

    /// Whether every cause is the clause of a fault.
    fn is_named(&self) -> bool {
        !self.causes.is_empty()
            && self.causes.iter().all(|told| self.clauses.contains(&told.clause))
    }
}

impl Causes {
    /// How many of the single faults have one cause, how many have their own clause for it, and how
    /// many pairs of which both show have two causes; each with the number of all.
    fn sums(&self) -> [(usize, usize); 3] {
        let of = |many: usize, is: fn(&CausesRow) -> bool| {
            let rows = || self.rows.iter().filter(|row| row.faults.len() == many);
            (rows().filter(|row| is(row)).count(), rows().count())
        };
        let two = self.rows.iter().filter(|row| row.faults.len() == 2 && row.is_shown());
        let pairs = two.clone().filter(|row| row.is_counted()).count();
        [of(1, CausesRow::is_counted), of(1, CausesRow::is_named), (pairs, two.count())]
    }

    /// Pairs of which one fault hides the other.
    fn hidden(&self) -> usize {
        self.rows.iter().filter(|row| row.faults.len() == 2 && !row.is_shown()).count()
    }

    /// Whether enough of them are told as they are.
    pub(super) fn hold(&self) -> bool {
        let mut sums = self.sums().into_iter().zip(AT_LEAST);
        sums.all(|((some, all), percent)| some * 100 >= percent * all)
    }

    /// A line for each run that is told otherwise, and the sums.
    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        for row in self.rows.iter().filter(|row| !row.is_counted() || !row.is_named()) {
            let causes: Vec<String> = row
                .causes
                .iter()
                .map(|told| format!("{} (+{})", told.key, told.explains))
                .collect();
            writeln!(
                out,
                "{}  breaks {}: {} causes of {} findings: {}",
                row.faults.join(" and "),
                row.clauses.join(" and "),
                row.causes.len(),
                row.findings,
                causes.join("; "),
            )?;
        }
        let [one, named, two] = self.sums();
        writeln!(
            out,
            "\n{} of {} faults have one cause, {} of {} their own clause for it; {} of {} pairs of \
             faults that both show have two causes, in {} one fault hides the other",
            one.0,
            one.1,
            named.0,
            named.1,
            two.0,
            two.1,
            self.hidden(),
        )
    }

    /// All of it as JSON.
    pub(super) fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        writeln!(out)
    }
}
