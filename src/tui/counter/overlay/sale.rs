//! An order that is closed, to look at: lines, payments, who and when; from here to receipt and refund.

use ratatui::layout::{Position, Rect};

use super::sales;
use super::sheet::{STAGE_HEIGHT, STAGE_WIDTH, Sheet, place};
use super::words;
use crate::domain::id::OrderId;
use crate::domain::order::Order;
use crate::receipt::story::{Row, rows};
use crate::tui::counter::turn::{Ask, Hit, Over, Then, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Panel, Pen};

/// Rows that are shown at once.
const ROWS: usize = 17;
/// The column of the time, that of the person, and the one in front of which amounts end.
const WHEN: u16 = 44;
const WHO: u16 = 52;
const AMOUNT_END: u16 = 76;

/// An order to look at.
#[derive(Debug, Clone, PartialEq)]
pub struct Sale {
    order: OrderId,
    top: usize,
}

impl Sale {
    /// The order of this identity.
    pub fn open(front: &Front, order: OrderId) -> Option<Self> {
        front.desk.state.order(order)?;
        Some(Self { order, top: 0 })
    }

    fn known<'f>(&self, front: &'f Front) -> Option<&'f Order> {
        front.desk.state.order(self.order)
    }

    fn rows(&self, front: &Front) -> Vec<Row> {
        let state = &front.desk.state;
        let Some(order) = self.known(front) else { return Vec::new() };
        let facts = state.facts_of(self.order);
        let name = |staff: &_| state.staff_name(staff);
        rows(order, state.family_of(self.order), &facts, &name).unwrap_or_default()
    }

    fn receipt(&self, front: &Front) -> Option<Ask> {
        let order = self.known(front)?;
        let sale = order.receipts.iter().rev().find(|receipt| receipt.refund.is_none());
        let number = sale.or_else(|| order.receipts.last())?.number.clone();
        Some(Ask::Receipt { order: self.order, number })
    }

    fn is_refundable(&self, front: &Front) -> bool {
        let paid = |order: &Order| !order.payments.is_empty() && sales::is_settled(order);
        self.known(front).is_some_and(paid)
    }
}

