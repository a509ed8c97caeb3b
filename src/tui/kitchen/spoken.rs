//! What is said to those who listen in the kitchen: one line for each change of choice or message.

use ratatui::buffer::Buffer;

use super::model::{Model, Over};
use super::view;
use crate::tui::effect::Effect;
use crate::tui::spoken::row_at;

impl Model {
    /// Adds the lines for what has changed: messages, another list, another choice.
    pub(super) fn speak(&mut self) -> Vec<Effect> {
        if !self.listens {
            return Vec::new();
        }
        let mut lines = std::mem::take(&mut self.lines);
        let (title, row) = self.spoken();
        let (known, before) = &self.spoken;
        let line = match (title == *known, row == *before) {
            (true, true) => String::new(),
            (true, false) => row.clone(),
            (false, _) if title.is_empty() || row.is_empty() => format!("{title}{row}"),
            (false, _) => format!("{title}: {row}"),
        };
        if !line.is_empty() {
            lines.push(line);
        }
        self.spoken = (title, row);
        lines.into_iter().map(Effect::Announce).collect()
    }

    /// The head of what lies over the tickets, and the chosen row: on the board the ticket without
    /// its age, which changes every second.
    fn spoken(&self) -> (String, String) {
        let title = match &self.over {
            None => {
                let ticket = self.chosen_card().map(|card| {
                    let per_page = self.per_page();
                    let at = self.shown().iter().position(|order| *order == Some(card.order));
                    let first = self.page(per_page) * per_page;
                    let slot = at.map_or(0, |at| at.saturating_sub(first));
                    let slot = view::ticket::slot_label(slot, self.two_digits());
                    format!("{slot} {} {}", card.number, card.place)
                });
                return (String::new(), ticket.unwrap_or_default());
            }
            Some(Over::Items(items)) => {
                let line = items.card.lines.get(items.at);
                let row = line.map(|line| {
                    let mark = view::ticket::mark_text(line.mark);
                    let words = format!("{} {} {mark}", view::ticket::quantity(line), line.name);
                    words.trim_end().to_owned()
                });
                return (format!("ITEMS of {}", items.card.number), row.unwrap_or_default());
            }
            Some(Over::Recall { .. }) => "RECALL",
            Some(Over::Menu { .. }) => "KITCHEN MENU",
            Some(Over::Stations { .. }) => "STATION",
            Some(Over::Push { .. }) => "GIVE TO",
            Some(Over::Offer { .. }) => "BUMP BAR",
            Some(Over::SoldOut(_)) => "SOLD OUT",
            Some(Over::Teach(_)) => "TEACH THE BUMP BAR",
            Some(Over::SignIn(_)) => return ("WHO IS COOKING?".to_owned(), String::new()),
            Some(Over::Refused(_)) => {
                return ("THE HUB REFUSES THIS KITCHEN".to_owned(), String::new());
            }
            Some(Over::Help) => return ("HELP".to_owned(), String::new()),
            Some(Over::Quit) => return ("QUIT?".to_owned(), String::new()),
        };
        let mut buffer = Buffer::empty(self.screen());
        let caret = view::draw(self, &mut buffer).caret;
        let row = caret.map(|at| row_at(&buffer, at, &self.look.glyphs));
        (title.to_owned(), row.unwrap_or_default())
    }
}
