//! A hub of its own as a program: opened or founded, served until the system asks it to end.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

use super::boot::{self, BootError, Founding, Mode, Station};
use super::ending;
use super::modes::{ModeError, Setup};
use super::nearby::{self, Card, Voice};
use super::sites;
use crate::clock::Clock;
use crate::domain::id::SiteId;
use crate::domain::number::Letter;
use crate::hub::desk::{DeskThread, spawn_desk};
use crate::hub::sites::{RETIRED, Sites};
use crate::hub::{self, Common, HubState, Line};
use crate::store::{Identity, Store, StoreError};
use crate::tls::{self, CertificateError};

mod house;

use house::{House, listen};

/// The most threads of a hub that wait for a disk: readers of all sites share them.
const BLOCKING_MAX: usize = 24;

/// How often a hub looks whether sites may sleep, milliseconds.
const SWEEP_MS: u64 = 30_000;

/// A hub that serves.
pub struct ServingHub {
    /// Its shared state.
    pub state: HubState,
    /// Where it listens.
    pub address: SocketAddr,
    /// Its store.
    pub store: Store,
    desk: DeskThread,
    stop: watch::Sender<bool>,
    task: JoinHandle<std::io::Result<()>>,
}

/// Opens the hub of a data directory; an empty one becomes the hub of a new site, with the sample
/// menu.
///
/// # Errors
/// As [`boot`] says.
pub fn open(setup: &Setup) -> Result<Station, BootError> {
    match boot::open_telling(&setup.data, &Mode::Hub, &setup.clock, setup.catching_up) {
        Err(BootError::NotSetUp { .. }) => {
            let alone = Founding::alone(&setup.config.site, &setup.clock)?;
            let name = setup.config.terminal.name.clone().unwrap_or_else(|| "Hub".to_owned());
            let founding = Founding { name, letter: Some(Letter::hub()), ..alone };
            boot::found(&setup.data, &Mode::Hub, founding, &setup.clock)
        }
        other => other,
    }
}

/// What people call a hub: the name of its site, else its own.
pub fn place_name(station: &Station) -> String {
    let site = &station.desk.state.settings().name;
    if site.is_empty() { station.identity.name.clone() } else { site.clone() }
}

/// Makes a data directory ready for a hub that its terminals fill: an empty one gets a hub of
/// `site`, one with a hub of that site, for instance from a backup, goes on with it.
///
/// # Errors
/// [`BootError::Hub`] when another site lives there, or as the store says.
pub fn prepare_recovery(setup: &Setup, site: SiteId) -> Result<(), BootError> {
    let folder = Mode::Hub.folder(&setup.data);
    let station = match boot::identity_in(&folder)? {
        None => {
            let name = setup.config.terminal.name.clone().unwrap_or_else(|| "Hub".to_owned());
            boot::found_empty(&setup.data, site, name, &setup.clock)?
        }
        Some(there) if there.site == site => boot::open(&setup.data, &Mode::Hub, &setup.clock)?,
        Some(there) => {
            return Err(BootError::Hub(format!(
                "{} is the hub of another site ({}): name an empty data directory",
                folder.display(),
                there.site
            )));
        }
    };
    station.store.writer().keep(hub::RECOVER, Some("on".to_owned()))?;
    station.store.close();
    Ok(())
}

/// How the hub in a folder is spoken to: with the certificate of the settings, else its own.
///
/// # Errors
/// In one sentence when there is none that can be served.
pub fn line(setup: &Setup, folder: &Path) -> Result<Line, CertificateError> {
    let hub = &setup.config.hub;
    let certificate = match hub.cert.as_deref().zip(hub.key.as_deref()) {
        Some((certificate, key)) => tls::given(certificate, key)?,
        None => tls::own(folder)?,
    };
    Ok(Line { certificate: Some(certificate), plain: hub.plain })
}

/// The identity of a hub with the fingerprint that it shows.
pub fn showing(identity: Identity, line: &Line) -> Identity {
    let fingerprint = line.certificate.as_ref().map(|one| one.fingerprint.full());
    Identity { fingerprint, ..identity }
}

