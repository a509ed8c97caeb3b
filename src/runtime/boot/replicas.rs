//! The replicas below a data directory, and which one a reader takes.

use std::path::{Path, PathBuf};

use super::Mode;
use super::moving::ARCHIVES;
use crate::clock::Clock;
use crate::store::{Identity, Reader, StoreError};

/// A terminal that is set up below a data directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replica {
    /// What it is.
    pub mode: Mode,
    /// Where it lives.
    pub folder: PathBuf,
    /// Who it is.
    pub identity: Identity,
    /// How many envelopes it holds of all journals together.
    pub envelopes: u64,
}

/// Every terminal below a data directory, counters first. A folder that cannot be read is left
/// out and written to the log, so that one damaged replica does not hide the others.
///
/// # Errors
/// When the directory is there and cannot be listed.
pub fn all(data: &Path) -> Result<Vec<Replica>, StoreError> {
    let mut found = Vec::new();
    for (mode, folder) in folders(data)? {
        match replica(mode, folder.clone()) {
            Ok(Some(replica)) => found.push(replica),
            Ok(None) => {}
            Err(error) => tracing::warn!(folder = %folder.display(), %error, "left out"),
        }
    }
    found.sort_by(|a, b| a.mode.cmp(&b.mode));
    Ok(found)
}

/// The folders of terminals below a data directory.
fn folders(data: &Path) -> Result<Vec<(Mode, PathBuf)>, StoreError> {
    let listed = match std::fs::read_dir(data) {
        Ok(listed) => listed,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(StoreError::file(data, error)),
    };
    let folders = listed
        .flatten()
        .filter_map(|entry| Some((Mode::of_folder(entry.file_name().to_str()?)?, entry.path())));
    Ok(folders.collect())
}

fn replica(mode: Mode, folder: PathBuf) -> Result<Option<Replica>, StoreError> {
    let reader = match Reader::open(&folder) {
        Ok(reader) => reader,
        Err(StoreError::Missing { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    reader.up_to_date(&folder)?;
    let Some(identity) = reader.identity()? else { return Ok(None) };
    let envelopes = reader.envelopes()?;
    Ok(Some(Replica { mode, folder, identity, envelopes }))
}

/// The terminals whose files cannot be read, and why.
///
/// # Errors
/// When the directory is there and cannot be listed.
pub fn unreadable(data: &Path) -> Result<Vec<(Mode, StoreError)>, StoreError> {
    let mut found = Vec::new();
    for (mode, folder) in folders(data)? {
        if let Err(error) = replica(mode.clone(), folder) {
            found.push((mode, error));
        }
    }
    Ok(found)
}

/// Brings what an older version has written up to date, after a backup, here and in the archives,
/// which nobody else opens for writing; `told` as in [`super::open_telling`]. What a program that
/// runs holds is left to it. Answers a sentence for each.
pub fn upgrade(data: &Path, clock: &Clock, told: fn(u64, u64)) -> Vec<String> {
    let archives = std::fs::read_dir(data.join(ARCHIVES));
    let archives = archives.into_iter().flatten().flatten().map(|entry| entry.path());
    let mut said = Vec::new();
    for (place, is_archive) in
        std::iter::once((data.to_owned(), false)).chain(archives.map(|path| (path, true)))
    {
        for (mode, folder) in folders(&place).unwrap_or_default() {
            let current = Reader::open(&folder).and_then(|reader| reader.up_to_date(&folder));
            let behind = match current {
                Ok(current) => is_archive && !current,
                Err(error) => matches!(error, StoreError::OlderSchema { .. }),
            };
            if !behind {
                continue;
            }
            match super::open_store(&folder, &mode, clock, told) {
                Ok(store) => said.push(format!("{}: {}", folder.display(), store.opened())),
                Err(error) => tracing::warn!(folder = %folder.display(), %error, "not upgraded"),
            }
        }
    }
    said
}

/// The closed history of a site that this machine has left: a data directory of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archive {
    /// The name of its folder: the identity of the site, with a number when it was left again.
    pub name: String,
    /// The terminals that lie in it.
    pub replicas: Vec<Replica>,
}

/// The archives below a data directory, by name.
///
/// # Errors
/// When the folder of archives is there and cannot be listed.
pub fn archives(data: &Path) -> Result<Vec<Archive>, StoreError> {
    let folder = data.join(ARCHIVES);
    let listed = match std::fs::read_dir(&folder) {
        Ok(listed) => listed,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(StoreError::file(&folder, error)),
    };
    let mut found = Vec::new();
    for entry in listed.flatten() {
        let replicas = all(&entry.path())?;
        if !replicas.is_empty() {
            let name = entry.file_name().to_string_lossy().into_owned();
            found.push(Archive { name, replicas });
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// The replica that holds most; of equals the counter, then the kitchen, the display, the hub. Where
/// terminals of several sites lie beside each other, the first one says whose figures are meant.
pub fn most_complete(replicas: &[Replica]) -> Option<&Replica> {
    let site = replicas.first()?.identity.site;
    let of_site = replicas.iter().filter(|replica| replica.identity.site == site);
    of_site.rev().max_by_key(|replica| replica.envelopes)
}
