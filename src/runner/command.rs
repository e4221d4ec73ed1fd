//! The command lines that reports print, so that what they tell can be done again.

use crate::model::Seed;

/// The commands that belong to a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commands {
    /// Repeats the run.
    pub run: CommandLine,
    /// Repeats the run but for its selection of checks and scenarios: a finding names its own.
    pub finding: CommandLine,
    /// Cleans up what the run leaves.
    pub cleanup: CommandLine,
}

impl Commands {
    /// The commands of a run with this suite and seed. Without a target it is the embedded mock
    /// that is checked.
    #[must_use]
    pub fn new(target: Option<&str>, suite: &str, seed: Seed) -> Self {
        let run =
            target.into_iter().fold(CommandLine::default(), |line, url| line.flag("--target", url));
        let run = run.flag("--suite", suite).flag("--seed", &seed.to_string());
        let cleanup = CommandLine::default().word("cleanup");
        Self { finding: run.clone(), run, cleanup }
    }
}

/// A command line of this program, quoted for a POSIX shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandLine(String);

impl Default for CommandLine {
    /// The program alone.
    fn default() -> Self {
        Self("avara-conformance".to_owned())
    }
}

impl CommandLine {
    /// Appends a word.
    #[must_use]
    pub fn word(mut self, word: &str) -> Self {
        self.0 += " ";
        self.0 += &quoted(word);
        self
    }

    /// Appends a flag with its value.
    #[must_use]
    pub fn flag(self, flag: &str, value: &str) -> Self {
        // What begins like a flag would be taken for one; a hyphen alone is standard input.
        if value.len() > 1 && value.starts_with('-') {
            return self.word(&format!("{flag}={value}"));
        }
        self.word(flag).word(value)
    }

    /// Appends a header for every request. What may be a secret is taken from a variable of the
    /// shell, which sends nothing while there is none.
    #[must_use]
    pub fn header(self, header: &str) -> Self {
        let secret = header.split_once(':').filter(|(name, _)| may_be_secret(name));
        let Some((name, _)) = secret else { return self.flag("--header", header) };
        let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
        let variable: String = name.trim().chars().map(letter).collect();
        let Self(line) = self.word("--header").word(&format!("{name}: "));
        Self(format!("{line}\"${{{variable}:?}}\""))
    }
}

impl std::fmt::Display for CommandLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

fn quoted(word: &str) -> std::borrow::Cow<'_, str> {
    // Without the ban on NUL, which no program can be given anyway, quoting cannot fail.
    shlex::Quoter::new().allow_nul(true).quote(word).unwrap_or_default()
}

/// Whether a header of this name may carry a secret.
fn may_be_secret(name: &str) -> bool {
    const TELLING: [&str; 9] =
        ["auth", "cookie", "credential", "jwt", "key", "pass", "secret", "session", "token"];
    let name = name.to_ascii_lowercase();
    TELLING.iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_reads_the_words_that_were_written() {
        let words = ["", "a b", "it's", "$HOME", "a\\b", "*", "ü", "!1", "~", "#", "list::x", "-"];
        let line = words.iter().fold(CommandLine::default(), |line, word| line.word(word));
        let read = shlex::split(&line.to_string()).unwrap();
        assert_eq!(read[1..], words);
    }

    #[test]
    fn a_value_is_no_flag() {
        let line = CommandLine::default().flag("--suite", "-x y").flag("--api-key-file", "-");
        assert_eq!(line.to_string(), "avara-conformance '--suite=-x y' --api-key-file -");
    }

    #[test]
    fn a_header_is_repeated_but_for_what_may_be_a_secret() {
        let line = |header| CommandLine::default().header(header).to_string();
        assert_eq!(line("X-Tenant: a b"), "avara-conformance --header 'X-Tenant: a b'");
        assert_eq!(
            line("X-Api-Key: hunter2"),
            "avara-conformance --header 'X-Api-Key: '\"${X_API_KEY:?}\""
        );
    }
}
