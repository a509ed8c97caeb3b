//! The database file: how it is opened, its numbered migrations and the backup before one.

use std::fs::{self, OpenOptions, Permissions};
use std::io::ErrorKind;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::error::StoreError;
use crate::domain::time::At;

/// The name of the database in its folder.
pub const FILE: &str = "tillrail.db";

/// How long a statement waits for another connection, in milliseconds.
pub const BUSY_TIMEOUT_MS: u64 = 5_000;

/// The size of a page in bytes. An envelope takes about half a kilobyte, so larger pages than the
/// usual 4 096 waste less at their ends.
const PAGE_BYTES: u32 = 8_192;

/// The most kilobytes of pages that a connection keeps when its store is one of many.
const CACHE_SHARED_KB: i64 = 64;

/// How many statements such a connection keeps prepared.
const STATEMENTS_SHARED: usize = 24;

/// How many statements a connection keeps prepared.
const STATEMENTS_MAX: usize = 96;

/// The rights of a new database: its owner may read and write it.
const OWNER_ONLY: u32 = 0o600;

/// The rights of everybody else.
const OTHERS: u32 = 0o007;

/// Pages copied by one step of a backup.
const BACKUP_PAGES: i32 = 4_096;

/// Every migration, in order; the schema's version is how many have run. Never edited.
const MIGRATIONS: &[&str] = &[
    include_str!("../../assets/migrations/0001_journal.sql"),
    include_str!("../../assets/migrations/0002_projections.sql"),
    include_str!("../../assets/migrations/0003_families.sql"),
    include_str!("../../assets/migrations/0004_remarked.sql"),
    include_str!("../../assets/migrations/0005_prep.sql"),
    include_str!("../../assets/migrations/0006_persons.sql"),
    include_str!("../../assets/migrations/0007_branches.sql"),
    include_str!("../../assets/migrations/0008_not_permitted.sql"),
    include_str!("../../assets/migrations/0009_aside.sql"),
];

/// The tables without which nothing can be read.
const TABLES: &[&str] = &[
    "meta",
    "journals",
    "kinds",
    "origins",
    "names",
    "journal",
    "stretches",
    "trail",
    "links",
    "branches",
    "not_permitted",
];

/// The version of the schema that this build writes.
pub fn known_version() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// A connection that writes, with everything that durability needs.
///
/// # Errors
/// [`StoreError::Damaged`] when it is not a database, else as the database says.
pub fn open_writing(path: &Path) -> Result<Connection, StoreError> {
    keep_private(path)?;
    let conn = Connection::open(path)?;
    set_up(&conn)?;
    conn.pragma_update(None, "page_size", PAGE_BYTES)?;
    let mode: String = conn.pragma_update_and_check(None, "journal_mode", "wal", |r| r.get(0))?;
    if mode != "wal" {
        return Err(StoreError::Unreadable { what: format!("journal mode {mode}, not wal") });
    }
    conn.pragma_update(None, "synchronous", "full")?;
    conn.pragma_update(None, "foreign_keys", true)?;
    // What is erased is overwritten, so that nobody finds it in the bytes of the file.
    conn.pragma_update_and_check(None, "secure_delete", true, |_| Ok(()))?;
    conn.pragma_update(None, "wal_autocheckpoint", 2_000)?;
    conn.pragma_update(None, "journal_size_limit", 64 * 1024 * 1024)?;
    Ok(conn)
}

/// Makes sure that nobody but the owner and the group of a file can read it: it holds credentials,
/// PINs and customers. A new one is its owner's alone; its logs get the same rights.
fn keep_private(path: &Path) -> Result<(), StoreError> {
    let broken = |error| StoreError::file(path, error);
    let made = OpenOptions::new().write(true).create_new(true).mode(OWNER_ONLY).open(path);
    match made {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        other => return other.map(drop).map_err(broken),
    }
    let rights = fs::metadata(path).map_err(broken)?.permissions();
    if rights.mode() & OTHERS != 0 {
        // Who may write but does not own the file cannot change that, and sells all the same.
        let fewer = Permissions::from_mode(rights.mode() & !OTHERS);
        if let Err(error) = fs::set_permissions(path, fewer) {
            tracing::warn!(%error, path = %path.display(), "others can read the database");
        }
    }
    Ok(())
}

