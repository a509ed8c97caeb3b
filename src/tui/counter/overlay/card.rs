//! A card charged by hand on a terminal of its own: approved, declined or not sure.

use ratatui::layout::{Position, Rect};

use super::guard::{Guard, SETTLE_MS};
use super::sheet::{Sheet, place};
use super::words;
use crate::domain::command::{Command, Step, Take, Together};
use crate::domain::event::Tender;
use crate::domain::id::{OrderId, PaymentId};
use crate::domain::money::Money;
use crate::domain::order::Order;
use crate::tui::counter::turn::{Ask, Hit, Over, Then, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Press};
use crate::tui::msg::Msg;
use crate::tui::theme::Role;
use crate::tui::widgets::{DigitSize, HitMap, KeyEntry, Message, MessageKind, Panel, Pen};

/// What is recorded when the card terminal refuses.
const DECLINED: &str = "declined by the card terminal";
/// What is recorded when nobody knows.
const NOT_SURE: &str = "the card terminal's answer is not known";

/// The question what the card terminal says.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    order: OrderId,
    payment: PaymentId,
    amount: Money,
    part: bool,
    tip: Money,
    with: Vec<(OrderId, PaymentId)>,
    saving: Option<u64>,
    guard: Guard,
}

impl Card {
    /// The question for an amount of an order, under the number of the payment.
    pub fn open(
        front: &Front,
        order: OrderId,
        payment: PaymentId,
        (amount, part): (Money, bool),
    ) -> Option<Self> {
        front.order(order)?;
        let guard = Guard::new(front.now.mono);
        let (tip, with) = (Money::ZERO, Vec::new());
        Some(Self { order, payment, amount, part, tip, with, saving: None, guard })
    }

    /// The same with a tip in the amount, and for other orders too.
    #[must_use]
    pub fn with(mut self, tip: Money, orders: Vec<(OrderId, PaymentId)>) -> Self {
        self.tip = tip;
        self.with = orders;
        self
    }

    /// What is on its way to the disk, in words; `None` while nothing is.
    pub fn saving(&self, front: &Front) -> Option<String> {
        let currency = front.order(self.order)?.pricing.currency;
        self.saving.map(|_| format!("payment {}", currency.plain(self.amount)))
    }

    fn take(&self) -> Take {
        Take {
            payment: self.payment,
            tender: Tender::Card,
            tendered: Some(self.amount),
            amount: None,
            part: self.part,
            tip: self.tip,
            reference: None,
            shift: None,
        }
    }

    fn shown(&self, front: &Front) -> String {
        let order = front.order(self.order);
        order.map_or_else(String::new, |order| order.pricing.currency.plain(self.amount))
    }

    fn title(&self, front: &Front) -> String {
        front.order(self.order).map_or_else(String::new, Order::title)
    }

    fn approved(&mut self, front: &mut Front, press: Press) -> Turn {
        if !self.guard.counts(press, front.now.mono, SETTLE_MS) {
            return Turn::stay();
        }
        let command = if self.with.is_empty() {
            Command::Order(self.order, vec![Step::Pay(self.take())])
        } else {
            self.together(None)
        };
        match front.act(&command) {
            Ok((batch, effects)) => {
                self.saving = Some(batch);
                Turn::stay().with(effects)
            }
            Err(rejection) => Turn::close().say(MessageKind::Warning, words::sentence(&rejection)),
        }
    }

    /// The same sum for all orders, taken or not sure.
    fn together(&self, unsure: Option<&str>) -> Command {
        let last = (self.order, self.payment);
        Command::PayTogether(Together {
            orders: self.with.iter().copied().chain([last]).collect(),
            tender: Tender::Card,
            tendered: Some(self.amount),
            reference: None,
            tip: self.tip,
            unsure: unsure.map(str::to_owned),
        })
    }

    fn declined(&self, front: &mut Front) -> Turn {
        let step = Step::PaymentFailed(self.take(), DECLINED.to_owned());
        let shown = self.shown(front);
        let sentence = format!("Declined: {shown} is not taken. Try again, or take cash.");
        done(front.act(&Command::Order(self.order, vec![step])), Then::Close, &sentence)
    }

    fn not_sure(&self, front: &mut Front) -> Turn {
        let (title, shown) = (self.title(front), self.shown(front));
        if !self.with.is_empty() {
            let count = self.with.len().saturating_add(1);
            let sentence = format!(
                "{count} orders stay open, card {shown} is TO CHECK. F6 then t settles each."
            );
            return done(
                front.act(&self.together(Some(NOT_SURE))),
                Then::Take(self.order),
                &sentence,
            );
        }
        let step = Step::FlagPayment(self.take(), NOT_SURE.to_owned());
        let sentence = format!("{title} stays open, card {shown} is TO CHECK. F9 settles it.");
        done(front.act(&Command::Order(self.order, vec![step])), Then::Take(self.order), &sentence)
    }
}

