//! The sites of a hub below its data directory: `sites/NAME` is a data directory of its own with a
//! hub in it, so that every command works on one site as it works on a shop.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use tokio::runtime::{Builder, Runtime};

use super::boot::{self, BootError, Founding, Mode};
use crate::clock::Clock;
use crate::config::Seeds;
use crate::domain::id::SiteId;
use crate::domain::name::{FIRST_SITE, is_site_name};
use crate::domain::number::Letter;
use crate::domain::time::At;
use crate::hub::desk::share_desk;
use crate::hub::sites::{Listed, Opened, Opener};
use crate::hub::{Common, HubState, RECOVER};
use crate::store::{Crew, Identity, OpenOptions, Projecting, Store, StoreError};

/// The folder of the sites in the data directory of a hub.
pub const SITES: &str = "sites";

/// The file that says that a site was retired, beside its hub.
pub const RETIRED: &str = "retired";

/// Threads that write for all sites but the first.
const WRITERS: usize = 4;

/// Threads on which the desks of all sites but the first answer.
const DESKS: usize = 3;

/// The data directory of a site.
pub fn data_of(data: &Path, name: &str) -> PathBuf {
    data.join(SITES).join(name)
}

/// The folder of the hub that serves the site in this folder, and the site's name; `None` when the
/// folder is none of a site.
pub fn hub_of(folder: &Path) -> Option<(PathBuf, String)> {
    let name = Mode::Hub.folder_name();
    let site = folder.parent().filter(|_| folder.ends_with(&name))?;
    let sites = site.parent().filter(|sites| sites.ends_with(SITES))?;
    let title = site.file_name()?.to_str().filter(|title| is_site_name(title))?;
    Some((sites.parent()?.join(name), title.to_owned()))
}

