//! Backups of a data directory: each is a data directory of its own, and is put back as one.

use std::fs;
use std::path::{Path, PathBuf};

use super::moving::{ARCHIVES, CLOSED};
use super::replicas::{self, Replica};
use super::{BootError, Mode, identity_in, open_store, unheard};
use crate::clock::Clock;
use crate::domain::time::At;
use crate::runtime::sites::{self, RETIRED, SITES};
use crate::store::{BACKUPS, Holder, Opening, Reader, StoreError, put_back, settle};
use crate::tls::{CERTIFICATE_FILE, KEY_FILE};
use crate::tui::kitchen::BUMP_BAR_FILE;

/// How the folder begins that keeps what a restore has replaced.
const REPLACED: &str = "replaced-";

/// The folder in which a backup is looked through before it takes the place of anything.
const RESTORING: &str = "restoring";

/// What a terminal has beside its file and would miss on another machine.
const BESIDE: [&str; 3] = [CERTIFICATE_FILE, KEY_FILE, BUMP_BAR_FILE];

/// The marks of a data directory: an archive, a site that is served no more.
const MARKS: [&str; 2] = [CLOSED, RETIRED];

/// One terminal in a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// Where it lies below the data directory: `counter`, `sites/bistro/hub`, `archive/SITE/counter`.
    pub place: String,
    /// How many facts it holds, each of them checked against its hash.
    pub facts: u64,
}

/// One terminal that was put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutBack {
    /// Where it lies below the data directory.
    pub place: String,
    /// How many facts it holds.
    pub facts: u64,
    /// Where what it replaced lies now; `None` when nothing was there.
    pub aside: Option<PathBuf>,
}

/// Copies every terminal below a data directory, its sites and its archives into the folder `to`,
/// also while programs write, and checks every row of the copies. The folder is there when all of it
/// is there. `progress` hears the place, the rows checked and the rows in all.
///
/// # Errors
/// [`BootError::Backup`] when `to` is there already, there is nothing to copy or a copy is damaged,
/// or as the disk says. Nothing is left behind then.
pub fn back_up(
    data: &Path,
    to: &Path,
    progress: &mut dyn FnMut(&str, u64, u64),
) -> Result<Vec<Copied>, BootError> {
    if to.exists() {
        let to = to.display();
        return Err(BootError::Backup(format!("{to} is there already: name another place")));
    }
    let mut part = to.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let made = copy_all(data, &part, progress).and_then(|copied| {
        fs::rename(&part, to).map_err(|error| StoreError::file(to, error))?;
        Ok(copied)
    });
    if made.is_err() {
        // What is left of it is no backup; when even that cannot be removed, the next one does it.
        let _ = fs::remove_dir_all(&part);
    }
    made
}

fn copy_all(
    data: &Path,
    part: &Path,
    progress: &mut dyn FnMut(&str, u64, u64),
) -> Result<Vec<Copied>, BootError> {
    remove(part)?;
    let mut copied = Vec::new();
    for place in places(data)? {
        if let Some((mode, error)) = replicas::unreadable(&data.join(&place))?.into_iter().next() {
            let remedy = "start it once, which saves what is good, and back up again";
            return Err(BootError::Backup(format!("{mode} cannot be read ({error}): {remedy}")));
        }
        copied.extend(copy_place(&data.join(&place), &part.join(&place), &place, progress)?);
    }
    if copied.is_empty() {
        let data = data.display();
        return Err(BootError::Backup(format!("there is nothing in {data} to back up")));
    }
    Ok(copied)
}

/// The data directories in a data directory: itself, its sites, its archives.
fn places(data: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let sites = sites::list(data)?.into_iter().map(|site| Path::new(SITES).join(site.name));
    let archives = replicas::archives(data)?.into_iter();
    let archives = archives.map(|archive| Path::new(ARCHIVES).join(archive.name));
    Ok(std::iter::once(PathBuf::new()).chain(sites).chain(archives).collect())
}

/// Copies the terminals of one data directory, with what lies beside them.
fn copy_place(
    from: &Path,
    to: &Path,
    place: &Path,
    progress: &mut dyn FnMut(&str, u64, u64),
) -> Result<Vec<Copied>, BootError> {
    let mut copied = Vec::new();
    for Replica { mode, folder, .. } in replicas::all(from)? {
        let (copy, place) = (mode.folder(to), named(place, &mode));
        Reader::open(&folder)?.back_up(&copy)?;
        settle(&copy)?;
        copy_beside(&folder, &copy, &BESIDE)?;
        let found = Reader::open(&copy)?.verify(&mut |done, all| progress(&place, done, all))?;
        if let Some(bad) = found.bad.first() {
            let remedy = "see `tillrail journal verify`, `tillrail doctor` says what to do";
            return Err(BootError::Backup(format!("{place} is damaged, {bad}: {remedy}")));
        }
        copied.push(Copied { place, facts: found.rows });
    }
    if !copied.is_empty() {
        copy_beside(from, to, &MARKS)?;
    }
    Ok(copied)
}

