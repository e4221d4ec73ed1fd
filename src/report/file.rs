//! Report files are written whole or not at all.

use std::{
    fs,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    sync::mpsc,
    thread,
    time::Duration,
};

use tempfile::Builder;

/// How long somebody may take to read what is written into a pipe.
const PATIENCE: Duration = Duration::from_secs(10);

/// Writes a file through `render`: into a temporary file in the same folder first, which then
/// takes the name. The folder is created. On a failure the old file stays as it was.
///
/// A device or a pipe is written to as it is, and `-` and `/dev/stdout` are standard output.
///
/// # Errors
/// When the folder or the file cannot be written, or `render` fails; the message names the path.
pub fn write_whole(
    path: &Path,
    render: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    attempt(path, render).map_err(|error| {
        io::Error::new(error.kind(), format!("cannot write {}: {error}", path.display()))
    })
}

/// Whether a path is standard output.
#[must_use]
pub fn is_stdout(path: &Path) -> bool {
    [Path::new("-"), Path::new("/dev/stdout")].contains(&path)
}

/// Whether a path leads to a device, a pipe or standard output, where nothing can be replaced.
#[must_use]
pub fn is_special(path: &Path) -> bool {
    is_stdout(path) || fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir())
}

/// A file without a name, for what goes to such a place once it is whole.
///
/// # Errors
/// When the system's folder for temporary files cannot be written.
pub fn held_back() -> io::Result<fs::File> {
    tempfile::tempfile()
}

/// Writes into a device or a pipe, as long as somebody reads it: to open a pipe that nobody reads
/// takes for ever.
fn pour(path: &Path, bytes: Vec<u8>) -> io::Result<()> {
    if is_stdout(path) {
        let mut out = io::stdout().lock();
        return out.write_all(&bytes).and_then(|()| out.flush());
    }
    let (over, done) = mpsc::channel();
    let path = path.to_owned();
    thread::spawn(move || {
        let poured = fs::File::options().write(true).open(path);
        // Nobody hears it once the time is over.
        let _ = over.send(poured.and_then(|mut file| file.write_all(&bytes)));
    });
    done.recv_timeout(PATIENCE)
        .unwrap_or_else(|_| Err(io::Error::new(io::ErrorKind::TimedOut, "nobody reads it")))
}

fn attempt(path: &Path, render: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    if is_special(path) {
        let mut bytes = Vec::new();
        render(&mut bytes)?;
        return pour(path, bytes);
    }
    let path = match fs::metadata(path) {
        Ok(there) if there.is_dir() => {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
        }
        // A link keeps pointing where it points; what it points to is replaced.
        Ok(_) => fs::canonicalize(path)?,
        Err(_) => path.to_owned(),
    };
    let folder = folder_of(&path);
    fs::create_dir_all(&folder)?;
    let mut file = builder().tempfile_in(&folder)?;
    let mut buffer = BufWriter::new(file.as_file_mut());
    render(&mut buffer)?;
    buffer.flush()?;
    drop(buffer);
    file.as_file().sync_all()?;
    file.persist(&path)?;
    Ok(())
}

/// The folder that holds the file; a bare name stands in the current one.
fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// The temporary file has the permissions of an ordinary one, because it becomes one.
fn builder() -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(".avara-report-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn the_folder_is_created_and_nothing_else_remains() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b/junit.xml");
        write_whole(&path, |out| out.write_all(b"whole")).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"whole");
        assert_eq!(names(path.parent().unwrap()), ["junit.xml"]);
    }

    #[test]
    fn a_failure_keeps_the_old_file_and_names_the_path() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("junit.xml");
        fs::write(&path, "old").unwrap();
        let error = write_whole(&path, |out| {
            out.write_all(b"half")?;
            Err(io::Error::other("no more"))
        });
        let message = error.unwrap_err().to_string();
        assert!(message.contains("junit.xml") && message.ends_with("no more"), "{message}");
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(names(folder.path()), ["junit.xml"]);
    }

    #[test]
    fn a_folder_in_the_way_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let error = write_whole(folder.path(), |_| Ok(())).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::IsADirectory);
        let below_a_file = folder.path().join("file");
        fs::write(&below_a_file, "").unwrap();
        assert!(write_whole(&below_a_file.join("junit.xml"), |_| Ok(())).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn permissions_are_those_of_a_plain_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (plain, whole) = (folder.path().join("plain"), folder.path().join("whole"));
        fs::write(&plain, "").unwrap();
        write_whole(&whole, |_| Ok(())).unwrap();
        let mode = |path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&plain), mode(&whole));
    }

    #[cfg(unix)]
    #[test]
    fn links_and_devices_stay_what_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        fs::write(&real, "old").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        write_whole(&link, |out| out.write_all(b"new")).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&real).unwrap(), b"new");
        write_whole(Path::new("/dev/null"), |out| out.write_all(b"gone")).unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }
}
