//! Setting the stage: stations become seats, with their links, feeds, control sockets and the hub
//! inside a lone counter.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::runtime::{Handle, Runtime};
use tokio::sync::{broadcast, watch};
use tokio::task::JoinHandle;

use super::ahead::Ahead;
use super::bell::BellCommand;
use super::boot::{Mode, Station};
use super::control::{self, OwnerStatus, Reply, Request, Serving};
use super::customers;
use super::ending;
use super::face::Face;
use super::feed::{Follow, follow_commits, follow_link};
use super::inside::{self, Running};
use super::modes::{ModeError, Setup};
use super::pairing::PairAgain;
use super::screen::{self, Answers, Event, Events, Stage};
use super::seat::Seat;
use crate::clock::Clock;
use crate::domain::id::TerminalKind;
use crate::domain::time::At;
use crate::hub::HubState;
use crate::store::{AsideNews, Identity, Published, Store, Writer};
use crate::sync::link::{Link, LinkConfig, LinkHandle, protection};
use crate::sync::status::{LinkReport, LinkStatus};
use crate::sync::wire::Want;
use crate::tui::input::Key;
use crate::tui::look::Look;
use crate::tui::msg::{LinkFacts, LinkView, Msg, Now};

/// A station with what its screen needs.
pub struct Place<'a> {
    /// The station.
    pub station: Station,
    /// What it is.
    pub mode: Mode,
    /// How it looks.
    pub look: Look,
    /// The settings of the machine.
    pub setup: &'a Setup,
}

/// Everything that works behind the screens of one program.
pub struct Crew {
    clock: Clock,
    runtime: Runtime,
    events: Events,
    incoming: Receiver<Event>,
    seats: Vec<Seat>,
    stores: Vec<Store>,
    links: Vec<Option<Arc<LinkHandle>>>,
    pairs: Vec<Option<PairAgain>>,
    sockets: Vec<Serving>,
    answers: Answers,
    asked: Arc<std::sync::atomic::AtomicU64>,
    hubs: Vec<(watch::Sender<bool>, JoinHandle<()>)>,
    announced: Vec<super::nearby::Voice>,
}

