//! Replay: what another till has sold, sold again through the whole path, at its own times.
//!
//! On an empty data directory a site is set up with a menu that is made from the sales. Then every
//! order goes from the counter's journal through a real hub to a real kitchen terminal, is cooked
//! there, comes back, and is paid. Facts bear the times of the sales; hub and link run on the
//! machine's own time, so no clock drift is measured.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use self::cook::Cook;
use self::till::{Till, Work};
use super::boot::join::{Joining, join};
use super::boot::{self, BootError, Founding, Mode, replicas};
use crate::clock::Clock;
use crate::domain::currency::Currency;
use crate::domain::envelope::Sealed;
use crate::domain::money::{Money, Overflow, Rate};
use crate::domain::number::Letter;
use crate::domain::settings::{PriceMode, Settings, TaxClass};
use crate::domain::time::{At, SiteClock};
use crate::hub::desk::DeskHandle;
use crate::hub::{self, HubState};
use crate::past_sales::{self, BadRows, PastOrder, PastSalesError};
use crate::store::{HubAddress, Reader, Store, StoreError, Writer};
use crate::sync::link::{Link, LinkConfig, LinkError, LinkHandle};
use crate::sync::wire::Want;

mod cook;
mod plan;
mod till;

/// How long nothing may move before the replay gives up.
const PATIENCE: Duration = Duration::from_mins(1);

/// What is to be replayed, and how.
#[derive(Debug, Clone)]
pub struct Replay<'a> {
    /// The data directory; it must be empty.
    pub data: &'a Path,
    /// The name of the file, for errors.
    pub name: &'a str,
    /// Its content, plain or compressed with gzip.
    pub bytes: &'a [u8],
    /// The currency of its prices.
    pub currency: Currency,
    /// What happens to rows that cannot be read.
    pub bad: BadRows,
    /// The hub's address that the kitchen keeps afterwards.
    pub hub: String,
}

/// What a replay did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replayed {
    /// Orders that were sold, cooked and paid.
    pub orders: u64,
    /// Their lines, as they stand in the file.
    pub lines: u64,
    /// Rows that were left out.
    pub skipped: u64,
    /// What was sold, in minor units.
    pub sales: Money,
    /// The currency.
    pub currency: Currency,
    /// Facts that the counter with its hub holds.
    pub facts: u64,
    /// Whether the kitchen ended with exactly what the counter and its hub hold.
    pub equal: bool,
    /// How long it took, from the first order to the last, microseconds.
    pub took_us: u64,
}

