//! A hub of its own as a program: opened or founded, served until the system asks it to end.

use std::net::SocketAddr;
use std::path::Path;

use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::boot::{self, BootError, Founding, Mode, Station};
use super::control::{self, OwnerStatus, Reply, Request, Serving};
use super::ending;
use super::inside::{announced, pair_code, recover};
use super::modes::{ModeError, Setup};
use super::nearby::{self, Card, Voice};
use crate::clock::Clock;
use crate::domain::command::Command;
use crate::domain::id::{AggregateId, SiteId};
use crate::domain::number::Letter;
use crate::hub::desk::{DeskReply, DeskRequest, DeskThread, spawn_desk};
use crate::hub::{self, HubState, Line};
use crate::store::{Identity, Store};
use crate::tls::{self, CertificateError};

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

/// Runs a hub until the system asks it to end. `ready` hears where it listens and the short form of
/// its fingerprint.
///
/// # Errors
/// [`ModeError`], in one sentence with the remedy.
pub fn run(setup: &Setup, ready: impl FnOnce(SocketAddr, &str)) -> Result<(), ModeError> {
    let runtime = tokio::runtime::Runtime::new()?;
    let station = open(setup)?;
    let folder = station.folder.clone();
    let line = line(setup, &folder)?;
    let fingerprint = line.certificate.as_ref().map(|one| one.fingerprint.to_string());
    let name = place_name(&station);
    let owner = OwnerStatus {
        terminal: station.identity.terminal,
        kind: station.identity.kind,
        link: "ONLINE".to_owned(),
        hub: String::new(),
        unsent: 0,
        listens: None,
        announced: Vec::new(),
        left: 0,
        offset_ms: None,
        fingerprint: fingerprint.clone(),
    };
    let served = runtime.block_on(async {
        let listener = TcpListener::bind(setup.listen).await?;
        let hub = serve(&Handle::current(), station, (listener, line), &setup.clock)?;
        let owner = OwnerStatus { listens: Some(hub.address.to_string()), ..owner };
        let announced = say_here(setup, &hub.state, hub.address, &name);
        let socket = listen(&folder, owner, &hub.state)?;
        // Heard before anybody is told how the hub ends.
        let ended = until_signal()?;
        ready(hub.address, fingerprint.as_deref().unwrap_or_default());
        ended.await;
        ending::begin();
        drop((socket, announced));
        hub.end().await
    });
    runtime.shutdown_timeout(ending::LINKS_END);
    served
}

/// Says on the local network that a hub is here, when others can reach it and the settings let it.
/// That it is not possible is written down once and costs nothing else.
pub fn say_here(setup: &Setup, state: &HubState, listens: SocketAddr, name: &str) -> Option<Voice> {
    if !setup.config.hub.announce || listens.ip().to_canonical().is_loopback() {
        return None;
    }
    let card = Card {
        hub: state.hub().to_string(),
        name: name.to_owned(),
        site: state.site().to_string(),
        fingerprint: state.fingerprint().unwrap_or_default().to_owned(),
        listens,
    };
    match nearby::announce(&card) {
        Ok(announced) => Some(announced),
        Err(error) => {
            tracing::warn!(%error, "the hub cannot be announced on the local network: type its address");
            None
        }
    }
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

/// Lets other programs act through the hub.
fn listen(
    folder: &std::path::Path,
    owner: OwnerStatus,
    state: &HubState,
) -> Result<Serving, ModeError> {
    let (state, handle) = (state.clone(), Handle::current());
    let hand = move |request: Request, reply: Reply| match request {
        Request::Act { commands } => {
            let state = state.clone();
            handle.spawn(async move {
                let changed = changed_by(&commands);
                let said = state.ask(DeskRequest::Commands(commands)).await;
                reply.send(&told(said, changed));
            });
        }
        Request::KeepPersons { rows } => control::keep_persons(state.writer(), rows, reply),
        Request::HubPair => reply.send(&pair_code(Some(&state), owner.listens.as_deref())),
        Request::HubRecover { on } => reply.send(&recover(Some(&state), on)),
        Request::Status => {
            let owner = OwnerStatus { announced: announced(&state), ..owner.clone() };
            reply.send(&control::Answer::Status(Box::new(owner)));
        }
    };
    Ok(control::serve(folder, hand)?)
}

#[expect(clippy::wildcard_enum_match_arm, reason = "commands are answered by done or refused")]
fn told(said: DeskReply, changed: Vec<AggregateId>) -> control::Answer {
    match said {
        DeskReply::Done(_) => control::Answer::Done { changed },
        DeskReply::Refused(fault) => control::Answer::Refused { sentence: fault.sentence },
        other => control::Answer::Refused { sentence: format!("the hub answered {other:?}") },
    }
}

/// The aggregates that commands are about.
fn changed_by(commands: &[Command]) -> Vec<AggregateId> {
    commands.iter().filter_map(about).collect()
}

/// The aggregate that a command is about.
fn about(command: &Command) -> Option<AggregateId> {
    match command {
        Command::Open { order, .. } | Command::Order(order, _) => Some(AggregateId::Order(*order)),
        Command::Split(split) => Some(AggregateId::Order(split.to)),
        Command::Splits(splits) => splits.first().map(|split| AggregateId::Order(split.from)),
        Command::Move { to, .. } => Some(AggregateId::Order(*to)),
        Command::OpenShift { shift, .. } => Some(AggregateId::Shift(*shift)),
        Command::Take86 { item, .. } | Command::Restore86(item) => {
            Some(AggregateId::Item(item.clone()))
        }
        Command::PublishMenu(_) => Some(AggregateId::Menu),
        Command::ChangeSettings(_) => Some(AggregateId::Settings),
        Command::ErasePerson(person) => Some(AggregateId::Person(*person)),
        Command::PairTerminal(paired) => Some(AggregateId::Terminal(paired.terminal)),
        Command::RetireTerminal(terminal) => Some(AggregateId::Terminal(*terminal)),
        Command::SaveStaff(saved) => Some(AggregateId::Staff(saved.staff.clone())),
        Command::DisableStaff(staff) => Some(AggregateId::Staff(staff.clone())),
        Command::As { command, .. } => about(command),
        Command::CountShift { .. }
        | Command::CloseShift { .. }
        | Command::MoveCash { .. }
        | Command::OpenDrawer { .. }
        | Command::PayTogether(_)
        | Command::NoteDrift(_) => None,
    }
}
