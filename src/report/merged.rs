//! Several runs of one contract against one target as one run: shards that share the checks among
//! them, or the same checks again. The worst always wins.

mod summary;

use std::collections::BTreeMap;

use super::{Run, SeenFinding};
use crate::model::{
    CheckInfo, CheckResult, ClauseInfo, Counterexample, ELSEWHERE, RunInfo, Settings, Shard,
    Verdict,
};

use summary::distinct;

/// Why runs are no parts of one.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// There is nothing to merge.
    #[error("none of these runs ever began")]
    Nothing,
    /// They differ in something that all parts of a run have in common.
    #[error("these are no parts of one run: they differ in their {what}, `{one}` and `{other}`")]
    Differs {
        /// In what.
        what: &'static str,
        /// What the first run has.
        one: String,
        /// What another has.
        other: String,
    },
    /// They are shards of which one is missing, doubled, or of another run.
    #[error("these are not all the shards of one run: {0}")]
    Shards(String),
}

/// Makes one run of several. One that did not end, or never began, leaves the whole without an
/// end.
///
/// # Errors
/// When the runs differ in target, version, suite, contract, gate level or settings, and when
/// they are shards, but not each of one run once.
pub fn merge(runs: &[Run]) -> Result<Run, MergeError> {
    let infos: Vec<&RunInfo> = runs.iter().filter_map(|run| run.info.as_ref()).collect();
    let first = *infos.first().ok_or(MergeError::Nothing)?;
    infos.iter().try_for_each(|other| alike(first, other))?;
    all_shards(&infos)?;
    let info = info(first, &infos);
    let results = results(runs, &info.checks);
    let unseen = |result: &&CheckResult| result.reason.as_deref() == Some(ELSEWHERE);
    if let Some(unseen) = results.iter().find(unseen) {
        return Err(MergeError::Shards(format!("none of them has observed {}", unseen.id)));
    }
    let summaries: Option<Vec<_>> =
        runs.iter().map(|run| Some((run.info.as_ref()?, run.summary.as_ref()?))).collect();
    let unsettled: Vec<SeenFinding> = runs.iter().flat_map(|run| run.unsettled.clone()).collect();
    let summary = summaries.map(|summaries| summary::of(&summaries, &results));
    Ok(Run { info: Some(info), results, summary, unsettled })
}

/// Whether two runs can be parts of one. Every embedded mock has an address of its own.
fn alike(one: &RunInfo, other: &RunInfo) -> Result<(), MergeError> {
    let same = |what, one: &str, other: &str| {
        let (one, other) = (one.to_owned(), other.to_owned());
        if one == other { Ok(()) } else { Err(MergeError::Differs { what, one, other }) }
    };
    let target = |info: &RunInfo| {
        if info.embedded_mock { "the embedded mock".to_owned() } else { info.target.clone() }
    };
    let edition = |info: &RunInfo| {
        let edition = info.settings.edition.map(|edition| edition.to_string());
        edition.unwrap_or_else(|| "either".to_owned())
    };
    let settings = |info: &RunInfo| {
        let settings = Settings { keep: one.settings.keep, ..info.settings.clone() };
        serde_json::to_string(&settings).unwrap_or_default()
    };
    same("target", &target(one), &target(other))?;
    same("version", &one.version, &other.version)?;
    same("suite", &one.suite, &other.suite)?;
    same("edition", &edition(one), &edition(other))?;
    same("gate level", &one.gate.to_string(), &other.gate.to_string())?;
    same("settings", &settings(one), &settings(other))?;
    if one.clauses == other.clauses {
        return Ok(());
    }
    let says = |clause: &ClauseInfo| format!("{}: {}", clause.id, clause.says);
    let odd = one.clauses.iter().zip(&other.clauses).find(|(one, other)| one != other);
    let (one, other) = odd.map_or_else(
        || [one, other].map(|info| format!("{} clauses", info.clauses.len())).into(),
        |(one, other)| (says(one), says(other)),
    );
    Err(MergeError::Differs { what: "contract", one, other })
}

/// Whether runs that are shards are all of them.
fn all_shards(infos: &[&RunInfo]) -> Result<(), MergeError> {
    let wrong = |what: String| Err(MergeError::Shards(what));
    let Some(first) = infos.iter().find_map(|info| info.shard) else { return Ok(()) };
    for info in infos {
        match info.shard {
            None => return wrong("one run has all checks, or a part that was chosen".to_owned()),
            Some(shard) if shard.total() != first.total() => {
                return wrong(format!("{first} and {shard}"));
            }
            Some(_) if info.seed != infos[0].seed => {
                return wrong(format!("their seeds are {} and {}", infos[0].seed, info.seed));
            }
            Some(_) => {}
        }
    }
    for shard in (1..=first.total()).filter_map(|index| Shard::new(index, first.total())) {
        match infos.iter().filter(|info| info.shard == Some(shard)).count() {
            0 => return wrong(format!("{shard} is missing")),
            1 => {}
            _ => return wrong(format!("{shard} is there more than once")),
        }
    }
    Ok(())
}

