//! What every connection of a hub shares.

mod present;

pub use present::{Connected, Notices};

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Semaphore, watch};

use super::common::Common;
use super::desk::{DeskHandle, DeskReply, DeskRequest};
use super::keys::Keys;
use super::limits::Door;
use super::metrics::Metrics;
use super::pairing::{CODE_LIFE_MS, CodeRefusal, Codes};
use crate::clock::Clock;
use crate::domain::id::{SiteId, TerminalId};
use crate::domain::site::Terminal;
use crate::store::{Identity, Reader, Store, StoreError, Writer};
use crate::sync::session::Now;
use crate::sync::wire::Credential;

mod reading;

/// The most terminals connected at once.
pub const SESSIONS_MAX: usize = 16_384;

/// Under which word a store keeps that its hub is being filled again.
pub const RECOVER: &str = "recover";

/// How many connections read from the disk beside each other.
const READERS: usize = 3;

/// A pairing code with its end, as it is shown beside the hub's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairingCode {
    /// Six digits.
    pub digits: String,
    /// Until when it is good, milliseconds UTC.
    pub until: i64,
}

/// The shared state of a hub: cheap to clone.
#[derive(Debug, Clone)]
pub struct HubState(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    identity: Identity,
    /// Its name in the addresses of a hub with many sites; empty for the first.
    name: String,
    clock: Clock,
    desk: DeskHandle,
    writer: Writer,
    readers: Vec<Mutex<Reader>>,
    turn: AtomicUsize,
    /// Who may read for long: such calls leave connections for those who wait for a moment only.
    lookups: Arc<Semaphore>,
    codes: Mutex<Codes>,
    keys: Mutex<Keys>,
    notices: Mutex<Notices>,
    connected: Mutex<BTreeMap<TerminalId, Connected>>,
    common: Common,
    closing: watch::Sender<bool>,
    recover: AtomicBool,
    metrics: Metrics,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing in here panics half way, so a poisoned value is still whole.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl HubState {
    /// The state of a hub over a store; `desk` answers for the domain.
    ///
    /// # Errors
    /// As the store says.
    pub fn new(
        store: &Store,
        identity: Identity,
        desk: DeskHandle,
        clock: Clock,
    ) -> Result<Self, StoreError> {
        Self::of_many(store, identity, desk, ("", &Common::new(clock)))
    }

    /// The state of one of many sites of a hub, with its name in addresses and what all of them
    /// have in common.
    ///
    /// # Errors
    /// As the store says.
    pub fn of_many(
        store: &Store,
        identity: Identity,
        desk: DeskHandle,
        (name, common): (&str, &Common),
    ) -> Result<Self, StoreError> {
        let readers = if store.is_one_of_many() { 1 } else { READERS };
        let readers = (0..readers).map(|_| store.reader().map(Mutex::new));
        let readers = readers.collect::<Result<Vec<_>, _>>()?;
        let keys = Keys::load(&store.reader()?)?;
        Ok(Self(Arc::new(Inner {
            identity,
            name: name.to_owned(),
            clock: common.clock().clone(),
            desk,
            writer: store.writer(),
            readers,
            turn: AtomicUsize::new(0),
            lookups: Arc::new(Semaphore::new(reading::LOOKUPS_MAX)),
            codes: Mutex::default(),
            keys: Mutex::new(keys),
            notices: Mutex::default(),
            connected: Mutex::default(),
            common: common.clone(),
            closing: watch::Sender::new(false),
            recover: AtomicBool::new(store.reader()?.kept(RECOVER)?.is_some()),
            metrics: Metrics::new(common.counts().clone()),
        })))
    }

    /// The site.
    pub fn site(&self) -> SiteId {
        self.0.identity.site
    }

    /// The identity of the hub.
    pub fn hub(&self) -> TerminalId {
        self.0.identity.terminal
    }

    /// The fingerprint of the hub's certificate, when it has one.
    pub fn fingerprint(&self) -> Option<&str> {
        self.0.identity.fingerprint.as_deref()
    }

    /// Whether the hub is filled again: its terminals push every journal that they hold.
    pub fn recovers(&self) -> bool {
        self.0.recover.load(Ordering::Relaxed)
    }

    /// Begins or ends the filling, also for the next start. Terminals that are connected hear of it
    /// when they connect anew.
    ///
    /// # Errors
    /// As the store says.
    pub fn set_recover(&self, on: bool) -> Result<(), StoreError> {
        self.0.writer.keep(RECOVER, on.then(|| "on".to_owned()))?;
        self.0.recover.store(on, Ordering::Relaxed);
        Ok(())
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// The time now.
    pub fn now(&self) -> Now {
        Now { mono: self.0.clock.monotonic_ms(), wall: self.0.clock.now_ms() }
    }

    /// Asks the desk.
    pub async fn ask(&self, request: DeskRequest) -> DeskReply {
        self.0.desk.ask(request).await
    }

    /// The writer of the hub's store.
    pub fn writer(&self) -> &Writer {
        &self.0.writer
    }

    /// A new pairing code; the one before is no longer good.
    pub fn pair_code(&self) -> PairingCode {
        let now = self.now();
        let digits = lock(&self.0.codes).issue(self.0.clock.entropy_u64(), now.mono);
        let life = i64::try_from(CODE_LIFE_MS).unwrap_or(i64::MAX);
        PairingCode { digits, until: now.wall.saturating_add(life) }
    }

    /// Checks a pairing code.
    ///
    /// # Errors
    /// [`CodeRefusal`].
    pub fn check_code(&self, digits: &str) -> Result<(), CodeRefusal> {
        let now = self.0.clock.monotonic_ms();
        lock(&self.0.codes).check(digits, now)
    }

    /// Ends the pairing code.
    pub fn spend_code(&self) {
        lock(&self.0.codes).spend();
    }

    /// A credential that nobody had before: 256 random bits in hex. One of a site with a name
    /// begins with the site, so that a hub knows where to look.
    pub fn new_credential(&self) -> Credential {
        let bytes: [u8; 32] = self.0.clock.entropy_bytes();
        let secret = crate::domain::envelope::Hash(bytes).to_string();
        if self.0.name.is_empty() {
            return Credential(secret);
        }
        Credential(format!("{}.{secret}", self.site()))
    }

    /// Its name in the addresses of a hub with many sites; empty for the first.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Whether somebody could join with a code now.
    pub fn is_pairing(&self) -> bool {
        lock(&self.0.codes).is_open(self.0.clock.monotonic_ms())
    }

    /// Whose credential this is, if anybody's who still belongs to the site.
    pub async fn whose(&self, credential: &Credential) -> Option<(TerminalId, Terminal)> {
        let reply = self.ask(DeskRequest::Whose(credential.digest())).await;
        let DeskReply::Whose(found) = reply else { return None };
        found.map(|(id, terminal)| (id, *terminal))
    }

    /// The memory of idempotency keys.
    pub fn keys(&self) -> MutexGuard<'_, Keys> {
        lock(&self.0.keys)
    }

    /// What is counted.
    pub(in crate::hub) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// Who may come in, and how often.
    pub(in crate::hub) fn door(&self) -> &Arc<Door> {
        self.0.common.door()
    }

    /// What it has in common with the other sites of its hub.
    pub(in crate::hub) fn common(&self) -> &Common {
        &self.0.common
    }

    /// Tells every connection to end.
    pub(in crate::hub) fn close(&self) {
        self.0.closing.send_replace(true);
    }

    /// Hears when every connection is to end.
    pub(in crate::hub) fn closing(&self) -> watch::Receiver<bool> {
        self.0.closing.subscribe()
    }
}
