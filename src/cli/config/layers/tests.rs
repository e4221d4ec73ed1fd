use std::fs;

use clap::CommandFactory;
use tempfile::TempDir;

use super::*;
use crate::cli::args::Cli;

/// A folder with a configuration file.
fn folder(text: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(find::NAME), text).unwrap();
    folder
}

fn completed(
    folder: &Path,
    variables: &[(&str, &str)],
    typed: &[&str],
) -> Result<Completed, String> {
    let program = Cli::command();
    let typed: Vec<OsString> = ["x"].iter().chain(typed).map(OsString::from).collect();
    let matches = program.clone().get_matches_from(&typed);
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let variables = variables.iter().map(owned).collect();
    let around = Surroundings { variables, folder: folder.to_owned() };
    complete(&program, &matches, typed, &around)
}

#[track_caller]
fn assert_words(completed: &Result<Completed, String>, expected: &str) {
    let words = completed.as_ref().unwrap().words.iter().map(|word| word.to_string_lossy());
    assert_eq!(words.collect::<Vec<_>>().join(" "), expected);
}

const FILE: &str = "suite = 'smoke'\ncases = 3\n\n[profile.a]\ncases = 4\nstrict = true\n";

#[test]
fn flags_win_over_variables_and_these_over_the_profile_and_the_rest_of_the_file() {
    let folder = folder(FILE);
    let run = |variables, typed: &[&str]| completed(folder.path(), variables, typed);
    assert_words(&run(&[], &[]), "x --suite=smoke --cases=3");
    assert_words(&run(&[], &["--profile", "a"]), "x --suite=smoke --cases=4 --strict --profile a");
    let both = [("AVARA_PROFILE", "a"), ("AVARA_CASES", "5"), ("AVARA_STRICT", "false")];
    assert_words(&run(&both, &[]), "x --suite=smoke --cases=5");
    assert_words(&run(&both, &["--cases", "6", "y"]), "x --suite=smoke --cases 6 y");
    assert_words(&run(&[], &["--no-config"]), "x --no-config");
    let completed = run(&both, &[]).unwrap();
    assert_eq!(completed.place("cases").unwrap(), "AVARA_CASES");
    assert!(completed.place("suite").unwrap().ends_with("avara-conformance.toml:1"));
}

#[test]
fn a_profile_or_a_variable_that_nobody_knows_is_refused() {
    let folder = folder(FILE);
    let error = completed(folder.path(), &[], &["--profile", "b"]).unwrap_err();
    assert!(error.contains("no profile `b`; there are: a"), "{error}");
    let error = completed(folder.path(), &[("AVARA_TARGT", "x")], &[]).unwrap_err();
    assert!(error.contains("did you mean AVARA_TARGET?"), "{error}");
    assert!(completed(folder.path(), &[("AVARA_API_KEY", "x")], &[]).is_ok());
    assert!(completed(folder.path(), &[("AVARA_STORE", "x")], &[]).is_ok());
    let error = completed(folder.path(), &[("AVARA_STRICT", "maybe")], &[]).unwrap_err();
    assert!(error.contains("AVARA_STRICT `maybe`"), "{error}");
    let empty = tempfile::tempdir().unwrap();
    let error = completed(empty.path(), &[("AVARA_PROFILE", "a")], &[]).unwrap_err();
    assert!(error.contains("profile `a`"), "{error}");
}

#[test]
fn an_empty_variable_sets_nothing_but_never_hides_a_target() {
    let folder = folder("");
    assert_words(&completed(folder.path(), &[("AVARA_SUITE", "")], &[]), "x");
    assert!(completed(folder.path(), &[("AVARA_TARGET", "")], &[]).is_err());
}

#[test]
fn lists_and_filters_are_replaced_as_a_whole() {
    let folder = folder("filter = ['list::', 'update::']\nskip = 'walk'\n");
    assert_words(&completed(folder.path(), &[], &[]), "x --skip=walk -- list:: update::");
    assert_words(&completed(folder.path(), &[], &["a"]), "x --skip=walk a");
    let variables = [("AVARA_SKIP", "a\nb")];
    let run = completed(folder.path(), &variables, &["y"]);
    assert_words(&run, "x --skip=a --skip=b y");
}

#[test]
fn paths_start_at_the_folder_of_the_file() {
    let folder = folder("reports-dir = 'out'\nsuite = 'my.toml'\nwaivers = '/w.toml'\n");
    assert_words(
        &completed(folder.path(), &[], &[]),
        "x --suite=my.toml --waivers=/w.toml --reports-dir=out",
    );
    let below = folder.path().join("below");
    fs::create_dir(&below).unwrap();
    let root = folder.path().display();
    assert_words(
        &completed(&below, &[], &[]),
        &format!("x --suite={root}/my.toml --waivers=/w.toml --reports-dir={root}/out"),
    );
}

#[test]
fn other_commands_take_how_a_server_is_reached_and_not_which() {
    let folder = folder("target = 'https://a.test'\ninsecure = true\ncases = 3\n");
    let run = |words: &[&str]| completed(folder.path(), &[("AVARA_RATE", "5")], words);
    assert_words(&run(&["cleanup"]), "x cleanup --insecure --rate=5");
    assert_words(&run(&["replay", "r"]), "x replay --insecure --rate=5 r");
    assert_words(&run(&["mock"]), "x mock");
    // The journal is where the gate has left it.
    fs::write(folder.path().join(find::NAME), "reports-dir = 'out'\n").unwrap();
    assert_words(&run(&["cleanup"]), "x cleanup --journal=out/journal.ndjson --rate=5");
    assert_words(&run(&["cleanup", "--journal", "j"]), "x cleanup --rate=5 --journal j");
}

#[test]
fn what_is_typed_wins_over_what_excludes_it() {
    let folder = folder("quiet = true\ninsecure = true\ntarget = 'https://a.test'\n");
    let run = |words: &[&str]| completed(folder.path(), &[], words);
    assert_words(&run(&["-v", "--cacert", "f"]), "x --target=https://a.test -v --cacert f");
    let mock = run(&["-v", "--fault", "f"]);
    assert_words(&mock, "x --insecure -v --fault f");
    assert!(mock.unwrap().note().unwrap().contains("the mock is checked"));
    let both = completed(folder.path(), &[("AVARA_FAULT", "f")], &["-v"]).unwrap();
    let error = Cli::command().try_get_matches_from(&both.words).unwrap_err();
    assert!(both.blame(&error).concat().contains("--target comes from"), "{error}");
}
