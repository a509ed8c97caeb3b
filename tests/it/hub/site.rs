//! A small site: a hub that can be stopped and started again, and terminals that sell.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;
use tillrail::clock::Clock;
use tillrail::domain::command::{Command, NewLine, Opening, Step, Take};
use tillrail::domain::desk::Desk;
use tillrail::domain::envelope::{Hash, Sealed};
use tillrail::domain::event::Tender;
use tillrail::domain::frontier::{Frontier, Head};
use tillrail::domain::id::{
    Boot, LineId, OrderId, PaymentId, SendId, SiteId, TerminalId, TerminalKind,
};
use tillrail::domain::money::{Money, Quantity};
use tillrail::domain::order::Order;
use tillrail::domain::settings::Settings;
use tillrail::domain::time::At;
use tillrail::hub::desk::{DeskReply, DeskRequest, DeskThread, catch_up, load_state, spawn_desk};
use tillrail::hub::{self, HubState};
use tillrail::store::{Batch, HubAddress, Identity, OpenOptions, Priority, Store};
use tillrail::sync::link::{Link, LinkConfig, LinkHandle};
use tillrail::sync::wire::Want;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::stories::world;

/// A Friday noon, in milliseconds UTC.
pub const NOON: i64 = world::NOON;

/// The site of the tests.
pub const SITE: SiteId = SiteId(77);

/// The hub of the site.
pub const HUB: TerminalId = TerminalId(1);

/// How long a test waits for what must come before it fails.
const PATIENCE: Duration = Duration::from_mins(1);

/// Waits for what must come.
pub async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, what).await.expect("this must come")
}

pub fn clock() -> Clock {
    Clock::system()
}

/// Opens a store in a folder for a terminal.
pub fn open_store(folder: &Path) -> Store {
    let options = OpenOptions::new("test", folder, At(NOON));
    Store::open(folder, &options).unwrap()
}

/// A running hub.
pub struct Hub {
    folder: PathBuf,
    pub store: Store,
    pub state: HubState,
    pub address: String,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
    desk: DeskThread,
}

/// What every hub here is.
pub fn hub_identity() -> Identity {
    Identity {
        site: SITE,
        terminal: HUB,
        kind: TerminalKind::Hub,
        name: "Hub".to_owned(),
        letter: Some("W".parse().unwrap()),
        hub: None,
        fingerprint: None,
    }
}

impl Hub {
    /// A hub with the menu of the stories, on a free port.
    pub async fn start(folder: &Path) -> Self {
        let hub = Self::open_at(folder, "127.0.0.1:0").await;
        let known = hub.state.ask(DeskRequest::Menu).await;
        if matches!(known, DeskReply::Menu(view) if view.menu.items.is_empty()) {
            let settings = Settings { hub_cash: true, ..world::exclusive_18() };
            let commands = vec![
                Command::ChangeSettings(Box::new(settings.into())),
                Command::PublishMenu(Box::new(world::menu())),
            ];
            let reply = hub.state.ask(DeskRequest::Commands(commands)).await;
            assert!(matches!(reply, DeskReply::Done(_)), "{reply:?}");
        }
        hub
    }

    /// A hub on a folder that is there, at an address of its own.
    pub async fn open_at(folder: &Path, address: &str) -> Self {
        tillrail::tls::install();
        let store = open_store(folder);
        let identity = hub_identity();
        store.writer().set_identity(identity.clone()).unwrap();
        let (desk, thread) = spawn_desk(&store, &identity, clock()).unwrap();
        let state = HubState::new(&store, identity, desk, clock()).unwrap();
        let listener = tokio::net::TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn({
            let state = state.clone();
            async move {
                let shutdown = async {
                    let _ = stopped.await;
                };
                hub::serve(listener, state, shutdown).await.unwrap();
            }
        });
        Self { folder: folder.to_owned(), store, state, address, stop, serving, desk: thread }
    }

