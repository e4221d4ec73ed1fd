//! The operations of the API, one row each.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An operation: what the documentation describes, and what is sent beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    /// `POST /v1/viewer/users`
    Invite,
    /// `GET /v1/viewer/users`
    List,
    /// `PATCH /v1/viewer/users/{userId}`
    Update,
    /// `POST /v1/viewer/users/revoke-access`
    RevokeAccess,
    /// `GET /v1/viewer/users/invitations`
    Invitations,
    /// `POST /v1/viewer/users/invitations/revoke`
    RevokeInvitation,
}

/// What a request of an operation does to the users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It leaves them as they are.
    Reads,
    /// It makes a new one.
    Creates,
    /// It changes the one that it names.
    Changes,
}

/// Where a request names the user that it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// It names none.
    Nobody,
    /// In the last segment of its path.
    InPath,
    /// In the member `userId` of its body.
    InBody,
}

/// How a request says what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// In a JSON body.
    Body,
    /// In the parameters of its query.
    Query,
    /// By its path alone.
    Nothing,
}

/// Where method, path and schemas of an operation come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The entry of `openapi.json` that has the operation's id as its `operationId`.
    OpenApi,
    /// No page describes it; the official SDK calls it.
    Sdk {
        /// HTTP method in capitals.
        method: &'static str,
        /// Path.
        path: &'static str,
    },
}

/// All that sets one operation apart from the others.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The operation.
    pub operation: Operation,
    /// Its name, as reports show it.
    pub id: &'static str,
    /// Method, path and schemas.
    pub source: Source,
    /// What it does to the users.
    pub effect: Effect,
    /// How it says what it is about.
    pub takes: Takes,
    /// Where it names a user.
    pub names: Names,
}

/// The rows, in the order of the variants.
const ROWS: [Row; Operation::ALL.len()] = [
    Row {
        operation: Operation::Invite,
        id: "invite",
        source: Source::OpenApi,
        effect: Effect::Creates,
        takes: Takes::Body,
        names: Names::Nobody,
    },
    Row {
        operation: Operation::List,
        id: "list",
        source: Source::OpenApi,
        effect: Effect::Reads,
        takes: Takes::Query,
        names: Names::Nobody,
    },
    Row {
        operation: Operation::Update,
        id: "update",
        source: Source::OpenApi,
        effect: Effect::Changes,
        takes: Takes::Body,
        names: Names::InPath,
    },
    Row {
        operation: Operation::RevokeAccess,
        id: "revoke-access",
        source: Source::Sdk { method: "POST", path: "/v1/viewer/users/revoke-access" },
        effect: Effect::Changes,
        takes: Takes::Body,
        names: Names::InBody,
    },
    Row {
        operation: Operation::Invitations,
        id: "invitations",
        source: Source::Sdk { method: "GET", path: "/v1/viewer/users/invitations" },
        effect: Effect::Reads,
        takes: Takes::Query,
        names: Names::Nobody,
    },
    Row {
        operation: Operation::RevokeInvitation,
        id: "revoke-invitation",
        source: Source::Sdk { method: "POST", path: "/v1/viewer/users/invitations/revoke" },
        effect: Effect::Changes,
        takes: Takes::Body,
        names: Names::InBody,
    },
];

impl Operation {
    /// Every operation, the documented ones first and in the order of the documentation.
    pub const ALL: [Self; 6] = [
        Self::Invite,
        Self::List,
        Self::Update,
        Self::RevokeAccess,
        Self::Invitations,
        Self::RevokeInvitation,
    ];

    /// The operations that the documentation describes.
    pub fn documented() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|operation| operation.row().source == Source::OpenApi)
    }

    /// Its row.
    #[must_use]
    pub fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// The `operationId` in `openapi.json`.
    #[must_use]
    pub fn id(self) -> &'static str {
        self.row().id
    }

    /// Whether it leaves the users as they are.
    #[must_use]
    pub fn reads(self) -> bool {
        self.row().effect == Effect::Reads
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_operation_has_the_row_in_its_place() {
        for operation in Operation::ALL {
            assert_eq!(operation.row().operation, operation);
            assert_eq!(serde_json::to_value(operation).unwrap(), operation.id());
        }
    }
}
