//! Giving money back: find the sale, choose lines and pieces, say why, then F9.

mod view;

use super::sales;
use super::words;
use crate::domain::command::{Command, GiveBack, Step};
use crate::domain::decide::Stamp;
use crate::domain::id::{LineId, OrderId, PaymentId, RefundId};
use crate::domain::money::{Money, Quantity};
use crate::domain::order::Order;
use crate::domain::refund::{self, Back, LineBack, Part};
use crate::domain::rights::{self, Act};
use crate::tui::counter::turn::{Ask, Then, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key, Press};
use crate::tui::widgets::MessageKind;

/// The reasons, by their number from 1.
const REASONS: [&str; 5] =
    ["Complaint", "Wrong order", "Changed mind", "Charged twice", "Other reason"];
/// The longest search.
const TYPED_MAX: usize = 24;

/// What `+` and `-` mean on the chosen sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Plus {
    /// One piece more or less, as the keyboard has it.
    Pieces,
    /// Do it, once the reason was stepped to with `/`, as a numpad has it.
    Refund,
}

/// The refund screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Refund {
    typed: String,
    order: Option<OrderId>,
    /// True while lines are chosen; before, a sale is looked for.
    lines: bool,
    wanted: Vec<(LineId, Quantity)>,
    at: usize,
    reason: Option<usize>,
    plus: Plus,
    restock: bool,
    tip: bool,
    payment: Option<PaymentId>,
    /// What one of several people paid goes back, and nothing else.
    share: Option<PaymentId>,
    refunds: Vec<RefundId>,
    saving: Option<(u64, String)>,
}

impl Refund {
    /// The screen, with a sale chosen when one is known.
    pub fn open(front: &mut Front, order: Option<OrderId>) -> Self {
        let known = order.and_then(|id| front.desk.state.order(id)).map(|order| order.id);
        let mut this = Self {
            typed: String::new(),
            order: known,
            lines: false,
            wanted: Vec::new(),
            at: 0,
            reason: None,
            plus: Plus::Pieces,
            restock: false,
            tip: false,
            payment: None,
            share: None,
            refunds: Vec::new(),
            saving: None,
        };
        if known.is_some() {
            let _: Turn = this.choose(front);
        }
        this
    }

