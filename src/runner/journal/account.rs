//! What a run has created, by the lines of its journal.

use std::collections::{BTreeMap, BTreeSet};

use super::line::{Entry, Line};
use crate::model::{Effect, Operation};

/// What one run left on the server, as far as is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// The run's token.
    pub run: String,
    /// Base URL of the target, without credentials.
    pub target: String,
    /// The domain of all its addresses.
    pub email_domain: String,
    /// Whether the target ended with the run.
    pub embedded_mock: bool,
    invitations: BTreeMap<u64, Invitation>,
    /// What needs no cleaning up any more: addresses in lower case, each with its user.
    cleared: BTreeSet<(String, Option<String>)>,
    /// The changes of users that are under way, by their number.
    changes: BTreeMap<u64, (Operation, String)>,
    /// The ids of users whose access was taken, and who have accepted no change since.
    revoked: BTreeSet<String>,
    /// Whether the list shows nobody before they accept.
    pub unlisted: bool,
    ended: bool,
}

/// An invitation that may have created a user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Invitation {
    email: Option<String>,
    user_id: Option<String>,
    answered: Option<String>,
}

/// A user that the run created or may have created.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Suspect {
    /// The address that was invited; absent when the body held none that is the run's own.
    pub email: Option<String>,
    /// The id that the server gave; absent when nobody knows what came of the invitation.
    pub user_id: Option<String>,
    /// The address that the answer gave, where it is one of the run and another than was sent.
    pub answered: Option<String>,
    /// Whether the run itself has taken its access, and nothing has given it back.
    pub revoked: bool,
}

impl Suspect {
    /// The addresses that the user may be found by: as sent, as answered, and as servers write what
    /// they keep.
    #[must_use]
    pub fn addresses(&self) -> Vec<String> {
        let sent = self.email.iter().flat_map(|email| [email.clone(), email.trim().to_owned()]);
        let all: Vec<String> = sent.chain(self.answered.clone()).collect();
        let mut addresses: Vec<String> = Vec::new();
        for email in all.iter().cloned().chain(all.iter().map(|email| email.to_lowercase())) {
            if !addresses.contains(&email) {
                addresses.push(email);
            }
        }
        addresses
    }
}

impl Account {
    /// Takes note of a line of this run.
    pub(super) fn apply(&mut self, line: &Line) {
        self.run.clone_from(&line.run);
        match &line.what {
            Entry::Began { target, email_domain, embedded_mock, .. } => {
                self.embedded_mock = *embedded_mock;
                self.target.clone_from(target);
                self.email_domain.clone_from(email_domain);
            }
            Entry::Intent { number, operation, email, .. }
                if operation.row().effect == Effect::Creates =>
            {
                self.ended = false;
                let invitation = Invitation { email: email.clone(), ..Invitation::default() };
                self.invitations.insert(*number, invitation);
            }
            Entry::Intent { number, operation, user_id: Some(user), .. } => {
                self.changes.insert(*number, (*operation, user.clone()));
            }
            Entry::Settled { number, status, .. } if self.changes.contains_key(number) => {
                self.changed(*number, Some(*status));
            }
            Entry::Unknown { number, .. } if self.changes.contains_key(number) => {
                self.changed(*number, None);
            }
            // A refusal creates nobody. A redirect answers nothing, and a 5xx may come too late.
            Entry::Settled { number, status: 400..=499, .. } | Entry::Unsent { number, .. } => {
                self.invitations.remove(number);
            }
            Entry::Settled { number, user_id, email, .. } => {
                let email = email.clone().filter(|email| self.owns(email));
                if let Some(invitation) = self.invitations.get_mut(number) {
                    invitation.user_id.clone_from(user_id);
                    invitation.answered =
                        email.filter(|one| Some(one) != invitation.email.as_ref());
                }
            }
            Entry::Unlisted => self.unlisted = true,
            Entry::Cleared { email, user_id, .. } => {
                self.cleared.insert((email.to_lowercase(), user_id.clone()));
            }
            Entry::Ended => self.ended = true,
            // Only users that the run created are changed.
            Entry::Intent { .. } | Entry::Unknown { .. } => {}
        }
    }

    /// Takes note of what came of the change of a user: whatever is not refused may give access.
    fn changed(&mut self, number: u64, status: Option<u16>) {
        let Some((operation, user)) = self.changes.remove(&number) else { return };
        let revokes = matches!(operation, Operation::RevokeAccess | Operation::RevokeInvitation);
        match status {
            Some(200..=299) if revokes => _ = self.revoked.insert(user),
            Some(400..=499) => {}
            _ => _ = self.revoked.remove(&user),
        }
    }

    /// The users that are left to be cleaned up, each once.
    #[must_use]
    pub fn suspects(&self) -> Vec<Suspect> {
        let told: BTreeSet<&str> = self
            .invitations
            .values()
            .filter(|invitation| invitation.user_id.is_some())
            .filter_map(|invitation| invitation.email.as_deref())
            .collect();
        let mut found = BTreeSet::new();
        for Invitation { email, user_id, answered } in self.invitations.values() {
            // Of an address that was invited twice, one answer tells the user.
            let known = user_id.is_none() && email.as_deref().is_some_and(|e| told.contains(e));
            // An invitation without an address creates nobody, unless the answer gave an id.
            let nobody = user_id.is_none() && email.is_none() && answered.is_none();
            let key = email.as_ref().or(answered.as_ref());
            let key = key.map(|email| (email.to_lowercase(), user_id.clone()));
            if !known && !nobody && !key.is_some_and(|key| self.cleared.contains(&key)) {
                found.insert(Suspect {
                    email: email.clone(),
                    user_id: user_id.clone(),
                    answered: answered.clone(),
                    revoked: user_id.as_ref().is_some_and(|id| self.revoked.contains(id)),
                });
            }
        }
        found.into_iter().collect()
    }

    /// Whether nothing of the run is left to be cleaned up.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.ended || self.embedded_mock
    }

    /// Whether an address is one that only this run invents.
    #[must_use]
    pub fn owns(&self, email: &str) -> bool {
        let email = email.to_lowercase();
        let within = |(local, domain): (&str, &str)| {
            local.contains(&self.run) && domain == self.email_domain.to_lowercase()
        };
        !self.run.is_empty() && email.rsplit_once('@').is_some_and(within)
    }
}
