//! One run of the binary: what it came to, how long it took, how much memory.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;
use tempfile::TempDir;

use super::leaks::{KEY, leak};

/// Every run of these tests ends by itself within this time.
pub const MOST_TIME: Duration = Duration::from_secs(60);

/// And takes at most so many KiB.
pub const MOST_MEMORY: u64 = 512 << 10;

/// How often a process is looked at. Its own mark of the most memory only ever rises, so that what
/// came between two looks is not lost.
const LOOK: Duration = Duration::from_millis(20);

/// What a run came to.
pub struct Done {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
    pub time: Duration,
    /// The largest resident set, in KiB.
    pub memory: u64,
    pub folder: TempDir,
}

/// The binary in an empty folder, with an environment that says nothing but the key.
pub fn binary(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_avara-conformance"));
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy().to_ascii_lowercase();
        if text.ends_with("_proxy") || text.starts_with("avara_") || text.starts_with("ssl_cert") {
            command.env_remove(&name);
        }
    }
    command.current_dir(folder).env("AVARA_API_KEY", KEY).stdin(Stdio::null());
    command
}

/// The reports that are written on demand only, as flags and files.
const ON_DEMAND: [(&str, &str); 4] = [
    ("--har", "reports/run.har"),
    ("--sarif", "reports/run.sarif"),
    ("--ctrf", "reports/ctrf.json"),
    ("--junit-rich", "reports/rich.xml"),
];

/// Runs the gate against a target, with every report that there is, and with all that it can say.
pub fn run(target: &str, args: &[&str], environment: &[(&str, &str)]) -> Done {
    let folder = tempfile::tempdir().unwrap();
    let mut command = binary(folder.path());
    command.args(["--target", target, "--seed", "7", "--settle", "200ms"]);
    if !args.contains(&"--timeout") {
        command.args(["--timeout", "5s"]);
    }
    if !args.contains(&"--quiet") {
        command.arg("--verbose");
    }
    command.args(ON_DEMAND.iter().flat_map(|(flag, file)| [flag, file]));
    command.args(args).envs(environment.iter().copied());
    let started = Instant::now();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let text = |pipe: Option<Box<dyn Read + Send>>| {
        thread::spawn(move || {
            let mut text = Vec::new();
            pipe.unwrap().read_to_end(&mut text).unwrap();
            String::from_utf8(text).unwrap()
        })
    };
    let stdout = text(child.stdout.take().map(|pipe| Box::new(pipe) as _));
    let stderr = text(child.stderr.take().map(|pipe| Box::new(pipe) as _));
    let id = child.id().to_string();
    let (over, watched) = mpsc::channel::<()>();
    let watch = thread::spawn(move || {
        let mut memory = 0;
        // Looks at the process until it is over, and ends what hangs.
        while watched.recv_timeout(LOOK) == Err(mpsc::RecvTimeoutError::Timeout) {
            memory = most_memory(&id).unwrap_or(memory);
            if started.elapsed() > MOST_TIME * 3 {
                let _ = Command::new("kill").args(["-KILL", &id]).status();
            }
        }
        memory
    });
    let status = child.wait().unwrap();
    let time = started.elapsed();
    drop(over);
    let memory = watch.join().unwrap();
    Done {
        code: status.code(),
        stdout: stdout.join().unwrap(),
        stderr: stderr.join().unwrap(),
        time,
        memory,
        folder,
    }
}

/// The largest resident set of a process so far, in KiB (proc(5), `VmHWM`).
fn most_memory(id: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

impl Done {
    /// The run as its report tells it.
    pub fn json(&self) -> Value {
        let text = fs::read_to_string(self.folder.path().join("reports/run.json")).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    /// Everything that it said and wrote.
    pub fn everything(&self) -> Vec<u8> {
        let mut all = format!("{}\n{}\n", self.stdout, self.stderr).into_bytes();
        for path in self.files() {
            all.extend_from_slice(path.display().to_string().as_bytes());
            all.extend(fs::read(path).unwrap());
        }
        all
    }

    /// Every file that it left.
    pub fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { folders.push(path) } else { files.push(path) }
            }
        }
        files
    }

    /// What is wrong with this run apart from its exit code, in words.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut wrong = |is: bool, what: String| {
            if is {
                faults.push(what);
            }
        };
        wrong(self.time > MOST_TIME, format!("took {:?}", self.time));
        wrong(self.memory > MOST_MEMORY, format!("took {} KiB", self.memory));
        wrong(self.stderr.contains("panicked"), self.stderr.clone());
        wrong(!self.stderr.is_empty() && self.code != Some(2), format!("said {}", self.stderr));
        if let Some(piece) = leak(&self.everything()) {
            wrong(true, format!("leaks the key as `{piece}`"));
        }
        if self.code != Some(2) {
            let summary = &self.json()["summary"];
            wrong(summary.is_null(), "run.json has no summary".to_owned());
            wrong(!self.stdout.contains("request"), "the console does not tell the end".to_owned());
            faults.extend(self.invalid_reports());
        }
        faults
    }

    /// Reports that cannot be read, and why.
    fn invalid_reports(&self) -> Vec<String> {
        let reports = self.folder.path().join("reports");
        let mut invalid = Vec::new();
        let events = fs::read_to_string(reports.join("events.ndjson")).unwrap();
        for line in events.lines() {
            if let Err(error) = serde_json::from_str::<Value>(line) {
                invalid.push(format!("events.ndjson: {error}"));
            }
        }
        for (flag, file) in ON_DEMAND {
            let text = fs::read_to_string(self.folder.path().join(file)).unwrap();
            let fault = if text.starts_with("<?xml") {
                quick_junit::Report::deserialize_from_str(&text).err().map(|e| e.to_string())
            } else {
                serde_json::from_str::<Value>(&text).err().map(|e| e.to_string())
            };
            invalid.extend(fault.map(|fault| format!("{flag}: {fault}")));
        }
        let page = fs::read_to_string(reports.join("report.html")).unwrap();
        if !page.trim_end().ends_with("</html>") {
            invalid.push("report.html is not whole".to_owned());
        }
        let junit = fs::read_to_string(reports.join("junit.xml")).unwrap();
        match quick_junit::Report::deserialize_from_str(&junit) {
            Err(error) => invalid.push(format!("junit.xml: {error}")),
            Ok(report) => {
                let red = report.failures + report.errors > 0;
                if red != (self.code != Some(0)) {
                    invalid.push("junit.xml and the exit code disagree".to_owned());
                }
            }
        }
        let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/formats/junit-10.xsd");
        let schema = std::env::var_os("AVARA_JUNIT_XSD").map_or(beside, PathBuf::from);
        if schema.is_file() {
            let mut xmllint = Command::new("xmllint");
            xmllint.args(["--noout", "--schema"]).arg(schema).arg(reports.join("junit.xml"));
            match xmllint.output() {
                Ok(output) if !output.status.success() => {
                    invalid.push(String::from_utf8_lossy(&output.stderr).into_owned());
                }
                // Where there is no xmllint, what was read above has to do.
                _ => {}
            }
        }
        invalid
    }
}