impl Crew {
    /// A crew with nothing to do yet.
    ///
    /// # Errors
    /// As the system says when no threads can be had.
    pub fn new(clock: Clock) -> Result<Self, ModeError> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("links")
            .enable_all()
            .build()?;
        let (events, incoming) = screen::events();
        Ok(Self {
            clock,
            runtime,
            events,
            incoming,
            seats: Vec::new(),
            stores: Vec::new(),
            links: Vec::new(),
            pairs: Vec::new(),
            sockets: Vec::new(),
            answers: Arc::new(Mutex::new(BTreeMap::new())),
            asked: Arc::default(),
            hubs: Vec::new(),
            announced: Vec::new(),
        })
    }

    /// Takes a station onto the stage: its model, its feed, its link or the hub inside, and its
    /// control socket.
    ///
    /// # Errors
    /// As the store or the link says.
    pub fn seat(&mut self, place: Place<'_>) -> Result<(), ModeError> {
        let Place { station, mode, look, setup } = place;
        let index = self.seats.len();
        let Station { store, desk, identity, folder } = station;
        let reader = store.reader()?;
        // Heard first and read second, so that nothing committed in between is missed.
        let commits = store.writer().subscribe();
        let ahead = store.writer().subscribe_aside();
        let follow =
            Follow::new(identity.terminal, desk.boot(), folder.clone(), reader.frontier()?);
        let now = Now { at: At(self.clock.now_ms()), mono: self.clock.monotonic_ms() };
        let mut model = Face::new(&mode, desk, look, &setup.config, now);
        if setup.announce.is_some() {
            model.listen();
        }
        model.front().training = setup.training;
        let (writer, events) = (store.writer(), self.events.clone());
        if let Err(words) = model.read_bump_bar(&setup.config, &folder) {
            let _ = events.send(Event::Seat(index, Msg::Warn(words)));
        }
        let mut seat = Seat::new(index, model, writer.clone(), folder.clone(), events.clone());
        let command = setup.config.kitchen.bell_command.clone();
        seat.bell = command.filter(|_| matches!(mode, Mode::Kitchen(_))).map(BellCommand::new);
        let kick = setup.config.counter.drawer_command.clone();
        seat.drawer = kick.filter(|_| !setup.training).map(BellCommand::new);
        self.seats.push(seat);
        self.follow(index, follow, (commits, ahead), (&writer, &folder));
        if identity.kind == TerminalKind::Counter {
            let rows = store.writer().subscribe_persons();
            self.runtime.spawn(customers::follow(index, rows, events.clone()));
        }
        let mut hub = None;
        let mut report = None;
        if identity.hub.is_some() {
            let config = LinkConfig::of(&identity, Want::All)?;
            let name = config.url.shown();
            let facts = LinkFacts {
                address: name.clone(),
                line: identity.hub.as_ref().map(protection).unwrap_or_default(),
                ..LinkFacts::default()
            };
            let handle = self.runtime.handle();
            let link = Link::start(config, writer, reader, self.clock.clone(), handle)?;
            report = Some(link.watch());
            let link = Arc::new(link);
            let pair = self.pairing(&identity, store.writer(), &link, setup);
            self.pairs.push(Some(pair));
            let following = follow_link(index, (name, facts), folder.clone(), link.watch(), events);
            self.runtime.spawn(following);
            self.links.push(Some(link));
        } else {
            self.links.push(None);
            self.pairs.push(None);
            if identity.kind == TerminalKind::Counter && !setup.training {
                hub = self.hub_inside(index, (&store, &folder), &identity, setup);
            }
        }
        let owner = alone(&identity, hub.as_ref());
        let hub = hub.map(|(state, _)| state);
        self.listen((index, store.writer()), &folder, owner, hub, report)?;
        self.stores.push(store);
        Ok(())
    }

    /// Lets a seat hear what is committed, and what comes ahead of its journals.
    fn follow(
        &self,
        seat: usize,
        follow: Follow,
        (commits, news): (broadcast::Receiver<Published>, broadcast::Receiver<AsideNews>),
        (writer, folder): (&Writer, &std::path::Path),
    ) {
        let (events, writer) = (self.events.clone(), writer.clone());
        let leads = move || writer.leads();
        self.runtime.spawn(follow_commits(seat, follow, commits, (events.clone(), leads)));
        let ahead = Ahead { seat, folder: folder.to_owned(), clock: self.clock.clone(), events };
        self.runtime.spawn(ahead.follow(news));
    }

    /// What it takes to pair a terminal again from its screen.
    fn pairing(
        &self,
        identity: &Identity,
        writer: Writer,
        link: &Arc<LinkHandle>,
        setup: &Setup,
    ) -> PairAgain {
        PairAgain {
            identity: Arc::new(Mutex::new(identity.clone())),
            writer,
            link: Arc::clone(link),
            plain: setup.config.hub.plain,
            runtime: self.runtime.handle().clone(),
        }
    }

    /// The hub inside a lone counter. A port that is taken is said in the message row; selling
    /// goes on without.
    fn hub_inside(
        &mut self,
        index: usize,
        store: (&Store, &std::path::Path),
        identity: &Identity,
        setup: &Setup,
    ) -> Option<(HubState, SocketAddr)> {
        let _ = self.events.send(Event::Seat(index, Msg::Link(LinkView::default())));
        let started = inside::start(&self.runtime, index, store, identity, setup, &self.events);
        match started {
            Ok(Running { state, address, stop, task, announced }) => {
                let facts = LinkFacts {
                    address: address.to_string(),
                    line: shown(&state).map(|one| format!("TLS {one}")).unwrap_or_default(),
                    ..LinkFacts::default()
                };
                let view = LinkView { facts, ..LinkView::default() };
                let _ = self.events.send(Event::Seat(index, Msg::Link(view)));
                self.announced.extend(announced);
                self.hubs.push((stop, task));
                Some((state, address))
            }
            Err(error) => {
                tracing::warn!(%error, listen = %setup.listen, "no hub inside");
                let words = if let ModeError::Certificate(error) = error {
                    format!("No terminal can join: {error}. Selling goes on.")
                } else {
                    let listen = setup.listen;
                    format!("No terminal can join: {listen} is not free. Selling goes on.")
                };
                let _ = self.events.send(Event::Seat(index, Msg::Warn(words)));
                None
            }
        }
    }

    /// Lets other programs act through this one.
    fn listen(
        &mut self,
        (seat, writer): (usize, Writer),
        folder: &std::path::Path,
        owner: OwnerStatus,
        hub: Option<HubState>,
        report: Option<watch::Receiver<LinkReport>>,
    ) -> Result<(), ModeError> {
        let (events, answers) = (self.events.clone(), Arc::clone(&self.answers));
        let asked = Arc::clone(&self.asked);
        let hand = move |request: Request, reply: Reply| match request {
            Request::Act { commands } => {
                let id = asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                let answer = move |result: screen::Answer| reply.send(&told(result));
                answers.lock().unwrap_or_else(PoisonError::into_inner).insert(id, Box::new(answer));
                let _ = events.send(Event::Seat(seat, Msg::Asked { id, commands }));
            }
            Request::KeepPersons { rows } => control::keep_persons(&writer, rows, reply),
            Request::HubPair => {
                reply.send(&inside::pair_code(hub.as_ref(), owner.listens.as_deref()));
            }
            Request::HubRecover { on } => reply.send(&inside::recover(hub.as_ref(), on)),
            Request::Site { .. } | Request::Sites => {
                let sentence = "a counter serves its own site alone: ask where the hub runs";
                reply.send(&control::Answer::Refused { sentence: sentence.to_owned() });
            }
            Request::Status => {
                let mut owner = owner.clone();
                if let Some(report) = &report {
                    let report = report.borrow();
                    report.status.word().clone_into(&mut owner.link);
                    owner.unsent = report.unsent;
                    owner.offset_ms = report.offset_ms;
                    owner.left = match report.status {
                        LinkStatus::Syncing { left } => left,
                        LinkStatus::Alone
                        | LinkStatus::Connecting
                        | LinkStatus::Online { .. }
                        | LinkStatus::Offline { .. }
                        | LinkStatus::Refused { .. } => 0,
                    };
                }
                owner.announced = hub.as_ref().map(inside::announced).unwrap_or_default();
                reply.send(&control::Answer::Status(Box::new(owner)));
            }
        };
        self.sockets.push(control::serve(folder, hand)?);
        Ok(())
    }

    /// Runs the loop until somebody quits, then ends links and hubs and closes the stores.
    ///
    /// # Errors
    /// What the terminal says.
    pub fn play(self, setup: &Setup, look: Look, switch: Option<Key>) -> Result<(), ModeError> {
        end_on_signal(self.runtime.handle(), self.events.clone());
        let try_now = self.links.iter().map(|link| {
            link.clone().map(|link| Box::new(move || link.try_now()) as Box<dyn Fn() + Send>)
        });
        let stage = Stage {
            seats: self.seats,
            switch,
            incoming: self.incoming,
            events: self.events,
            clock: self.clock,
            try_now: try_now.collect(),
            pairs: self.pairs,
            answers: self.answers,
            announce: setup.announce.clone(),
            logs: setup.logs(),
            prints: setup.prints(),
            mouse: setup.config.ui.mouse,
            trains: switch.is_none(),
            look,
            setup: setup.clone(),
        };
        let played = screen::run(stage);
        ending::begin();
        drop((self.sockets, self.announced));
        for store in &self.stores {
            if let Err(error) = store.writer().flush() {
                tracing::error!(%error, "not everything could be saved at the end");
            }
        }
        let (links, hubs) = (self.links, self.hubs);
        self.runtime.block_on(async {
            for link in links.into_iter().flatten().filter_map(Arc::into_inner) {
                link.stop().await;
            }
            for (stop, task) in hubs {
                stop.send_replace(true);
                if let Err(error) = task.await {
                    tracing::error!(%error, "the hub inside ended by a panic");
                }
            }
        });
        self.stores.into_iter().for_each(Store::close);
        self.runtime.shutdown_timeout(ending::LINKS_END);
        Ok(played?)
    }
}

