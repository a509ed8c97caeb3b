//! What happens to an order as a whole: send, hold, take up, pay, leave.

use crate::domain::board::shown_from;
use crate::domain::command::{Command, Step};
use crate::domain::estimate::estimate;
use crate::domain::event::Tender;
use crate::domain::id::{OrderId, SendId};
use crate::domain::order::{Order, PaymentRow};
use crate::tui::counter::model::{LastSale, Model, Opened, Pending};
use crate::tui::counter::turn::{Ask, Undo};
use crate::tui::counter::update::fetch::Fetch;
use crate::tui::effect::Effect;
use crate::tui::widgets::{Message, MessageKind};

/// So many sales are remembered for the LAST box.
const LAST_SALES: usize = 2;

/// True for an order that nothing more happens to.
fn is_over(order: &Order) -> bool {
    order.cancelled.is_some() || order.rejected.is_some()
}

impl Model {
    /// Words that are said once the batch is on the disk.
    pub(in crate::tui::counter) fn say_when_durable(&mut self, batch: u64, message: Message) {
        if self.front.is_durable(batch) {
            self.say_message(message);
        } else {
            self.pending.push(Pending { batch, message });
        }
    }

    /// Hands the unsent lines to the kitchen; said only when it is on the disk.
    pub(super) fn send(&mut self) {
        let Some(order) = self.order else { return };
        let send = SendId(self.front.desk.mint());
        let Some(batch) = self.act(&Command::Order(order, vec![Step::Send(send)])) else { return };
        self.undo.clear();
        let title = self.title();
        let state = &self.front.desk.state;
        let ready = state.order(order).and_then(|order| estimate(state, order, self.front.now.at));
        let clock = state.settings().clock();
        let ready = ready
            .map_or_else(String::new, |at| format!(", ready about {}", clock.hours_minutes(at)));
        let known = state.order(order);
        let from = known.and_then(|order| shown_from(state, order)).filter(|at| *at > self.now());
        let ready = match (from, known.and_then(|order| order.due)) {
            (Some(from), Some(due)) => {
                let (from, due) = (clock.hours_minutes(from), clock.hours_minutes(due));
                format!(", which sees it at {from}, wanted at {due}")
            }
            _ => ready,
        };
        let link = &self.front.link.status;
        let alone = *link == crate::sync::status::LinkStatus::Alone;
        let waits = known.and_then(|order| order.held_courses().first().copied());
        let waits = waits
            .map_or_else(String::new, |course| format!(". Course {course} waits: F5 fires it"));
        let message = if !state.has_kitchen() {
            let nobody = "No kitchen has joined this site yet";
            let words = format!("{title} sent. {nobody}{waits}.");
            Message::new(MessageKind::Done, words)
        } else if alone || link.is_connected() {
            Message::new(MessageKind::Done, format!("{title} sent to the kitchen{ready}{waits}"))
        } else if self.front.prints_tickets() {
            Message::new(
                MessageKind::Warning,
                format!("{title} saved, its ticket is printed here."),
            )
        } else {
            let words = format!("{title} saved, NOT in the kitchen yet.");
            Message::new(MessageKind::Warning, words).with_right("F10 n Details")
        };
        self.say_when_durable(batch, message);
    }

    /// Parks the order; the screen is free for the next one at once. An order that is with the
    /// kitchen, paid or over is only put aside: its state stays what it is.
    pub(super) fn hold(&mut self) {
        let Some(order) = self.order else { return };
        let waits = |order: &Order| {
            order.unsent_lines().next().is_some() && !order.is_paid() && !is_over(order)
        };
        if !self.order().is_some_and(waits) {
            let words = format!("{} is put aside. F6 shows it again.", self.title());
            self.leave();
            self.undo.clear();
            self.say(MessageKind::Done, words);
            return;
        }
        let Some(batch) = self.act(&Command::Order(order, vec![Step::Hold])) else { return };
        let title = self.title();
        self.undo.push(Undo::steps(order, vec![Step::Resume], format!("hold of {title}")));
        self.leave();
        let words = format!("Held {title}. F6 brings it back.");
        self.say_when_durable(batch, Message::new(MessageKind::Undo, words));
    }

    /// Puts an order on the screen; one that was held goes on.
    pub(in crate::tui::counter) fn take(&mut self, id: OrderId) {
        if self.fetch(Fetch::Take(id)) {
            return;
        }
        let Some(order) = self.front.desk.state.order(id) else { return };
        let (title, place, held) = (order.title(), order.place(), order.held);
        let left = self.order().filter(|o| o.id != id && o.live_lines().next().is_some());
        let left = left.map(Order::title);
        if held && self.act(&Command::Order(id, vec![Step::Resume])).is_none() {
            return;
        }
        self.order = Some(id);
        self.place = crate::tui::counter::place::Placing::default();
        self.keep_undo(id);
        self.chosen = None;
        let lines = self.lines_in_order();
        let unsent = self.order().and_then(|o| o.unsent_lines().next_back()).map(|line| line.id);
        self.chosen = unsent.or_else(|| lines.first().copied());
        let stays =
            left.map_or_else(String::new, |left| format!(" {left} stays open, F6 shows it."));
        self.say(MessageKind::Done, format!("{title} {place}.{stays}"));
    }

