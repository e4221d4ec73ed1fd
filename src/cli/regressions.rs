//! `--save-regressions`: findings that still show become entries of a suite file.

use std::path::{Path, PathBuf};

use super::failure::Failure;
use crate::{
    check::{Catalogue, regressions::Saved},
    model::Counterexample,
    report::file,
    schema::Contract,
    suite::{Saving, SavingError},
};

/// The file that findings are saved into, read and proved able to take them.
pub(super) struct Regressions<'a> {
    path: PathBuf,
    saving: Saving,
    contract: &'a Contract,
    catalogue: &'a Catalogue,
}

impl<'a> Regressions<'a> {
    /// Reads the file, or begins one that extends the suite of the run, and sees to it that all of
    /// these findings can be saved into it.
    pub(super) fn open(
        path: &Path,
        suite: &str,
        findings: &[&(String, Counterexample)],
        contract: &'a Contract,
        catalogue: &'a Catalogue,
    ) -> Result<Self, Failure> {
        let unusable = |error: SavingError| Failure::Usage(format!("--save-regressions {error}"));
        let saving = Saving::open(path, suite, catalogue).map_err(unusable)?;
        let this = Self { path: path.to_owned(), saving, contract, catalogue };
        this.saving.with(&this.entries(findings), catalogue).map_err(unusable)?;
        Ok(this)
    }

    /// Saves the findings that are not in the file yet, and says in a line what came of it.
    pub(super) fn save(&self, findings: &[&(String, Counterexample)]) -> Result<String, Failure> {
        let entries = self.entries(findings);
        let (text, added) = self
            .saving
            .with(&entries, self.catalogue)
            .map_err(|error| Failure::Usage(format!("--save-regressions {error}")))?;
        let path = self.path.display();
        if added > 0 {
            file::write_whole(&self.path, |out| out.write_all(text.as_bytes()))
                .map_err(Failure::machine("no regressions saved"))?;
        }
        let known = entries.len() - added;
        Ok(match (added, known) {
            (0, 0) => "saved: nothing, since nothing still fails".to_owned(),
            (0, _) => format!("saved: nothing new, {path} has all that still fails"),
            (added, 0) => format!("saved: {added}, in {path}"),
            (added, known) => format!("saved: {added}, in {path}, which had {known}"),
        })
    }

    fn entries(&self, findings: &[&(String, Counterexample)]) -> Vec<Saved> {
        let entry = |(check, shown): &&(String, Counterexample)| {
            Saved::of(check, shown, self.contract, self.catalogue)
        };
        findings.iter().filter_map(entry).collect()
    }
}
