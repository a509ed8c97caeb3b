//! The hub inside a lone counter: on the counter's file and identity, answered by its screen.

use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::path::Path;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::control::{Announced, Answer};
use super::hub::{line, say_here, showing};
use super::modes::{ModeError, Setup};
use super::nearby::Voice;
use super::screen::{Event, Events};
use crate::domain::envelope::Fact;
use crate::domain::id::AggregateId;
use crate::domain::state::{Applied, Me, State};
use crate::domain::time::At;
use crate::hub::desk::{DeskFault, DeskHandle, DeskReply, DeskRequest, FaultKind, prepare};
use crate::hub::{self, HubState};
use crate::store::{Identity, Reader, Store, StoreError};
use crate::tls::Fingerprint;

/// A running hub: its state, where it listens, how to end it, and its task.
pub struct Running {
    /// Its shared state.
    pub state: HubState,
    /// Where it listens.
    pub address: SocketAddr,
    /// Ends it.
    pub stop: watch::Sender<bool>,
    /// Its task.
    pub task: JoinHandle<()>,
    /// That it is here, on the local network.
    pub announced: Option<Voice>,
}

/// Starts the hub inside the counter of a seat.
///
/// # Errors
/// As the system says when the address cannot be had, or as the store says.
pub fn start(
    runtime: &Runtime,
    seat: usize,
    (store, folder): (&Store, &Path),
    identity: &Identity,
    setup: &Setup,
    events: &Events,
) -> Result<Running, ModeError> {
    let line = line(setup, folder)?;
    let name = identity.name.clone();
    let identity = showing(identity.clone(), &line);
    let listener = runtime.block_on(TcpListener::bind(setup.listen))?;
    let address = listener.local_addr()?;
    let (desk, mut requests) = DeskHandle::channel();
    let (events, clock, me) = (events.clone(), setup.clock.clone(), identity.me());
    let mut reader = store.reader()?;
    runtime.spawn_blocking(move || {
        while let Some(asked) = requests.blocking_recv() {
            let known = look_up(&mut reader, me.clone(), &asked.request, At(clock.now_ms()));
            let known = match known {
                Ok(known) => known,
                // Without what the disk holds an order could be placed twice.
                Err(error) => {
                    tracing::error!(%error, "an order could not be read for the hub inside");
                    let fault = DeskFault::new(FaultKind::Unavailable, error.to_string());
                    // Whoever asked may have gone.
                    let _ = asked.reply.send(DeskReply::Refused(fault));
                    continue;
                }
            };
            if events.send(Event::Desk { seat, asked, known }).is_err() {
                return;
            }
        }
    });
    let state = HubState::new(store, identity, desk, setup.clock.clone())?;
    let (stop, mut stopped) = watch::channel(false);
    let serving = state.clone();
    let task = runtime.spawn(async move {
        let shutdown = async move {
            // A sender that is gone means the same as the word to stop.
            let _ = stopped.wait_for(|stop| *stop).await;
        };
        if let Err(error) = hub::serve_on(listener, serving, line, shutdown).await {
            tracing::error!(%error, "the hub inside ended");
        }
    });
    let announced = say_here(setup, &state, address, &name).unwrap_or_default();
    Ok(Running { state, address, stop, task, announced })
}

/// Facts that a request is about, read from the disk beside the loop: the screen holds only what
/// is open or recent.
#[derive(Debug, Default)]
pub struct Known {
    /// The facts of the orders that it names.
    pub orders: Vec<Arc<Fact>>,
    /// The facts of an order that is placed a second time.
    pub placed: Vec<Arc<Fact>>,
}

fn look_up(
    reader: &mut Reader,
    me: Me,
    request: &DeskRequest,
    now: At,
) -> Result<Known, StoreError> {
    let mut state = State::new(me);
    for sealed in reader.aggregate(&AggregateId::Settings)? {
        let _: Applied = state.load(&sealed.fact);
    }
    let placed = prepare(reader, &mut state, request, now)?;
    let orders = state.orders().flat_map(|order| state.facts_of(order.id));
    Ok(Known { orders: orders.collect(), placed })
}

/// Up to where the terminals that are connected to a hub say that their journals go.
pub fn announced(hub: &HubState) -> Vec<Announced> {
    hub.announced().into_iter().map(|(terminal, seq)| Announced { terminal, seq }).collect()
}

/// The address under which other terminals reach what listens here: encrypted, unless only this
/// machine can reach it.
pub fn reached(listens: &str) -> String {
    if let Some((hub, site)) = listens.split_once('/') {
        return format!("{}/{site}", reached(hub));
    }
    let Ok(address) = listens.parse::<SocketAddr>() else { return format!("https://{listens}") };
    if address.ip().to_canonical().is_loopback() {
        return format!("http://{address}");
    }
    let ip = if address.ip().is_unspecified() { own_address() } else { Some(address.ip()) };
    format!("https://{}", SocketAddr::new(ip.unwrap_or(address.ip()), address.port()))
}

/// The address of this machine on its network. Nothing is sent: a socket is only asked which
/// address it would use.
fn own_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("192.0.2.1:9").ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_unspecified()).then_some(address)
}

/// A pairing code of a hub, as another program asks for it.
pub fn pair_code(hub: Option<&HubState>, listens: Option<&str>) -> Answer {
    let Some((hub, listens)) = hub.zip(listens) else {
        let sentence = "this terminal is no hub: ask for a code where the hub runs, or restart \
                        this counter when its port is free";
        return Answer::Refused { sentence: sentence.to_owned() };
    };
    let code = hub.pair_code();
    let fingerprint = hub.fingerprint().and_then(|full| full.parse().ok());
    Answer::Code {
        code: code.digits,
        until: At(code.until),
        url: reached(listens),
        fingerprint: fingerprint.map(|one: Fingerprint| one.to_string()),
    }
}

/// Begins or ends the filling of a hub by its terminals, as another program asks for it. It waits
/// for the disk.
pub fn recover(hub: Option<&HubState>, on: bool) -> Answer {
    let Some(hub) = hub else {
        let sentence = "this terminal is no hub: ask where the hub runs";
        return Answer::Refused { sentence: sentence.to_owned() };
    };
    match hub.set_recover(on) {
        Ok(()) => Answer::Done { changed: Vec::new() },
        Err(error) => Answer::Refused { sentence: error.to_string() },
    }
}
