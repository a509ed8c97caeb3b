//! The mark of a damaged database: it is set before anything is moved and taken away when all that is
//! good is saved, so that whatever ends the program the next start goes on with it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::with_suffix;
use crate::domain::time::At;
use crate::store::copies::MOVED_ASIDE;
use crate::store::error::StoreError;
use crate::store::schema;

/// The ending of the file that marks a database as damaged.
const MARK: &str = "-damaged";

/// How the line begins that says under which name the damaged file is put aside.
const ASIDE: &str = "aside: ";

/// What a database consists of. The file itself is moved last: where it lies, all of it lies.
const PARTS: [&str; 3] = ["-shm", "-wal", ""];

/// Marks a database in which damage was met in use, so that the next start saves what is good.
pub fn mark(path: &Path, what: &str) {
    if let Err(error) = write(path, what) {
        tracing::error!(%error, "the damaged database could not be marked");
    }
}

/// What an earlier run found damaged.
pub fn marked(path: &Path) -> Option<String> {
    let text = fs::read_to_string(with_suffix(path, MARK)).ok()?;
    Some(text.split_once('\n').map_or(text.as_str(), |(what, _)| what).to_owned())
}

/// Whether the store in a folder is marked as damaged: what is good of it is saved when it is opened
/// for writing, also when its file is not there any more.
pub fn is_marked(folder: &Path) -> bool {
    with_suffix(&folder.join(schema::FILE), MARK).exists()
}

/// Takes the mark of damage away, once it has done its work, and waits until the disk knows: one that
/// came back would throw away what was written since.
///
/// # Errors
/// As the disk says.
pub fn unmark(path: &Path) -> Result<(), StoreError> {
    let mark = with_suffix(path, MARK);
    match fs::remove_file(&mark) {
        Ok(()) => sync_folder(path),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(StoreError::file(&mark, error)),
    }
}

/// Puts the damaged database aside, or goes on where an earlier run ended: what that one had begun to
/// save is thrown away, as nobody has used it. Answers where the damaged file lies.
///
/// # Errors
/// When the disk does not let files be moved or written.
pub fn begin(path: &Path, what: &str, now: At) -> Result<PathBuf, StoreError> {
    let known = fs::read_to_string(with_suffix(path, MARK)).unwrap_or_default();
    let known = known.lines().find_map(|line| line.strip_prefix(ASIDE));
    let fresh = || format!("{}{MOVED_ASIDE}{}", schema::FILE, now.0);
    let name = known.map_or_else(fresh, str::to_owned);
    let aside = path.with_file_name(&name);
    if known.is_some() && aside.exists() {
        for part in PARTS {
            remove(&with_suffix(path, part))?;
        }
        return Ok(aside);
    }
    let what = what.replace('\n', " ");
    write(path, &format!("{what}\n{ASIDE}{name}\n")).map_err(|e| StoreError::file(path, e))?;
    move_to(path, &aside)?;
    sync_folder(path)?;
    Ok(aside)
}

/// Moves a database with its log to another place.
///
/// # Errors
/// When the disk does not let files be moved.
pub fn move_to(path: &Path, to: &Path) -> Result<(), StoreError> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(|error| StoreError::file(folder, error))?;
    }
    for part in PARTS {
        let from = with_suffix(path, part);
        if from.exists() {
            fs::rename(&from, with_suffix(to, part))
                .map_err(|error| StoreError::file(&from, error))?;
        }
    }
    Ok(())
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(StoreError::file(path, error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut file = File::create(with_suffix(path, MARK))?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn sync_folder(path: &Path) -> Result<(), StoreError> {
    let folder = path.parent().unwrap_or(path);
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|error| StoreError::file(folder, error))
}
