//! Putting a backup into the place of a store: at once or not at all, and what was there is kept.

use std::path::Path;

use rusqlite::Connection;

use super::error::StoreError;
use super::lock::{Holder, Lock};
use super::read::Reader;
use super::renewal;
use super::salvage;
use super::schema;

/// Puts the store in the folder `prepared` into the place of the one in `folder`. It asks for a
/// renewal there (`sync.md` 2): the numbers that were given after the backup was made may be on
/// paper. What was there before is copied into the folder `aside`; when it is damaged, it is moved
/// there. One transaction changes the file, so whatever ends the program leaves the old store or the
/// new one.
///
/// # Errors
/// [`StoreError::Locked`] while a program uses the folder, [`StoreError::NewerSchema`], or as the
/// disk says.
pub fn put_back(
    prepared: &Path,
    folder: &Path,
    aside: &Path,
    holder: &Holder,
) -> Result<(), StoreError> {
    let source = schema::open_writing(&prepared.join(schema::FILE))?;
    renewal::ask(&source, renewal::RESTORED)?;
    std::fs::create_dir_all(folder).map_err(|error| StoreError::file(folder, error))?;
    let _lock = Lock::take(folder, holder)?;
    let live = folder.join(schema::FILE);
    if live.exists() {
        match Reader::open(folder).and_then(|reader| reader.back_up(aside)) {
            Ok(()) | Err(StoreError::Missing { .. }) => {}
            Err(error) if error.is_damage() => salvage::move_to(&live, &aside.join(schema::FILE))?,
            Err(error) => return Err(error),
        }
    }
    match schema::back_up(&source, &live) {
        Err(error) if error.is_damage() => {
            salvage::move_to(&live, &aside.join(schema::FILE))?;
            schema::back_up(&source, &live)?;
        }
        other => other?,
    }
    salvage::unmark(&live)
}

/// Makes a copy a single file, which can be carried away: without a log beside it.
///
/// # Errors
/// As the database says.
pub fn settle(copy: &Path) -> Result<(), StoreError> {
    let conn = Connection::open(copy.join(schema::FILE))?;
    conn.pragma_update_and_check(None, "journal_mode", "delete", |_| Ok(()))?;
    Ok(())
}
