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
    causes::{self, Causes, CausesRun},
    matrix::{Matrix, Row, Wanted},
    product, table,
    variant::{Shared, Variant, VariantRun},
};
use crate::{
    check::catalogue,
    cli::{args::SelftestArgs, failure::Failure, setup, terminal::printed},
    model::{Level, Seed},
    report::file,
    runner::Sources,
    suite::{Filters, Suite, select},
};

pub(in crate::cli) fn run(args: &SelftestArgs) -> Result<ExitCode, Failure> {
    let contract = Arc::new(setup::contract(None)?);
    let catalogue = catalogue(&contract)?;
    let mut suite = Suite::load(&args.suite, &catalogue)?;
    suite.gate = Level::Should;
    suite.cases = args.cases.unwrap_or(suite.cases);
    let selection = select(&catalogue, &suite, &Filters::default());
    let sources = Arc::new(Sources::prepare(&contract, None, &selection.scenarios)?);
    let shared = Shared { contract, suite, selection, sources };
    if args.causes {
        return causes(args, &shared);
    }
    let variants = match if args.all { Some(usize::MAX) } else { args.sample } {
        Some(most) => drawn(args.seed, most, &shared)?,
        None => variants(args)?,
    };
    let runs: Vec<VariantRun<'_>> = args
        .seeds
        .iter()
        .flat_map(|seeds| &seeds.0)
        .flat_map(|seed| variants.iter().map(move |variant| (*seed, variant)))
        .map(|(seed, variant)| VariantRun::new(&shared, variant, seed))
        .collect();
    let started = Instant::now();
    let jobs = args.jobs.map_or_else(usual_jobs, usize::from);
    let planned = runs.len();
    let until = args.within.map(|within| started + within);
    let rows = in_turn(runs, jobs, until)?;
    let wanted = Wanted {
        at_least: args.at_least,
        found_at_least: args.found_at_least,
        left_out: planned - rows.len(),
    };
    let matrix = Matrix::new(&shared.suite.name, wanted, rows, started.elapsed());
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
    if let Some(path) = &args.table {
        let failed = Failure::machine(format!("cannot write {}", path.display()));
        file::write_whole(path, |out| table::write(matrix.rows(), out)).map_err(failed)?;
    }
    Ok(if matrix.holds() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Tells which causes a report names of every fault, and of pairs of them.
fn causes(args: &SelftestArgs, shared: &Shared) -> Result<ExitCode, Failure> {
    let faults = match args.faults.as_slice() {
        [] => crate::mock::faults::all().iter().collect(),
        names => setup::named_faults(names)?,
    };
    let seeds = args.seeds.iter().flat_map(|seeds| &seeds.0);
    let runs: Vec<CausesRun<'_>> =
        seeds.flat_map(|seed| causes::runs(shared, &faults, *seed, args.pairs)).collect();
    let jobs = args.jobs.map_or_else(usual_jobs, usize::from);
    let causes = Causes { rows: execute(&runs, jobs, CausesRun::execute)? };
    let mut out = io::stdout().lock();
    printed(causes.write(&mut out).and_then(|()| out.flush()))?;
    let path = args.reports_dir.join("causes.json");
    let failed = Failure::machine(format!("cannot write {}", path.display()));
    file::write_whole(&path, |out| causes.write_json(out)).map_err(failed)?;
    Ok(if causes.hold() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
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

/// Rows of the product, and how many were passed over since nobody could see them.
fn drawn(seed: Seed, most: usize, shared: &Shared) -> Result<Vec<Variant>, Failure> {
    let (live, dead) = product::draw(seed, most, &shared.contract)?;
    let (drawn, passed) = (live.len(), dead.len());
    let mut out = io::stdout().lock();
    printed(writeln!(
        out,
        "{drawn} rows of the product by seed {seed}; passed over, since no request shows them: {passed}",
    ))?;
    Ok(live.into_iter().map(Variant::Mutant).collect())
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

/// Alternatives are run to their end, some of them in minutes of waiting; faults are over when they
/// are found. Who begins with the long ones waits for none of them at the end.
/// After `until` none is begun any more.
fn in_turn(
    runs: Vec<VariantRun<'_>>,
    jobs: usize,
    until: Option<Instant>,
) -> Result<Vec<Row>, Failure> {
    let mut queue: Vec<(usize, VariantRun<'_>)> = runs.into_iter().enumerate().collect();
    queue.sort_by_key(|(_, run)| run.ends_early());
    let in_time = || until.is_none_or(|until| Instant::now() < until);
    let rows = execute(&queue, jobs, |(number, run)| {
        Ok(if in_time() { Some((*number, run.execute()?)) } else { None })
    })?;
    let mut rows: Vec<(usize, Row)> = rows.into_iter().flatten().collect();
    rows.sort_by_key(|(number, _)| *number);
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

/// Executes all runs, a few at a time, and keeps their order.
fn execute<R: Sync, T: Send>(
    runs: &[R],
    jobs: usize,
    run: impl Fn(&R) -> Result<T, Failure> + Sync,
) -> Result<Vec<T>, Failure> {
    let next = AtomicUsize::new(0);
    let rows = Mutex::new(Vec::with_capacity(runs.len()));
    let bar = bar(runs.len());
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..jobs.max(1))
            .map(|_| {
                scope.spawn(|| {
                    loop {
                        let turn = next.fetch_add(1, Ordering::Relaxed);
                        let Some(planned) = runs.get(turn) else { return Ok(()) };
                        let row = run(planned)?;
                        rows.lock().unwrap_or_else(PoisonError::into_inner).push((turn, row));
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
    rows.sort_by_key(|(turn, _)| *turn);
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}