/// A connection that only reads.
///
/// # Errors
/// [`StoreError::Missing`] when there is no such file, else as the database says.
pub fn open_reading(path: &Path) -> Result<Connection, StoreError> {
    if !path.exists() {
        let folder = path.parent().unwrap_or(path).to_owned();
        return Err(StoreError::Missing { folder });
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    set_up(&conn)?;
    Ok(conn)
}

fn set_up(conn: &Connection) -> Result<(), StoreError> {
    conn.busy_timeout(Duration::from_millis(BUSY_TIMEOUT_MS))?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    conn.pragma_update(None, "temp_store", "memory")?;
    // Without this every statement is planned anew for each value that is bound to it.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// Lets a connection take little memory: its store is one of many on this machine.
///
/// # Errors
/// As the database says.
pub fn one_of_many(conn: &Connection) -> Result<(), StoreError> {
    conn.set_prepared_statement_cache_capacity(STATEMENTS_SHARED);
    conn.pragma_update(None, "cache_size", -CACHE_SHARED_KB)?;
    // What the opening has read is not needed again.
    conn.execute_batch("PRAGMA shrink_memory")?;
    Ok(())
}

/// The version of the schema in a file; 0 when it is empty.
///
/// # Errors
/// As the database says.
pub fn version(conn: &Connection) -> Result<i64, StoreError> {
    Ok(conn.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// True when a program ended while it made the file: what it began is rolled back by the next one
/// that writes. A file that was ever in use has no such journal beside it.
pub fn is_unborn(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error().map(|error| error.extended_code);
    code == Some(rusqlite::ffi::SQLITE_READONLY_ROLLBACK)
}

/// Refuses a file that a newer program has written.
///
/// # Errors
/// [`StoreError::NewerSchema`].
pub fn refuse_newer(conn: &Connection, path: &Path) -> Result<i64, StoreError> {
    let found = version(conn)?;
    let known = known_version();
    if found > known {
        return Err(StoreError::NewerSchema { path: path.to_owned(), found, known });
    }
    Ok(found)
}

/// Brings a file to the newest schema; an older one that holds something is backed up first.
/// Gives the backup's path when there was one.
///
/// # Errors
/// [`StoreError::NewerSchema`], or as the database or the disk says.
pub fn migrate(
    conn: &mut Connection,
    path: &Path,
    backups: &Path,
    now: At,
) -> Result<Option<PathBuf>, StoreError> {
    let found = refuse_newer(conn, path)?;
    let done = usize::try_from(found).unwrap_or(0);
    let mut backup = None;
    if done > 0 && done < MIGRATIONS.len() {
        let label = path.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
        let to = backups.join(format!("{label}-schema-{found}-{}.db", now.0));
        back_up(conn, &to)?;
        backup = Some(to);
    }
    for (index, sql) in MIGRATIONS.iter().enumerate().skip(done) {
        let tx = conn.transaction()?;
        tx.execute_batch(sql)?;
        tx.pragma_update(None, "user_version", i64::try_from(index + 1).unwrap_or(i64::MAX))?;
        tx.commit()?;
    }
    Ok(backup)
}

/// Checks that every table of this schema is there.
///
/// # Errors
/// [`StoreError::Damaged`] with the first that is not.
pub fn check(conn: &Connection) -> Result<(), StoreError> {
    let mut select =
        conn.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1")?;
    for table in TABLES {
        if !select.exists([table])? {
            return Err(StoreError::Damaged { what: format!("the table `{table}` is missing") });
        }
    }
    Ok(())
}

/// Copies a whole database while it is in use.
///
/// # Errors
/// As the database or the disk says.
pub fn back_up(conn: &Connection, to: &Path) -> Result<(), StoreError> {
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder).map_err(|error| StoreError::file(folder, error))?;
    }
    keep_private(to)?;
    let mut target = Connection::open(to)?;
    Backup::new(conn, &mut target)?.run_to_completion(BACKUP_PAGES, Duration::ZERO, None)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f03_a_commit_is_on_the_disk_before_it_is_answered() {
        let home = tempfile::tempdir().unwrap();
        let conn = open_writing(&home.path().join(FILE)).unwrap();
        let number =
            |name: &str| -> i64 { conn.pragma_query_value(None, name, |row| row.get(0)).unwrap() };
        assert_eq!(number("synchronous"), 2, "FULL: the log is synced with every commit");
        let mode: String = conn.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
        assert_eq!(mode, "wal");
        assert_eq!(number("secure_delete"), 1, "what is erased is overwritten");
    }
}
