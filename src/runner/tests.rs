//! What is judged must not be lost in silence.

use std::{sync::Arc, time::Instant};

use super::{
    coverage::Tracker, execution::Execution, executor::Runner, ledger::Ledger, summary::Ending, *,
};
use crate::{
    check::{Judgement, Record, Scenario, catalogue},
    model::{Case, Conclusion, Seed},
    promise::Promise,
    schema::Contract,
    suite::{Filters, Suite, select},
    target::{ApiKey, Target, TargetConfig, base_url},
};

const SELECTED: &str = "list::walk_is_a_partition";
const LEFT_OUT: &str = "invite::echoes_sent_fields";
const UNKNOWN: &str = "list::no_such_check";

fn plan() -> Plan {
    let contract = Arc::new(Contract::embedded().unwrap());
    let catalogue = catalogue(&contract).unwrap();
    let suite = Suite::load("read-only", &catalogue).unwrap();
    let filters = Filters { wanted: vec![SELECTED.into()], ..Filters::default() };
    let selection = select(&catalogue, &suite, &filters);
    Plan::new(contract, &suite, selection, Seed(1), "token".into())
}

/// Books an execution in which this check has judged.
fn book(ledger: &mut Ledger<'_>, scenario: &Scenario, check: &str) {
    let promise = Promise { check: check.to_owned().into(), ..scenario.promise.clone() };
    let judgement = Judgement { promise, findings: Vec::new(), evidence: Vec::new() };
    let mut record = Record::default();
    record.judgements.push(judgement);
    let case = Case {
        scenario: scenario.id.clone(),
        index: 0,
        name: String::new(),
        value: serde_json::Value::Null,
        mutation: None,
    };
    ledger.book(0, scenario, &Execution { case, record, stop: None, hurried: false });
}

#[test]
fn a_check_that_does_not_exist_is_a_defect_and_one_that_is_left_out_is_none() {
    let plan = plan();
    let scenario = &plan.selection.scenarios[0];
    let mut ledger = Ledger::new(&plan);
    book(&mut ledger, scenario, SELECTED);
    book(&mut ledger, scenario, LEFT_OUT);
    assert_eq!(ledger.defect(), None);
    assert!(ledger.has_observed(SELECTED, false) && !ledger.has_observed(LEFT_OUT, false));
    book(&mut ledger, scenario, UNKNOWN);
    assert!(ledger.defect().unwrap().contains("the check `list::no_such_check`"));

    let mut ledger = Ledger::new(&plan);
    let promise = Promise { check: UNKNOWN.into(), ..scenario.promise.clone() };
    book(&mut ledger, &Scenario { promise, ..scenario.clone() }, SELECTED);
    assert!(ledger.defect().is_some(), "a scenario names it");
}

#[test]
fn a_run_with_a_defect_is_undecided() {
    let plan = plan();
    let sources = Sources::prepare(&plan.contract, None, &[]).unwrap();
    let config = TargetConfig::new(base_url("http://127.0.0.1:9").unwrap(), ApiKey::new("key"));
    let (target, stopper) = (Target::new(config).unwrap(), Stopper::default());
    let runner = Runner::new(&plan, &sources, &target, &stopper);
    let summary = |checks: &[&str]| {
        let mut ledger = Ledger::new(&plan);
        for check in checks {
            book(&mut ledger, &plan.selection.scenarios[0], check);
        }
        let tracker = Tracker::new(&sources.constraints);
        let (ending, cleanup) = (Ending::default(), Cleanup::default());
        runner.finish(ledger, &tracker, ending, cleanup, Instant::now(), &mut |_| {})
    };
    assert_eq!(summary(&[SELECTED]).conclusion, Conclusion::Conforming);
    let summary = summary(&[SELECTED, UNKNOWN]);
    assert_eq!(summary.conclusion, Conclusion::Undecided);
    assert!(summary.reason.unwrap().contains(UNKNOWN));
}