    /// Stops the hub and gives its folder and address back.
    pub async fn stop(self) -> (PathBuf, String) {
        self.stop.send(()).unwrap();
        soon(self.serving).await.unwrap();
        drop(self.state);
        tokio::task::spawn_blocking(move || {
            self.desk.join();
            self.store.close();
        })
        .await
        .unwrap();
        (self.folder, self.address)
    }

    /// Stops the hub and starts it again at the same address.
    pub async fn restart(self) -> Self {
        let (folder, address) = self.stop().await;
        Self::open_at(&folder, &address).await
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Pairs a terminal over REST, as a set-up does, and answers with its identity.
    pub async fn pair(&self, number: u64, kind: TerminalKind) -> Identity {
        self.pair_as(number, kind, &format!("{kind} {number}")).await
    }

    /// The same under another name.
    pub async fn pair_as(&self, number: u64, kind: TerminalKind, name: &str) -> Identity {
        let terminal = TerminalId(number);
        let body = serde_json::json!({
            "code": self.state.pair_code().digits,
            "terminal": terminal.to_string(),
            "kind": kind,
            "name": name,
        });
        let answer = reqwest::Client::new().post(self.url("/v1/pair")).json(&body).send();
        let answer = answer.await.unwrap();
        assert_eq!(answer.status(), 200);
        let answer: serde_json::Value = answer.json().await.unwrap();
        Identity {
            site: answer["site"].as_str().unwrap().parse().unwrap(),
            terminal,
            kind,
            name: name.to_owned(),
            letter: answer["letter"].as_str().map(|letter| letter.parse().unwrap()),
            hub: Some(HubAddress {
                url: format!("ws://{}", self.address),
                credential: answer["credential"].as_str().unwrap().to_owned(),
                fingerprint: None,
                terminal: answer["hub"].as_str().map(|hub| hub.parse().unwrap()),
            }),
            fingerprint: None,
        }
    }

    pub fn frontier(&self) -> Frontier {
        self.store.reader().unwrap().frontier().unwrap()
    }
}

/// A terminal with its own store and journal.
pub struct Till {
    pub store: Store,
    pub identity: Identity,
    desk: Desk,
    held: Frontier,
    now: i64,
}

impl Till {
    /// A terminal with an empty store.
    pub fn new(folder: &Path, identity: Identity) -> Self {
        let store = open_store(folder);
        store.writer().set_identity(identity.clone()).unwrap();
        Self::on(store, identity, 1)
    }

    /// A terminal on a store that is there, in a process of its own.
    pub fn on(store: Store, identity: Identity, boot: u32) -> Self {
        let mut reader = store.reader().unwrap();
        let (state, frontier) = load_state(&mut reader, &identity, At(NOON)).unwrap();
        let head = frontier.head(identity.terminal);
        let desk = Desk::new(state, Boot(boot), head);
        Self { store, identity, desk, held: frontier, now: NOON }
    }

    /// Takes in what has arrived on the disk.
    pub fn learn(&mut self) {
        let mut reader = self.store.reader().unwrap();
        catch_up(&mut reader, &mut self.desk.state, &mut self.held).unwrap();
        let own = reader.head(self.identity.terminal).unwrap();
        if own.seq > self.desk.head().seq {
            self.desk.took_back(own);
        }
    }

    pub fn act(&mut self, command: &Command) -> Vec<Sealed> {
        self.now += 1_000;
        let sealed = self.desk.act(command, At(self.now)).unwrap();
        let batch = Batch { priority: Priority::Sale, envelopes: sealed.clone() };
        self.store.writer().append_and_wait(batch).unwrap();
        sealed
    }

    /// A fact that needs no menu.
    pub fn note(&mut self, number: i64) {
        self.act(&Command::NoteDrift(number));
    }

    fn new_line(&mut self, item: &str, count: i64) -> Step {
        Step::Add(NewLine {
            line: LineId(self.desk.mint()),
            item: item.to_owned(),
            options: None,
            quantity: Quantity::pieces(count),
            note: None,
            allergy: None,
            of: None,
            seat: None,
            course: None,
        })
    }

