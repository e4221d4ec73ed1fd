//! Every format that a whole run is rendered in. A new one is a line in this table: the command
//! line takes its flag, its help and its default file name from here.

use std::io::{self, Write};

use super::{Run, ctrf, har, html, json, junit, markdown, sarif};

/// Renders a run.
pub type Render = fn(&Run, &mut dyn Write) -> io::Result<()>;

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
    pub write: Render,
}

impl Format {
    const fn new(
        name: &'static str,
        title: &'static str,
        file: Option<&'static str>,
        write: Render,
    ) -> Self {
        Self { name, title, file, write }
    }
}

/// All of them, in the order in which they are written.
pub const FORMATS: &[Format] = &[
    Format::new("junit", "JUnit XML, for CI systems", Some("junit.xml"), junit::write),
    Format::new("json", "The whole run as JSON, for tools", Some("run.json"), json::write),
    Format::new("html", "One page for people", Some("report.html"), html::write),
    Format::new("markdown", "For the summary of a CI job", Some("summary.md"), markdown::write),
    Format::new(
        "junit-rich",
        "JUnit XML with properties, file and line, and re-executions",
        None,
        junit::write_rich,
    ),
    Format::new("sarif", "SARIF 2.1.0, for code hosts that show alerts", None, sarif::write),
    Format::new(
        "har",
        "HTTP Archive of the failing exchanges, for browsers and API clients",
        None,
        har::write,
    ),
    Format::new(
        "ctrf",
        "Common Test Report Format, for collectors of test results",
        None,
        ctrf::write,
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::{
        annotations::{self, Dialect},
        console::{self, Options, Verbosity},
        fixtures,
    };
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
        FORMATS.iter().map(|format| (format.name, fixtures::rendered(run, format.write)))
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

    /// What is printed is what the run carries: no report puts a command line together.
    #[test]
    fn every_command_that_is_printed_is_carried_by_the_run() {
        let mut run = Run::of(&fixtures::failing());
        let [whole, one] = ["avara-conformance --of-the-run", "avara-conformance --of-the-finding"];
        whole.clone_into(&mut run.info.as_mut().unwrap().replay);
        for shown in run.results.iter_mut().flat_map(|result| &mut result.counterexamples) {
            one.clone_into(&mut shown.replay);
        }
        let console: Render = |run, out| {
            console::write_ending(
                run,
                Options { verbosity: Verbosity::Verbose, ..Options::default() },
                out,
            )
        };
        let others = [
            (
                "annotations",
                (|run, out| annotations::write(run, Dialect::GitHub, None, out)) as Render,
            ),
            ("console", console),
        ];
        let others = others.map(|(name, write)| (name, fixtures::rendered(&run, write)));
        for (name, text) in written(&run).chain(others) {
            let commands = text.matches("avara-conformance --").count();
            let carried = text.matches(whole).count() + text.matches(one).count();
            assert_eq!(commands, carried, "{name}");
            assert_eq!(carried > 0, name != "har", "{name}");
            assert_eq!(text.contains(whole), ["html", "json"].contains(&name), "{name}");
        }
    }

    #[test]
    fn every_run_can_be_rendered_in_every_format() {
        for (name, events) in fixtures::all() {
            for (format, text) in written(&Run::of(&events)) {
                assert!(!text.is_empty(), "{name} as {format}");
            }
        }
    }
}
