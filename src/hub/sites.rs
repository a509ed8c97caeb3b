//! The sites that one hub serves: each opens when somebody comes, and sleeps when nobody was there
//! for a while.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::common::Common;
use super::state::HubState;
use crate::domain::id::SiteId;
use crate::domain::name::FIRST_SITE;

mod slot;

use slot::{Open, Site, Slot, close};

pub use slot::Visit;

/// A site to which nobody came for this long goes to sleep, milliseconds.
pub const SLEEP_MS: u64 = 300_000;

/// A site that could not be opened is tried again after this long, milliseconds.
const RETRY_MS: u64 = 2_000;

/// A folder is read again for somebody who asks for an unknown site after this long, milliseconds.
const LOOK_MS: u64 = 1_000;

/// How often a site that ends is looked at until its last guest has left, and how often at most.
const LEAVE_MS: u64 = 20;
const LEAVES_MAX: u32 = 250;

/// How a site is that is served no more.
pub const RETIRED: &str = "retired";

/// A site as its folder says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its name in addresses.
    pub name: String,
    /// Its identity; `None` when its file cannot be read.
    pub site: Option<SiteId>,
    /// Whether it was retired: its data are kept and it is not served.
    pub retired: bool,
}

/// A site that was opened.
pub struct Opened {
    /// Its shared state.
    pub state: HubState,
    /// Ends its desk and its store; waits for the disk.
    pub end: Box<dyn FnOnce() + Send>,
}

/// Who knows where sites lie. Both calls may wait for a disk.
pub trait Opener: Send + Sync {
    /// The sites that are there now, besides the first.
    fn list(&self) -> Vec<Listed>;

    /// Opens one of them.
    ///
    /// # Errors
    /// In one sentence with the remedy.
    fn open(&self, name: &str, common: &Common) -> Result<Opened, String>;
}

/// Why a site cannot be visited.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Absent {
    /// There is no such site.
    #[error("this hub has no site {0}: see `tillrail hub site list` on the hub")]
    Unknown(String),
    /// It was retired.
    #[error(
        "the site {0} was retired at this hub: what this terminal holds is safe, and `tillrail hub \
         site resume {0}` on the hub takes it again"
    )]
    Retired(String),
    /// It cannot be opened now; the others go on.
    #[error(
        "the site {name} cannot be opened now ({why}): see `tillrail hub site list` on the hub"
    )]
    Broken {
        /// Its name.
        name: String,
        /// Why.
        why: String,
    },
    /// The hub ends.
    #[error("the hub is closing: try again in a moment")]
    Closing,
}

impl Absent {
    /// Whether it is of no use to come again soon.
    pub fn is_permanent(&self) -> bool {
        matches!(self, Self::Unknown(_) | Self::Retired(_))
    }
}

/// How a site is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteView {
    /// Its name in addresses; `first` for the one without.
    pub name: String,
    /// Its identity, once known.
    pub site: Option<SiteId>,
    /// `open`, `asleep`, `opening`, `retired`, or why it cannot be opened.
    pub state: String,
    /// Terminals that are connected.
    pub connected: usize,
}

impl SiteView {
    /// Its state in one word: `open`, `opening`, `asleep`, `retired`, else `broken`.
    pub fn word(&self) -> &str {
        match self.state.as_str() {
            known @ ("open" | "opening" | "asleep" | RETIRED) => known,
            _ => "broken",
        }
    }
}

#[derive(Default)]
struct Table {
    sites: BTreeMap<String, Arc<Site>>,
    /// When the folder was last read, monotonic milliseconds; `None` before.
    looked: Option<u64>,
    ended: bool,
}

/// The sites of a hub: cheap to clone.
#[derive(Clone)]
pub struct Sites(Arc<Inner>);

struct Inner {
    common: Common,
    first: Arc<Site>,
    opener: Option<Arc<dyn Opener>>,
    table: Mutex<Table>,
}

impl Sites {
    /// A hub of one site.
    pub fn alone(state: HubState) -> Self {
        Self::over(state.common().clone(), Ok(state), None)
    }