/// What was known when the first of them began, with the checks of all.
fn info(first: &RunInfo, infos: &[&RunInfo]) -> RunInfo {
    let place = |check: &CheckInfo| {
        first.clauses.iter().position(|clause| clause.checks.contains(&check.id))
    };
    let mut checks: Vec<CheckInfo> = Vec::new();
    for check in infos.iter().flat_map(|info| &info.checks) {
        if !checks.iter().any(|known| known.id == check.id) {
            checks.push(check.clone());
        }
    }
    checks.sort_by_key(place);
    let all = first.checks.len().saturating_add(first.deselected);
    let mut warnings = distinct(infos.iter().flat_map(|info| info.warnings.iter().cloned()));
    let seeds = distinct(infos.iter().map(|info| info.seed.to_string()));
    if seeds.len() > 1 {
        let seeds = seeds.join(", ");
        warnings.push(format!(
            "several runs in one, with the seeds {seeds}: every finding names the seed that shows \
             it in its replay line"
        ));
    }
    RunInfo {
        token: distinct(infos.iter().map(|info| info.token.clone())).join(", "),
        started_at: infos.iter().map(|info| &info.started_at).min().cloned().unwrap_or_default(),
        // One after the other, as the runs were.
        replay: distinct(infos.iter().map(|info| info.replay.clone())).join("; "),
        deselected: all.saturating_sub(checks.len()),
        shard: None,
        checks,
        warnings,
        ..first.clone()
    }
}

/// Every check once, in the order of the announcement.
fn results(runs: &[Run], announced: &[CheckInfo]) -> Vec<CheckResult> {
    let mut merged: BTreeMap<&str, CheckResult> = BTreeMap::new();
    for result in runs.iter().flat_map(|run| &run.results) {
        match merged.get_mut(result.id.as_str()) {
            Some(known) => join(known, result),
            None => {
                merged.insert(&result.id, result.clone());
            }
        }
    }
    let place = |id: &str| announced.iter().position(|check| check.id == id);
    let mut results: Vec<CheckResult> = merged.into_values().collect();
    results.sort_by_key(|result| place(&result.id).unwrap_or(usize::MAX));
    results
}

/// Adds what another run says of the same check.
fn join(known: &mut CheckResult, other: &CheckResult) {
    let elsewhere = |result: &CheckResult| result.reason.as_deref() == Some(ELSEWHERE);
    let worse = badness(other.verdict) > badness(known.verdict);
    if elsewhere(known) || worse && !elsewhere(other) {
        known.verdict = other.verdict;
        known.reason.clone_from(&other.reason);
        known.because.clone_from(&other.because);
        known.absent = other.absent;
    } else if other.verdict == known.verdict {
        // Undecided for findings alone only where it is so in both.
        let both = !known.because.is_empty() && !other.because.is_empty();
        known.because.retain(|_| both);
        let new = other.because.iter().filter(|key| both && !known.because.contains(key));
        let new: Vec<String> = new.cloned().collect();
        known.because.extend(new);
    }
    known.observations = known.observations.saturating_add(other.observations);
    known.micros = known.micros.saturating_add(other.micros);
    for shown in &other.counterexamples {
        let same = |c: &&mut Counterexample| c.finding.key() == shown.finding.key();
        match known.counterexamples.iter_mut().find(same) {
            Some(same) => {
                same.seen = same.seen.saturating_add(shown.seen);
                same.first_seen = same.first_seen.into_iter().chain(shown.first_seen).min();
                same.shown_with.retain(|key| shown.shown_with.contains(key));
            }
            None => known.counterexamples.push(shown.clone()),
        }
    }
}

