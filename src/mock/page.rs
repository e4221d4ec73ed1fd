//! What a list consists of.

use std::time::Duration;

use super::user::{Object, User};

/// A user that may belong into a list.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// The user.
    pub user: &'a User,
    /// How long ago it was added; `None` when it was there from the start.
    pub age: Option<Duration>,
}

/// One page of the list.
#[derive(Clone, Debug)]
pub struct Page {
    /// The users in order, each with its sequence number, which is what cursors go by.
    pub rows: Vec<(u64, User)>,
    /// Whether another page follows.
    pub has_more: bool,
    /// What the cursor says, before it is encoded.
    pub cursor: Option<Object>,
    /// How many matching users the cursor of the request said to pass over.
    pub skipped: u64,
    /// Whether the cursor of the request was followed before.
    pub followed_before: bool,
}
