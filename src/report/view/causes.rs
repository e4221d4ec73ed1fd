//! What is broken: the findings of a run, each with those that follow from it.

#[cfg(test)]
mod tests;

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    super::{
        Run,
        clauses::ClauseState,
        numbers::{count, len},
    },
    alike::{alike, is_behind_cursor},
    finding::{Depth, FindingView},
    rests::{may_follow, rests_on},
};
use crate::model::{CheckResult, Verdict};

/// A finding that nothing else explains, and what it explains.
#[derive(Clone, Debug)]
pub struct Cause<'a> {
    /// Its number in every report, from 1.
    pub number: usize,
    /// What is broken.
    pub root: FindingView<'a>,
    /// What shows wherever the root does, in the order of the findings.
    pub explains: Vec<FindingView<'a>>,
    /// The checks that could not be judged because of it.
    pub undecided: Vec<&'a CheckResult>,
}

impl<'a> Cause<'a> {
    /// The worst verdict among its findings' checks.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let fails = self.findings().any(|found| found.verdict() == Verdict::Fail);
        if fails { Verdict::Fail } else { self.root.verdict() }
    }

    /// The worst state that it gives a clause.
    #[must_use]
    pub fn state(&self) -> ClauseState {
        self.findings().map(FindingView::state).min().unwrap_or_else(|| self.root.state())
    }

    /// The root and what it explains.
    pub fn findings(&self) -> impl Iterator<Item = &FindingView<'a>> {
        std::iter::once(&self.root).chain(&self.explains)
    }

    /// What follows from it, in words: what could not be judged, and what shows wherever it
    /// does.
    #[must_use]
    pub fn follows(&self) -> Option<String> {
        let mut clauses: Vec<&str> = Vec::new();
        for found in &self.explains {
            let clause = found.counterexample.finding.clause.as_str();
            if !clauses.contains(&clause) {
                clauses.push(clause);
            }
        }
        let many = |many: u64, thing| (many > 0).then(|| count(many, thing));
        let undecided = many(len(&self.undecided), "undecided check");
        let explains = many(len(&self.explains), "more finding");
        let explains = explains.map(|more| format!("{more} of {}", clauses.join(", ")));
        // What is short comes first, since the rest may be cut.
        let parts: Vec<String> = undecided.into_iter().chain(explains).collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}

impl Run {
    /// Every finding once, below its cause; the numbers go through.
    #[must_use]
    pub fn causes(&self) -> Vec<Cause<'_>> {
        let found = self.distinct_findings();
        let groups = Graph::of(&found).groups();
        let mut place_of = BTreeMap::new();
        let mut causes: Vec<Cause<'_>> = Vec::new();
        let mut numbers = 1..;
        for (number, group) in (1..).zip(groups) {
            let views = group.iter().filter_map(|at| {
                let number = numbers.next().unwrap_or_default();
                let mut view = found.get(*at)?.clone();
                view.number = number;
                place_of.insert(view.counterexample.finding.key(), causes.len());
                Some(view)
            });
            let mut views = steadied(views.collect()).into_iter();
            let Some(root) = views.next() else { continue };
            let explains = views.collect();
            causes.push(Cause { number, root, explains, undecided: Vec::new() });
        }
        for result in &self.results {
            let because = result.because.iter().filter_map(|key| place_of.get(key));
            if let Some(cause) = because.min().and_then(|place| causes.get_mut(*place)) {
                cause.undecided.push(result);
            }
        }
        causes
    }

    /// Every finding once, the most telling cause first and what it explains behind it.
    #[must_use]
    pub fn findings(&self) -> Vec<FindingView<'_>> {
        let causes = self.causes().into_iter();
        causes.flat_map(|cause| std::iter::once(cause.root).chain(cause.explains)).collect()
    }
}

/// Tells each finding that did not show every time of one that is the same but for its place and
/// did.
fn steadied(mut found: Vec<FindingView<'_>>) -> Vec<FindingView<'_>> {
    let what = |view: &FindingView<'_>| {
        let finding = &view.counterexample.finding;
        (finding.clause.clone(), finding.operation, finding.kind.clone())
    };
    let mut steady = BTreeMap::new();
    for view in found.iter().filter(|view| view.is_steady()) {
        steady.entry(what(view)).or_insert(view.number);
    }
    for view in found.iter_mut().filter(|view| !view.is_steady()) {
        let never_repeated = view.counterexample.reruns == 0;
        view.steady = steady.get(&what(view)).copied().filter(|_| !never_repeated);
    }
    found
}

/// Which finding explains which.
struct Graph {
    /// For each finding the number of its promise, in the order of the first findings; what is
    /// excused stands apart, since it explains nothing that fails the run.
    promise: Vec<usize>,
    /// For each finding those that explain it, through others as well.
    by: Vec<BTreeSet<usize>>,
    /// How far each is from the wire.
    depth: Vec<Depth>,
}

