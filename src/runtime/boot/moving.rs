//! Going to another site: a new identity is paired, and the closed history becomes an archive.
//!
//! The new identity is made ready in a folder of its own (`joining/`), and only then the folders
//! change their places. Whatever ends the program, the next one finds either the old terminal, or a
//! move that it goes on with ([`finish`]); nothing is copied and nothing is deleted.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::join::{self, Joining};
use super::replicas::{self, Replica};
use super::{BootError, Mode, Station, identity_in, open};
use crate::clock::Clock;
use crate::domain::id::{TerminalId, TerminalKind};
use crate::domain::order::Order;
use crate::domain::time::At;
use crate::store::{Holder, Identity, LOCK_FILE, Lock, Reader, StoreError};
use crate::tui::kitchen::BUMP_BAR_FILE;

/// The folder below a data directory that holds the archives; each is a data directory of its own.
pub const ARCHIVES: &str = "archive";

/// The file that marks a data directory as an archive: its history is closed.
pub const CLOSED: &str = "closed";

/// The folder in which a new identity waits until the old one has made room.
const JOINING: &str = "joining";

/// How many orders a refusal names at most.
const NAMED_MAX: usize = 3;

/// What came of a move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Who this terminal is from now on.
    pub identity: Identity,
    /// Where its closed history lies; `None` when it belonged to that site already.
    pub archive: Option<PathBuf>,
    /// Other terminals of the old site on this machine that went into the archive.
    pub along: Vec<String>,
}

/// Takes a terminal on this machine to another site: pairs a new identity and puts everything of the
/// old site below the data directory into an archive. It may be repeated after whatever happened.
///
/// # Errors
/// [`BootError::MayNotLeave`] with what is to be done first, [`BootError::Hub`] with what the hub
/// said, or as the store says; the terminal is what it was then, or the next start finishes.
pub async fn move_to(
    data: &Path,
    mode: &Mode,
    joining: &Joining,
    clock: &Clock,
) -> Result<Moved, BootError> {
    let waiting = data.join(JOINING);
    let _guard = guard(&waiting, clock)?;
    let station = open(data, mode, clock)?;
    if identity_in(&mode.folder(&waiting))?.is_none() {
        if join::site_of(joining).await? == station.identity.site {
            let identity = station.identity.clone();
            station.store.close();
            clear(&waiting, mode)?;
            return Ok(Moved { identity, archive: None, along: Vec::new() });
        }
        may_leave(data, mode, &station, At(clock.now_ms()))?;
        let terminal = intended(&waiting, mode, clock)?;
        let paired = join::join_as(&waiting, mode, joining, terminal, clock).await?;
        paired.store.close();
    }
    station.store.close();
    let moved = change_places(data, mode, clock)?;
    clear(&waiting, mode)?;
    moved.ok_or_else(|| BootError::MayNotLeave("the new identity is gone: join again".to_owned()))
}

/// Finishes a move that was interrupted. A terminal that has something open again stays what it is
/// until somebody has closed it and joins again.
///
/// # Errors
/// [`BootError::MayNotLeave`] while another program moves a terminal, or as the store says.
pub fn finish(data: &Path, clock: &Clock) -> Result<(), BootError> {
    let waiting = data.join(JOINING);
    if !waiting.is_dir() {
        return Ok(());
    }
    let _guard = guard(&waiting, clock)?;
    for ready in replicas::all(&waiting)? {
        match change_places(data, &ready.mode, clock) {
            Err(BootError::MayNotLeave(sentence)) => tracing::warn!(%sentence, "not joined yet"),
            other => {
                drop(other?);
                clear(&waiting, &ready.mode)?;
            }
        }
    }
    Ok(())
}

/// Keeps others from moving terminals at the same time.
fn guard(waiting: &Path, clock: &Clock) -> Result<Lock, BootError> {
    std::fs::create_dir_all(waiting).map_err(|error| StoreError::file(waiting, error))?;
    match take(waiting, clock) {
        Err(StoreError::Locked { .. }) => Err(BootError::MayNotLeave(
            "a terminal on this machine is joining another site right now: wait until it has"
                .to_owned(),
        )),
        other => Ok(other?),
    }
}

