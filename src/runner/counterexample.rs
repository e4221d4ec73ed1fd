//! From a finding to the smallest case that shows it.

use std::time::Instant;

use futures_util::future::join_all;

use super::{
    candidate::Candidate, cases::Tree, effort::Effort, execution::Execution, executor::Runner,
};
use crate::{
    check::Scenario,
    model::{Case, Counterexample, Exchange, Finding, Keep, Level},
};

/// Smaller cases that are tried side by side at most.
const WIDEST: usize = 8;

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
    /// `tell` gets every execution.
    pub(super) async fn counterexample(
        &self,
        check: &str,
        candidate: Candidate,
        effort: Effort,
        tell: &dyn Fn(&Execution),
    ) -> Counterexample {
        let Candidate { scenario: order, case, finding, exchanges, hurried, seen, .. } = candidate;
        let mut smallest = Smallest { finding, case: case.clone(), exchanges };
        let (mut reruns, mut confirmed) = (0, 0);
        for number in 0..self.plan.reruns {
            if self.context.is_over() {
                break;
            }
            // Of a write that had little time to be seen, the full time tells whether it ever is.
            let execution = self.replay(order, case.clone(), hurried && number == 0).await;
            tell(&execution);
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
            shrink_steps = self.shrink(check, order, tree, &mut smallest, effort, tell).await;
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

    /// Simplifies while the same finding shows and complicates while it does not, as proptest
    /// does, until the tree or the effort is at its end. Those that come next while none shows it
    /// are tried side by side: which one stands is the same as if they were tried in turn. Returns
    /// how many cases were tried.
    async fn shrink(
        &self,
        check: &str,
        order: usize,
        mut tree: Tree,
        smallest: &mut Smallest,
        effort: Effort,
        tell: &dyn Fn(&Execution),
    ) -> usize {
        let scenario: &Scenario = self.scenarios[order].0;
        let index = smallest.case.index;
        let until = effort.until.min(Instant::now() + self.plan.shrink_time);
        let widest = if scenario.phase.is_serial() { 1 } else { self.plan.concurrency.min(WIDEST) };
        let (mut steps, mut width) = (0, 1);
        let mut goes_on = tree.simplify();
        while goes_on && steps < effort.steps && Instant::now() < until && !self.context.is_over() {
            let ahead = tree.ahead(width.min(effort.steps - steps));
            let tried = ahead.iter().map(|tree| tree.case(scenario, index));
            let executions = join_all(tried.map(|case| self.replay(order, case, false))).await;
            executions.iter().for_each(tell);
            let shows = executions.iter().position(|execution| smallest.improve(check, execution));
            let withheld = executions.iter().any(Execution::was_withheld);
            let stands = shows.unwrap_or(ahead.len().saturating_sub(1));
            let Some(reached) = ahead.into_iter().nth(stands).filter(|_| !withheld) else { break };
            // Those behind it would not have been tried in turn.
            steps += stands + 1;
            tree = reached;
            width = if shows.is_some() { stands + 1 } else { width * 2 }.clamp(1, widest.max(1));
            goes_on = if shows.is_some() { tree.simplify() } else { tree.complicate() };
        }
        steps
    }
}
