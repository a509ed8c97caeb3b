//! A counter and a kitchen without screens on the two ends of real links to a real hub.

use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use color_eyre::eyre::{Result, eyre};
use tillrail::clock::Clock;
use tillrail::domain::envelope::Sealed;
use tillrail::domain::id::TerminalId;
use tillrail::domain::number::Letter;
use tillrail::domain::state::{Applied, State};
use tillrail::domain::time::At;
use tillrail::runtime::boot::join::{Joining, join};
use tillrail::runtime::boot::{Mode, Station, open};
use tillrail::store::{Batch, Priority, Store};
use tillrail::sync::link::{Link, LinkConfig, LinkHandle};
use tillrail::sync::status::LinkStatus;
use tillrail::sync::wire::Want;
use tokio::runtime::Runtime;

use super::shop::{Sale, Shop};

/// How long one answer may take, in seconds; only a failure ever uses it up.
const DEADLINE_SECONDS: u64 = 30;

/// Both ends, linked to one hub.
pub struct Line {
    clock: Clock,
    runtime: Runtime,
    shop: Shop,
    counter: Store,
    kitchen: Store,
    links: Vec<LinkHandle>,
    visible: Receiver<(u64, u64)>,
}

impl Line {
    /// Joins a counter and a kitchen to the hub and takes over its menu.
    ///
    /// # Errors
    /// As hub and disks say.
    pub fn join(
        hub: &str,
        code: impl Fn() -> Result<String>,
        data: &Path,
        clock: &Clock,
    ) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let member = |mode: &Mode, letter: Option<Letter>| -> Result<Station> {
            let name = format!("Bench {mode}");
            let joining = Joining {
                hub: hub.to_owned(),
                pin: None,
                plain: false,
                code: code()?,
                name,
                letter,
            };
            let station = runtime.block_on(join(data, mode, &joining, clock))?;
            let config = LinkConfig::of(&station.identity, Want::All)?;
            runtime.block_on(Link::once(config, &station.store, clock.clone()))?;
            drop(station);
            Ok(open(data, mode, clock)?)
        };
        let counter = member(&Mode::Counter, Some("B".parse()?))?;
        let kitchen = member(&Mode::Kitchen(None), None)?;
        let link = |station: &Station| -> Result<LinkHandle> {
            let config = LinkConfig::of(&station.identity, Want::All)?;
            let (writer, reader) = (station.store.writer(), station.store.reader()?);
            Ok(Link::start(config, writer, reader, clock.clone(), runtime.handle())?)
        };
        let links = vec![link(&counter)?, link(&kitchen)?];
        for link in &links {
            runtime.block_on(link.settled())?;
        }
        let terminal = counter.identity.terminal;
        let Station { store, desk, .. } = kitchen;
        let visible = follow(&store, desk.state, terminal, clock);
        let mut shop = Shop::at(counter.desk, At(clock.now_ms()));
        let shift = shop.open_shift()?;
        let counter = counter.store;
        let mut both =
            Self { clock: clock.clone(), runtime, shop, counter, kitchen: store, links, visible };
        both.write_to_visible(&shift)?;
        Ok(both)
    }

    /// The facts of one order, made now.
    ///
    /// # Errors
    /// When it is refused.
    pub fn sale(&mut self, clock: &Clock) -> Result<Sale> {
        self.shop.now = At(clock.now_ms());
        self.shop.sale()
    }

    fn give(&self, batch: &[Sealed], wait: bool) -> Result<()> {
        let writer = self.counter.writer();
        let batch = Batch { priority: Priority::Sale, envelopes: batch.to_vec() };
        if wait {
            // As a seat does, whose loop hears of the commit.
            let (tell, told) = channel();
            writer.append(batch, move |answer| drop(tell.send(answer)));
            told.recv()??;
        } else {
            // The wait for the last batch of the order covers the ones before it.
            writer.append(batch, |_| ());
        }
        Ok(())
    }

    fn until(&self, seq: u64) -> Result<u64> {
        loop {
            let (held, at) = self.visible.recv_timeout(Duration::from_secs(DEADLINE_SECONDS))?;
            if held >= seq {
                return Ok(at);
            }
        }
    }

    /// Writes a batch and waits until the kitchen has it on its disk and in its state. In
    /// microseconds.
    ///
    /// # Errors
    /// When it does not arrive.
    pub fn write_to_visible(&mut self, batch: &[Sealed]) -> Result<u64> {
        let last = batch.last().ok_or_else(|| eyre!("an empty batch"))?.fact.seq;
        let start = self.clock.monotonic_us();
        self.give(batch, false)?;
        Ok(self.until(last)?.saturating_sub(start))
    }

    /// Writes orders as fast as the counter can while it waits for the last commit of each order
    /// only, and then until the kitchen has everything. In microseconds.
    ///
    /// # Errors
    /// When it does not arrive.
    pub fn flat_out(&mut self, orders: &[Vec<Vec<Sealed>>]) -> Result<u64> {
        let start = self.clock.monotonic_us();
        let mut last = 0;
        for order in orders {
            for (index, batch) in order.iter().enumerate() {
                self.give(batch, index + 1 == order.len())?;
                last = batch.last().map_or(last, |sealed| sealed.fact.seq);
            }
        }
        Ok(self.until(last)?.saturating_sub(start))
    }

    /// Writes orders at the counter, with nobody to hear of it; answers the last place.
    ///
    /// # Errors
    /// As the disk says.
    pub fn write_alone(&mut self, orders: &[Vec<Vec<Sealed>>]) -> Result<u64> {
        let mut last = 0;
        for order in orders {
            for (index, batch) in order.iter().enumerate() {
                self.give(batch, index + 1 == order.len())?;
                last = batch.last().map_or(last, |sealed| sealed.fact.seq);
            }
        }
        Ok(last)
    }

    /// Waits until the kitchen has the counter's journal to this place; answers when that was.
    ///
    /// # Errors
    /// When it does not arrive.
    pub fn visible(&self, seq: u64) -> Result<u64> {
        self.until(seq)
    }

    /// Waits until both links say what is wanted of them; answers when that was.
    ///
    /// # Errors
    /// When a link has ended.
    pub fn linked(&self, wanted: impl Fn(&LinkStatus) -> bool) -> Result<u64> {
        for link in &self.links {
            self.runtime.block_on(link.reported(|report| wanted(&report.status)))?;
        }
        Ok(self.clock.monotonic_us())
    }

    /// Ends both ends.
    pub fn stop(self) {
        for link in self.links {
            self.runtime.block_on(link.stop());
        }
        self.counter.close();
        self.kitchen.close();
    }
}

/// Folds what arrives from a terminal into the kitchen's state and says when.
fn follow(
    store: &Store,
    mut state: State,
    terminal: TerminalId,
    clock: &Clock,
) -> Receiver<(u64, u64)> {
    let (tell, visible) = channel();
    let mut commits = store.writer().subscribe();
    let clock = clock.clone();
    std::thread::spawn(move || {
        while let Ok(published) = commits.blocking_recv() {
            let mut last = None;
            for sealed in published.iter() {
                let _: Applied = state.load(&sealed.fact);
                if sealed.fact.terminal == terminal {
                    last = Some(sealed.fact.seq);
                }
            }
            if let Some(seq) = last
                && tell.send((seq, clock.monotonic_us())).is_err()
            {
                return;
            }
        }
    });
    visible
}
