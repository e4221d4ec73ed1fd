//! Every format that a whole run is rendered in. A new one is a line in this table: the command
//! line takes its flag, its help and its default file name from here.

use std::io::{self, Write};

use super::{Run, ctrf, har, html, json, junit, markdown, sarif};

/// One format.
pub struct Format {
    /// Its flag, without the dashes.
    pub name: &'static str,
    /// What it is and for whom, in a few words.
    pub title: &'static str,
    /// The file that a run writes into the folder of its reports; `None` where it is only written
    /// when its flag asks for it.
    pub file: Option<&'static str>,
    /// Renders a run.
    pub write: fn(&Run, &mut dyn Write) -> io::Result<()>,
}

/// All of them, in the order in which they are written.
pub const FORMATS: &[Format] = &[
    Format {
        name: "junit",
        title: "JUnit XML, for CI systems",
        file: Some("junit.xml"),
        write: |run, out| junit::write(run, out),
    },
    Format {
        name: "json",
        title: "The whole run as JSON, for tools",
        file: Some("run.json"),
        write: |run, out| json::write(run, out),
    },
    Format {
        name: "html",
        title: "One page for people",
        file: Some("report.html"),
        write: |run, out| html::write(run, out),
    },
    Format {
        name: "markdown",
        title: "For the summary of a CI job",
        file: Some("summary.md"),
        write: |run, out| markdown::write(run, out),
    },
    Format {
        name: "junit-rich",
        title: "JUnit XML with properties, file and line, and re-executions",
        file: None,
        write: |run, out| junit::write_rich(run, out),
    },
    Format {
        name: "sarif",
        title: "SARIF 2.1.0, for code hosts that show alerts",
        file: None,
        write: |run, out| sarif::write(run, out),
    },
    Format {
        name: "har",
        title: "HTTP Archive of the failing exchanges, for browsers and API clients",
        file: None,
        write: |run, out| har::write(run, out),
    },
    Format {
        name: "ctrf",
        title: "Common Test Report Format, for collectors of test results",
        file: None,
        write: |run, out| ctrf::write(run, out),
    },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::fixtures;
    use super::*;

    #[test]
    fn every_format_has_a_flag_and_a_file_of_its_own() {
        let flags: BTreeSet<_> = FORMATS.iter().map(|format| format.name).collect();
        assert_eq!(flags.len(), FORMATS.len());
        let files: Vec<_> = FORMATS.iter().filter_map(|format| format.file).collect();
        assert_eq!(files.iter().collect::<BTreeSet<_>>().len(), files.len());
        assert!(!files.contains(&super::super::events::FILE));
    }

    fn written(run: &Run) -> impl Iterator<Item = (&'static str, String)> {
        FORMATS.iter().map(move |format| {
            let mut out = Vec::new();
            (format.write)(run, &mut out).unwrap();
            (format.name, String::from_utf8(out).unwrap())
        })
    }

    #[test]
    fn every_format_carries_the_warnings_of_a_run() {
        for (name, text) in written(&Run::of(&fixtures::mixed())) {
            assert!(text.contains("no certificate was checked"), "{name}");
        }
    }

    /// SARIF, HAR and CTRF are of findings, exchanges and tests, not of runs.
    #[test]
    fn every_format_tells_the_edition_and_those_of_runs_budgets_and_users_that_are_left() {
        let run = Run::of(&fixtures::interrupted());
        for (name, text) in written(&run) {
            assert!(text.contains("modern (61 clinic roles)"), "{name}");
        }
        let of_runs = |name: &str| !["sarif", "har", "ctrf"].contains(&name);
        for (name, text) in written(&run).filter(|(name, _)| of_runs(name)) {
            for part in ["invitations", "usr_46e9b73023a34e78a5e1a3f2b60f0fbb"] {
                assert!(text.contains(part), "{part} in {name}");
            }
        }
        for (name, text) in written(&run).filter(|(name, _)| ["html", "markdown"].contains(name)) {
            assert!(text.contains("cleanup --journal reports/journal.ndjson"), "{name}");
        }
        let passed: Vec<_> = written(&Run::of(&fixtures::passing())).collect();
        let cleaned = |name: &str| &passed.iter().find(|(known, _)| *known == name).unwrap().1;
        assert!(cleaned("html").contains("Cleaned up: 48 users"));
        assert!(cleaned("markdown").contains("| cleaned up | 48 users |"));
    }

    #[test]
    fn every_run_can_be_rendered_in_every_format() {
        for (name, events) in fixtures::all() {
            for format in FORMATS {
                let mut out = Vec::new();
                (format.write)(&Run::of(&events), &mut out).unwrap();
                assert!(!out.is_empty(), "{name} as {}", format.name);
            }
        }
    }
}