/// The sites below a data directory, without the first, by name.
///
/// # Errors
/// When the folder is there and cannot be listed.
pub fn list(data: &Path) -> Result<Vec<Listed>, StoreError> {
    let folder = data.join(SITES);
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(StoreError::file(&folder, error)),
    };
    let mut found = Vec::new();
    for entry in entries.flatten() {
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else { continue };
        if !is_site_name(&name) || !Mode::Hub.folder(&entry.path()).is_dir() {
            continue;
        }
        let retired = entry.path().join(RETIRED).exists();
        let site = match boot::identity_in(&Mode::Hub.folder(&entry.path())) {
            Ok(identity) => identity.map(|identity| identity.site),
            Err(error) => {
                tracing::error!(%error, name, "a site cannot be read");
                None
            }
        };
        found.push(Listed { name, site, retired });
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// The data directory of a site that is there; `first` is the hub's own.
///
/// # Errors
/// [`BootError::Hub`] when there is no such site.
pub fn existing(data: &Path, name: &str) -> Result<PathBuf, BootError> {
    if name == FIRST_SITE {
        return Ok(data.to_owned());
    }
    let there = data_of(data, name);
    if is_site_name(name) && Mode::Hub.folder(&there).is_dir() {
        return Ok(there);
    }
    let data = data.display();
    Err(BootError::Hub(format!(
        "there is no site {name} in {data}: see `tillrail hub site list`, and `tillrail hub site add` \
         makes one"
    )))
}

/// How another site starts.
#[derive(Debug, Clone, Copy)]
pub enum Start<'a> {
    /// Anew, with the sample menu; people call it so.
    New(&'a str),
    /// Empty, for the terminals of this site to fill, after its hub was lost.
    Recover(SiteId),
}

/// Founds another site for a hub to serve.
///
/// # Errors
/// [`BootError::Hub`] when the name cannot be one, [`BootError::Exists`] when the site is there, or
/// as the store says.
pub fn add(
    data: &Path,
    name: &str,
    start: Start<'_>,
    seeds: &Seeds,
    clock: &Clock,
) -> Result<Identity, BootError> {
    if !is_site_name(name) || name == FIRST_SITE {
        return Err(BootError::Hub(format!(
            "`{name}` cannot name a site: use small letters, digits and -, for example bistro"
        )));
    }
    if boot::identity_in(&Mode::Hub.folder(data))?.is_none() {
        return Err(BootError::NotSetUp {
            mode: "hub".to_owned(),
            data: data.to_owned(),
            remedy: "start `tillrail hub` once, it makes the first site",
        });
    }
    let there = data_of(data, name);
    let station = match start {
        Start::Recover(site) => {
            let station = boot::found_empty(&there, site, "Hub".to_owned(), clock)?;
            station.store.writer().keep(RECOVER, Some("on".to_owned()))?;
            station
        }
        Start::New(title) => {
            let mut founding = Founding::alone(seeds, clock)?;
            title.clone_into(&mut founding.settings.name);
            let founding =
                Founding { name: "Hub".to_owned(), letter: Some(Letter::hub()), ..founding };
            boot::found(&there, &Mode::Hub, founding, clock)?
        }
    };
    station.store.close();
    Ok(station.identity)
}

/// Retires a site or takes it back. Its data stay where they are.
///
/// # Errors
/// As [`existing`], or as the disk says.
pub fn retire(data: &Path, name: &str, on: bool, now: At) -> Result<(), BootError> {
    let there = existing(data, name)?;
    if name == FIRST_SITE {
        return Err(BootError::Hub(
            "the first site holds the hub's own certificate and cannot be retired".to_owned(),
        ));
    }
    let mark = there.join(RETIRED);
    let done = if on {
        std::fs::write(&mark, now.rfc3339())
    } else {
        std::fs::remove_file(&mark).or_else(|error| {
            let gone = error.kind() == std::io::ErrorKind::NotFound;
            if gone { Ok(()) } else { Err(error) }
        })
    };
    Ok(done.map_err(|error| StoreError::file(&mark, error))?)
}

/// Opens the sites below a data directory for its hub.
pub struct Folder {
    data: PathBuf,
    clock: Clock,
    /// What people compare: all sites of a hub have one certificate.
    fingerprint: Option<String>,
    /// Threads for all of them, made with the first.
    hands: OnceLock<Hands>,
}

struct Hands {
    crew: Crew,
    desks: Mutex<Option<Runtime>>,
}

impl Drop for Hands {
    fn drop(&mut self) {
        let desks = self.desks.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(desks) = desks.take() {
            // Every desk has ended; the last handle may be dropped where nobody may wait.
            desks.shutdown_background();
        }
    }
}

impl Folder {
    /// The sites below a data directory, whose hub shows this fingerprint.
    pub fn new(data: &Path, fingerprint: Option<String>, clock: &Clock) -> Self {
        Self { data: data.to_owned(), clock: clock.clone(), fingerprint, hands: OnceLock::new() }
    }

    fn hands(&self) -> std::io::Result<&Hands> {
        if let Some(hands) = self.hands.get() {
            return Ok(hands);
        }
        let desks =
            Builder::new_multi_thread().worker_threads(DESKS).thread_name("hub-desks").build()?;
        let made = Hands { crew: Crew::new(WRITERS)?, desks: Mutex::new(Some(desks)) };
        Ok(self.hands.get_or_init(|| made))
    }

    fn opened(&self, name: &str, common: &Common) -> Result<Opened, BootError> {
        let folder = Mode::Hub.folder(&data_of(&self.data, name));
        let hands = self.hands().map_err(|error| StoreError::file(&folder, error))?;
        let options = OpenOptions::new("hub", &folder, At(self.clock.now_ms()));
        let options = OpenOptions {
            projecting: Projecting::Behind,
            crew: Some(hands.crew.clone()),
            ..options
        };
        let store = Store::open(&folder, &options)?;
        tracing::info!(name, found = %store.opened(), "a site opens");
        let identity = store.reader()?.identity()?.ok_or_else(|| {
            BootError::Hub("its journal was damaged and says nothing of who it is".to_owned())
        })?;
        let (store, identity) = boot::renew::when_asked(store, &folder, identity, &self.clock)?;
        let identity = Identity { fingerprint: self.fingerprint.clone(), ..identity };
        let room = hands.desks.lock().unwrap_or_else(PoisonError::into_inner);
        let room = room.as_ref().map(|room| room.handle().clone());
        let room = room.ok_or_else(|| BootError::Hub("the hub is closing".to_owned()))?;
        let (asking, desk) = share_desk(&store, &identity, self.clock.clone(), &room)?;
        let state = HubState::of_many(&store, identity, asking, (name, common))?;
        let end = Box::new(move || {
            desk.join();
            store.close();
        });
        Ok(Opened { state, end })
    }
}

impl Opener for Folder {
    fn list(&self) -> Vec<Listed> {
        list(&self.data).unwrap_or_else(|error| {
            tracing::error!(%error, "the sites cannot be listed");
            Vec::new()
        })
    }

    fn open(&self, name: &str, common: &Common) -> Result<Opened, String> {
        self.opened(name, common).map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_a_data_directory_of_its_own_below_that_of_its_hub() {
        let (clock, _) = Clock::manual(1_700_000_000_000, 7);
        let home = tempfile::tempdir().unwrap();
        let (data, seeds) = (home.path(), Seeds::default());
        let early = add(data, "bistro", Start::New("Bistro"), &seeds, &clock);
        assert!(matches!(early, Err(BootError::NotSetUp { .. })), "a hub comes first: {early:?}");
        let founding = Founding::alone(&seeds, &clock).unwrap();
        boot::found(data, &Mode::Hub, founding, &clock).unwrap().store.close();
        let bistro = add(data, "bistro", Start::New("Bistro Lumen"), &seeds, &clock).unwrap();
        let listed = Listed { name: "bistro".to_owned(), site: Some(bistro.site), retired: false };
        assert_eq!(list(data).unwrap(), std::slice::from_ref(&listed));
        for bad in ["", "Bistro", "v1", "../x", "first", "a b"] {
            let made = add(data, bad, Start::New("Bistro"), &seeds, &clock);
            assert!(matches!(made, Err(BootError::Hub(_))), "{bad}");
        }
        let twice = add(data, "bistro", Start::New("Bistro"), &seeds, &clock);
        assert!(matches!(twice, Err(BootError::Exists { .. })));
        let folder = Mode::Hub.folder(&data_of(data, "bistro"));
        assert_eq!(hub_of(&folder), Some((data.join("hub"), "bistro".to_owned())));
        assert_eq!(hub_of(&data.join("hub")), None);
        retire(data, "bistro", true, At(0)).unwrap();
        assert_eq!(list(data).unwrap(), [Listed { retired: true, ..listed.clone() }]);
        retire(data, "bistro", false, At(0)).unwrap();
        assert_eq!(list(data).unwrap(), [listed]);
        assert!(retire(data, "other", true, At(0)).is_err());
    }
}
