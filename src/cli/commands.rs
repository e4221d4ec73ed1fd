//! The commands that a run prints: its own command line again, or a part of it.

use std::path::Path;

use clap::{Arg, CommandFactory};

use super::args::{Cli, Flag, GateArgs, Invocation};
use crate::{
    model::{Seed, Shard},
    runner::{CommandLine, Commands},
};

/// Flags that are not repeated as they were typed: the target without credentials, the suite and the
/// seed even where nobody typed them, the selection apart. The last three are for this once.
const APART: [&str; 13] = [
    "target",
    "suite",
    "seed",
    "skip",
    "filtersets",
    "scenarios",
    "exact",
    "shard",
    "fail_fast",
    "max_findings",
    "watch",
    "list",
    "plan",
];

/// The commands of a run of the gate. A flag is repeated unless it is excluded here, so that a new
/// one is not forgotten.
pub(super) fn of_gate(
    invocation: Invocation<'_>,
    args: &GateArgs,
    target: Option<&str>,
    seed: Seed,
    shard: Option<Shard>,
) -> Commands {
    let named = Commands::new(target, &args.suite, seed);
    let finding = append(alone(named.finding, invocation), invocation.flags(is_repeated));
    let mut run = finding.clone();
    for text in &args.skip {
        run = run.flag("--skip", text);
    }
    for text in &args.filtersets {
        run = run.flag("--filterset", text);
    }
    for id in &args.scenarios {
        run = run.flag("--scenario", id);
    }
    if let Some(shard) = shard {
        run = run.flag("--shard", &shard.to_string());
    }
    if args.fail_fast {
        run = run.word("--fail-fast");
    }
    if let Some(most) = args.max_findings {
        run = run.flag("--max-findings", &most.to_string());
    }
    if args.exact {
        run = run.word("--exact");
    }
    let run = args.filters.iter().fold(run, |run, filter| run.word(filter));
    Commands { run, finding, cleanup: cleanup(invocation, &args.reports_dir) }
}

/// What a file with settings has said is repeated flag by flag, so that the file has no say any more.
fn alone(line: CommandLine, invocation: Invocation<'_>) -> CommandLine {
    if invocation.has_file() { line.word("--no-config") } else { line }
}

/// Whether a flag decides what a run does.
fn is_repeated(arg: &Arg) -> bool {
    let aside = matches!(arg.get_help_heading(), Some("Reports" | "Settings"));
    !arg.is_positional() && !aside && !APART.contains(&arg.get_id().as_str())
}

/// The command that cleans up after a run: the journal names the server, the flags how to reach it.
pub(super) fn cleanup(invocation: Invocation<'_>, reports: &Path) -> CommandLine {
    let journal = journal(reports);
    let line = CommandLine::default().word("cleanup");
    let line = alone(line.flag("--journal", &journal.display().to_string()), invocation);
    let program = Cli::command();
    let known = |arg: &Arg| {
        let cleanup = program.find_subcommand("cleanup");
        let mut known = cleanup.into_iter().flat_map(clap::Command::get_arguments);
        let aside = arg.get_id() == "target" || arg.get_help_heading() == Some("Settings");
        !aside && known.any(|known| known.get_id() == arg.get_id())
    };
    append(line, invocation.flags(known))
}

/// The program with the contract of this invocation.
pub(super) fn on_contract(invocation: Invocation<'_>) -> CommandLine {
    append(CommandLine::default(), invocation.flags(|arg| arg.get_id() == "schemas"))
}

/// The journal of the writes of a run.
pub(super) fn journal(reports: &Path) -> std::path::PathBuf {
    reports.join("journal.ndjson")
}

fn append(line: CommandLine, flags: Vec<Flag>) -> CommandLine {
    flags.into_iter().fold(line, |line, Flag { name, values }| {
        if values.is_empty() {
            return line.word(&name);
        }
        values.iter().fold(line, |line, value| match name.as_str() {
            "--header" => line.header(value),
            _ => line.flag(&name, value),
        })
    })
}

#[cfg(test)]
mod tests {
    use clap::FromArgMatches;

    use super::*;

    /// Parses a command line and hands it to `then`.
    fn typed<T>(words: &[&str], then: impl FnOnce(Invocation<'_>, &GateArgs) -> T) -> T {
        let program = Cli::command();
        let matches = program.clone().get_matches_from([&["avara-conformance"], words].concat());
        let cli = Cli::from_arg_matches(&matches).unwrap();
        then(Invocation::new(&program, &matches), &cli.gate)
    }

    fn of(words: &[&str]) -> Commands {
        typed(words, |invocation, args| of_gate(invocation, args, None, Seed(7), None))
    }

    /// Whoever adds a flag sees here whether it is repeated.
    #[test]
    fn every_flag_is_repeated_or_left_out_on_purpose() {
        let program = Cli::command();
        let (repeated, left_out): (Vec<&Arg>, Vec<&Arg>) =
            program.get_arguments().partition(|arg| is_repeated(arg));
        let names = |args: Vec<&Arg>| {
            args.iter().flat_map(|arg| ["  ", arg.get_id().as_str(), "\n"]).collect::<String>()
        };
        let (repeated, left_out) = (names(repeated), names(left_out));
        insta::assert_snapshot!(format!("repeated:\n{repeated}left out:\n{left_out}"));
        let known = |id: &str| program.get_arguments().any(|arg| arg.get_id() == id);
        assert!(APART.iter().all(|id| known(id)));
    }

    #[test]
    fn a_finding_names_its_own_checks_and_the_run_those_that_were_selected() {
        let words = ["--skip", "a b", "--exact", "list::x", "--cases", "3", "-H", "A: b", "-q"];
        let Commands { run, finding, .. } = of(&words);
        let common = "avara-conformance --suite full --seed 7 --header 'A: b' --cases 3";
        assert_eq!(finding.to_string(), common);
        assert_eq!(run.to_string(), format!("{common} --skip 'a b' --exact list::x"));
    }

    #[test]
    fn a_server_is_cleaned_up_the_way_it_was_reached() {
        let words = ["--target", "https://x.test", "--cacert", "my ca.pem", "--cases", "3"];
        let words = [&words[..], &["--reports-dir", "my reports", "--allow-http"]].concat();
        assert_eq!(
            of(&words).cleanup.to_string(),
            "avara-conformance cleanup --journal 'my reports/journal.ndjson' --allow-http --cacert \
             'my ca.pem'"
        );
        let words = ["replay", "run.json", "--tries", "3", "--rate", "5", "--schemas", "it's"];
        let line = typed(&words, |invocation, _| cleanup(invocation, Path::new("")));
        assert_eq!(
            line.to_string(),
            "avara-conformance cleanup --journal journal.ndjson --rate 5 --schemas \"it's\""
        );
    }
}
