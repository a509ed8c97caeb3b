//! Handing the sum over: the facts of one payment or of several, and what comes after the disk.

use super::{Pay, Stage};
use crate::domain::command::Together;
use crate::domain::command::{Command, Step, Take};
use crate::domain::event::Tender;
use crate::domain::id::OrderId;
use crate::domain::money::Money;
use crate::domain::order::Order;
use crate::tui::counter::overlay::slip;
use crate::tui::counter::overlay::words;
use crate::tui::counter::turn::{Ask, Then, Turn};
use crate::tui::effect::Effect;
use crate::tui::front::Front;
use crate::tui::widgets::{Message, MessageKind};

impl Pay {
    /// Hands the sum over.
    pub(super) fn take(&mut self, front: &mut Front, given: Money, part: bool) -> Turn {
        match front.act(&self.command(front, given, part)) {
            Ok((batch, effects)) => {
                self.stage = Stage::Saving { batch, since: front.now.mono };
                Turn::stay().with(effects)
            }
            Err(rejection) => {
                self.stage = Stage::Due;
                words::refused(&rejection)
            }
        }
    }

    fn command(&self, front: &Front, given: Money, part: bool) -> Command {
        let code = self.code.trim();
        let reference = (!code.is_empty()).then(|| code.to_owned());
        if !self.more.is_empty() {
            let last = (self.order, self.payment);
            return Command::PayTogether(Together {
                orders: self.more.iter().copied().chain([last]).collect(),
                tender: self.tender.clone(),
                tendered: Some(given),
                reference,
                tip: self.tip,
                unsure: None,
            });
        }
        let take = Take {
            payment: self.payment,
            tender: self.tender.clone(),
            tendered: Some(given),
            amount: self.apart(front),
            part,
            tip: self.tip,
            reference,
            shift: None,
        };
        Command::Order(self.order, vec![Step::Pay(take)])
    }

    /// The card's own screen, for what was typed or for all.
    pub(super) fn card(&mut self, front: &mut Front) -> Turn {
        let before = std::mem::replace(&mut self.tender, Tender::Card);
        let due = self.figures(front).payable;
        self.tender = before;
        let typed = self.amount.value();
        if typed.is_some_and(|typed| typed > due) {
            let shown = self.amount.currency().format(due);
            let sentence = format!("Only cash gives change: a card takes {shown} or less.");
            return Turn::stay().say(MessageKind::Warning, sentence);
        }
        let amount = typed.unwrap_or(due);
        if amount < due && !self.more.is_empty() {
            let sentence = "Several orders are paid in full: take all of it on the card.";
            return Turn::stay().say(MessageKind::Warning, sentence);
        }
        self.amount.clear();
        Turn::then(Then::Open(Ask::Card {
            order: self.order,
            payment: self.payment,
            amount,
            part: amount < due || self.apart(front).is_some(),
            tip: self.tip,
            with: self.more.clone(),
        }))
    }

    fn goodbye(&self, front: &Front) -> String {
        let title = |id: &OrderId| front.order(*id).map(Order::title);
        let ids = self.more.iter().map(|(id, _)| id).chain([&self.order]);
        let titles: Vec<String> = ids.filter_map(title).collect();
        match titles.as_slice() {
            [one] => {
                format!("Customer number {one}. To take this sale back: F10 More, Refund.")
            }
            many => format!("Customer numbers {}.", many.join(", ")),
        }
    }

    /// Looks whether the disk has it.
    pub(super) fn look(&mut self, front: &mut Front) -> Turn {
        let Stage::Saving { batch, .. } = self.stage else {
            self.refresh(front);
            return if self.known(front).is_some() { Turn::stay() } else { Turn::close() };
        };
        if !front.is_durable(batch) {
            return Turn::stay();
        }
        let payment = self.payment;
        // The drawer opens when the payment is saved, not before.
        let kick: Vec<Effect> = front.kick().filter(|_| self.is_cash()).into_iter().collect();
        if self.known(front).is_none_or(Order::is_paid) {
            let with = self.more.iter().map(|(id, _)| *id).collect();
            let paid = Ask::Paid { order: self.order, payment, batch, with };
            let invoice = slip::invoice(front, self.order).map(|(_, effect)| effect);
            let effects = kick.into_iter().chain(invoice).collect();
            return Turn::then(Then::Become(paid))
                .with(effects)
                .say(MessageKind::Info, self.goodbye(front));
        }
        let given = self
            .known(front)
            .and_then(|order| order.payment(payment))
            .map(|row| self.amount.currency().plain(row.payment.tendered));
        let given = given.unwrap_or_default();
        self.stage = Stage::Due;
        self.amount.clear();
        self.code.clear();
        self.tip = Money::ZERO;
        self.tender = Tender::Cash;
        self.guard.changed(front.now.mono);
        self.refresh(front);
        let due = self.amount.currency().format(self.figures(front).due);
        let change = self.change_of(front, payment);
        let sentence = format!("Part payment {given} is saved.{change} Still due {due}.");
        let said = Message::new(MessageKind::Done, sentence).with_right("p Print its share");
        Turn { say: Some(said), ..Turn::stay().with(kick) }
    }

    /// Prints what the one who paid last gets: their share, with its taxes.
    pub(super) fn print_share(&self, front: &Front) -> Turn {
        let Some((print, sentence)) = slip::last_share(front, self.order) else {
            let sentence = "Nobody has paid a share yet: p prints it when somebody has.";
            return Turn::stay().say(MessageKind::Info, sentence);
        };
        Turn::stay().with(vec![print]).say(MessageKind::Done, sentence)
    }
}
