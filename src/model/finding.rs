//! A contradiction to a clause, and the smallest case that shows it.

use serde::{Deserialize, Serialize};

use super::{Case, Exchange, Level, Operation};

/// A contradiction between what a clause promises and what the target did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Id of the clause that is contradicted.
    pub clause: String,
    /// The operation whose response shows it.
    pub operation: Operation,
    /// Where: a JSON Pointer, a parameter, or a part of the response such as `status`.
    pub place: String,
    /// How, in one stable word or two: `dropped`, `changed`, `accepted`, `refused`.
    pub kind: String,
    /// What the clause asks for, for a person.
    pub expected: String,
    /// What happened, for a person.
    pub actual: String,
}

impl Finding {
    /// The identity of the defect: the same whichever case shows it, so that shrinking can keep
    /// to it and reports can count it once.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{} {} {} {}", self.clause, self.operation, self.place, self.kind)
    }
}

/// The smallest case that shows a finding, with everything needed to act on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Counterexample {
    /// What was contradicted and how.
    pub finding: Finding,
    /// Level of the clause.
    pub level: Level,
    /// The clause in one sentence.
    pub clause_says: String,
    /// Titles of the pages that state it.
    pub pages: Vec<String>,
    /// The case after shrinking.
    pub case: Case,
    /// Its requests and responses, in order; the last one shows the contradiction.
    pub exchanges: Vec<Exchange>,
    /// How many of the run's cases showed the same finding.
    pub seen: usize,
    /// How many smaller cases were tried.
    pub shrink_steps: usize,
    /// Of how many re-executions of the unshrunk case, `confirmed` showed it again.
    pub reruns: usize,
    /// See `reruns`. Equal numbers: deterministic; fewer: intermittent.
    pub confirmed: usize,
    /// The command that shows it again.
    pub replay: String,
    /// When it showed first, by our clock, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_seen: Option<i64>,
    /// Keys of the findings that showed wherever this one did: every exchange that shows this one
    /// showed them as well.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shown_with: Vec<String>,
}

impl Counterexample {
    /// `deterministic`, or `intermittent (k of n)`.
    #[must_use]
    pub fn stability(&self) -> String {
        match (self.confirmed, self.reruns) {
            (_, 0) => "not re-executed".to_owned(),
            (confirmed, reruns) if confirmed == reruns => "deterministic".to_owned(),
            (confirmed, reruns) => format!("intermittent ({confirmed} of {reruns})"),
        }
    }
}