fn named(place: &Path, mode: &Mode) -> String {
    place.join(mode.folder_name()).display().to_string()
}

/// Copies small files where they are missing.
fn copy_beside(from: &Path, to: &Path, names: &[&str]) -> Result<(), StoreError> {
    for name in names {
        let (there, here) = (from.join(name), to.join(name));
        if there.is_file() && !here.exists() {
            fs::copy(&there, &here).map_err(|error| StoreError::file(&here, error))?;
        }
    }
    Ok(())
}

fn remove(folder: &Path) -> Result<(), StoreError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(StoreError::file(folder, error))
        }
        _ => Ok(()),
    }
}

/// Removes the oldest of the backups with usual names below a data directory, so that `keep` stay.
/// Answers what was removed.
///
/// # Errors
/// As the disk says.
pub fn keep_newest(data: &Path, keep: usize) -> Result<Vec<PathBuf>, StoreError> {
    let folder = data.join(BACKUPS);
    let listed = fs::read_dir(&folder).map_err(|error| StoreError::file(&folder, error))?;
    let mut found: Vec<PathBuf> = listed
        .flatten()
        .filter(|entry| entry.file_name().to_str().is_some_and(is_usual))
        .map(|entry| entry.path())
        .collect();
    found.sort();
    let old = found.len().saturating_sub(keep);
    found.truncate(old);
    for backup in &found {
        remove(backup)?;
    }
    Ok(found)
}

/// The usual place of a backup: `backups/2026-11-21T14-30-00Z`.
pub fn usual(data: &Path, now: At) -> PathBuf {
    let stamp = now.rfc3339().replace(':', "-");
    let seconds = stamp.split('.').next().unwrap_or_default().trim_end_matches('Z');
    data.join(BACKUPS).join(format!("{seconds}Z"))
}

fn is_usual(name: &str) -> bool {
    let shape = name.chars().map(|sign| if sign.is_ascii_digit() { '0' } else { sign });
    shape.eq("0000-00-00T00-00-00Z".chars())
}

/// Puts a backup back: the folder that [`back_up`] made, one terminal of it when `only` names its
/// place, or a single file as upgrades leave them. Each terminal takes another identity at its next
/// start. A terminal that holds facts that its backup does not is only replaced when `anyway`. An
/// archive comes back only where it is missing. What is replaced is kept below `backups/`.
///
/// # Errors
/// [`BootError::Backup`] with what is wrong, before anything was changed, or as the store says, for
/// instance when a program uses a terminal.
pub fn restore(
    data: &Path,
    from: &Path,
    only: Option<&str>,
    anyway: bool,
    clock: &Clock,
) -> Result<Vec<PutBack>, BootError> {
    let waiting = data.join(RESTORING);
    remove(&waiting)?;
    let done = prepare(data, from, &waiting, only, clock).and_then(|found| {
        for one in found.iter().filter(|_| !anyway) {
            refuse_less(data, one)?;
        }
        found.iter().map(|one| take_place(data, one, clock)).collect::<Result<Vec<_>, _>>()
    });
    // Scratch: a leftover is removed by the next restore.
    let _ = remove(&waiting);
    let mut done = done?;
    if only.is_none() && from.is_dir() {
        for archive in replicas::archives(from)? {
            let place = Path::new(ARCHIVES).join(&archive.name);
            let to = data.join(&place);
            if !to.exists() {
                let copied = copy_place(&from.join(&place), &to, &place, &mut |_, _, _| {})?;
                done.extend(copied.into_iter().map(|Copied { place, facts }| PutBack {
                    place,
                    facts,
                    aside: None,
                }));
            }
        }
    }
    Ok(done)
}

/// A terminal of a backup, looked through and ready to take its place.
struct Prepared {
    /// The data directory below the data directory.
    place: PathBuf,
    mode: Mode,
    folder: PathBuf,
    /// Where it comes from, for what lies beside it.
    from: PathBuf,
    facts: u64,
}

