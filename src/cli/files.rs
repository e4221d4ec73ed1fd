//! The report files: what is written where.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use super::{args::Destinations, failure::Failure};
use crate::report::{
    Run, file,
    formats::{FORMATS, Format},
    markdown,
};

/// Where the reports of one run go.
pub(super) struct Files(Vec<(&'static Format, PathBuf)>);

impl Files {
    /// The files that the flags name, and, where there is a folder, the usual ones in it.
    pub(super) fn new(destinations: &Destinations, folder: Option<&Path>) -> Self {
        Self(
            FORMATS
                .iter()
                .filter_map(|format| {
                    let usual = || Some(folder?.join(format.file?));
                    let path = destinations.named.get(format.name).cloned().or_else(usual)?;
                    Some((format, path))
                })
                .collect(),
        )
    }

    /// The file of a format, where one is written.
    pub(super) fn path(&self, name: &str) -> Option<&Path> {
        let file = self.0.iter().find(|(format, _)| format.name == name);
        file.map(|(_, path)| path.as_path())
    }

    /// Whether a report goes to standard output, so that nothing else may.
    pub(super) fn take_stdout(&self) -> bool {
        self.0.iter().any(|(_, path)| file::is_stdout(path))
    }

    /// Writes all reports, each whole or not at all.
    pub(super) fn write(&self, run: &Run) -> Result<(), Failure> {
        self.0.iter().try_for_each(|(format, path)| write(format, path, run))
    }

    /// The same where what is written can be replaced later.
    pub(super) fn write_ahead(&self, run: &Run) -> Result<(), Failure> {
        let mut files = self.0.iter().filter(|(_, path)| !file::is_special(path));
        files.try_for_each(|(format, path)| write(format, path, run))
    }
}

fn write(format: &Format, path: &Path, run: &Run) -> Result<(), Failure> {
    file::write_whole(path, |out| (format.write)(run, out))
        .map_err(Failure::machine(format!("no {} report", format.name)))
}

/// Appends the Markdown to the file that a CI job shows; other steps have theirs in it, too.
pub(super) fn append_summary(path: &Path, run: &Run) -> Result<(), Failure> {
    let mut text = Vec::new();
    let rendered = markdown::write(run, &mut text);
    let appended = rendered
        .and_then(|()| fs::File::options().create(true).append(true).open(path))
        .and_then(|mut file| file.write_all(&text));
    appended.map_err(Failure::machine(format!("cannot append to {}", path.display())))
}

/// Creates the folder of the reports.
pub(super) fn create_folder(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder)
        .map_err(|error| Failure::Usage(format!("--reports-dir {}: {error}", folder.display())))
}
