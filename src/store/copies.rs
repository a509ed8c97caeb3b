//! Copies of a file that still hold customers who were erased since.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::error::StoreError;
use super::read::Reader;

/// The folder of backups beside the folders of a data directory.
pub const BACKUPS: &str = "backups";

/// What stands in the name of a damaged file that was moved aside.
pub const MOVED_ASIDE: &str = ".damaged-";

/// What stands in the name of a database.
const DATABASE: &str = ".db";

/// How many folders lie in each other at most: a backup, its sites, their modes.
const DEPTH_MAX: u8 = 4;

/// What the logs of a file end with; they go with it.
const LOGS: [&str; 2] = ["-wal", "-shm"];

impl Reader {
    /// The backups in the data directory and the damaged files in `folder` in which somebody still
    /// stands who was erased since. One that cannot be read may hold anybody and is among them.
    ///
    /// # Errors
    /// As the database says.
    pub fn copies_with_erased(
        &self,
        data: &Path,
        folder: &Path,
    ) -> Result<Vec<PathBuf>, StoreError> {
        let mut select = self.conn.prepare("SELECT person FROM persons WHERE data IS NULL")?;
        let erased: BTreeSet<String> =
            select.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        if erased.is_empty() {
            return Ok(Vec::new());
        }
        let mut copies = entries(&data.join(BACKUPS), "");
        copies.extend(entries(folder, MOVED_ASIDE));
        copies.retain(|path| {
            let mut files = Vec::new();
            below(path, DEPTH_MAX, &mut files);
            files.iter().any(|file| holds(file, &erased).unwrap_or(true))
        });
        Ok(copies)
    }
}

/// What lies in a folder under such a name, logs aside. A folder that is not there has nothing.
fn entries(folder: &Path, named: &str) -> Vec<PathBuf> {
    let is_copy = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.contains(named) && !LOGS.iter().any(|log| name.ends_with(log))
    };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_copy).collect();
    found.sort();
    found
}

/// The databases of a copy: the file itself, or those in the data directory that it is.
fn below(path: &Path, depth: u8, found: &mut Vec<PathBuf>) {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if path.is_file() && name.contains(DATABASE) {
        found.push(path.to_owned());
    } else if path.is_dir() && depth > 0 {
        for entry in entries(path, "") {
            below(&entry, depth - 1, found);
        }
    }
}

/// Whether a copy holds any of these persons. It is read as it lies there: nothing is written.
fn holds(path: &Path, erased: &BTreeSet<String>) -> Result<bool, rusqlite::Error> {
    let name = path.to_string_lossy();
    let name = name.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let copy = Connection::open_with_flags(format!("file:{name}?immutable=1"), flags)?;
    let tables = "SELECT count(*) FROM sqlite_master WHERE name = 'persons'";
    if copy.query_row(tables, [], |row| row.get::<_, i64>(0))? == 0 {
        return Ok(false);
    }
    let mut select = copy.prepare("SELECT person FROM persons WHERE data IS NOT NULL")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        if erased.contains(&row.get::<_, String>(0)?) {
            return Ok(true);
        }
    }
    Ok(false)
}
