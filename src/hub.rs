//! The hub: one more replica that everybody talks to, over WebSocket and REST.
//!
//! `session` drives the hub's end of a connection, `desk` is the one who owns the state and decides,
//! `sites` holds the sites that one hub serves and `front` finds the one that a call is for; `rest`
//! translates calls into requests to the desk, `pairing` and `keys` are small memories.

use std::future::Future;

use tokio::net::TcpListener;

use sites::Sites;

mod common;
pub mod completeness;
pub mod desk;
mod front;
pub mod keys;
mod limits;
mod listener;
mod metrics;
pub mod pairing;
pub mod rest;
mod session;
pub mod sites;
mod state;

pub use common::Common;
pub use limits::{CONNECTIONS_PER_ADDRESS, CREDENTIAL_TRIES, PAIRING_TRIES};
pub use listener::{CONNECTIONS_MAX, FIRST_BYTE_MS, Line, Peer};
pub use state::{Connected, HubState, Notices, PairingCode, RECOVER, SESSIONS_MAX};

/// Serves the hub in plain text, for this machine alone, until `shutdown` is done.
///
/// # Errors
/// As [`serve_on`].
pub async fn serve(
    listener: TcpListener,
    state: HubState,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    serve_on(listener, state, Line::default(), shutdown).await
}

/// Serves the hub on a listener until `shutdown` is done; open connections are told to end first.
///
/// # Errors
/// As the system says when the listener fails.
pub async fn serve_on(
    listener: TcpListener,
    state: HubState,
    line: Line,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    serve_sites(listener, Sites::alone(state), line, shutdown).await
}

/// Serves the sites of a hub on a listener until `shutdown` is done; open connections are told to
/// end first.
///
/// # Errors
/// As the system says when the listener fails.
pub async fn serve_sites(
    listener: TcpListener,
    sites: Sites,
    line: Line,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let router = front::router(sites.clone()).into_make_service_with_connect_info::<Peer>();
    let guarded = listener::Guarded::new(listener, sites.common().clone(), line);
    let ended = async move {
        shutdown.await;
        sites.close().await;
    };
    axum::serve(guarded, router).with_graceful_shutdown(ended).await
}
