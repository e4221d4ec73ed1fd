//! What all requests share.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
        atomic::{AtomicU64, Ordering},
    },
};

use super::{
    auth::Keyring, config::MockConfig, faults::EnabledHooks, judge::Judge, limiter::Limiter,
    routes::Routes, store::Users,
};
use crate::model::Operation;

/// A tenant and how it is served.
#[derive(Debug)]
pub(super) struct App {
    pub(super) config: MockConfig,
    pub(super) routes: Routes,
    pub(super) judge: Judge,
    pub(super) hooks: EnabledHooks,
    pub(super) limiter: Limiter,
    pub(super) keyring: Keyring,
    users: RwLock<Users>,
    requests: AtomicU64,
    /// The requests of each operation, and of none.
    turns: Mutex<HashMap<Option<Operation>, u64>>,
    /// The cursors that were followed, where a fault wants to know.
    followed: Mutex<HashSet<String>>,
}

impl App {
    pub(super) fn new(
        config: MockConfig,
        routes: Routes,
        judge: Judge,
        hooks: EnabledHooks,
        users: Users,
    ) -> Self {
        Self {
            limiter: Limiter::new(config.most_per_second),
            keyring: Keyring::new(config.api_key.as_deref()),
            config,
            routes,
            judge,
            hooks,
            users: RwLock::new(users),
            requests: AtomicU64::default(),
            turns: Mutex::default(),
            followed: Mutex::default(),
        }
    }

    /// Counts a request: among all, and among those of its operation.
    pub(super) fn count(&self, operation: Option<Operation>) -> (u64, u64) {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = turns.entry(operation).or_default();
        *turn += 1;
        (self.requests.fetch_add(1, Ordering::Relaxed) + 1, *turn)
    }

    /// Follows a cursor; says whether it was followed before.
    pub(super) fn follow(&self, cursor: &str) -> bool {
        let mut followed = self.followed.lock().unwrap_or_else(PoisonError::into_inner);
        !followed.insert(cursor.to_owned())
    }

    // Every change of the store is complete before its lock is released, so a lock that a panic
    // left behind still guards a whole collection.
    pub(super) fn read(&self) -> RwLockReadGuard<'_, Users> {
        self.users.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn write(&self) -> RwLockWriteGuard<'_, Users> {
        self.users.write().unwrap_or_else(PoisonError::into_inner)
    }
}
