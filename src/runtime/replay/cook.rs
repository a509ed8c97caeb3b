//! The kitchen of a replay: starts, readies and bumps whatever is sent, as soon as it arrives.

use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;

use crate::domain::command::{Command, Step};
use crate::domain::desk::Desk;
use crate::domain::envelope::Sealed;
use crate::domain::event::{Event, LineStep, TicketMoved};
use crate::domain::frontier::Frontier;
use crate::domain::id::{AggregateId, LineId, OrderId};
use crate::domain::time::{At, Day};
use crate::hub::desk::{catch_up, take};
use crate::store::{Priority, Published, Reader, Store, StoreError, Writer};

/// A kitchen terminal without a screen.
pub struct Cook {
    desk: Desk,
    held: Frontier,
    reader: Reader,
    writer: Writer,
    feed: Receiver<Published>,
    day: Option<Day>,
}

impl Cook {
    /// A cook at the desk of a store; what is committed from now on is heard.
    ///
    /// # Errors
    /// As the store says.
    pub fn new(store: &Store, desk: Desk) -> Result<Self, StoreError> {
        let writer = store.writer();
        let feed = writer.subscribe();
        let reader = store.reader()?;
        let held = reader.frontier()?;
        Ok(Self { desk, held, reader, writer, feed, day: None })
    }

    /// Cooks until the store closes; a failure is told and ends it.
    pub async fn run(mut self, failures: mpsc::UnboundedSender<StoreError>) {
        loop {
            let heard = match self.feed.recv().await {
                Ok(rows) => self.arrived(&rows, &failures),
                Err(RecvError::Lagged(_)) => self.caught_up(&failures),
                Err(RecvError::Closed) => return,
            };
            if let Err(error) = heard {
                // Nobody listens any more once the replay has ended.
                let _ = failures.send(error);
                return;
            }
        }
    }

    fn arrived(
        &mut self,
        rows: &[Sealed],
        failures: &mpsc::UnboundedSender<StoreError>,
    ) -> Result<(), StoreError> {
        let mut made = Vec::new();
        for row in rows {
            let fact = &row.fact;
            self.held.advance(row.journal(), row.head());
            if fact.terminal == self.desk.state.me.terminal {
                continue;
            }
            take(&mut self.reader, &mut self.desk.state, fact)?;
            if let (Some(Event::OrderSent(_)), AggregateId::Order(order)) =
                (&fact.event, &fact.aggregate)
            {
                self.turn_to(fact.day, fact.at);
                made.extend(self.cook(*order, fact.at));
            }
        }
        super::append(&self.writer, made, Priority::Sale, failures);
        Ok(())
    }

    /// Reads what was missed from the disk and cooks what waits.
    fn caught_up(
        &mut self,
        failures: &mpsc::UnboundedSender<StoreError>,
    ) -> Result<(), StoreError> {
        catch_up(&mut self.reader, &mut self.desk.state, &mut self.held)?;
        let waiting: Vec<(OrderId, At)> = self
            .desk
            .state
            .orders()
            .filter_map(|order| Some((order.id, order.sends.last()?.1.at)))
            .collect();
        let made = waiting.into_iter().flat_map(|(order, at)| self.cook(order, at)).collect();
        super::append(&self.writer, made, Priority::Sale, failures);
        Ok(())
    }

    /// Starts, readies and bumps an order; one that was cooked is left alone.
    fn cook(&mut self, order: OrderId, at: At) -> Vec<Sealed> {
        let Some(found) = self.desk.state.order(order) else { return Vec::new() };
        let waits: Vec<_> = found.work_lines().filter(|line| line.bumped.is_none()).collect();
        let lines: Vec<LineId> =
            waits.iter().filter(|line| line.is_prepared()).map(|line| line.id).collect();
        let ticket = TicketMoved {
            station: waits
                .first()
                .and_then(|line| line.station().map(str::to_owned))
                .unwrap_or_default(),
            sends: found.sends.iter().map(|(send, _)| *send).collect(),
            lines: lines.clone(),
        };
        if lines.is_empty() {
            return Vec::new();
        }
        let steps = vec![
            Step::Advance(lines.clone(), LineStep::Started),
            Step::Advance(lines, LineStep::Ready),
            Step::Bump(ticket),
        ];
        match self.desk.act(&Command::Order(order, steps), at) {
            Ok(made) => made,
            Err(rejection) => {
                tracing::warn!(%order, %rejection, "an order could not be cooked");
                Vec::new()
            }
        }
    }

    /// Lets go of the orders of days that have passed.
    fn turn_to(&mut self, day: Day, at: At) {
        if self.day.replace(day).is_some_and(|before| before != day) {
            self.desk.state.forget_closed(at);
        }
    }
}