    /// A hub whose first site is open, or cannot be opened for a reason, and whose other sites open
    /// when somebody comes.
    pub fn over(
        common: Common,
        first: Result<HubState, String>,
        opener: Option<Arc<dyn Opener>>,
    ) -> Self {
        let now = common.clock().monotonic_ms();
        let site = first.as_ref().ok().map(HubState::site);
        let slot = match first {
            Ok(state) => Slot::Open(Open::new(state, None, now)),
            Err(why) => Slot::Failed { at: u64::MAX, why },
        };
        let first = Arc::new(Site::new(String::new(), site, slot));
        Self(Arc::new(Inner { common, first, opener, table: Mutex::default() }))
    }

    /// What all sites have in common.
    pub(in crate::hub) fn common(&self) -> &Common {
        &self.0.common
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        // Nothing in here panics half way, so a poisoned value is still whole.
        self.0.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether there is more than one.
    pub fn are_many(&self) -> bool {
        !self.table().sites.is_empty()
    }

    /// Comes to the site without a name.
    ///
    /// # Errors
    /// [`Absent`].
    pub async fn first(&self) -> Result<Visit, Absent> {
        self.enter(&self.0.first).await
    }

    /// Comes to a site by its name in addresses.
    ///
    /// # Errors
    /// [`Absent`].
    pub async fn named(&self, name: &str) -> Result<Visit, Absent> {
        if name == FIRST_SITE {
            return self.first().await;
        }
        let find = |table: &Table| table.sites.get(name).cloned();
        match self.find(find).await {
            Some(site) => self.enter(&site).await,
            None => Err(Absent::Unknown(name.to_owned())),
        }
    }

    /// Comes to the site with this identity; `None` when there is none here.
    pub async fn with(&self, id: SiteId) -> Option<Result<Visit, Absent>> {
        if self.0.first.id == Some(id) {
            return Some(self.first().await);
        }
        let find = |table: &Table| table.sites.values().find(|one| one.id == Some(id)).cloned();
        let site = self.find(find).await?;
        Some(self.enter(&site).await)
    }

    /// Looks in the table, and when nothing is there once more after the folder was read.
    async fn find(&self, find: impl Fn(&Table) -> Option<Arc<Site>>) -> Option<Arc<Site>> {
        let now = self.0.common.clock().monotonic_ms();
        {
            let table = self.table();
            let found = find(&table);
            let fresh = table.looked.is_some_and(|at| now < at.saturating_add(LOOK_MS));
            if found.is_some() || fresh || self.0.opener.is_none() {
                return found;
            }
        }
        self.look().await;
        find(&self.table())
    }

    /// Reads the folder again: sites that were added can be visited, sites that were retired end
    /// their connections and close.
    pub async fn look(&self) {
        let Some(opener) = self.0.opener.clone() else { return };
        let Ok(listed) = tokio::task::spawn_blocking(move || opener.list()).await else { return };
        let ended = self.take(listed);
        for site in ended {
            self.shut(&site).await;
        }
    }

    /// Takes over what the folder says; answers with the sites that are to be closed.
    fn take(&self, listed: Vec<Listed>) -> Vec<Arc<Site>> {
        let mut table = self.table();
        table.looked = Some(self.0.common.clock().monotonic_ms());
        let mut before = std::mem::take(&mut table.sites);
        let mut ended = Vec::new();
        for Listed { name, site, retired } in listed {
            let known = match before.remove(&name) {
                Some(known) if known.id == site || site.is_none() => known,
                // Another site lies under this name now.
                other => {
                    ended.extend(other);
                    Arc::new(Site::new(name.clone(), site, Slot::Asleep))
                }
            };
            if !known.retired.swap(retired, Ordering::SeqCst) && retired {
                ended.push(Arc::clone(&known));
            }
            table.sites.insert(name, known);
        }
        ended.extend(before.into_values());
        ended
    }

    async fn enter(&self, site: &Arc<Site>) -> Result<Visit, Absent> {
        if site.retired.load(Ordering::SeqCst) {
            return Err(Absent::Retired(site.shown()));
        }
        let mut slot = Arc::clone(&site.slot).lock_owned().await;
        let now = self.0.common.clock().monotonic_ms();
        if let Slot::Open(open) = &mut *slot {
            open.used = now;
            return Ok(open.visit());
        }
        let broken = |why: &str| Absent::Broken { name: site.shown(), why: why.to_owned() };
        if let Slot::Failed { at, why } = &*slot
            && now < at.saturating_add(RETRY_MS)
        {
            return Err(broken(why));
        }
        let Some(opener) = self.0.opener.clone().filter(|_| !self.table().ended) else {
            return Err(Absent::Closing);
        };
        // In a task of its own, so that a guest who leaves half way does not lose what was opened.
        let (sites, name) = (self.clone(), site.name.clone());
        let opening = tokio::spawn(async move {
            let common = sites.0.common.clone();
            let done = tokio::task::spawn_blocking(move || opener.open(&name, &common)).await;
            let now = sites.0.common.clock().monotonic_ms();
            match done.unwrap_or_else(|error| Err(error.to_string())) {
                Ok(Opened { state, end }) => {
                    let open = Open::new(state, Some(end), now);
                    let visit = open.visit();
                    *slot = Slot::Open(open);
                    Ok(visit)
                }
                Err(why) => {
                    *slot = Slot::Failed { at: now, why: why.clone() };
                    Err(why)
                }
            }
        });
        match opening.await {
            Ok(visited) => visited.map_err(|why| {
                tracing::error!(site = site.shown(), why, "a site cannot be opened");
                broken(&why)
            }),
            Err(error) => Err(broken(&error.to_string())),
        }
    }

    /// Ends the connections of a site and closes it.
    async fn shut(&self, site: &Site) {
        for _ in 0..LEAVES_MAX {
            match &*site.slot.lock().await {
                Slot::Open(open) if open.is_visited() => open.state.close(),
                Slot::Open(_) | Slot::Asleep | Slot::Failed { .. } => break,
            }
            tokio::time::sleep(Duration::from_millis(LEAVE_MS)).await;
        }
        let mut slot = site.slot.lock().await;
        if matches!(&*slot, Slot::Open(open) if open.end.is_some()) {
            close(&mut slot).await;
        }
    }

    /// Lets sites sleep to which nobody came for a while, and reads the folder again.
    pub async fn sweep(&self) {
        self.look().await;
        let sites: Vec<Arc<Site>> = self.table().sites.values().cloned().collect();
        let now = self.0.common.clock().monotonic_ms();
        for site in sites {
            let Ok(mut slot) = site.slot.try_lock() else { continue };
            if matches!(&*slot, Slot::Open(open) if open.may_sleep(now)) {
                tracing::info!(site = site.shown(), "a site goes to sleep");
                close(&mut slot).await;
            }
        }
    }

    /// Tells every connection of every site to end.
    pub(in crate::hub) async fn close(&self) {
        self.table().ended = true;
        for site in self.all() {
            if let Slot::Open(open) = &*site.slot.lock().await {
                open.state.close();
            }
        }
    }

    /// Closes every site, after the server has ended; the first is let go, for its owner to close.
    pub async fn end(self) {
        self.table().ended = true;
        let mut closing = tokio::task::JoinSet::new();
        for site in self.all() {
            closing.spawn(async move { close(&mut *site.slot.lock().await).await });
        }
        while closing.join_next().await.is_some() {}
    }

    fn all(&self) -> Vec<Arc<Site>> {
        let others = self.table();
        std::iter::once(&self.0.first).chain(others.sites.values()).cloned().collect()
    }

    /// Every site that is open now, with a name for each.
    pub(in crate::hub) fn open(&self) -> Vec<(String, Visit)> {
        let visit = |site: Arc<Site>| match &*site.slot.try_lock().ok()? {
            Slot::Open(open) => Some((site.shown(), open.visit())),
            Slot::Asleep | Slot::Failed { .. } => None,
        };
        self.all().into_iter().filter_map(visit).collect()
    }

    /// How every site is.
    pub fn views(&self) -> Vec<SiteView> {
        self.all().into_iter().map(|site| site.view()).collect()
    }
}
