//! What stands below the end of a run: where the reports are, and what can be done next.

use std::{
    io::{self, Write},
    path::Path,
    process::{Command, Stdio},
};

use super::files::Files;
use crate::{model::Conclusion, report::Run};

/// The files that were written, and the next steps after a failure.
pub(super) fn write(run: &Run, files: &Files, out: &mut dyn Write) -> io::Result<()> {
    let page = files.path("html").map(|page| format!("{} (--open shows it)", page.display()));
    let others = ["junit", "json", "markdown"].into_iter().filter_map(|name| files.path(name));
    let others = others.map(|path| path.display().to_string());
    let all: Vec<String> = page.into_iter().chain(others).collect();
    if !all.is_empty() {
        writeln!(out, "\n  reports    {}", all.join("\n             "))?;
    }
    let conclusion = run.summary.as_ref().map(|summary| summary.conclusion);
    let causes = run.causes();
    let (Some(Conclusion::Failed), Some(first)) = (conclusion, causes.first()) else {
        return Ok(());
    };
    let clause = &first.root.counterexample.finding.clause;
    let quoted = |text: &str| {
        shlex::try_quote(text).map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned)
    };
    writeln!(out, "  next       avara-conformance explain {}", quoted(clause))?;
    if let Some(json) = files.path("json") {
        let (json, number) = (quoted(&json.display().to_string()), first.root.number);
        writeln!(out, "             avara-conformance replay {json} {number}")?;
    }
    Ok(())
}

/// Shows a page in whatever this machine shows pages with. Where it has nothing of the kind the
/// run is over all the same.
pub(super) fn open(page: &Path) -> io::Result<()> {
    let (program, words): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    let mut opener = Command::new(program);
    opener.args(words).arg(page).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    opener.spawn().map(drop)
}
