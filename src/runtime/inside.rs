//! The hub inside a lone counter: on the counter's file and identity, answered by its screen.

use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::control::Answer;
use super::modes::{ModeError, Setup};
use super::screen::{Event, Events};
use crate::domain::time::At;
use crate::hub::desk::DeskHandle;
use crate::hub::{self, HubState};
use crate::store::{Identity, Store};

/// A running hub: its state, how to end it, and its task.
pub type Running = (HubState, watch::Sender<bool>, JoinHandle<()>);

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
    let (desk, mut requests) = DeskHandle::channel();
    let events = events.clone();
    runtime.spawn(async move {
        while let Some(asked) = requests.recv().await {
            if events.send(Event::Desk { seat, asked, again: false }).is_err() {
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
    Ok((state, stop, task))
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
