//! The command: which runs there are, and how many at once.

use std::{
    io::{self, Write},
    process::ExitCode,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use indicatif::{ProgressBar, ProgressStyle};

use super::{
    matrix::{Matrix, Row},
    variant::{Shared, Variant, VariantRun},
};
use crate::{
    check::catalogue,
    cli::{args::SelftestArgs, failure::Failure, setup, terminal::printed},
    model::Level,
    report::file,
    runner::Sources,
    suite::{Filters, Suite, select},
};

pub(in crate::cli) fn run(args: &SelftestArgs) -> Result<ExitCode, Failure> {
    let contract = Arc::new(setup::contract(None)?);
    let catalogue = catalogue(&contract)?;
    let mut suite = Suite::load(&args.suite, &catalogue)?;
    suite.gate = Level::Should;
    let selection = select(&catalogue, &suite, &Filters::default());
    let sources = Arc::new(Sources::prepare(&contract, None, &selection.scenarios)?);
    let shared = Shared { contract, suite, selection, sources };
    let variants = variants(args)?;
    let runs: Vec<VariantRun<'_>> = args
        .seeds
        .iter()
        .flat_map(|seed| variants.iter().map(move |variant| (*seed, variant)))
        .map(|(seed, variant)| VariantRun::new(&shared, variant, seed))
        .collect();
    let started = Instant::now();
    let jobs = args.jobs.map_or_else(usual_jobs, usize::from);
    let matrix =
        Matrix::new(&shared.suite.name, args.at_least, execute(&runs, jobs)?, started.elapsed());
    let mut out = io::stdout().lock();
    printed(matrix.write(&mut out).and_then(|()| out.flush()))?;
    for (name, write) in [
        ("selftest.json", Matrix::write_json as fn(&Matrix, &mut dyn Write) -> io::Result<()>),
        ("selftest.xml", Matrix::write_junit),
    ] {
        let path = args.reports_dir.join(name);
        let failed = Failure::machine(format!("cannot write {}", path.display()));
        file::write_whole(&path, |out| write(&matrix, out)).map_err(failed)?;
    }
    Ok(if matrix.holds() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Most of a run is waiting where the mock is slow on purpose: as many for each core keep it busy.
const JOBS_PER_CORE: usize = 4;

fn usual_jobs() -> usize {
    JOBS_PER_CORE * std::thread::available_parallelism().map_or(1, usize::from)
}

/// Shown on a terminal only.
fn bar(runs: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{wide_bar} {pos} of {len} runs, {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(u64::try_from(runs).unwrap_or(u64::MAX)).with_style(style)
}

/// The faults and alternatives that are asked for; all of them when none is.
fn variants(args: &SelftestArgs) -> Result<Vec<Variant>, Failure> {
    let all = args.faults.is_empty() && args.alternatives.is_empty();
    let mut variants = Vec::new();
    if all {
        variants.extend(crate::mock::faults::all().iter().map(Variant::Fault));
        variants.extend(crate::mock::alternatives::all().iter().map(Variant::Alternative));
    }
    variants.extend(setup::named_faults(&args.faults)?.into_iter().map(Variant::Fault));
    let alternatives = setup::named_alternatives(&args.alternatives)?;
    variants.extend(alternatives.into_iter().map(Variant::Alternative));
    Ok(variants)
}

/// Executes all runs, a few at a time, and keeps their order.
fn execute(runs: &[VariantRun<'_>], jobs: usize) -> Result<Vec<Row>, Failure> {
    // Alternatives are run to their end, some of them in minutes of waiting; faults are over when
    // they are found. Who begins with the long ones waits for none of them at the end.
    let mut queue: Vec<(usize, &VariantRun<'_>)> = runs.iter().enumerate().collect();
    queue.sort_by_key(|(_, run)| run.ends_early());
    let next = AtomicUsize::new(0);
    let rows = Mutex::new(Vec::with_capacity(runs.len()));
    let bar = bar(runs.len());
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..jobs.max(1))
            .map(|_| {
                scope.spawn(|| {
                    loop {
                        let turn = next.fetch_add(1, Ordering::Relaxed);
                        let Some((number, run)) = queue.get(turn) else { return Ok(()) };
                        let row = run.execute()?;
                        rows.lock().unwrap_or_else(PoisonError::into_inner).push((*number, row));
                        bar.inc(1);
                    }
                })
            })
            .collect();
        workers.into_iter().try_for_each(|worker| {
            worker.join().unwrap_or_else(|_| {
                Err(Failure::Machine {
                    what: "a run of the self-test broke".to_owned(),
                    source: io::ErrorKind::Other.into(),
                })
            })
        })
    })?;
    bar.finish_and_clear();
    let mut rows = rows.into_inner().unwrap_or_else(PoisonError::into_inner);
    rows.sort_by_key(|(number, _)| *number);
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}
