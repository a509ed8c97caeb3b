//! What is said to those who listen instead of looking: one line for each change, in the words of
//! the screen.

use crate::domain::money::Money;
use crate::tui::counter::model::Model;
use crate::tui::counter::view;
use crate::tui::effect::Effect;

/// What was said last, so that each change is said once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::tui::counter) struct Spoken {
    /// The head of what lies on top.
    pub(in crate::tui::counter) title: String,
    /// The row where the cursor is.
    pub(in crate::tui::counter) row: String,
    /// What the order on the screen costs.
    pub(in crate::tui::counter) total: Option<Money>,
    /// How many overlays lie over the order.
    pub(in crate::tui::counter) depth: usize,
}

impl Model {
    /// Adds the lines for what has changed: the total behind the words of what was done, another
    /// screen, another choice or amount.
    pub(super) fn speak(&mut self) {
        if !self.listens {
            return;
        }
        let total = self.order().filter(|_| self.has_lines()).and_then(|order| {
            let totals = order.totals().ok()?;
            Some(totals.total)
        });
        if let Some(total) = total.filter(|total| Some(*total) != self.spoken.total) {
            let currency = self.currency();
            let words = format!("TOTAL {currency} {}", currency.format(total));
            let said = self.outbox.iter_mut().rev().find_map(|effect| {
                if let Effect::Announce(line) = effect { Some(line) } else { None }
            });
            match said {
                Some(line) => *line = format!("{line}, {words}"),
                None => self.outbox.push(Effect::Announce(words)),
            }
        }
        let (title, row) = view::spoken(self);
        let depth = self.overlays.len();
        let another = depth != self.spoken.depth || (depth > 0 && title != self.spoken.title);
        let line = match (another, row == self.spoken.row || row.is_empty()) {
            (true, _) if row.is_empty() => title.clone(),
            (true, _) => format!("{title}: {row}"),
            (false, true) => String::new(),
            (false, false) => row.clone(),
        };
        if !line.is_empty() {
            self.outbox.push(Effect::Announce(line));
        }
        self.spoken = Spoken { title, row, total, depth };
    }
}