fn prepare(
    data: &Path,
    from: &Path,
    waiting: &Path,
    only: Option<&str>,
    clock: &Clock,
) -> Result<Vec<Prepared>, BootError> {
    let shown = from.display();
    if from.is_file() {
        let copy = waiting.join("file");
        fs::create_dir_all(&copy).map_err(|error| StoreError::file(&copy, error))?;
        let file = copy.join(crate::store::FILE);
        fs::copy(from, &file).map_err(|error| StoreError::file(from, error))?;
        let kind = identity_in(&copy)?.map(|who| who.kind);
        let mode = mode_of(from, only).filter(|mode| kind == Some(mode.kind()));
        let Some(mode) = mode else {
            let remedy = "say which terminal it is with --only, for instance --only counter";
            return Err(BootError::Backup(format!("{shown} does not say what it is of: {remedy}")));
        };
        let folder = mode.folder(waiting);
        fs::rename(&copy, &folder).map_err(|error| StoreError::file(&folder, error))?;
        return Ok(vec![checked(PathBuf::new(), mode, folder, from.to_owned(), clock)?]);
    }
    let mut found = Vec::new();
    for place in places(from)?.into_iter().filter(|place| !place.starts_with(ARCHIVES)) {
        for Replica { mode, folder, .. } in replicas::all(&from.join(&place))? {
            if only.is_some_and(|only| only != named(&place, &mode)) {
                continue;
            }
            let copy = mode.folder(&waiting.join(&place));
            Reader::open(&folder)?.back_up(&copy)?;
            found.push(checked(place.clone(), mode, copy, folder, clock)?);
        }
    }
    if found.is_empty() {
        let what = only.map_or("backup of a terminal".to_owned(), |only| format!("`{only}`"));
        let remedy = format!("backups of this machine lie in {}", data.join(BACKUPS).display());
        return Err(BootError::Backup(format!("there is no {what} in {shown}: {remedy}")));
    }
    Ok(found)
}

/// The terminal that a single file is of: as somebody says, or as the name of the file begins.
fn mode_of(file: &Path, only: Option<&str>) -> Option<Mode> {
    let name = file.file_name()?.to_str()?;
    Mode::of_folder(only.unwrap_or_else(|| name.split("-schema-").next().unwrap_or(name)))
}

/// Brings a copy to the newest schema and checks every row of it.
fn checked(
    place: PathBuf,
    mode: Mode,
    folder: PathBuf,
    from: PathBuf,
    clock: &Clock,
) -> Result<Prepared, BootError> {
    let store = open_store(&folder, &mode, clock, unheard)?;
    let found = store.reader()?.verify(&mut |_, _| ())?;
    let what = match (store.opened(), found.bad.first()) {
        (Opening::Salvaged(salvaged), _) => Some(salvaged.what.clone()),
        (_, Some(bad)) => Some(bad.to_string()),
        _ => None,
    };
    if let Some(what) = what {
        let from = from.display();
        return Err(BootError::Backup(format!(
            "{from} is damaged ({what}): nothing was changed, take another backup"
        )));
    }
    store.close();
    Ok(Prepared { place, mode, folder, from, facts: found.rows })
}

/// Refuses a backup that holds less than what it would replace.
fn refuse_less(data: &Path, one: &Prepared) -> Result<(), BootError> {
    let live = match Reader::open(&one.mode.folder(&data.join(&one.place))) {
        Ok(live) => live,
        Err(StoreError::Missing { .. }) => return Ok(()),
        // What is damaged is what a backup is for.
        Err(error) if error.is_damage() => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let kept = Reader::open(&one.folder)?.frontier()?;
    let more: u64 = live
        .frontier()?
        .0
        .iter()
        .map(|(journal, head)| head.seq.saturating_sub(kept.head(*journal).seq))
        .sum();
    if more == 0 {
        return Ok(());
    }
    let place = named(&one.place, &one.mode);
    Err(BootError::Backup(format!(
        "{place} holds {more} facts that the backup does not: `tillrail sync` brings them to the hub, \
         and --yes restores all the same and keeps them in {BACKUPS}/"
    )))
}

fn take_place(data: &Path, one: &Prepared, clock: &Clock) -> Result<PutBack, BootError> {
    let now = At(clock.now_ms());
    let home = data.join(&one.place);
    let folder = one.mode.folder(&home);
    let replaced = data.join(BACKUPS).join(format!("{REPLACED}{}", now.0)).join(&one.place);
    let aside = one.mode.folder(&replaced);
    let holder = Holder { program: "restore".to_owned(), pid: std::process::id(), since: now };
    put_back(&one.folder, &folder, &aside, &holder)?;
    if one.from.is_dir() {
        copy_beside(&one.from, &folder, &BESIDE)?;
        copy_beside(one.from.parent().unwrap_or(&one.from), &home, &MARKS)?;
    }
    Ok(PutBack {
        place: named(&one.place, &one.mode),
        facts: one.facts,
        aside: Some(aside).filter(|aside| aside.exists()),
    })
}
