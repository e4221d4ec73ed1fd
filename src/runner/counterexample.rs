//! From a finding to the smallest case that shows it.

use std::time::Instant;

use super::{
    candidate::Candidate,
    cases::Tree,
    execution::Execution,
    executor::{Runner, Sink},
    progress::Remaining,
};
use crate::{
    check::Scenario,
    model::{Case, Counterexample, Exchange, Finding, Keep, Level},
};

/// The best that is known about a finding while it is being shrunk.
struct Smallest {
    finding: Finding,
    case: Case,
    exchanges: Vec<Exchange>,
}

impl Smallest {
    /// Takes over an execution that shows the same finding.
    fn improve(&mut self, check: &str, execution: &Execution) -> bool {
        let key = self.finding.key();
        let Some((finding, exchanges)) = execution.shows(check, &key) else { return false };
        self.finding = finding.clone();
        self.case = execution.case.clone();
        self.exchanges = exchanges;
        true
    }
}

impl Runner<'_> {
    /// Executes the case of a finding again to tell a defect that always shows from one that
    /// sometimes does, then walks its value tree towards the smallest case with the same key.
    pub(super) async fn counterexample(
        &self,
        check: &str,
        candidate: Candidate,
        remaining: &Remaining,
        sink: Sink<'_>,
    ) -> Counterexample {
        let Candidate { scenario: order, case, finding, exchanges, seen, .. } = candidate;
        let mut smallest = Smallest { finding, case: case.clone(), exchanges };
        let (mut reruns, mut confirmed) = (0, 0);
        for _ in 0..self.plan.reruns {
            if self.context.is_over() {
                break;
            }
            let execution = self.again(order, case.clone(), remaining, sink).await;
            if execution.was_withheld() {
                break;
            }
            // A tenant that has grown may leave nothing to judge: that is no sign of luck.
            if !execution.has_judged(check) {
                continue;
            }
            reruns += 1;
            confirmed += usize::from(smallest.improve(check, &execution));
        }
        let mut shrink_steps = 0;
        if confirmed > 0
            && let Some(tree) = self.tree(order, case.index)
        {
            let play = async |case| self.again(order, case, remaining, &mut *sink).await;
            shrink_steps = self.shrink(check, order, tree, &mut smallest, play).await;
        }
        let clause = self.plan.contract.clause(&smallest.finding.clause);
        let pages = clause.into_iter().flat_map(|clause| &clause.pages);
        Counterexample {
            level: clause.map_or(Level::Must, |clause| clause.level),
            clause_says: clause.map_or_else(String::new, |clause| clause.says.clone()),
            pages: pages.map(|page| self.plan.contract.page_title(page).to_owned()).collect(),
            case: smallest.case,
            exchanges: if self.plan.keep == Keep::None { Vec::new() } else { smallest.exchanges },
            finding: smallest.finding,
            seen,
            shrink_steps,
            reruns,
            confirmed,
            first_seen: None,
            shown_with: Vec::new(),
            replay: self
                .plan
                .commands
                .finding
                .clone()
                .word("--exact")
                .word(check)
                .flag("--scenario", &self.scenarios[order].0.id)
                .to_string(),
        }
    }

    /// Executes a case again, and tells that it was.
    async fn again(
        &self,
        order: usize,
        case: Case,
        remaining: &Remaining,
        sink: Sink<'_>,
    ) -> Execution {
        let execution = self.replay(order, case).await;
        self.tell(&execution, sink);
        sink(self.progress(remaining));
        execution
    }

    /// Simplifies while the same finding shows and complicates while it does not, as proptest
    /// does, until the tree or the budget is at its end. Returns how many cases were tried.
    async fn shrink(
        &self,
        check: &str,
        order: usize,
        mut tree: Tree,
        smallest: &mut Smallest,
        mut play: impl AsyncFnMut(Case) -> Execution,
    ) -> usize {
        let scenario: &Scenario = self.scenarios[order].0;
        let index = smallest.case.index;
        let mut steps = 0;
        let mut goes_on = tree.simplify();
        let until = Instant::now() + self.plan.shrink_time;
        while goes_on
            && steps < self.plan.shrink_steps
            && Instant::now() < until
            && !self.context.is_over()
        {
            let execution = play(tree.case(scenario, index)).await;
            if execution.was_withheld() {
                break;
            }
            steps += 1;
            let shows = smallest.improve(check, &execution);
            goes_on = if shows { tree.simplify() } else { tree.complicate() };
        }
        steps
    }
}
