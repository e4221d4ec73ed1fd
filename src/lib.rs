//! A contract and property-testing gate for the Avara Viewer users API.
//!
//! `avara-conformance` is a program; what it is made of can be used by other programs too:
//!
//! - **Run a plan**: a [`runner::Plan`] says what is checked and how, a [`runner::Connection`] leads
//!   to a server or to the embedded mock, and a [`runner::Session`] executes the one on the other.
//!   What happens is told in [`model::Event`]s.
//! - **Read a run**: a [`report::Run`] collects the events, as they come or later from a file
//!   ([`report::stored::read`]). Every report is rendered from it ([`report::formats`]).
//! - **Judge an exchange**: [`check::judge`] holds a request and its response, wherever they come
//!   from, to what every response promises.
//!
//! The folders are floors: each imports lower floors only (see `ARCHITECTURE.md`).
//!
//! # Examples
//!
//! The smoke suite against a mock of its own, and what came of it:
//!
//! ```
//! use std::sync::Arc;
//!
//! use avara_conformance::{
//!     check::{catalogue, judge},
//!     mock::MockConfig,
//!     model::{Conclusion, Event, Keep, Seed, Verdict},
//!     report::{Run, json, stored},
//!     runner::{Connection, Plan, Session},
//!     schema::Contract,
//!     suite::{Filters, Suite, select},
//!     target::fresh_token,
//! };
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! let contract = Arc::new(Contract::embedded()?);
//! let catalogue = catalogue(&contract)?;
//! let suite = Suite::load("smoke", &catalogue)?;
//! let selection = select(&catalogue, &suite, &Filters::default());
//! let plan = Plan::new(Arc::clone(&contract), &suite, selection, Seed(7), fresh_token());
//! // Every exchange is an event, not only those of findings.
//! let plan = Plan { keep: Keep::All, ..plan };
//!
//! // `Connection::to_server` leads to a server that is there already.
//! let connection = Connection::to_mock(MockConfig::default(), &contract).await?;
//! let session = Session::open(plan, connection)?;
//! let mut run = Run::default();
//! let mut judgements = Vec::new();
//! let summary = session
//!     .run(&mut |event| {
//!         if let Event::Exchanged { exchange, .. } = &event {
//!             judgements.extend(judge(&contract, exchange));
//!         }
//!         run.apply(&event);
//!     })
//!     .await;
//! assert_eq!(summary.conclusion, Conclusion::Conforming);
//! assert!(!judgements.is_empty());
//! assert!(judgements.iter().all(|judgement| judgement.findings.is_empty()));
//!
//! // Written down and read back, as `run.json` is.
//! let mut file = Vec::new();
//! json::write(&run, &mut file)?;
//! let run = stored::read(&mut file.as_slice())?;
//! for result in &run.results {
//!     assert_eq!(result.verdict, Verdict::Pass, "{}: {:?}", result.id, result.reason);
//! }
//! # Ok(())
//! # })
//! # }
//! ```
#![deny(missing_docs)]
#![forbid(unsafe_code)]

pub mod check;
pub mod cli;
pub mod generate;
pub mod mock;
pub mod model;
pub mod promise;
pub mod report;
pub mod runner;
pub mod schema;
pub mod suite;
pub mod target;
