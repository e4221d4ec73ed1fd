//! A scenario: what is sent, in which order, and which checks judge what comes back.

use super::{BoxFuture, Scene, Stop};
use crate::{
    model::{Case, Constraint, Expectation, Operation},
    promise::Promise,
};

/// Where the value of a case comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// No value: the scenario is executed once.
    Once,
    /// These values, each with the name that a person calls it.
    Values(Vec<(String, serde_json::Value)>),
    /// Random valid values of a request schema.
    Valid(&'static str),
    /// The edge cases of a request schema.
    Boundary(&'static str),
    /// Random values that break this one constraint.
    Invalid(Constraint),
    /// Random valid queries of a schema of parameters: lists of name and value.
    Query(&'static str),
    /// Random queries that break this one constraint on the wire.
    BadQuery(Constraint),
    /// Queries that a server may take one way or the other.
    OpenQueries(&'static str),
    /// Bodies that are wrong below the level of JSON: `body` (see [`crate::model::Bytes`]),
    /// `contentType`, `contentEncoding`, and how binding it is to refuse them (`refusal`).
    Raw {
        /// A valid body.
        base: serde_json::Value,
        /// The member whose string takes the faults that need one.
        member: &'static str,
    },
    /// The case of an earlier finding.
    Saved(Case),
}

/// When a scenario is executed. Phases follow each other; within one, scenarios run concurrently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// One user, before any other.
    Canary,
    /// The fixed examples of the suite.
    Examples,
    /// Creates the users that later phases read.
    Setup,
    /// The saved cases of earlier findings: one at a time, so that each is as undisturbed as any
    /// scenario asks for, and after the users that some of them look for.
    Regressions,
    /// Reads only, while nothing of this run writes.
    Quiet,
    /// Everything else.
    Busy,
    /// What has to be undisturbed by other writes of this run: one case at a time.
    Alone,
}

impl Phase {
    /// All phases, in the order of their execution.
    pub const ALL: [Self; 7] = [
        Self::Canary,
        Self::Examples,
        Self::Setup,
        Self::Regressions,
        Self::Quiet,
        Self::Busy,
        Self::Alone,
    ];

    /// Whether its cases are executed one at a time.
    #[must_use]
    pub fn is_serial(self) -> bool {
        matches!(self, Self::Regressions | Self::Alone)
    }
}

/// How often the same is done, with nothing else between: a defect that shows on one request in
/// forty shows whatever came before.
pub(super) const REPETITIONS: u8 = 41;

/// A script out of an asynchronous function of a scene and a case.
macro_rules! script {
    ($play:expr) => {
        |scene, case| Box::pin($play(scene, case))
    };
}
pub(super) use script;

/// The course of one case.
pub type Play<'a> = BoxFuture<'a, Result<(), Stop>>;

/// What a scenario does with a case: sends requests on the stage and hands in judgements.
pub type Script = for<'a> fn(&'a Scene<'a>, &'a Case) -> Play<'a>;

/// A course of requests that some checks judge.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Stable id, such as `invite/valid-payloads`.
    pub id: String,
    /// What it is about, and what reads a broken constraint of its input.
    pub promise: Promise,
    /// What else it can judge, beside the checks that watch every response.
    pub also: Vec<Promise>,
    /// What it is executed with.
    pub input: Input,
    /// How many of its cases are executed at most, the first ones; `None` for all.
    pub most: Option<u64>,
    /// When.
    pub phase: Phase,
    /// How many users one case creates at most, beside the pool's.
    pub invites: u32,
    /// Whether it sends anything but reads and requests that must be refused.
    pub writes: bool,
    /// Whether it can observe nothing without users that this run created to be found.
    pub needs_fixtures: bool,
    /// The request that a case of it is, and what is expected of it, where a fixed example of a
    /// suite would say the same.
    pub example: Option<(Operation, Expectation)>,
    /// The course itself.
    pub play: Script,
}

impl Scenario {
    /// A quiet scenario that is executed once, to be adapted.
    #[must_use]
    pub(super) fn new(id: &str, promise: &Promise, play: Script) -> Self {
        Self {
            id: id.to_owned(),
            promise: promise.clone(),
            also: Vec::new(),
            input: Input::Once,
            most: None,
            phase: Phase::Quiet,
            invites: 0,
            writes: false,
            needs_fixtures: false,
            example: None,
            play,
        }
    }

    /// Everything that it can judge, what it is about first.
    pub fn judges(&self) -> impl Iterator<Item = &Promise> {
        std::iter::once(&self.promise).chain(&self.also)
    }

    /// Whether it can judge the check with this id.
    #[must_use]
    pub fn can_judge(&self, check: &str) -> bool {
        self.judges().any(|promise| promise.check == check)
    }

    /// The same, judging further checks.
    #[must_use]
    pub(super) fn judging(mut self, promises: &[&Promise]) -> Self {
        self.also.extend(promises.iter().map(|promise| (*promise).clone()));
        self
    }

    /// The same with another input.
    #[must_use]
    pub fn with(mut self, input: Input) -> Self {
        self.input = input;
        self
    }

    /// The same as one that writes, and creates so many users a case beside the pool's.
    #[must_use]
    pub fn writing(mut self, invites: u32) -> Self {
        self.writes = true;
        self.invites = invites;
        self.phase = self.phase.max(Phase::Busy);
        self
    }

    /// The same as one that can observe nothing without the fixture users of this run.
    #[must_use]
    pub fn needing_fixtures(mut self) -> Self {
        self.needs_fixtures = true;
        self
    }

    /// The same as one whose cases a fixed example could say: this request with the case as its
    /// body or query, and what is expected of it.
    #[must_use]
    pub fn like_example(self, operation: Operation, expect: Expectation) -> Self {
        Self { example: Some((operation, expect)), ..self }
    }

    /// The same in another phase.
    #[must_use]
    pub fn during(self, phase: Phase) -> Self {
        Self { phase, ..self }
    }
}