/// How bad a verdict is: what is not known is worse than what is excused.
fn badness(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Pass => 0,
        Verdict::Warn => 1,
        Verdict::Waived => 2,
        Verdict::Skip => 3,
        Verdict::Inconclusive => 4,
        Verdict::Error => 5,
        Verdict::Fail => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures;
    use super::*;
    use crate::model::{Conclusion, Edition, Event};

    fn conclusion(runs: &[Run]) -> Option<Conclusion> {
        merge(runs).unwrap().summary.map(|summary| summary.conclusion)
    }

    /// A run of only one of the fixture's checks.
    fn shard(events: &[Event], id: &str) -> Run {
        let mut run = Run::of(events);
        run.results.retain(|result| result.id == id);
        let info = run.info.as_mut().unwrap();
        info.deselected += info.checks.len() - 1;
        info.checks.retain(|check| check.id == id);
        run
    }

    #[test]
    fn shards_come_to_the_whole() {
        let events = fixtures::failing();
        let whole = Run::of(&events);
        let mut shards: Vec<Run> =
            whole.results.iter().map(|result| shard(&events, &result.id)).collect();
        shards.reverse();
        let merged = merge(&shards).unwrap();
        assert_eq!(merged.info, whole.info);
        assert_eq!(merged.results, whole.results);
        let (merged, whole) = (merged.summary.unwrap(), whole.summary.unwrap());
        assert_eq!((merged.tally, merged.conclusion), (whole.tally, whole.conclusion));
        assert_eq!(merged.cases, 4 * whole.cases);
        assert_eq!(merged.clauses_unchecked, whole.clauses_unchecked);
        assert_eq!(merged.budgets[0].used().unwrap(), "192 of 1600 invitations");
    }

    #[test]
    fn every_shard_has_to_be_there_once() {
        let runs = |shards: &[&str]| -> Vec<Run> {
            let run = |text: &&str| {
                let mut run = Run::of(&fixtures::passing());
                run.info.as_mut().unwrap().shard = text.parse().ok();
                run
            };
            shards.iter().map(run).collect()
        };
        assert!(merge(&runs(&["2/2", "1/2"])).unwrap().info.unwrap().shard.is_none());
        let refused = |runs: &[Run]| merge(runs).unwrap_err().to_string();
        for (shards, why) in [
            (&["1/3", "3/3"][..], "2/3 is missing"),
            (&["1/2", "1/2", "2/2"], "1/2 is there more than once"),
            (&["1/2", "2/3"], "1/2 and 2/3"),
            (&["1/2", "all"], "one run has all checks"),
        ] {
            assert!(refused(&runs(shards)).contains(why), "{}", refused(&runs(shards)));
        }
        let mut idle = runs(&["1/2", "2/2"]);
        let elsewhere = |run: &mut Run| {
            let result = &mut run.results[0];
            (result.verdict, result.absent, result.observations) = (Verdict::Skip, true, 0);
            result.reason = Some(ELSEWHERE.to_owned());
        };
        elsewhere(&mut idle[0]);
        let whole = merge(&idle).unwrap().results.swap_remove(0);
        assert_eq!((whole.verdict, whole.absent, whole.reason), (Verdict::Pass, false, None));
        elsewhere(&mut idle[1]);
        assert!(refused(&idle).contains("none of them has observed"), "{}", refused(&idle));
        let mut other = runs(&["1/2", "2/2"]);
        other[1].info.as_mut().unwrap().seed = crate::model::Seed(43);
        assert!(refused(&other).contains("their seeds are 42 and 43"), "{}", refused(&other));
    }

    #[test]
    fn the_worst_wins_whichever_comes_first() {
        let [good, bad, open] =
            [fixtures::passing(), fixtures::failing(), fixtures::mixed()].map(|run| Run::of(&run));
        for runs in [[good.clone(), bad.clone()], [bad.clone(), good.clone()]] {
            assert_eq!(conclusion(&runs), Some(Conclusion::Failed));
            let merged = merge(&runs).unwrap();
            assert_eq!(merged.results[0].verdict, Verdict::Fail);
            assert_eq!(merged.results[0].counterexamples.len(), 1);
        }
        assert_eq!(conclusion(&[good.clone(), open.clone()]), Some(Conclusion::Undecided));
        assert_eq!(conclusion(&[good.clone(), good.clone()]), Some(Conclusion::Conforming));
        let mut again = bad.clone();
        let info = again.info.as_mut().unwrap();
        info.seed = crate::model::Seed(43);
        info.replay = info.replay.replace("42", "43");
        let merged = merge(&[bad.clone(), again]).unwrap();
        let seen = |run: &Run| run.results[0].counterexamples[0].seen;
        assert_eq!((merged.results[0].counterexamples.len(), seen(&merged)), (1, 2 * seen(&bad)));
        let info = merged.info.unwrap();
        assert!(info.warnings[0].contains("the seeds 42, 43"));
        assert!(info.replay.ends_with("full --seed 43") && info.replay.contains("--seed 42; "));
    }

    #[test]
    fn a_part_without_an_end_leaves_the_whole_without_one() {
        let good = Run::of(&fixtures::passing());
        for part in [Run::of(&fixtures::unfinished()), Run::default()] {
            for runs in [[good.clone(), part.clone()], [part.clone(), good.clone()]] {
                assert_eq!(conclusion(&runs), None);
            }
        }
        assert_eq!(merge(&[Run::default()]), Err(MergeError::Nothing));
    }

    #[test]
    fn what_is_no_part_of_the_same_run_is_refused() {
        let one = Run::of(&fixtures::passing());
        let refused = |change: fn(&mut RunInfo)| {
            let mut other = one.clone();
            change(other.info.as_mut().unwrap());
            merge(&[one.clone(), other]).unwrap_err().to_string()
        };
        let told = [
            refused(|info| info.target = "https://example.com".into()),
            refused(|info| info.version = "0.2.0".into()),
            refused(|info| info.settings.edition = Some(Edition::Older)),
            refused(|info| info.suite = "smoke".into()),
            refused(|info| info.gate = crate::model::Level::Should),
            refused(|info| info.settings.faults = vec!["x".into()]),
            refused(|info| info.clauses[1].says.push('!')),
            refused(|info| info.clauses.truncate(2)),
        ];
        insta::assert_snapshot!(told.join("\n"));
    }
}
