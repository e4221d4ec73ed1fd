//! What the documentation promises, in pieces that can be checked.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Operation, Takes};

/// How binding a clause is, in the words of RFC 2119. Ordered: `May < Should < Must`.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Undocumented behaviour: observed and reported, never judged.
    May,
    /// Implied by the prose.
    Should,
    /// Stated by a page as schema, constraint or sentence, or by an RFC the API builds on.
    #[default]
    Must,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::May => "may",
            Self::Should => "should",
            Self::Must => "must",
        })
    }
}

/// Which of the two vintages of the documentation a server follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Edition {
    /// 21 clinic roles, with "PACS Administrator".
    Older,
    /// 61 clinic roles.
    Modern,
}

impl fmt::Display for Edition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Older => "older",
            Self::Modern => "modern",
        })
    }
}

/// A page of the documentation, or an RFC that the API builds on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Short stable name that clauses cite.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Where it can be read; empty until that is known.
    #[serde(default)]
    pub url: String,
}

/// One documented promise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// Stable id, such as `invite.echo`.
    pub id: String,
    /// How binding it is.
    pub level: Level,
    /// The promise in one sentence.
    pub says: String,
    /// Why it has its level: what obliges the server, only implies the promise, or leaves it open.
    pub why: String,
    /// Ids of the pages that state it.
    pub pages: Vec<String>,
    /// What the pages disagree on, and which says what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disagreement: Option<String>,
    /// Ids of the checks that witness it.
    #[serde(default)]
    pub checks: Vec<String>,
    /// Why no check witnesses it; stands instead of `checks`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<String>,
    /// The schema constraint that states it: document, JSON Pointer to the constrained place in
    /// the body, keyword, such as `invite-request.json /email format`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constraint: Option<Constraint>,
    /// Its line in `clauses.toml`, from 1.
    #[serde(skip)]
    pub line: usize,
}

/// A constraint of a request schema, by what it constrains rather than by where it is written, so
/// that a clause keeps its meaning when a schema is factored differently.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Constraint {
    /// File name of the request schema.
    pub document: String,
    /// JSON Pointer to the constrained place; empty for the body itself.
    pub instance: String,
    /// The JSON Schema keyword.
    pub keyword: String,
}

impl Constraint {
    /// What findings call the place that a broken constraint constrains: a JSON Pointer, `body`,
    /// or, in a query, the parameter.
    pub(crate) fn place(&self, operation: Operation) -> &str {
        match (self.instance.as_str(), operation.row().takes) {
            ("", _) => "body",
            (instance, Takes::Query) => instance.trim_start_matches('/'),
            (instance, Takes::Body | Takes::Nothing) => instance,
        }
    }
}

impl TryFrom<String> for Constraint {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let words: Vec<&str> = text.split(' ').collect();
        let [document, instance, keyword] = words[..] else {
            return Err(format!("`{text}` is not document, pointer and keyword"));
        };
        let instance = if instance == "/" { "" } else { instance };
        Ok(Self { document: document.into(), instance: instance.into(), keyword: keyword.into() })
    }
}

impl From<Constraint> for String {
    fn from(constraint: Constraint) -> Self {
        constraint.to_string()
    }
}

impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let instance = if self.instance.is_empty() { "/" } else { &self.instance };
        write!(f, "{} {instance} {}", self.document, self.keyword)
    }
}
