//! What a run announces before it begins.

use super::{executor::Runner, plan::Plan, result::check_info};
use crate::model::{Clause, ClauseInfo, RunInfo, Settings};

impl Runner<'_> {
    pub(super) fn info(&self) -> RunInfo {
        let Plan { selection, .. } = self.plan;
        RunInfo {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            target: self.context.target.url(),
            embedded_mock: self.plan.embedded_mock,
            suite: self.plan.suite.clone(),
            seed: self.plan.seed,
            token: self.plan.token.clone(),
            gate: self.plan.gate,
            started_at: chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            checks: selection.checks.iter().map(check_info).collect(),
            deselected: selection.deselected,
            shard: selection.shard,
            settings: self.settings(),
            replay: self.plan.commands.run.to_string(),
            warnings: [self.plan.warnings.clone(), self.context.target.warnings()].concat(),
            clauses: self
                .plan
                .contract
                .clauses
                .iter()
                .map(|clause| self.clause_info(clause))
                .collect(),
        }
    }

    fn settings(&self) -> Settings {
        let Plan { edition, email_domain, sets, faults, alternatives, keep, .. } = self.plan;
        Settings {
            edition: *edition,
            email_domain: email_domain.clone(),
            status: sets.clone(),
            faults: faults.clone(),
            alternatives: alternatives.clone(),
            keep: *keep,
        }
    }

    fn clause_info(&self, clause: &Clause) -> ClauseInfo {
        let page = |page| self.plan.contract.page_title(page).to_owned();
        let link = |page: &str| self.plan.contract.page_url(page).to_owned();
        ClauseInfo {
            id: clause.id.clone(),
            level: clause.level,
            says: clause.says.clone(),
            pages: clause.pages.iter().map(|id| page(id)).collect(),
            links: clause.pages.iter().map(|id| link(id)).collect(),
            checks: clause.checks.clone(),
            gap: clause.gap.clone(),
            line: clause.line,
        }
    }
}