    /// The screen is free for the next order.
    pub(in crate::tui::counter) fn leave(&mut self) {
        self.order = None;
        self.place = crate::tui::counter::place::Placing::default();
        self.chosen = None;
    }

    /// Opens PAY for the order on the screen; one that is paid in parts elsewhere gets its receipt.
    pub(super) fn open_pay(&mut self) {
        let Some(order) = self.order else { return };
        if !self.order().is_some_and(Order::is_receipt_due) {
            self.open(&Ask::Pay(order));
            return;
        }
        if let Some(batch) = self.act(&Command::Order(order, vec![Step::IssueReceipt])) {
            let number = self.order().and_then(|o| o.receipts.last()).map(|r| r.number.to_string());
            let words = format!("Receipt {} of {}", number.unwrap_or_default(), self.title());
            self.say_when_durable(batch, Message::new(MessageKind::Done, words));
        }
    }

    pub(super) fn open_connection(&mut self) {
        let refused =
            matches!(self.front.link.status, crate::sync::status::LinkStatus::Refused { .. });
        self.open(if refused { &Ask::Refused } else { &Ask::Connection });
    }

    /// Leaves the program; with an open order on the screen it asks.
    pub(super) fn quit(&mut self) {
        if self.overlays.iter().any(Opened::is_quit) {
            return;
        }
        if !self.has_lines() {
            self.outbox.push(Effect::Quit);
            return;
        }
        let before = self.overlays.len();
        self.open(&Ask::Quit);
        if self.overlays.len() == before {
            self.outbox.push(Effect::Quit);
        }
    }

    /// At the start, and when more was loaded: the latest unsent order of this terminal and of
    /// today is on the screen again, and the latest sales are known.
    pub(in crate::tui::counter) fn take_up(&mut self) {
        if self.last.is_empty() {
            self.last_sales();
        }
        if self.order.is_some() || self.front.is_saving() {
            return;
        }
        let state = &self.front.desk.state;
        let today = state.settings().clock().day(self.front.now.at);
        let me = state.me.terminal;
        let mine = |order: &&Order| {
            let opened = order.opened.as_ref();
            opened.is_some_and(|opened| opened.terminal == me && opened.day == today)
                && order.unsent_lines().next().is_some()
                && !order.is_paid()
                && order.is_open(today)
                && !order.held
        };
        let latest = state.orders().filter(mine).max_by_key(|order| order.changed);
        if let Some(id) = latest.map(|order| order.id) {
            self.order = Some(id);
            self.chosen = self.order().and_then(|o| o.unsent_lines().next_back()).map(|l| l.id);
        }
    }

    fn last_sales(&mut self) {
        let me = self.front.desk.state.me.terminal;
        let mut sales: Vec<(&Order, &PaymentRow)> = Vec::new();
        for order in self.front.desk.state.orders() {
            if let Some(row) = order.payments.last()
                && row.stamp.terminal == me
                && order.is_paid()
            {
                sales.push((order, row));
            }
        }
        sales.sort_by_key(|(_, row)| std::cmp::Reverse(row.stamp.at));
        let last = sales.into_iter().take(LAST_SALES).map(|(order, row)| self.sale_of(order, row));
        self.last = last.collect();
    }

    fn sale_of(&self, order: &Order, row: &PaymentRow) -> LastSale {
        let currency = order.pricing.currency;
        let payment = &row.payment;
        let tendered = currency.format(payment.tendered);
        let clock = self.front.desk.state.settings().clock();
        let words = match payment.tender {
            Tender::Cash if payment.change.is_positive() => {
                format!("cash {tendered}, CHANGE {}", currency.format(payment.change))
            }
            Tender::Cash => format!("cash {tendered}"),
            Tender::Card => {
                format!("card {tendered} approved {}", clock.hours_minutes(row.stamp.at))
            }
            Tender::Online
            | Tender::Voucher
            | Tender::Account
            | Tender::Points
            | Tender::Other(_) => format!("{} {tendered}", payment.tender),
        };
        LastSale { number: order.title(), words }
    }

    /// The sale is finished: it stands in the LAST box and in the next order's message row.
    pub(super) fn finish_sale(&mut self) {
        let Some(sale) = self.sale.take() else { return };
        let Some(order) = self.front.desk.state.order(sale.order) else { return };
        let Some(row) = order.payment(sale.payment) else { return };
        let last = self.sale_of(order, row);
        let words = format!("Last sale {}: {}", last.number, last.words);
        self.last.push_front(last);
        self.last.truncate(LAST_SALES);
        self.say(MessageKind::Info, words);
    }

    /// The next order begins.
    pub(super) fn next_order(&mut self) {
        self.finish_sale();
        self.leave();
        self.undo.clear();
    }
}