/// Why a replay did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// There is a site already.
    #[error("{data} holds a site already: replay needs an empty data directory, give --data DIR")]
    NotEmpty {
        /// The data directory.
        data: PathBuf,
    },
    /// There is nothing to replay.
    #[error("{0} holds no order: give a file with at least one row below the header")]
    Nothing(String),
    /// The file.
    #[error(transparent)]
    File(#[from] PastSalesError),
    /// An order of the file cannot be sold.
    #[error("order {order} of the file: {sentence}")]
    Order {
        /// Its name in the file.
        order: String,
        /// Why not, with the remedy.
        sentence: String,
    },
    /// The set-up.
    #[error(transparent)]
    Boot(#[from] BootError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The link.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The system.
    #[error("the replay needs a port and threads of its own ({0}): close other programs")]
    System(#[from] std::io::Error),
    /// Nothing moves any more.
    #[error("nothing moved for {0} s: look into the log files, and replay into an empty directory")]
    Stuck(u64),
    /// A sum left the range.
    #[error(transparent)]
    Overflow(#[from] Overflow),
}

/// Replays past sales. `progress` hears how many orders of how many are paid.
///
/// # Errors
/// [`ReplayError`], in one sentence with the remedy.
pub fn run(
    replay: &Replay<'_>,
    clock: &Clock,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Replayed, ReplayError> {
    if !replicas::all(replay.data)?.is_empty() {
        return Err(ReplayError::NotEmpty { data: replay.data.to_owned() });
    }
    let mut reading = past_sales::open(replay.name, replay.bytes, replay.currency, replay.bad)?;
    let orders = reading.by_ref().collect::<Result<Vec<_>, _>>()?;
    let skipped = reading.skipped();
    let first = orders.first().ok_or_else(|| ReplayError::Nothing(replay.name.to_owned()))?;
    let settings = settings(replay.currency);
    let start = moment(&settings.clock(), first)?;
    let founding = Founding {
        name: "Counter A".to_owned(),
        letter: Some(Letter::first()),
        menu: Some(past_sales::derive_menu(&orders)),
        settings,
    };
    // The site is founded at the time of the first sale, with identities that nobody had before.
    let (past, _) = Clock::manual(start.0, clock.entropy_u64());
    let station = boot::found(replay.data, &Mode::Counter, founding, &past)?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let mut sales = Money::ZERO;
        for order in &orders {
            sales = sales.plus(order.total()?)?;
        }
        let lines = orders.iter().map(|order| order.lines.len() as u64).sum();
        let orders_count = orders.len() as u64;
        let (facts, equal, took_us) = play(replay, station, orders, clock, progress).await?;
        Ok(Replayed {
            orders: orders_count,
            lines,
            skipped,
            sales,
            currency: replay.currency,
            facts,
            equal,
            took_us,
        })
    })
}

/// The settings of the site: no tax, days from midnight to midnight in the time of the file.
fn settings(currency: Currency) -> Settings {
    Settings {
        currency,
        time_zone: "UTC".to_owned(),
        cut_off: 0,
        prices: PriceMode::Inclusive,
        tax_classes: vec![TaxClass {
            code: "none".to_owned(),
            rate: Rate::ZERO,
            by_service: std::collections::BTreeMap::new(),
        }],
        ..Settings::default()
    }
}

/// The moment of a past order on the clock of the site.
fn moment(clock: &SiteClock, order: &PastOrder) -> Result<At, ReplayError> {
    clock.moment(order.at).ok_or_else(|| ReplayError::Order {
        order: order.id.clone(),
        sentence: format!("{} is no time: correct the row", order.at),
    })
}

/// The hub inside the counter.
struct Inside {
    state: HubState,
    stop: watch::Sender<bool>,
    task: JoinHandle<std::io::Result<()>>,
}

impl Inside {
    async fn start(
        store: &Store,
        identity: &crate::store::Identity,
        desk: DeskHandle,
        clock: &Clock,
    ) -> Result<(Self, String), ReplayError> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let state = HubState::new(store, identity.clone(), desk, clock.clone())?;
        let (stop, mut stopped) = watch::channel(false);
        let shutdown = async move {
            // A sender that is gone means the same as the word to stop.
            let _ = stopped.wait_for(|stop| *stop).await;
        };
        let task = tokio::spawn(hub::serve(listener, state.clone(), shutdown));
        Ok((Self { state, stop, task }, url))
    }

    async fn end(self) -> Result<(), ReplayError> {
        self.stop.send_replace(true);
        drop(self.state);
        self.task.await.map_err(std::io::Error::other)??;
        Ok(())
    }
}

/// Plays the orders and answers how many facts the counter holds, whether the kitchen holds the
/// same, and how long it took.
async fn play(
    replay: &Replay<'_>,
    station: boot::Station,
    orders: Vec<PastOrder>,
    clock: &Clock,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(u64, bool, u64), ReplayError> {
    let (handle, requests) = DeskHandle::channel();
    let boot::Station { store, desk, identity, folder: _ } = station;
    let (inside, url) = Inside::start(&store, &identity, handle, clock).await?;
    let mut till = Till::new(&store, desk, requests)?;
    let joining = Joining {
        hub: url,
        code: inside.state.pair_code().digits,
        pin: None,
        plain: false,
        name: "Kitchen".to_owned(),
        letter: None,
    };
    let joined = join(replay.data, &Mode::Kitchen(None), &joining, clock);
    let kitchen = till.serve_until(joined).await?.map_err(ReplayError::Boot)?;
    let boot::Station { store: kitchen_store, desk, identity: cook_identity, .. } = kitchen;
    let mut kitchen_feed = kitchen_store.writer().subscribe();
    let (failures, failed) = mpsc::unbounded_channel();
    let cook = Cook::new(&kitchen_store, desk)?;
    let cooking = tokio::spawn(cook.run(failures.clone()));
    let link = start_link(&cook_identity, &kitchen_store, clock)?;
    let started = clock.monotonic_us();
    let work = Work { orders, failures, failed };
    till.work(work, progress).await?;
    let took_us = clock.monotonic_us().saturating_sub(started);
    store.writer().flush()?;
    let settled = async {
        loop {
            if same(&store.reader()?, &kitchen_store.reader()?)? {
                return Ok::<bool, StoreError>(true);
            }
            if tokio::time::timeout(PATIENCE, kitchen_feed.recv()).await.is_err() {
                return Ok(false);
            }
        }
    };
    let equal = till.serve_until(settled).await??;
    link.stop().await;
    cooking.abort();
    inside.end().await?;
    drop(till);
    let facts = store.reader()?.envelopes()?;
    let url = replay.hub.clone();
    let credential = cook_identity.hub.as_ref().map(|hub| hub.credential.clone());
    let hub = credential.map(|credential| HubAddress {
        url,
        credential,
        fingerprint: None,
        terminal: None,
    });
    kitchen_store.writer().set_identity(crate::store::Identity { hub, ..cook_identity })?;
    Ok((facts, equal, took_us))
}

fn start_link(
    identity: &crate::store::Identity,
    store: &Store,
    clock: &Clock,
) -> Result<LinkHandle, ReplayError> {
    let config = LinkConfig::of(identity, Want::All)?;
    let here = tokio::runtime::Handle::current();
    Ok(Link::start(config, store.writer(), store.reader()?, clock.clone(), &here)?)
}

/// Whether two replicas hold exactly the same facts, and count the same from them.
fn same(one: &Reader, other: &Reader) -> Result<bool, StoreError> {
    let (Some(last), true) = (one.last_day()?, one.frontier()? == other.frontier()?) else {
        return Ok(false);
    };
    let first = crate::domain::time::Day(jiff::civil::Date::MIN);
    Ok(one.day_figures(first, last)? == other.day_figures(first, last)?)
}

/// Hands facts to the writer without waiting; a failure is told.
fn append(
    writer: &Writer,
    envelopes: Vec<Sealed>,
    priority: crate::store::Priority,
    failures: &mpsc::UnboundedSender<StoreError>,
) {
    if envelopes.is_empty() {
        return;
    }
    let failures = failures.clone();
    writer.append(crate::store::Batch { priority, envelopes }, move |written| {
        if let Err(error) = written {
            // Nobody listens any more once the replay has ended.
            let _ = failures.send(error);
        }
    });
}
