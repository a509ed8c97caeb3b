//! Every step from the lines of an order to what is due, as integers that can be added up by hand.

use ratatui::layout::{Position, Rect};

use super::sheet::{STAGE_HEIGHT, STAGE_WIDTH, Sheet, place};
use crate::domain::id::OrderId;
use crate::receipt::explain::{Step, steps};
use crate::tui::counter::turn::{Hit, Over, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, Panel, Pen};

/// Rows that are shown at once.
const ROWS: usize = 17;

/// The explanation of a total.
#[derive(Debug, Clone, PartialEq)]
pub struct Explain {
    order: OrderId,
    top: usize,
}

impl Explain {
    /// The explanation of the total of an order.
    pub fn open(front: &Front, order: OrderId) -> Option<Self> {
        front.order(order)?;
        Some(Self { order, top: 0 })
    }

    fn steps(&self, front: &Front) -> Vec<Step> {
        let order = front.order(self.order);
        order.and_then(|order| steps(order).ok()).unwrap_or_default()
    }
}

impl Over for Explain {
    #[expect(clippy::wildcard_enum_match_arm, reason = "keys that mean nothing here do nothing")]
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        let Input::Press(press) = input else { return Turn::stay() };
        let last = self.steps(front).len().saturating_sub(ROWS);
        match press.key {
            Key::Esc | Key::Enter | Key::Char('.' | 'e') => return Turn::close(),
            Key::Down | Key::Char('+') => self.top = self.top.saturating_add(1).min(last),
            Key::Up | Key::Char('-') => self.top = self.top.saturating_sub(1),
            Key::PageDown => self.top = self.top.saturating_add(ROWS).min(last),
            Key::PageUp => self.top = self.top.saturating_sub(ROWS),
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
        let order = front.order(self.order)?;
        let title = format!("WHY THIS TOTAL  {}", order.title());
        let panel = Panel::new(&title).right(order.pricing.currency.code()).focused(true);
        let stage = place(area, 0, 0, (STAGE_WIDTH, STAGE_HEIGHT));
        let mut sheet = Sheet::open(pen, hits, stage, &panel);
        sheet.text(2, 0, "Step", Role::Muted);
        for (end, word) in [(50, "Quantity"), (62, "Unit"), (76, "Amount")] {
            sheet.ends(end, 0, word, Role::Muted);
        }
        let steps = self.steps(front);
        for (y, step) in (1..).zip(steps.iter().skip(self.top).take(ROWS)) {
            let strong = step.what.starts_with('=');
            let role = if strong { Role::Strong } else { Role::Text };
            sheet.cell((2, y), 40, &step.what, role);
            sheet.ends(50, y, &step.quantity, role);
            sheet.ends(62, y, &step.unit, role);
            sheet.ends(76, y, &step.amount, role);
        }
        let hidden = steps.len().saturating_sub(self.top.saturating_add(ROWS));
        if hidden > 0 {
            sheet.text(2, 18, &format!("{hidden} more below: Down or +"), Role::Muted);
        }
        let caret = sheet.area(2, 1, 1, 1);
        Some(Position::new(caret.x, caret.y))
    }

    fn help(&self) -> &'static str {
        "Each row is a step from the prices to what is due. Up and Down read on."
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        vec![
            KeyEntry::new("Down", "More").priority(1),
            KeyEntry::new("Up", "Back up"),
            KeyEntry::new("Esc", "Back").keep(),
        ]
    }

    fn covers(&self) -> bool {
        true
    }
}