fn take(folder: &Path, clock: &Clock) -> Result<Lock, StoreError> {
    let program = "terminal join".to_owned();
    Lock::take(folder, &Holder { program, pid: std::process::id(), since: At(clock.now_ms()) })
}

/// The file with the identity that a terminal means to take.
fn intention(waiting: &Path, mode: &Mode) -> PathBuf {
    waiting.join(format!("{mode}.id"))
}

/// The identity to pair under: the same one after an attempt that was interrupted, so that the hub
/// does not know two.
fn intended(waiting: &Path, mode: &Mode, clock: &Clock) -> Result<TerminalId, BootError> {
    let path = intention(waiting, mode);
    let known = std::fs::read_to_string(&path).ok().and_then(|text| text.trim().parse().ok());
    if let Some(known) = known {
        return Ok(known);
    }
    let fresh = TerminalId(clock.entropy_u64());
    std::fs::write(&path, fresh.to_string()).map_err(|error| StoreError::file(&path, error))?;
    File::open(&path).and_then(|file| file.sync_all()).map_err(|e| StoreError::file(&path, e))?;
    Ok(fresh)
}

/// Refuses to leave while something is open or would be left behind.
fn may_leave(data: &Path, mode: &Mode, station: &Station, now: At) -> Result<(), BootError> {
    let no = |sentence: String| Err(BootError::MayNotLeave(sentence));
    let (me, state) = (&station.identity, &station.desk.state);
    if me.kind == TerminalKind::Hub {
        return no("a hub stays with its site: join with its counters and kitchens".to_owned());
    }
    if let Some(shift) = state.my_shift() {
        return no(format!(
            "shift {} is open: close it (`tillrail shift close --counted AMOUNT`), then join",
            shift.title()
        ));
    }
    let reader = station.store.reader()?;
    if me.hub.is_some() {
        return match reader.unsent()? {
            0 => Ok(()),
            count => no(format!(
                "{count} facts of {} are not sent to its hub: run `tillrail sync --once`, then join",
                me.name
            )),
        };
    }
    let mut titles: Vec<String> = state.open_orders(now).map(Order::title).collect();
    if !titles.is_empty() {
        let all = titles.len();
        titles.sort();
        titles.truncate(NAMED_MAX);
        let rest =
            if all > NAMED_MAX { format!(" and {} more", all - NAMED_MAX) } else { String::new() };
        return no(format!(
            "{}{rest} still open: settle, serve or cancel what is open (`tillrail order list`), then \
             join",
            titles.join(", ")
        ));
    }
    nobody_is_left(&others(data, mode, me)?, station, &reader)
}

/// Refuses when a terminal of the shop would be left without it, or holds what the shop does not.
fn nobody_is_left(here: &[Replica], station: &Station, reader: &Reader) -> Result<(), BootError> {
    for one in here {
        let (name, terminal) = (&one.identity.name, one.identity.terminal);
        let own = Reader::open(&one.folder)?.own_head(terminal)?.seq;
        let missing = own.saturating_sub(reader.head(terminal)?.seq);
        if missing > 0 {
            return Err(BootError::MayNotLeave(format!(
                "{name} on this machine holds {missing} facts that {} does not: start both until \
                 everything is sent, then join",
                station.identity.name
            )));
        }
    }
    let left = station.desk.state.terminals().find(|(id, terminal)| {
        let local = here.iter().any(|one| one.identity.terminal == *id);
        terminal.is_active() && *id != station.identity.terminal && !local
    });
    let Some((id, _)) = left else { return Ok(()) };
    let name = station.desk.state.terminal_name(id);
    Err(BootError::MayNotLeave(format!(
        "{name} belongs to this shop and would be left alone: let it send what it has, retire it \
         (`tillrail terminal retire \"{name}\"`), then join"
    )))
}