/// What a station says of itself before its link has said anything.
fn alone(identity: &Identity, hub: Option<&(HubState, SocketAddr)>) -> OwnerStatus {
    OwnerStatus {
        terminal: identity.terminal,
        kind: identity.kind,
        link: "ALONE".to_owned(),
        hub: identity.hub.as_ref().map(|hub| hub.url.clone()).unwrap_or_default(),
        unsent: 0,
        listens: hub.map(|(_, address)| address.to_string()),
        announced: Vec::new(),
        left: 0,
        offset_ms: None,
        fingerprint: hub.and_then(|(state, _)| shown(state)),
    }
}

/// The fingerprint of a hub, in the form that people compare.
fn shown(hub: &HubState) -> Option<String> {
    let full: crate::tls::Fingerprint = hub.fingerprint()?.parse().ok()?;
    Some(full.to_string())
}

fn told(result: screen::Answer) -> control::Answer {
    match result {
        Ok(changed) => control::Answer::Done { changed },
        Err(rejection) => control::Answer::Refused { sentence: rejection.to_string() },
    }
}

/// Ends the loop when the system asks for it. From the return on signals are heard, however long
/// the first work of the others keeps every thread busy.
fn end_on_signal(runtime: &Handle, events: Events) {
    use tokio::signal::unix::{SignalKind, signal};
    let signals = [SignalKind::terminate(), SignalKind::hangup(), SignalKind::interrupt()];
    let within = runtime.enter();
    let heard = signals.map(signal);
    drop(within);
    let [Ok(mut terminate), Ok(mut hangup), Ok(mut interrupt)] = heard else {
        tracing::error!("signals cannot be heard");
        return;
    };
    runtime.spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
            _ = interrupt.recv() => {}
        }
        let _ = events.send(Event::Terminate);
    });
}