    fn list<'f>(&self, front: &'f Front) -> Vec<&'f Order> {
        let all = sales::find(front, &self.typed).into_iter().map(|(order, _)| order);
        all.filter(|order| sales::is_settled(order)).collect()
    }

    fn known<'f>(&self, front: &'f Front) -> Option<&'f Order> {
        match self.order {
            Some(id) => front.any_order(id),
            None => self.list(front).first().copied(),
        }
    }

    /// The lines of the sale that can go back, in the order of the screen.
    fn rows(&self, front: &Front) -> Vec<LineBack> {
        let Some(order) = self.known(front) else { return Vec::new() };
        let totals = order.totals().unwrap_or_default();
        refund::lines(order, &totals).unwrap_or_default()
    }

    fn wanted_of(&self, line: LineId) -> Quantity {
        let found = self.wanted.iter().find(|(id, _)| *id == line);
        found.map_or(Quantity::ZERO, |(_, quantity)| *quantity)
    }

    /// What goes back: the chosen lines, else what was paid too much.
    fn back(&self, front: &Front) -> Option<Back> {
        let order = self.known(front)?;
        let settlement = order.settlement().ok()?;
        if let Some(payment) = self.share {
            return Some(Back::Share(payment));
        }
        let everything = self.rows(front).iter().all(|row| self.wanted_of(row.line) >= row.left());
        if !self.wanted.is_empty() && everything {
            Some(Back::All)
        } else if !self.wanted.is_empty() {
            Some(Back::Lines(self.wanted.clone()))
        } else {
            settlement.give_back.is_positive().then_some(Back::TooMuch)
        }
    }

    /// What each payment gives back.
    fn parts(&self, front: &Front) -> Vec<Part> {
        let (Some(order), Some(back)) = (self.known(front), self.back(front)) else {
            return Vec::new();
        };
        let totals = order.totals().unwrap_or_default();
        let amount = refund::amount(order, &totals, &back).unwrap_or_default();
        refund::spread(order, amount, self.share.or(self.payment), self.tip).unwrap_or_default()
    }

    /// Where the money goes, in words behind a colon.
    fn tenders(&self, front: &Front) -> String {
        let Some(order) = self.known(front) else { return String::new() };
        let of = |part: &Part| {
            let tender = &order.payment(part.payment)?.payment.tender;
            Some(format!("{tender} {}", order.pricing.currency.format(part.handed().ok()?)))
        };
        let parts: Vec<String> = self.parts(front).iter().filter_map(of).collect();
        if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) }
    }

    fn handed(&self, front: &Front) -> Money {
        let parts = self.parts(front);
        Money::sum(parts.iter().filter_map(|part| part.handed().ok())).unwrap_or_default()
    }

    /// Whether somebody else must approve it.
    fn needs_pin(front: &Front) -> bool {
        let at = front.now.at;
        let day = front.desk.state.settings().clock().day(at);
        let stamp = Stamp { at, day, staff: front.desk.staff().clone(), approver: None };
        rights::allow(&front.desk.state, &stamp, Act::Refund).is_err()
    }

    /// Goes on to the lines of the sale; one of an older day is read from the disk before.
    fn choose(&mut self, front: &mut Front) -> Turn {
        let Some(order) = self.known(front) else { return Turn::stay() };
        if front.desk.state.order(order.id).is_none() {
            return Turn::then(Then::Become(Ask::Refund(Some(order.id))));
        }
        self.order = Some(order.id);
        let count = order.payments.len();
        self.refunds = (0..count).map(|_| RefundId(front.desk.mint())).collect();
        self.lines = true;
        self.wanted.clear();
        self.at = 0;
        self.reason = None;
        self.payment = None;
        self.share = None;
        self.plus = Plus::Pieces;
        Turn::stay()
    }

    fn step(&mut self, front: &Front, by: isize) {
        let list = self.list(front);
        let at = list.iter().position(|order| Some(order.id) == self.order).unwrap_or(0);
        let next = at.saturating_add_signed(by).min(list.len().saturating_sub(1));
        self.order = list.get(next).map(|order| order.id);
    }

    /// One piece more or less of a line; after the last piece the count begins anew.
    fn count(&mut self, front: &Front, at: usize, by: i64, around: bool) {
        let Some(row) = self.rows(front).get(at).copied() else { return };
        self.share = None;
        self.at = at;
        let left = row.left();
        let now = self.wanted_of(row.line);
        let next = if by > 0 && now >= left && around {
            Quantity::ZERO
        } else {
            now.plus(Quantity::pieces(by)).min(left).max(Quantity::ZERO)
        };
        self.wanted.retain(|(id, _)| *id != row.line);
        if next.is_positive() {
            self.wanted.push((row.line, next));
        }
    }

    fn all(&mut self, front: &Front) {
        let rows = self.rows(front);
        self.share = None;
        let full = rows.iter().all(|row| self.wanted_of(row.line) >= row.left());
        let left = rows.iter().filter(|row| row.left().is_positive() && !full);
        self.wanted = left.map(|row| (row.line, row.left())).collect();
    }

    /// What the next one of several people paid goes back; after the last one nothing is chosen.
    fn next_share(&mut self, front: &Front) -> Turn {
        let Some(order) = self.known(front) else { return Turn::stay() };
        let ids: Vec<PaymentId> = order.payments.iter().map(|row| row.payment.payment).collect();
        if ids.len() < 2 {
            let sentence = "One payment paid all of it: a gives all of it back.";
            return Turn::stay().say(MessageKind::Info, sentence);
        }
        let at = ids.iter().position(|id| Some(*id) == self.share);
        self.share = ids.get(at.map_or(0, |at| at.saturating_add(1))).copied();
        self.wanted.clear();
        Turn::stay()
    }

    /// `share 2 of 4, card`, while what one of several people paid goes back.
    fn share_words(&self, order: &Order) -> Option<String> {
        let at = order.payments.iter().position(|row| Some(row.payment.payment) == self.share)?;
        let tender = &order.payments.get(at)?.payment.tender;
        Some(format!("share {} of {}, {tender}", at.saturating_add(1), order.payments.len()))
    }

    fn next_reason(&mut self) {
        let next = self.reason.map_or(0, |at| at.saturating_add(1));
        self.reason = Some(if next < REASONS.len() { next } else { 0 });
    }

    fn next_payment(&mut self, front: &Front) {
        let Some(order) = self.known(front) else { return };
        let first = self.parts(front).first().map(|part| part.payment);
        let at = order.payments.iter().position(|row| Some(row.payment.payment) == first);
        let next = at.map_or(0, |at| at.saturating_add(1));
        let row = order.payments.get(next).or_else(|| order.payments.first());
        self.payment = row.map(|row| row.payment.payment);
    }

    fn refund(&mut self, front: &mut Front) -> Turn {
        let warn = |sentence: &str| Turn::stay().say(MessageKind::Warning, sentence);
        let (Some(what), Some(order)) = (self.back(front), self.order) else {
            return warn("Nothing is chosen: press the number of a line, or a for all of it.");
        };
        let Some(reason) = self.reason.and_then(|at| REASONS.get(at)) else {
            return warn("A reason is needed: r steps through them, then F9.");
        };
        let title = self.known(front).map(Order::title).unwrap_or_default();
        let currency = self.known(front).map(|order| order.pricing.currency);
        let amount = currency.map(|one| one.format(self.handed(front))).unwrap_or_default();
        let to = self.tenders(front);
        let step = Step::Refund(GiveBack {
            refunds: self.refunds.clone(),
            what,
            payment: self.payment,
            reason: (*reason).to_owned(),
            restock: self.restock,
            tip: self.tip,
        });
        match front.act(&Command::Order(order, vec![step])) {
            Ok((batch, effects)) => {
                self.saving = Some((batch, format!("{amount} of {title} is given back{to}.")));
                Turn::stay().with(effects)
            }
            Err(why) => Turn::stay().say(MessageKind::Warning, words::sentence(&why)),
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "keys that mean nothing here do nothing")]
    fn find_key(&mut self, front: &mut Front, press: Press) -> Turn {
        match press.key {
            Key::Esc | Key::Char('.') if self.typed.is_empty() => return Turn::close(),
            Key::Esc => {
                self.typed.clear();
                self.order = None;
            }
            Key::Enter => return self.choose(front),
            Key::Up | Key::Char('-') => self.step(front, -1),
            Key::Down | Key::Char('+') => self.step(front, 1),
            Key::Backspace => {
                self.typed.pop();
                self.order = None;
            }
            Key::Char(sign) if self.typed.chars().count() < TYPED_MAX => {
                self.typed.push(sign);
                self.order = None;
            }
            _ => {}
        }
        Turn::stay().with(front.look_for(&self.typed))
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "keys that mean nothing here do nothing")]
    fn line_key(&mut self, front: &mut Front, press: Press) -> Turn {
        match press.key {
            Key::Esc | Key::Char('.') => {
                self.lines = false;
                self.wanted.clear();
            }
            Key::F(9) if !press.repeat => return self.refund(front),
            Key::Char('+') if self.plus == Plus::Refund && !press.repeat => {
                return self.refund(front);
            }
            Key::Char('+') => self.count(front, self.at, 1, false),
            Key::Char('-') => self.count(front, self.at, -1, false),
            Key::Char('a' | '*') => self.all(front),
            Key::Char('r') => {
                self.plus = Plus::Pieces;
                self.next_reason();
            }
            Key::Char('/') => {
                self.plus = Plus::Refund;
                self.next_reason();
            }
            Key::Char('s') => self.restock = !self.restock,
            Key::Char('t') => self.tip = !self.tip,
            Key::Char('k') => self.next_payment(front),
            Key::Char('h') => return self.next_share(front),
            Key::Enter => {
                let sentence = "Enter gives nothing back: F9 does, after a line and a reason.";
                return Turn::stay().say(MessageKind::Info, sentence);
            }
            Key::Char('?') | Key::F(1) => {
                let sentence = "s to stock, t tip too, h what one of them paid, k other tender, F9 gives it back.";
                return Turn::stay().say(MessageKind::Info, sentence);
            }
            Key::Char(sign) => {
                let number = sign.to_digit(10).and_then(|digit| usize::try_from(digit).ok());
                if let Some(at) = number.and_then(|number| number.checked_sub(1)) {
                    self.count(front, at, 1, true);
                }
            }
            _ => {}
        }
        Turn::stay()
    }

    fn press(&mut self, front: &mut Front, input: &Input) -> Turn {
        let Input::Press(press) = input else { return Turn::stay() };
        if self.saving.is_some() {
            Turn::stay()
        } else if self.lines {
            self.line_key(front, *press)
        } else {
            self.find_key(front, *press)
        }
    }
}

#[cfg(test)]
mod tests;
