//! One site of a hub: open while somebody is there, else asleep.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use axum::Router;
use tokio::sync::Mutex as Turnstile;

use super::{RETIRED, SLEEP_MS, SiteView};
use crate::domain::id::SiteId;
use crate::domain::name::FIRST_SITE;
use crate::hub::rest;
use crate::hub::state::HubState;

/// What a site is at the moment.
pub(super) enum Slot {
    /// Nobody needs it.
    Asleep,
    /// It could not be opened.
    Failed {
        /// When, monotonic milliseconds.
        at: u64,
        /// Why.
        why: String,
    },
    /// It is open.
    Open(Open),
}

/// A site that is open.
pub(super) struct Open {
    pub state: HubState,
    /// Ends it; the first site is ended by who started it.
    pub end: Option<Box<dyn FnOnce() + Send>>,
    /// Its calls, made when the first one comes: a terminal that only syncs needs none.
    calls: Arc<OnceLock<Router>>,
    /// Held by everybody who is there.
    guests: Arc<()>,
    /// When somebody last came, monotonic milliseconds.
    pub used: u64,
}

/// A site that a hub serves.
pub(super) struct Site {
    /// Its name in addresses; empty for the first.
    pub name: String,
    /// Its identity, once known.
    pub id: Option<SiteId>,
    /// Whether it is served no more.
    pub retired: AtomicBool,
    /// Whether it is open; who opens or closes it holds this meanwhile.
    pub slot: Arc<Turnstile<Slot>>,
}

/// Somebody who is at a site: it does not sleep meanwhile.
pub struct Visit {
    /// The state of the site.
    pub state: HubState,
    calls: Arc<OnceLock<Router>>,
    _guest: Arc<()>,
}

impl Visit {
    /// The calls of the site.
    pub(in crate::hub) fn calls(&self) -> Router {
        self.calls.get_or_init(|| rest::router(self.state.clone())).clone()
    }
}

/// Closes what is open; it waits for the disk elsewhere.
pub(super) async fn close(slot: &mut Slot) {
    let Slot::Open(open) = std::mem::replace(slot, Slot::Asleep) else { return };
    let Open { state, end, calls, .. } = open;
    drop((state, calls));
    if let Some(end) = end
        && tokio::task::spawn_blocking(end).await.is_err()
    {
        tracing::error!("a site ended by a panic");
    }
}

impl Site {
    /// A site as its folder says.
    pub fn new(name: String, id: Option<SiteId>, slot: Slot) -> Self {
        Self { name, id, retired: AtomicBool::new(false), slot: Arc::new(Turnstile::new(slot)) }
    }

    /// Its name as people read it.
    pub fn shown(&self) -> String {
        let name = if self.name.is_empty() { FIRST_SITE } else { &self.name };
        name.to_owned()
    }

    /// How it is now.
    pub fn view(&self) -> SiteView {
        let (state, connected) = match self.slot.try_lock().as_deref() {
            Err(_) => ("opening".to_owned(), 0),
            Ok(_) if self.retired.load(Ordering::SeqCst) => (RETIRED.to_owned(), 0),
            Ok(Slot::Asleep) => ("asleep".to_owned(), 0),
            Ok(Slot::Failed { why, .. }) => (why.clone(), 0),
            Ok(Slot::Open(open)) => ("open".to_owned(), open.state.connected().len()),
        };
        SiteView { name: self.shown(), site: self.id, state, connected }
    }
}

impl Open {
    /// A site to which somebody has come.
    pub fn new(state: HubState, end: Option<Box<dyn FnOnce() + Send>>, used: u64) -> Self {
        Self { state, end, calls: Arc::default(), guests: Arc::default(), used }
    }

    /// Somebody comes.
    pub fn visit(&self) -> Visit {
        Visit {
            state: self.state.clone(),
            calls: Arc::clone(&self.calls),
            _guest: Arc::clone(&self.guests),
        }
    }

    /// Whether somebody is there.
    pub fn is_visited(&self) -> bool {
        Arc::strong_count(&self.guests) > 1
    }

    /// Whether nobody was there for a while and nobody is about to come.
    pub fn may_sleep(&self, now: u64) -> bool {
        let quiet = now >= self.used.saturating_add(SLEEP_MS);
        quiet && self.end.is_some() && !self.is_visited() && !self.state.is_pairing()
    }
}
