//! What a run can come to at most, told before anything is sent.

use super::{
    cases::CaseGenerator,
    plan::{Limits, Plan},
    sources::Sources,
};

/// Users that re-execution and shrinking may create, where the suite names no budget.
const SPARE_USERS: u64 = 100;

/// Requests of a case, where the suite names no budget; walks and waits are long for a few, and
/// most have two or three.
const REQUESTS_OF_A_CASE: u64 = 20;

/// Requests beside those of the cases as planned: for findings, and for walks of large tenants.
const SPARE_REQUESTS: u64 = 50_000;

/// A plan in figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outlook {
    /// Scenarios that are played.
    pub scenarios: usize,
    /// Cases of these, without what findings add.
    pub cases: u64,
    /// Users that are created at most while nothing is found.
    pub users: u64,
    /// What holds whatever is found. Without a budget of the suite it is far above what the plan
    /// needs, so that every run ends.
    pub limits: Limits,
}

impl Outlook {
    /// Looks remaining; draws nothing.
    #[must_use]
    pub fn of(plan: &Plan, sources: &Sources) -> Self {
        let generator = CaseGenerator { seed: plan.seed, cases: plan.cases };
        let counted = plan.selection.scenarios.iter();
        let counted =
            counted.map(|scenario| (scenario, generator.planned(scenario, sources.of(scenario))));
        let (mut cases, mut users) = (0_u64, 0_u64);
        for (scenario, count) in counted {
            cases = cases.saturating_add(count);
            users = users.saturating_add(count.saturating_mul(scenario.invites.into()));
        }
        users = if plan.writes { users.saturating_add(plan.pool as u64) } else { 0 };
        let most_users = if plan.writes { users.saturating_add(SPARE_USERS) } else { 0 };
        let requests = cases.saturating_mul(REQUESTS_OF_A_CASE).saturating_add(SPARE_REQUESTS);
        let Limits { invites, requests: named, time } = plan.limits;
        let limits = Limits {
            invites: invites.or(Some(most_users)),
            requests: named.or(Some(requests)),
            time,
        };
        let users = invites.map_or(users, |most| users.min(most));
        Self { scenarios: plan.selection.scenarios.len(), cases, users, limits }
    }
}
