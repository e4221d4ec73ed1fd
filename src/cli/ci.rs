//! What a CI system makes remarks and summaries of, in its own words.

use std::{
    env,
    io::{self, Write},
    path::Path,
    process::{Command, Stdio},
};

use super::files::Files;
use crate::report::{
    Run,
    annotations::{self, Dialect},
};

/// The CI systems that take more than a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ci {
    /// GitHub Actions, whose summary is a file that it names.
    GitHub,
    /// Azure Pipelines.
    Azure,
    /// Buildkite.
    Buildkite,
}

impl Ci {
    /// The one that this process runs on.
    pub(super) fn here() -> Option<Self> {
        let says =
            |name: &str| env::var(name).is_ok_and(|value| value.eq_ignore_ascii_case("true"));
        [
            ("GITHUB_ACTIONS", Self::GitHub),
            ("TF_BUILD", Self::Azure),
            ("BUILDKITE", Self::Buildkite),
        ]
        .into_iter()
        .find_map(|(name, ci)| says(name).then_some(ci))
    }

    /// Tells it what came of the run.
    pub(super) fn tell(
        self,
        run: &Run,
        files: &Files,
        place: Option<&str>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        match self {
            Self::GitHub => annotations::write(run, Dialect::GitHub, place, out),
            Self::Azure => {
                annotations::write(run, Dialect::Azure, place, out)?;
                match files.path("markdown") {
                    Some(file) => {
                        let file = std::path::absolute(file)?;
                        writeln!(out, "##vso[task.uploadsummary]{}", file.display())
                    }
                    None => Ok(()),
                }
            }
            Self::Buildkite => files.path("markdown").map_or(Ok(()), annotate_build),
        }
    }
}

/// Hands the summary to Buildkite's own program. A job that does not have it has the file.
fn annotate_build(summary: &Path) -> io::Result<()> {
    let text = std::fs::File::open(summary)?;
    let mut agent = Command::new("buildkite-agent");
    agent.args(["annotate", "--context", "avara-conformance"]).stdin(text).stdout(Stdio::null());
    match agent.status() {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}