/// The other terminals of the same site below the data directory.
fn others(data: &Path, mode: &Mode, me: &Identity) -> Result<Vec<Replica>, StoreError> {
    let mut found = replicas::all(data)?;
    found.retain(|one| one.mode != *mode && one.identity.site == me.site);
    Ok(found)
}

/// Puts what there is of the old site into an archive and the new identity into its place. Answers
/// nothing when no new identity waits.
fn change_places(data: &Path, mode: &Mode, clock: &Clock) -> Result<Option<Moved>, BootError> {
    let waiting = mode.folder(&data.join(JOINING));
    let Some(identity) = identity_in(&waiting)? else { return Ok(None) };
    let folder = mode.folder(data);
    let (mut archive, mut along) = (None, Vec::new());
    if let Some(before) = identity_in(&folder)? {
        let station = open(data, mode, clock)?;
        let may = may_leave(data, mode, &station, At(clock.now_ms()));
        station.store.close();
        may?;
        let mut leaving =
            if before.hub.is_none() { others(data, mode, &before)? } else { Vec::new() };
        along.extend(leaving.iter().map(|one| one.identity.name.clone()));
        keep_bump_bar(&folder, &waiting)?;
        let envelopes = 0;
        leaving.push(Replica { mode: mode.clone(), folder, identity: before.clone(), envelopes });
        let to = free(data, &before, &leaving);
        mark(&to, &before, clock)?;
        for one in &leaving {
            let _held = take(&one.folder, clock)?;
            rename(&one.folder, &one.mode.folder(&to))?;
        }
        archive = Some(to);
    }
    rename(&waiting, &mode.folder(data))?;
    Ok(Some(Moved { identity, archive, along }))
}

/// The keys of a bump bar belong to the machine: they stay.
fn keep_bump_bar(from: &Path, to: &Path) -> Result<(), StoreError> {
    let taught = from.join(BUMP_BAR_FILE);
    if taught.exists() {
        std::fs::copy(&taught, to.join(BUMP_BAR_FILE)).map_err(|e| StoreError::file(&taught, e))?;
    }
    Ok(())
}

/// The first archive of a site that has room for everything that leaves: a terminal may come back
/// to a site and leave it again.
fn free(data: &Path, before: &Identity, leaving: &[Replica]) -> PathBuf {
    let site = before.site.to_string();
    let more = (2_u32..).map(|stay| format!("{site}-{stay}"));
    let mut names = std::iter::once(site.clone()).chain(more);
    let fits = |to: &PathBuf| leaving.iter().all(|one| !one.mode.folder(to).exists());
    let found = names.find_map(|name| Some(data.join(ARCHIVES).join(name)).filter(fits));
    found.unwrap_or_else(|| data.join(ARCHIVES).join(site))
}

/// Marks an archive, so that nobody sells in it.
fn mark(archive: &Path, before: &Identity, clock: &Clock) -> Result<(), StoreError> {
    std::fs::create_dir_all(archive).map_err(|error| StoreError::file(archive, error))?;
    let path = archive.join(CLOSED);
    let text = format!("{} {} {}\n", before.site, At(clock.now_ms()).rfc3339(), before.name);
    std::fs::write(&path, text).map_err(|error| StoreError::file(&path, error))
}

/// Moves a folder and waits until the disk knows.
fn rename(from: &Path, to: &Path) -> Result<(), StoreError> {
    let broken = |error| StoreError::file(to, error);
    std::fs::rename(from, to).map_err(broken)?;
    for folder in [from.parent(), to.parent()].into_iter().flatten() {
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(broken)?;
    }
    Ok(())
}

/// Forgets a move that is done; those that still wait are left as they are.
fn clear(waiting: &Path, mode: &Mode) -> Result<(), BootError> {
    let broken = |error| StoreError::file(waiting, error);
    match std::fs::remove_file(intention(waiting, mode)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(broken(error).into());
        }
        _ => {}
    }
    let left = std::fs::read_dir(waiting).map_err(broken)?.flatten();
    if left.map(|entry| entry.file_name()).all(|name| name == LOCK_FILE) {
        std::fs::remove_dir_all(waiting).map_err(broken)?;
    }
    Ok(())
}
