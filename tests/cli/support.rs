//! Runs the binary in a folder of its own, with an environment that says nothing.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    path::PathBuf,
    process::{Child, ChildStdout, Command, Stdio},
    thread,
    time::Duration,
};

use serde_json::Value;
use tempfile::TempDir;

/// The bearer token that a mock of these tests takes.
pub const KEY: &str = "canary+key/of=the-tests~0123456789";

/// The mock shows at once what was written, so that waiting for it only hides a defect for longer.
pub const AT_ONCE: [&str; 2] = ["--settle", "50ms"];

/// A guard against a test that hangs, far above what any run takes.
const GUARD: Duration = Duration::from_secs(120);

/// The binary, without what the environment of the tests might say to it.
pub fn binary() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_avara-conformance"));
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        let proxy = text.to_ascii_lowercase().ends_with("_proxy");
        if proxy
            || text.starts_with("AVARA_")
            || text.starts_with("CLICOLOR")
            || text == "NO_COLOR"
            || text == "GITHUB_STEP_SUMMARY"
        {
            command.env_remove(&name);
        }
    }
    command.env("COLUMNS", "80").stdin(Stdio::null());
    command
}

/// What a finished run left behind.
pub struct Done {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
    pub folder: TempDir,
}

/// Runs the gate in an empty folder.
pub fn gate(args: &[&str]) -> Done {
    Gate::new().args(args).run()
}

/// A run of the binary to be adapted.
pub struct Gate {
    command: Command,
    folder: TempDir,
    input: Option<String>,
}

impl Gate {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = binary();
        command.current_dir(folder.path());
        Self { command, folder, input: None }
    }

    pub fn args<'a>(mut self, args: impl IntoIterator<Item = &'a &'a str>) -> Self {
        self.command.args(args);
        self
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// A file in the folder of the run.
    pub fn file(self, name: &str, text: &str) -> Self {
        fs::write(self.folder.path().join(name), text).unwrap();
        self
    }

    /// A folder in the folder of the run.
    pub fn folder(self, name: &str) -> Self {
        fs::create_dir(self.folder.path().join(name)).unwrap();
        self
    }

    /// The path of a file in the folder of the run.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Lets no file grow beyond so many bytes, as a full disk would.
    pub fn largest_file(self, bytes: u32) -> Self {
        // The signal that comes with it is ignored, and the error is what is left.
        self.shell(&format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", bytes / 512))
    }

    /// Has a shell start it, which finds the command in `"$0" "$@"`.
    pub fn shell(mut self, script: &str) -> Self {
        let program = self.command.get_program().to_owned();
        let args: Vec<_> = self.command.get_args().map(ToOwned::to_owned).collect();
        let mut command = Command::new("sh");
        command.args(["-c", script]).arg(program).args(args).stdin(Stdio::null());
        for (name, value) in self.command.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.current_dir(self.folder.path());
        self.command = command;
        self
    }

    /// What stands on standard input.
    pub fn input(mut self, text: &str) -> Self {
        self.input = Some(text.to_owned());
        self
    }

    pub fn run(self) -> Done {
        let Self { command, folder, input } = self;
        let mut command = assert_cmd::Command::from_std(command);
        command.timeout(GUARD);
        if let Some(input) = input {
            command.write_stdin(input);
        }
        let output = command.output().unwrap();
        Done {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
            folder,
        }
    }

    /// Starts it and reads its first line.
    pub fn start(mut self) -> Running {
        let mut child = self.command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        lines.read_line(&mut first).unwrap();
        Running { child, lines, first, folder: self.folder }
    }
}

