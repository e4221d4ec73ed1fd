//! From a finding to the smallest case that shows it.

use std::time::Instant;

use super::{
    cases::Tree,
    ledger::{Played, Sighting},
    progress::Ahead,
    run::{Runner, Sink},
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
    fn improve(&mut self, check: &str, played: &Played) -> bool {
        let key = self.finding.key();
        let Some((finding, exchanges)) = played.shows(check, &key) else { return false };
        self.finding = finding.clone();
        self.case = played.case.clone();
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
        sighting: Sighting,
        ahead: &Ahead,
        sink: Sink<'_>,
    ) -> Counterexample {
        let Sighting { scenario: order, case, finding, exchanges, seen, .. } = sighting;
        let mut smallest = Smallest { finding, case: case.clone(), exchanges };
        let (mut reruns, mut confirmed) = (0, 0);
        for _ in 0..self.plan.reruns {
            if self.office.is_over() {
                break;
            }
            let played = self.again(order, case.clone(), ahead, sink).await;
            if played.was_withheld() {
                break;
            }
            // A tenant that has grown may leave nothing to judge: that is no sign of luck.
            if !played.judged(check) {
                continue;
            }
            reruns += 1;
            confirmed += usize::from(smallest.improve(check, &played));
        }
        let mut shrink_steps = 0;
        if confirmed > 0
            && let Some(tree) = self.tree(order, case.index)
        {
            let play = async |case| self.again(order, case, ahead, &mut *sink).await;
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
    async fn again(&self, order: usize, case: Case, ahead: &Ahead, sink: Sink<'_>) -> Played {
        let played = self.replay(order, case).await;
        self.tell(&played, sink);
        sink(self.progress(ahead));
        played
    }

    /// Simplifies while the same finding shows and complicates while it does not, as proptest
    /// does, until the tree or the budget is at its end. Returns how many cases were tried.
    async fn shrink(
        &self,
        check: &str,
        order: usize,
        mut tree: Tree,
        smallest: &mut Smallest,
        mut play: impl AsyncFnMut(Case) -> Played,
    ) -> usize {
        let scenario: &Scenario = self.scenarios[order].0;
        let index = smallest.case.index;
        let mut steps = 0;
        let mut goes_on = tree.simplify();
        let until = Instant::now() + self.plan.shrink_time;
        while goes_on
            && steps < self.plan.shrink_steps
            && Instant::now() < until
            && !self.office.is_over()
        {
            let played = play(tree.case(scenario, index)).await;
            if played.was_withheld() {
                break;
            }
            steps += 1;
            let shows = smallest.improve(check, &played);
            goes_on = if shows { tree.simplify() } else { tree.complicate() };
        }
        steps
    }
}
