//! The counter of a replay: places past orders, a bounded number at a time, and takes the money of
//! those that the kitchen has served. It also answers for the hub inside.

use std::collections::{BTreeMap, VecDeque};
use std::future::Future;

use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;

use super::{PATIENCE, ReplayError, append, moment, plan};
use crate::domain::command::{Command, Opening, Step, Take};
use crate::domain::desk::Desk;
use crate::domain::envelope::Sealed;
use crate::domain::event::Tender;
use crate::domain::frontier::Frontier;
use crate::domain::id::{AggregateId, OrderId, PaymentId, ShiftId};
use crate::domain::money::Money;
use crate::domain::order::Status;
use crate::domain::rejection::Rejection;
use crate::domain::settings::Service;
use crate::domain::tally::tally;
use crate::domain::time::{At, Day, SiteClock};
use crate::hub::desk::{Asked, answer, catch_up, take};
use crate::past_sales::PastOrder;
use crate::store::{Batch, Priority, Published, Reader, Store, StoreError, Writer};

/// The most orders between the counter and the kitchen at the same time.
const WINDOW_ORDERS: usize = 128;

/// What a till has to do.
pub struct Work {
    /// The orders, in the order of the file.
    pub orders: Vec<PastOrder>,
    /// Where writers tell that they failed.
    pub failures: mpsc::UnboundedSender<StoreError>,
    /// Where it is heard.
    pub failed: mpsc::UnboundedReceiver<StoreError>,
}

/// A counter without a screen, with the hub inside.
pub struct Till {
    desk: Desk,
    held: Frontier,
    reader: Reader,
    writer: Writer,
    feed: Receiver<Published>,
    requests: mpsc::Receiver<Asked>,
    clock: SiteClock,
    /// Orders that were sent, with their time and name in the file.
    cooking: BTreeMap<OrderId, (At, String)>,
    now: At,
}

/// What happened next.
enum Next {
    Asked(Option<Asked>),
    Heard(Result<Published, RecvError>),
    Failed(Option<StoreError>),
    Nothing,
}

impl Till {
    /// A till at the desk of a store, which answers the requests of the hub inside.
    ///
    /// # Errors
    /// As the store says.
    pub fn new(
        store: &Store,
        desk: Desk,
        requests: mpsc::Receiver<Asked>,
    ) -> Result<Self, StoreError> {
        let writer = store.writer();
        let feed = writer.subscribe();
        let reader = store.reader()?;
        let held = reader.frontier()?;
        let clock = desk.state.settings().clock();
        let now = desk.state.my_shift().and_then(|shift| shift.opened.as_ref()).map(|o| o.at);
        let now = now.unwrap_or_default();
        let cooking = BTreeMap::new();
        Ok(Self { desk, held, reader, writer, feed, requests, clock, cooking, now })
    }

    /// Answers for the hub inside until something else is done.
    ///
    /// # Errors
    /// As the store says.
    pub async fn serve_until<T>(
        &mut self,
        done: impl Future<Output = T>,
    ) -> Result<T, ReplayError> {
        tokio::pin!(done);
        loop {
            tokio::select! {
                done = &mut done => return Ok(done),
                asked = self.requests.recv() => self.answer(asked)?,
                heard = self.feed.recv() => { self.hear(heard)?; }
            }
        }
    }