impl Over for Sale {
    #[expect(clippy::wildcard_enum_match_arm, reason = "keys that mean nothing here do nothing")]
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        let Input::Press(press) = input else { return Turn::stay() };
        let last = self.rows(front).len().saturating_sub(ROWS);
        match press.key {
            Key::Esc | Key::Enter | Key::Char('.') => return Turn::close(),
            Key::Down | Key::Char('+') => self.top = self.top.saturating_add(1).min(last),
            Key::Up | Key::Char('-') => self.top = self.top.saturating_sub(1),
            Key::PageDown => self.top = self.top.saturating_add(ROWS).min(last),
            Key::PageUp => self.top = self.top.saturating_sub(ROWS),
            Key::Char('r' | '/') => {
                return match self.receipt(front) {
                    Some(ask) => Turn::then(Then::Become(ask)),
                    None => {
                        Turn::stay().say(MessageKind::Info, "It has no receipt: nothing was paid.")
                    }
                };
            }
            Key::Char('b' | '*') if self.is_refundable(front) => {
                return Turn::then(Then::Become(Ask::Refund(Some(self.order))));
            }
            Key::Char('b' | '*') => {
                let sentence = "Nothing can go back: it was not paid, or not in full.";
                return Turn::stay().say(MessageKind::Info, sentence);
            }
            Key::Char('e') => return Turn::then(Then::Open(Ask::Explain(self.order))),
            Key::Char('o') => return Turn::then(Then::Take(self.order)),
            Key::Char('?') | Key::F(1) => {
                let sentence = "r or / receipt, b or * refund, e why this total, o on the screen.";
                return Turn::stay().say(MessageKind::Info, sentence);
            }
            _ => {}
        }
        Turn::stay()
    }

    fn view(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let state = &front.desk.state;
        let order = self.known(front)?;
        let title = format!("{}  {}", order.title(), order.place());
        let clock = state.settings().clock();
        let opened = order.opened.as_ref().map(|stamp| clock.long(stamp.at)).unwrap_or_default();
        let right = format!("{opened}  {}", words::state(order, front.now.at));
        let panel = Panel::new(&title).right(&right).focused(true);
        let whole = place(area, 0, 0, (STAGE_WIDTH, STAGE_HEIGHT));
        let mut sheet = Sheet::open(pen, hits, whole, &panel);
        let rows = self.rows(front);
        for (y, row) in (1..).zip(rows.iter().skip(self.top).take(ROWS)) {
            let role = if row.strong { Role::Strong } else { Role::Text };
            let room = if row.stamp.is_some() { WHEN - 3 } else { AMOUNT_END - 12 };
            sheet.cell((2, y), room, &row.what, role);
            sheet.ends(AMOUNT_END, y, &row.amount, role);
            if let Some(stamp) = &row.stamp {
                sheet.cell((WHEN, y), 7, &sales::when(front, stamp.at), Role::Muted);
                sheet.cell((WHO, y), 12, &state.staff_name(&stamp.staff), Role::Muted);
            }
        }
        let hidden = rows.len().saturating_sub(self.top.saturating_add(ROWS));
        if hidden > 0 {
            sheet.text(2, 18, &format!("{hidden} more below: Down or +"), Role::Muted);
        }
        let caret = sheet.area(2, 1, 1, 1);
        Some(Position::new(caret.x, caret.y))
    }

    fn keys(&self, front: &Front) -> Vec<KeyEntry> {
        let mut keys = vec![KeyEntry::new("?", "Help").keep()];
        if self.receipt(front).is_some() {
            keys.push(KeyEntry::new("r", "Receipt").priority(1));
        }
        if self.is_refundable(front) {
            keys.push(KeyEntry::new("b", "Refund").priority(1));
        }
        keys.push(KeyEntry::new("e", "Why this total"));
        keys.push(KeyEntry::new("o", "On the screen"));
        if self.rows(front).len() > ROWS {
            keys.push(KeyEntry::new("Down", "More"));
        }
        keys.push(KeyEntry::new("Esc", "Back").keep());
        keys
    }

    fn covers(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::command::{Command, Step, Take};
    use crate::domain::event::Tender;
    use crate::domain::id::{PaymentId, SendId, StaffId};
    use crate::domain::money::{Money, Quantity};
    use crate::tui::counter::overlay::fixture::{
        act, bar, drawn, known, next, number_from, order, press, staffed,
    };

    /// A47 with a void that a manager approved, paid in cash.
    fn shop() -> (Front, OrderId) {
        let mut front = staffed();
        number_from(&mut front, 46);
        let id = order(&mut front, &[("12", 2), ("42", 1)]);
        let send = SendId(front.desk.mint());
        act(&mut front, &Command::Order(id, vec![Step::Send(send)]));
        let line = known(&front, id).live_lines().last().map(|line| line.id).unwrap();
        let reason = "wrong dish".to_owned();
        front.approver = Some(StaffId("manager".into()));
        let void = Step::Void { line, quantity: Quantity::ONE, reason };
        act(&mut front, &Command::Order(id, vec![void]));
        front.approver = None;
        let take = Take {
            payment: PaymentId(front.desk.mint()),
            tender: Tender::Cash,
            tendered: Some(Money::new(1_000)),
            amount: None,
            part: false,
            tip: Money::ZERO,
            reference: None,
            shift: None,
        };
        act(&mut front, &Command::Order(id, vec![Step::Pay(take)]));
        (front, id)
    }

    #[test]
    fn a_closed_order_says_what_was_sold_who_did_what_and_who_approved_it() {
        let (front, id) = shop();
        let sale = Sale::open(&front, id).unwrap();
        let screen = drawn(&sale, &front);
        for row in [
            "╔ A47  TAKEAWAY",
            "║    2 Cappuccino                                                        7.20  ║",
            "║    1 Club sandwich  VOID                                               0.00  ║",
            "║  TOTAL EUR                                                             7.20  ║",
            "║  paid cash, change 2.80                    14:32   Anna K.            10.00  ║",
            "║  receipt A-000001                          14:32   Anna K.                   ║",
            "║  void 1 Club sandwich 8.90, wrong dish     14:32   Anna K.                   ║",
            "║    void approved by Manager                                                  ║",
        ] {
            assert!(screen.contains(row), "{row}\n{screen}");
        }
        assert_eq!(
            bar(&sale, &front),
            "? Help  r Receipt  b Refund  e Why this total  o On the screen  Esc Back"
        );
    }

    #[test]
    fn from_here_receipt_and_refund_are_a_key_away_on_a_numpad_too() {
        let (mut front, id) = shop();
        let mut sale = Sale::open(&front, id).unwrap();
        let refund = Then::Become(Ask::Refund(Some(id)));
        for key in ["b", "*"] {
            assert_eq!(next(&mut sale, &mut front, key), refund);
        }
        for key in ["r", "/"] {
            let then = next(&mut sale, &mut front, key);
            assert!(matches!(then, Then::Become(Ask::Receipt { .. })), "{key}");
        }
        assert_eq!(next(&mut sale, &mut front, "o"), Then::Take(id));
        assert_eq!(next(&mut sale, &mut front, "."), Then::Close);
        let open = order(&mut front, &[("12", 1)]);
        let mut sale = Sale::open(&front, open).unwrap();
        let said = press(&mut sale, &mut front, "b").say.unwrap().text;
        assert!(said.starts_with("Nothing can go back"), "{said}");
        let said = press(&mut sale, &mut front, "r").say.unwrap().text;
        assert!(said.starts_with("It has no receipt"), "{said}");
    }
}
