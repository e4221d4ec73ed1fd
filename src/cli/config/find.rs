//! Where the configuration file is.

use std::path::{Path, PathBuf};

/// The name of the file.
pub(super) const NAME: &str = "avara-conformance.toml";

/// The file in this folder or in the nearest one above it. The root of a repository is the last
/// that is looked into: what lies above is somebody else's.
pub(super) fn upward(folder: &Path) -> Option<PathBuf> {
    for folder in folder.ancestors() {
        let file = folder.join(NAME);
        if file.is_file() {
            return Some(file);
        }
        if folder.join(".git").exists() {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_nearest_file_counts_and_none_above_the_repository() {
        let root = tempfile::tempdir().unwrap();
        let below = root.path().join("repository/a/b");
        fs::create_dir_all(&below).unwrap();
        fs::write(root.path().join(NAME), "").unwrap();
        assert_eq!(upward(&below).unwrap(), root.path().join(NAME));
        let near = root.path().join("repository/a").join(NAME);
        fs::write(&near, "").unwrap();
        assert_eq!(upward(&below).unwrap(), near);
        fs::remove_file(&near).unwrap();
        fs::create_dir(root.path().join("repository/.git")).unwrap();
        assert_eq!(upward(&below), None);
    }
}