    /// Sells everything. `progress` hears how many orders of how many are paid.
    ///
    /// # Errors
    /// [`ReplayError`].
    pub async fn work(
        &mut self,
        work: Work,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<(), ReplayError> {
        let Work { orders, failures, mut failed } = work;
        let total = orders.len() as u64;
        let mut waiting: VecDeque<PastOrder> = orders.into();
        let mut paid = 0;
        loop {
            self.place(&mut waiting, &failures)?;
            if waiting.is_empty() && self.cooking.is_empty() {
                break;
            }
            let next = tokio::select! {
                asked = self.requests.recv() => Next::Asked(asked),
                heard = self.feed.recv() => Next::Heard(heard),
                error = failed.recv() => Next::Failed(error),
                () = tokio::time::sleep(PATIENCE) => Next::Nothing,
            };
            match next {
                Next::Asked(asked) => self.answer(asked)?,
                Next::Heard(heard) => {
                    for order in self.hear(heard)? {
                        paid += self.pay(order, &failures)?;
                    }
                    progress(paid, total);
                }
                Next::Failed(error) => return Err(error.unwrap_or(StoreError::Closed).into()),
                Next::Nothing => return Err(ReplayError::Stuck(PATIENCE.as_secs())),
            }
        }
        self.close_shift(&failures)?;
        // What is asked for last is durable last, so everything is.
        self.writer.flush()?;
        failed.try_recv().map_or(Ok(()), |error| Err(error.into()))
    }

    /// Places orders while there is room. A new day begins when the last one is paid up, with a
    /// shift of its own.
    fn place(
        &mut self,
        waiting: &mut VecDeque<PastOrder>,
        failures: &mpsc::UnboundedSender<StoreError>,
    ) -> Result<(), ReplayError> {
        let mut made = Vec::new();
        while self.cooking.len() < WINDOW_ORDERS {
            let Some(next) = waiting.front() else { break };
            let at = moment(&self.clock, next)?;
            let day = self.clock.day(at);
            if self.shift_day() != Some(day) {
                if !self.cooking.is_empty() {
                    break;
                }
                append(&self.writer, std::mem::take(&mut made), Priority::Sale, failures);
                self.turn_to(at, failures)?;
            }
            let Some(past) = waiting.pop_front() else { break };
            made.extend(self.sell(&past, at)?);
        }
        append(&self.writer, made, Priority::Sale, failures);
        Ok(())
    }

    fn shift_day(&self) -> Option<Day> {
        self.desk.state.my_shift()?.opened.as_ref().map(|stamp| stamp.day)
    }

    fn sell(&mut self, past: &PastOrder, at: At) -> Result<Vec<Sealed>, ReplayError> {
        let refused = |sentence: String| ReplayError::Order { order: past.id.clone(), sentence };
        let menu = std::sync::Arc::clone(self.desk.state.menu());
        let desk = &mut self.desk;
        let order = OrderId(desk.mint());
        let steps = plan::steps(&menu, past, &mut || desk.mint())?;
        let opening = Opening { service: Service::Takeaway, ..Opening::default() };
        let command = Command::Open { order, opening, steps };
        let made = desk.act(&command, at).map_err(|error| refused(error.to_string()))?;
        self.cooking.insert(order, (at, past.id.clone()));
        self.now = at;
        Ok(made)
    }

    /// Takes the money of an order that was served.
    fn pay(
        &mut self,
        order: OrderId,
        failures: &mpsc::UnboundedSender<StoreError>,
    ) -> Result<u64, ReplayError> {
        let Some((at, id)) = self.cooking.remove(&order) else { return Ok(0) };
        let take = Take {
            payment: PaymentId(self.desk.mint()),
            tender: Tender::Cash,
            tendered: None,
            amount: None,
            part: false,
            tip: Money::ZERO,
            reference: None,
            shift: None,
        };
        let command = Command::Order(order, vec![Step::Pay(take)]);
        let made = self
            .desk
            .act(&command, at)
            .map_err(|error| ReplayError::Order { order: id, sentence: error.to_string() })?;
        append(&self.writer, made, Priority::Sale, failures);
        Ok(1)
    }

    /// Closes the shift of the day before with its Z and opens one for the day of `at`.
    fn turn_to(
        &mut self,
        at: At,
        failures: &mpsc::UnboundedSender<StoreError>,
    ) -> Result<(), ReplayError> {
        self.close_shift(failures)?;
        self.desk.state.forget_closed(at);
        let shift = ShiftId(self.desk.mint());
        let open = Command::OpenShift { shift, float: Money::ZERO };
        let made = self.desk.act(&open, at).map_err(cannot)?;
        append(&self.writer, made, Priority::Sale, failures);
        self.now = at;
        Ok(())
    }

    fn close_shift(
        &mut self,
        failures: &mpsc::UnboundedSender<StoreError>,
    ) -> Result<(), ReplayError> {
        let Some(shift) = self.desk.state.my_shift() else { return Ok(()) };
        let counted = tally(&self.desk.state, shift)?.expected;
        let close = Command::CloseShift { counted, reason: None, left: None, waiting: 0 };
        let made = self.desk.act(&close, self.now).map_err(cannot)?;
        append(&self.writer, made, Priority::Sale, failures);
        Ok(())
    }

    /// Takes in what was committed and answers which orders are served now.
    fn hear(&mut self, heard: Result<Published, RecvError>) -> Result<Vec<OrderId>, ReplayError> {
        let own = self.desk.state.me.terminal;
        let mut touched = Vec::new();
        match heard {
            Ok(rows) => {
                for row in rows.iter() {
                    let fact = &row.fact;
                    self.held.advance(row.journal(), row.head());
                    if fact.terminal == own {
                        continue;
                    }
                    take(&mut self.reader, &mut self.desk.state, fact)?;
                    if let AggregateId::Order(order) = &fact.aggregate {
                        touched.push(*order);
                    }
                }
            }
            Err(RecvError::Lagged(_)) => {
                catch_up(&mut self.reader, &mut self.desk.state, &mut self.held)?;
                touched.extend(self.cooking.keys());
            }
            Err(RecvError::Closed) => return Err(StoreError::Closed.into()),
        }
        touched.dedup();
        let served = |id: &OrderId| {
            self.cooking.contains_key(id)
                && self.desk.state.order(*id).is_some_and(|order| order.status() == Status::Served)
        };
        touched.retain(served);
        Ok(touched)
    }

    /// Answers a request of the hub inside; what changes something is durable first.
    fn answer(&mut self, asked: Option<Asked>) -> Result<(), ReplayError> {
        let Some(Asked { request, reply }) = asked else { return Ok(()) };
        let given = answer(&mut self.desk, &request, &[], self.now);
        if !given.sealed.is_empty() {
            let batch = Batch { priority: Priority::Sale, envelopes: given.sealed };
            self.writer.append_and_wait(batch)?;
        }
        // The asker may have given up; the facts are durable all the same.
        let _ = reply.send(given.reply);
        Ok(())
    }
}

/// A shift that cannot be opened or closed, in words.
#[expect(clippy::needless_pass_by_value, reason = "it stands at the end of `map_err`")]
fn cannot(rejection: Rejection) -> ReplayError {
    ReplayError::Order { order: "shift".to_owned(), sentence: rejection.to_string() }
}