/// Of more findings than these only what is seen directly is an explanation: a server that makes up
/// thousands must not keep the report busy.
const CLOSED: usize = 500;

impl Graph {
    fn of(found: &[FindingView<'_>]) -> Self {
        let finding = |at: usize| &found[at].counterexample.finding;
        let mut promises = Vec::new();
        let promise = found.iter().map(|one| {
            let finding = &one.counterexample.finding;
            // Each operation fails by itself; how bodies are read and written is common to all.
            let each = finding.clause == "protocol.no-5xx";
            let operation = each.then_some(finding.operation);
            let promise = (one.excused, finding.clause.as_str(), operation);
            promises.iter().position(|known| *known == promise).unwrap_or_else(|| {
                promises.push(promise);
                promises.len() - 1
            })
        });
        let promise = promise.collect();
        let all = 0..found.len();
        let keys: BTreeMap<String, usize> = all.clone().map(|at| (finding(at).key(), at)).collect();
        let explained_by = |at: usize| -> BTreeSet<usize> {
            let shown_with = found[at].counterexample.shown_with.iter();
            let with = shown_with.filter_map(|key| keys.get(key)).copied();
            let with = with.filter(|other| may_follow(finding(at), finding(*other)));
            let one = found[at].counterexample;
            let is_explained = |other: &usize| {
                let other = found[*other].counterexample;
                alike(one, other)
                    || is_behind_cursor(one, other)
                    || rests_on(&one.finding, &other.finding) && !is_behind_cursor(other, one)
            };
            with.chain(all.clone().filter(is_explained))
                .filter(|other| found[*other].excused == found[at].excused)
                .collect()
        };
        let mut by: Vec<_> = all.clone().map(explained_by).collect();
        if found.len() <= CLOSED {
            close(&mut by);
        }
        let depth = found.iter().map(FindingView::depth).collect();
        Self { promise, by, depth }
    }

    /// The findings in groups, each with its root first: the promises that nothing else explains,
    /// each with what it explains.
    fn groups(&self) -> Vec<Vec<usize>> {
        let all = 0..self.promise.len();
        let promises: BTreeSet<usize> = self.promise.iter().copied().collect();
        let mut left: BTreeSet<usize> = all.clone().collect();
        let mut roots: Vec<usize> = Vec::new();
        // Where every promise that is left is explained by another one, they explain each other.
        while let Some(root) = promises
            .iter()
            .filter(|promise| left.iter().any(|at| self.promise[*at] == **promise))
            .min_by_key(|promise| self.rank(**promise, &left))
        {
            left.retain(|at| !self.explains(*root, *at));
            roots.push(*root);
        }
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for at in all {
            // A promise of its own comes last: what is explained by another belongs there.
            let other = |root: &&usize| self.promise[at] != **root;
            let root = roots.iter().filter(other).find(|root| self.explains(**root, at));
            let own = roots.contains(&self.promise[at]);
            let root =
                if own { self.promise[at] } else { root.copied().unwrap_or(self.promise[at]) };
            groups.entry(root).or_default().push(at);
        }
        let mut groups: Vec<Vec<usize>> = groups
            .into_iter()
            .map(|(root, mut group)| {
                // The root's own findings first, those nearest to the wire before the others.
                group.sort_by_key(|at| (self.promise[*at] != root, self.depth[*at], *at));
                group
            })
            .collect();
        groups.sort_by_key(|group| group.iter().min().copied());
        groups
    }

    /// Whether a promise explains a finding, or is the one that it breaks.
    fn explains(&self, promise: usize, at: usize) -> bool {
        self.promise[at] == promise || self.by[at].iter().any(|by| self.promise[*by] == promise)
    }

    /// Which promise is taken for a root first: one that no other explains, then the one that
    /// explains most of what is left, then the one nearest to the wire.
    fn rank(
        &self,
        promise: usize,
        left: &BTreeSet<usize>,
    ) -> (usize, Reverse<usize>, Depth, usize) {
        let own = || left.iter().filter(|at| self.promise[**at] == promise);
        let others = |at: &usize| {
            self.by[*at].iter().any(|by| self.promise[*by] != promise && left.contains(by))
        };
        let explained = own().filter(|at| others(at)).count();
        let explained = usize::from(explained == own().count());
        let explains = left.iter().filter(|at| self.explains(promise, **at)).count();
        let depth = own().map(|at| self.depth[*at]).min().unwrap_or_default();
        (explained, Reverse(explains), depth, promise)
    }
}

/// Adds to what explains each finding what explains that.
fn close(by: &mut [BTreeSet<usize>]) {
    loop {
        let before = by.iter().map(BTreeSet::len).sum::<usize>();
        for at in 0..by.len() {
            let more: Vec<usize> = by[at].iter().flat_map(|one| by[*one].clone()).collect();
            by[at].extend(more);
        }
        if by.iter().map(BTreeSet::len).sum::<usize>() == before {
            return;
        }
    }
}