/// Serves a hub's station on a listener.
///
/// # Errors
/// As the store or the system says.
pub fn serve(
    handle: &Handle,
    station: Station,
    (listener, line): (TcpListener, Line),
    clock: &Clock,
) -> Result<ServingHub, ModeError> {
    let Station { store, identity, .. } = station;
    let identity = showing(identity, &line);
    let address = listener.local_addr()?;
    let (asking, desk) = spawn_desk(&store, &identity, clock.clone())?;
    let state = HubState::new(&store, identity, asking, clock.clone())?;
    let (stop, mut stopped) = watch::channel(false);
    let shutdown = async move {
        // A sender that is gone means the same as the word to stop.
        let _ = stopped.wait_for(|stop| *stop).await;
    };
    let task = handle.spawn(hub::serve_on(listener, state.clone(), line, shutdown));
    Ok(ServingHub { state, address, store, desk, stop, task })
}

impl ServingHub {
    /// Ends it: connections, desk and store, in this order.
    ///
    /// # Errors
    /// As the server says when it had failed.
    pub async fn end(self) -> Result<(), ModeError> {
        self.stop.send_replace(true);
        let served = self.task.await.map_err(std::io::Error::other)?;
        drop(self.state);
        let (desk, store) = (self.desk, self.store);
        tokio::task::spawn_blocking(move || {
            desk.join();
            store.close();
        })
        .await
        .map_err(std::io::Error::other)?;
        Ok(served?)
    }
}

/// The first site of a hub as it was opened, or why it cannot be: the other sites go on.
struct First {
    state: Result<HubState, String>,
    kept: Option<(DeskThread, Store)>,
    name: String,
}

/// Opens the first site. That it cannot be is an error where there is no other.
fn first(setup: &Setup, common: &Common, line: &Line) -> Result<First, ModeError> {
    let station = match open(setup) {
        Ok(station) => station,
        Err(BootError::Store(held @ StoreError::Locked { .. })) => return Err(held.into()),
        Err(error) if sites::list(&setup.data)?.is_empty() => return Err(error.into()),
        Err(error) => {
            tracing::error!(%error, "the first site cannot be opened, the others go on");
            let state = Err(error.to_string());
            return Ok(First { state, kept: None, name: String::new() });
        }
    };
    let name = place_name(&station);
    let Station { store, identity, .. } = station;
    let identity = showing(identity, line);
    let (asking, desk) = spawn_desk(&store, &identity, setup.clock.clone())?;
    let state = HubState::of_many(&store, identity, asking, ("", common))?;
    Ok(First { state: Ok(state), kept: Some((desk, store)), name })
}