impl Done {
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("reports").join(name)
    }

    pub fn junit(&self) -> String {
        fs::read_to_string(self.path("junit.xml")).unwrap()
    }

    /// The `JUnit` report as its reader sees it: tests, failures, errors.
    pub fn junit_counts(&self) -> (usize, usize, usize) {
        let report = quick_junit::Report::deserialize_from_str(&self.junit()).unwrap();
        (report.tests, report.failures, report.errors)
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&fs::read_to_string(self.path("run.json")).unwrap()).unwrap()
    }

    /// The result of one check.
    pub fn check(&self, id: &str) -> Value {
        let run = self.json();
        let results = run["results"].as_array().unwrap();
        results.iter().find(|result| result["id"] == id).unwrap_or(&Value::Null).clone()
    }

    /// Asserts the exit code, and shows the output when it is another one.
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        let stderr = &self.stderr;
        let lines: Vec<&str> = self.stdout.lines().collect();
        let stdout = lines[lines.len().saturating_sub(40)..].join("\n");
        assert_eq!(self.code, Some(code), "standard output:\n{stdout}\nstandard error:\n{stderr}");
        assert!(!stderr.contains("panicked"), "{stderr}");
        self
    }

    /// Asserts that standard error holds all of these.
    #[track_caller]
    pub fn complains(self, words: &[&str]) -> Self {
        for word in words {
            assert!(self.stderr.contains(word), "`{word}` is missing in: {}", self.stderr);
        }
        self
    }

    /// Types a command that was printed into a shell, in the same folder.
    pub fn types(self, line: &str) -> Gate {
        let programs = PathBuf::from(env!("CARGO_BIN_EXE_avara-conformance"));
        let path = std::env::var("PATH").unwrap_or_default();
        let path = format!("{}:{path}", programs.parent().unwrap().display());
        let mut command = binary();
        command.current_dir(self.folder.path());
        let gate = Gate { command, folder: self.folder, input: None };
        gate.env("PATH", &path).shell(line)
    }

    /// Asserts that no report was left.
    #[track_caller]
    pub fn leaves_no_report(self) -> Self {
        assert!(!self.folder.path().join("reports").exists(), "there are reports");
        self
    }
}

/// A process that is still there.
pub struct Running {
    child: Child,
    lines: BufReader<ChildStdout>,
    pub first: String,
    pub folder: TempDir,
}

impl Running {
    /// Sends a signal by its short name, `INT` or `TERM`.
    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([&format!("-{name}"), &id]).status().unwrap().success());
    }

    /// Reads lines until one contains the text.
    pub fn wait_for_line(&mut self, text: &str) {
        let mut line = String::new();
        while !line.contains(text) {
            line.clear();
            assert_ne!(self.lines.read_line(&mut line).unwrap(), 0, "no line holds `{text}`");
        }
    }

    /// Closes the other end of standard output, and waits.
    pub fn hang_up(self) -> Done {
        let Self { mut child, lines, first, folder } = self;
        drop(lines);
        let mut stderr = String::new();
        child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        let status = child.wait().unwrap();
        Done { code: status.code(), stdout: first, stderr, folder }
    }

    /// Waits, with the rest of the output.
    pub fn finish(mut self) -> Done {
        let mut stderr = String::new();
        let mut pipe = self.child.stderr.take().unwrap();
        let reader = thread::spawn(move || pipe.read_to_string(&mut stderr).map(|_| stderr));
        let mut stdout = self.first;
        self.lines.read_to_string(&mut stdout).unwrap();
        let status = self.child.wait().unwrap();
        let stderr = reader.join().unwrap().unwrap();
        Done { code: status.code(), stdout, stderr, folder: self.folder }
    }
}

/// Tells that a test could not run here; `.ci/run` looks for the word.
#[expect(clippy::print_stdout, reason = "a test has no other way to say that it was skipped")]
pub fn skipped(reason: &str) {
    println!("skipped: {reason}");
}

/// The schema that `JUnit` reports are valid by, where it is to be had.
pub fn junit_schema() -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/formats/junit-10.xsd");
    let path = std::env::var_os("AVARA_JUNIT_XSD").map_or(beside, PathBuf::from);
    let xmllint = Command::new("xmllint").arg("--version").output().is_ok();
    if !xmllint || !path.is_file() {
        skipped(&format!("needs xmllint and the schema, looked for at {}", path.display()));
        return None;
    }
    Some(path)
}

/// Asserts that a report is valid by the schema, where that can be told.
#[track_caller]
pub fn assert_valid_junit(done: &Done) {
    let Some(schema) = junit_schema() else { return };
    let mut command = Command::new("xmllint");
    command.args(["--noout", "--schema"]).arg(schema).arg(done.path("junit.xml"));
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