type Acted = Result<(u64, Vec<crate::tui::effect::Effect>), crate::domain::rejection::Rejection>;

fn done(acted: Acted, then: Then, sentence: &str) -> Turn {
    match acted {
        Ok((_, effects)) => Turn::then(then).with(effects).say(MessageKind::Warning, sentence),
        Err(rejection) => Turn::close().say(MessageKind::Warning, words::sentence(&rejection)),
    }
}

impl Over for Card {
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        let Input::Press(press) = input else { return Turn::stay() };
        if self.saving.is_some() || press.repeat {
            return Turn::stay();
        }
        match press.key.to_string().as_str() {
            "y" | "+" => self.approved(front, *press),
            "n" | "-" => self.declined(front),
            "u" | "." => self.not_sure(front),
            "Esc" => Turn::close(),
            "Enter" => {
                let sentence = "Enter does nothing here: y approves, n declines, u is not sure.";
                Turn::stay().say(MessageKind::Info, sentence)
            }
            "?" | "F1" => {
                let sentence = "Look at the card terminal: y approved, n declined, u not sure.";
                Turn::stay().say(MessageKind::Info, sentence)
            }
            _ => Turn::stay(),
        }
    }

    fn notice(&mut self, front: &mut Front, _msg: &Msg) -> Turn {
        let Some(batch) = self.saving else { return Turn::stay() };
        if !front.is_durable(batch) {
            return Turn::stay();
        }
        let order = front.order(self.order);
        if order.is_none_or(Order::is_paid) {
            let (order, payment) = (self.order, self.payment);
            let with = self.with.iter().map(|(id, _)| *id).collect();
            let goodbye = format!(
                "Customer number {}. To take this sale back: F10 More, Refund.",
                self.title(front)
            );
            let invoice = super::slip::invoice(front, order).map(|(_, effect)| effect);
            return Turn::then(Then::Become(Ask::Paid { order, payment, batch, with }))
                .with(invoice.into_iter().collect())
                .say(MessageKind::Info, goodbye);
        }
        let due = order.and_then(|order| {
            let due = order.settlement().ok()?.due;
            Some(order.pricing.currency.format(due))
        });
        let (shown, due) = (self.shown(front), due.unwrap_or_default());
        let sentence = format!("Card {shown} is saved. Still due {due}.");
        let said = Message::new(MessageKind::Done, sentence).with_right("p Print its share");
        Turn { say: Some(said), ..Turn::close() }
    }

    fn view(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let currency = front.order(self.order)?.pricing.currency;
        let shown = self.shown(front);
        let bill = front.order(self.order).map(|order| words::bill(front, order));
        let title = format!("CARD  {}", bill.unwrap_or_default());
        let right = format!("{shown} {}", currency.code());
        let panel = Panel::new(&title).right(&right).focused(true);
        let mut sheet = Sheet::open(pen, hits, place(area, 8, 0, (64, 20)), &panel);
        sheet.text(3, 1, "Charge this amount on the card terminal:", Role::Text);
        let fits = [DigitSize::NINE, DigitSize::SIX, DigitSize::SIX_TIGHT];
        let size = fits.into_iter().find(|size| size.width(&shown) <= sheet.width());
        if let Some(size) = size {
            let x = sheet.width().saturating_sub(size.width(&shown)) / 2;
            let digits = sheet.area(x, 3, size.width(&shown), 5);
            sheet.pen.digits_left(digits, &shown, size, Role::MoneyDue);
        } else {
            let row = sheet.row(0, 5);
            sheet.pen.centre(row, &shown, Role::MoneyDue);
        }
        if self.saving.is_some() {
            sheet.text(3, 10, "Saving ...", Role::Strong);
            return None;
        }
        sheet.text(3, 10, "What does the card terminal say?", Role::Strong);
        let approved = if self.part { "Take this part" } else { "Finish the sale" };
        sheet.keyed(3, 12, &format!("[y] or [+]   APPROVED. {approved}"), Role::Text);
        sheet.keyed(3, 13, "[n] or [-]   DECLINED. Back to payment", Role::Text);
        sheet.keyed(3, 14, "[u]          NOT SURE. Keep the order open and flag it", Role::Text);
        let enter = "Enter does nothing here, so a double press cannot approve.";
        sheet.text(3, 16, enter, Role::Muted);
        let caret = sheet.area(3, 12, 1, 1);
        Some(Position::new(caret.x, caret.y))
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        let mut keys = vec![KeyEntry::new("?", "Help").keep()];
        if self.saving.is_none() {
            keys.push(KeyEntry::new("y", "Approved").keep());
            keys.push(KeyEntry::new("n", "Declined").priority(2));
            keys.push(KeyEntry::new("u", "Not sure").priority(2));
            keys.push(KeyEntry::new("Esc", "Back").priority(1));
        }
        keys
    }

    fn covers(&self) -> bool {
        true
    }

    fn scan_refused(&self) -> &'static str {
        "Scan ignored, finish the payment first."
    }
}
