//! One writing program for each folder: a lock that says who holds it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::error::StoreError;
use crate::domain::time::At;

/// The name of the lock file in its folder.
pub const LOCK_FILE: &str = "lock";

/// Who holds a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// What the program is, for instance `counter`.
    pub program: String,
    /// Its process number.
    pub pid: u32,
    /// When it started.
    pub since: At,
}

/// The lock; the operating system gives it back when the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of a folder and writes down who holds it.
    ///
    /// # Errors
    /// [`StoreError::Locked`] with the holder, or [`StoreError::File`].
    pub fn take(folder: &Path, holder: &Holder) -> Result<Self, StoreError> {
        let path = folder.join(LOCK_FILE);
        let broken = |error| StoreError::file(&path, error);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(broken)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(held(folder, &mut file)),
            Err(TryLockError::Error(error)) => return Err(broken(error)),
        }
        let text = serde_json::to_string(holder).unwrap_or_default();
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| file.write_all(text.as_bytes()))
            .and_then(|()| file.flush())
            .map_err(broken)?;
        Ok(Self { _file: file })
    }
}

/// The refusal that names who holds the folder, as far as the lock file says it.
fn held(folder: &Path, file: &mut File) -> StoreError {
    let mut text = String::new();
    let holder: Option<Holder> =
        file.read_to_string(&mut text).ok().and_then(|_| serde_json::from_str(&text).ok());
    let holder = holder.unwrap_or_else(|| Holder {
        program: "another program".to_owned(),
        pid: 0,
        since: At(0),
    });
    StoreError::Locked {
        folder: folder.to_owned(),
        program: holder.program,
        pid: holder.pid,
        since: holder.since.rfc3339(),
    }
}