    /// Opens an order, adds items, sends it, and pays it by card when asked.
    pub fn sell(&mut self, items: &[(&str, i64)], paid: bool) -> OrderId {
        let order = OrderId(self.desk.mint());
        let mut steps: Vec<Step> =
            items.iter().map(|(item, count)| self.new_line(item, *count)).collect();
        steps.push(Step::Send(SendId(self.desk.mint())));
        if paid {
            steps.push(self.pay());
        }
        self.act(&Command::Open { order, opening: Opening::default(), steps });
        order
    }

    fn pay(&mut self) -> Step {
        Step::Pay(Take {
            payment: PaymentId(self.desk.mint()),
            tender: Tender::Card,
            tendered: None,
            amount: None,
            part: false,
            tip: Money::ZERO,
            reference: None,
            shift: None,
        })
    }

    /// Pays an order by card.
    pub fn settle(&mut self, order: OrderId) {
        let pay = self.pay();
        self.act(&Command::Order(order, vec![pay]));
    }

    /// Adds items to an order and sends them.
    pub fn add(&mut self, order: OrderId, item: &str, count: i64) {
        let steps = vec![self.new_line(item, count), Step::Send(SendId(self.desk.mint()))];
        self.act(&Command::Order(order, steps));
    }

    /// The order as the disk says it is.
    pub fn order(&self, order: OrderId) -> Order {
        self.store.reader().unwrap().order(order).unwrap().expect("the order is held")
    }

    pub fn head(&self) -> Head {
        self.store.reader().unwrap().head(self.identity.terminal).unwrap()
    }

    pub fn frontier(&self) -> Frontier {
        self.store.reader().unwrap().frontier().unwrap()
    }

    /// Appends an envelope of a kind that nobody here knows, as a newer program makes it.
    pub fn append_unknown(&mut self) -> Sealed {
        let known = self.desk.act(&Command::NoteDrift(123_456), At(self.now)).unwrap();
        let newer = known[0].bytes.replace("clock_drifted", "moon_phased");
        let hash = Hash::chain(known[0].fact.prev, newer.as_bytes());
        let sealed = Sealed::open(newer, hash).unwrap();
        let batch = Batch { priority: Priority::Sale, envelopes: vec![sealed.clone()] };
        self.store.writer().append_and_wait(batch).unwrap();
        self.desk.took_back(Head { seq: sealed.fact.seq, hash });
        sealed
    }

    /// Starts the link to its hub.
    pub fn link(&self) -> LinkHandle {
        self.link_to(&self.identity.hub.as_ref().unwrap().url)
    }

    /// Starts the link to an address.
    pub fn link_to(&self, url: &str) -> LinkHandle {
        let config = self.config(url, Want::All);
        let reader = self.store.reader().unwrap();
        let handle = tokio::runtime::Handle::current();
        Link::start(config, self.store.writer(), reader, clock(), &handle).unwrap()
    }

    pub fn config(&self, url: &str, want: Want) -> LinkConfig {
        let mut identity = self.identity.clone();
        url.clone_into(&mut identity.hub.as_mut().unwrap().url);
        LinkConfig::of(&identity, want).unwrap()
    }

    /// Exchanges everything once.
    pub async fn exchange(&self) {
        let url = &self.identity.hub.as_ref().unwrap().url;
        let once = Link::once(self.config(url, Want::All), &self.store, clock());
        soon(once).await.unwrap();
    }
}

/// Waits until all stores hold the same.
pub async fn converged(stores: &[&Store]) {
    let mut feeds: Vec<_> = stores.iter().map(|store| store.writer().subscribe()).collect();
    let same = || {
        let mut frontiers = stores.iter().map(|store| store.reader().unwrap().frontier().unwrap());
        let first = frontiers.next().unwrap();
        frontiers.all(|other| other == first)
    };
    let waiting = async {
        while !same() {
            let heard = feeds.iter_mut().map(|feed| Box::pin(feed.recv()));
            // A lagging feed only means that much has happened.
            let _ = futures_util::future::select_all(heard).await;
        }
    };
    soon(waiting).await;
}

/// A folder that lasts as long as the test.
pub fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}
