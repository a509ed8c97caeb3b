//! The hub inside a lone counter: on the counter's file and identity, answered by its screen.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::control::{Announced, Answer};
use super::modes::{ModeError, Setup};
use super::screen::{Event, Events};
use crate::domain::envelope::Fact;
use crate::domain::id::AggregateId;
use crate::domain::state::{Applied, Me, State};
use crate::domain::time::At;
use crate::hub::desk::{DeskHandle, DeskRequest, prepare};
use crate::hub::{self, HubState};
use crate::store::{Identity, Reader, Store, StoreError};

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
}

/// Starts the hub inside the counter of a seat.
///
/// # Errors
/// As the system says when the address cannot be had, or as the store says.
pub fn start(
    runtime: &Runtime,
    seat: usize,
    store: &Store,
    identity: &Identity,
    setup: &Setup,
    events: &Events,
) -> Result<Running, ModeError> {
    let listener = runtime.block_on(TcpListener::bind(setup.listen))?;
    let address = listener.local_addr()?;
    let (desk, mut requests) = DeskHandle::channel();
    let (events, clock, me) = (events.clone(), setup.clock.clone(), identity.me());
    let mut reader = store.reader()?;
    runtime.spawn_blocking(move || {
        while let Some(asked) = requests.blocking_recv() {
            let known = look_up(&mut reader, me.clone(), &asked.request, At(clock.now_ms()));
            let known = known.unwrap_or_else(|error| {
                tracing::error!(%error, "an order could not be read for the hub inside");
                Known::default()
            });
            if events.send(Event::Desk { seat, asked, known }).is_err() {
                return;
            }
        }
    });
    let state = HubState::new(store, identity.clone(), desk, setup.clock.clone())?;
    let (stop, mut stopped) = watch::channel(false);
    let serving = state.clone();
    let task = runtime.spawn(async move {
        let shutdown = async move {
            // A sender that is gone means the same as the word to stop.
            let _ = stopped.wait_for(|stop| *stop).await;
        };
        if let Err(error) = hub::serve(listener, serving, shutdown).await {
            tracing::error!(%error, "the hub inside ended");
        }
    });
    Ok(Running { state, address, stop, task })
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
    let connected = hub.connected().into_iter();
    connected
        .map(|(terminal, one)| Announced { terminal, seq: one.held.head(terminal).seq })
        .collect()
}

/// A pairing code of a hub, as another program asks for it.
pub fn pair_code(hub: Option<&HubState>, listens: Option<&str>) -> Answer {
    let Some((hub, listens)) = hub.zip(listens) else {
        let sentence = "this terminal is no hub: ask for a code where the hub runs, or restart \
                        this counter when its port is free";
        return Answer::Refused { sentence: sentence.to_owned() };
    };
    let code = hub.pair_code();
    Answer::Code { code: code.digits, until: At(code.until), url: format!("http://{listens}") }
}