/// Runs a hub with all its sites until the system asks it to end. `ready` hears where it listens,
/// the short form of its fingerprint, and why nobody hears of it on the local network when that is
/// so.
///
/// # Errors
/// [`ModeError`], in one sentence with the remedy.
pub fn run(
    setup: &Setup,
    ready: impl FnOnce(SocketAddr, &str, Option<&str>),
) -> Result<(), ModeError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(BLOCKING_MAX)
        .build()?;
    let folder = Mode::Hub.folder(&setup.data);
    let common = Common::new(setup.clock.clone());
    std::fs::create_dir_all(&folder)?;
    let line = line(setup, &folder)?;
    let First { state, kept, name } = first(setup, &common, &line)?;
    let certificate = line.certificate.as_ref().map(|one| one.fingerprint);
    let fingerprint = certificate.map(|one| one.to_string());
    let opener = sites::Folder::new(&setup.data, certificate.map(|one| one.full()), &setup.clock);
    let served = runtime.block_on(async {
        let listener = TcpListener::bind(setup.listen).await?;
        let address = listener.local_addr()?;
        let announcing = state.as_ref().ok().cloned();
        let sites = Sites::over(common, state, Some(Arc::new(opener)));
        sites.look().await;
        let (stop, mut stopped) = watch::channel(false);
        let shutdown = async move {
            // A sender that is gone means the same as the word to stop.
            let _ = stopped.wait_for(|stop| *stop).await;
        };
        let task = tokio::spawn(hub::serve_sites(listener, sites.clone(), line, shutdown));
        let card = announcing.and_then(|state| card(setup, &state, address, &name, served(&sites)));
        let (announced, unheard) = match card.as_ref().map(announce).transpose() {
            Ok(announced) => (announced.zip(card), None),
            Err(error) => (None, Some(error)),
        };
        let looked = Arc::new(Notify::new());
        let fingerprint = fingerprint.as_deref().unwrap_or_default();
        let house = House {
            sites: sites.clone(),
            address,
            fingerprint: certificate.map(|one| one.to_string()),
            looked: Arc::clone(&looked),
        };
        let socket = listen(&folder, house)?;
        let sweeping = tokio::spawn(sweep(sites.clone(), looked, announced));
        // Heard before anybody is told how the hub ends.
        let ended = until_signal()?;
        ready(address, fingerprint, unheard.as_deref());
        ended.await;
        ending::begin();
        drop(socket);
        sweeping.abort();
        // What it said on the local network is taken back with it; that it was ended is no news.
        let _ = sweeping.await;
        stop.send_replace(true);
        let served = task.await.map_err(std::io::Error::other)?;
        sites.end().await;
        let closing = tokio::task::spawn_blocking(move || {
            if let Some((desk, store)) = kept {
                desk.join();
                store.close();
            }
        });
        closing.await.map_err(std::io::Error::other)?;
        Ok(served?)
    });
    runtime.shutdown_timeout(ending::LINKS_END);
    served
}

/// Lets sites sleep to which nobody came for a while, and says on the local network which sites
/// there are now, also as soon as somebody has `looked` at them.
async fn sweep(sites: Sites, looked: Arc<Notify>, mut announced: Option<(Voice, Card)>) {
    loop {
        let wait = tokio::time::sleep(Duration::from_millis(SWEEP_MS));
        tokio::select! {
            () = wait => sites.sweep().await,
            () = looked.notified() => {}
        }
        let Some((voice, card)) = &mut announced else { continue };
        let now = served(&sites);
        if card.sites != now {
            card.sites = now;
            if let Err(error) = voice.say(card) {
                tracing::warn!(%error, "the sites of this hub cannot be announced");
            }
        }
    }
}

/// The names of the sites besides the first that a hub serves now.
fn served(sites: &Sites) -> Vec<String> {
    let served = sites.views().into_iter().skip(1).filter(|one| one.state != RETIRED);
    served.map(|one| one.name).collect()
}

/// What a hub says of itself on the local network, when others can reach it and the settings let it.
fn card(
    setup: &Setup,
    state: &HubState,
    listens: SocketAddr,
    name: &str,
    sites: Vec<String>,
) -> Option<Card> {
    if !setup.config.hub.announce || listens.ip().to_canonical().is_loopback() {
        return None;
    }
    Some(Card {
        hub: state.hub().to_string(),
        name: name.to_owned(),
        site: state.site().to_string(),
        fingerprint: state.fingerprint().unwrap_or_default().to_owned(),
        listens,
        sites,
    })
}

/// Says it; why that is not possible is written down, and costs nothing else.
fn announce(card: &Card) -> Result<Voice, String> {
    nearby::announce(card).inspect_err(|error| {
        tracing::warn!(%error, "the hub cannot be announced on the local network: type its address");
    })
}

/// Says on the local network that a hub of one site is here, when others can reach it and the
/// settings let it.
///
/// # Errors
/// Why that is not possible, in a few words; it is written down, and costs nothing else.
pub fn say_here(
    setup: &Setup,
    state: &HubState,
    listens: SocketAddr,
    name: &str,
) -> Result<Option<Voice>, String> {
    card(setup, state, listens, name, Vec::new()).as_ref().map(announce).transpose()
}

/// Hears from now on whether the system asks the program to end, and waits for it.
fn until_signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
