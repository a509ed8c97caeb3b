//! A service charge by hand: a share of the order, or none.

use ratatui::layout::{Position, Rect};

use super::sheet::{Sheet, place};
use super::words;
use crate::domain::command::{Command, Step};
use crate::domain::id::OrderId;
use crate::domain::money::Rate;
use crate::domain::totals::charge_of;
use crate::tui::counter::turn::{Hit, Over, Turn, Undo};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Panel, Pen};

/// The shares that are offered, by their number from 1.
const SHARES: [Rate; 5] =
    [Rate::percent(5), Rate::percent(8), Rate::percent(10), Rate::new(125_000), Rate::percent(15)];

/// The question how much.
#[derive(Debug, Clone, PartialEq)]
pub struct Charge {
    order: OrderId,
}

impl Charge {
    /// The question for an order.
    pub fn open(front: &Front, order: OrderId) -> Option<Self> {
        front.desk.state.order(order)?;
        Some(Self { order })
    }

    fn set(&self, front: &mut Front, rate: Option<Rate>) -> Turn {
        let known = front.desk.state.order(self.order);
        let was = known.and_then(charge_of).map(|(rate, _)| rate);
        match front.act(&Command::Order(self.order, vec![Step::Charge(rate)])) {
            Ok((_, effects)) => {
                let sentence = match rate {
                    Some(rate) => format!("Service charge {rate}."),
                    None => "No service charge.".to_owned(),
                };
                let steps = vec![Step::Charge(was)];
                let undo = Undo::steps(self.order, steps, sentence.trim_end_matches('.'));
                let turn = Turn::close().with(effects).say(MessageKind::Undo, sentence);
                Turn { undo: Some(undo), ..turn }
            }
            Err(rejection) => words::refused(&rejection),
        }
    }
}

impl Over for Charge {
    #[expect(clippy::wildcard_enum_match_arm, reason = "keys that mean nothing here do nothing")]
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        let Input::Press(press) = input else { return Turn::stay() };
        match press.key {
            Key::Esc | Key::Char('.') => Turn::close(),
            Key::Char('0') => self.set(front, None),
            Key::Char(digit @ '1'..='5') => {
                let at = digit.to_digit(10).and_then(|digit| usize::try_from(digit).ok());
                let rate = at.and_then(|at| SHARES.get(at.saturating_sub(1))).copied();
                self.set(front, rate)
            }
            _ => Turn::stay(),
        }
    }

    fn view(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let order = front.desk.state.order(self.order)?;
        let totals = order.totals().unwrap_or_default();
        let now = order.pricing.currency.format(totals.charge);
        let title = format!("SERVICE CHARGE  {}", order.title());
        let right = format!("now {now}");
        let panel = Panel::new(&title).right(&right).focused(true);
        let mut sheet = Sheet::open(pen, hits, place(area, 14, 4, (52, 12)), &panel);
        sheet.keyed(3, 1, "[0]  none", Role::Text);
        for (y, (number, rate)) in (2..).zip((1..).zip(SHARES)) {
            sheet.keyed(3, y, &format!("[{number}]  {rate}"), Role::Text);
            let amount = totals.subtotal.share(rate).unwrap_or_default();
            sheet.ends(40, y, &order.pricing.currency.format(amount), Role::Strong);
        }
        sheet.keyed(3, 8, "[Esc]  as it is", Role::Text);
        let caret = sheet.area(3, 1, 1, 1);
        Some(Position::new(caret.x, caret.y))
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        vec![KeyEntry::new("0-5", "Share").keep(), KeyEntry::new("Esc", "As it is").keep()]
    }
}
