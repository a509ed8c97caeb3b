//! Taps: what each place of the screen does, the same as a key does.

use ratatui::buffer::Buffer;

use super::model::{Model, Over};
use super::view::draw;
use crate::tui::effect::Effect;
use crate::tui::input::{Key, Mouse, Press};
use crate::tui::widgets::{Click, HitMap};

/// A place to tap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Does what the key does.
    Key(Key),
    /// The head of a ticket, by its slot on the page: BUMP.
    Head(usize),
    /// The lines of a ticket: chooses it.
    Body(usize),
    /// An item of a ticket on the board, by slot and row.
    Item(usize, usize),
    /// An item of the opened ticket.
    OpenItem(usize),
    /// A row of a list.
    Row(usize),
    /// The inside of an overlay.
    Inside,
    /// Everything around an overlay.
    Outside,
}

/// The places to tap on the screen as it is drawn now.
pub fn hits(model: &Model) -> HitMap<Target> {
    draw(model, &mut Buffer::empty(model.screen())).hits
}

impl Model {
    pub(super) fn mouse(&mut self, mouse: Mouse) -> Vec<Effect> {
        let places = hits(self);
        let mut clicker = std::mem::take(&mut self.clicker);
        let click = clicker.mouse(&places, mouse);
        self.clicker = clicker;
        match click {
            Some(Click::Tap(target)) => self.tap(target),
            Some(Click::Wheel(_, up)) if self.over.is_some() => {
                self.key(if up { Key::Up } else { Key::Down })
            }
            Some(Click::Wheel(_, up)) => self.key(if up { Key::PageUp } else { Key::PageDown }),
            Some(Click::Right(_)) | None => Vec::new(),
        }
    }

    fn key(&mut self, key: Key) -> Vec<Effect> {
        self.press(Press { key, repeat: false })
    }

    fn tap(&mut self, target: Target) -> Vec<Effect> {
        match target {
            Target::Key(key) => self.key(key),
            Target::Head(slot) => match self.meant(slot) {
                Some(order) => {
                    self.choose(order);
                    self.bump(order)
                }
                None => Vec::new(),
            },
            Target::Body(slot) => {
                self.tap_body(slot);
                Vec::new()
            }
            Target::Item(slot, row) => {
                let seen = self.shown().get(slot).copied().flatten();
                match self.meant(slot) {
                    // Another ticket stood there a moment ago: its rows are not these rows.
                    Some(order) if seen == Some(order) => self.step_item(order, row),
                    Some(order) => {
                        self.choose(order);
                        Vec::new()
                    }
                    None => Vec::new(),
                }
            }
            Target::OpenItem(row) => self.item_done(row),
            Target::Row(row) => self.tap_row(row),
            Target::Inside => Vec::new(),
            Target::Outside => {
                self.over = None;
                Vec::new()
            }
        }
    }

    /// A tap on the lines of a ticket chooses it; with a ticket opened it opens the other one.
    fn tap_body(&mut self, slot: usize) {
        let Some(order) = self.meant(slot) else { return };
        self.choose(order);
        if self.items().is_some_and(|items| items.card.order != order) {
            self.over = None;
        }
    }

    fn tap_row(&mut self, row: usize) -> Vec<Effect> {
        match self.over.clone() {
            Some(Over::Recall { rows, .. }) => self.recall_row(&rows, row),
            Some(Over::Menu { .. }) => self.menu_row(row),
            Some(Over::Stations { .. }) => {
                self.show_station(row);
                Vec::new()
            }
            Some(Over::Push { .. }) => self.push_row(row),
            Some(Over::Offer { .. }) => self.offer_row(row),
            Some(Over::SoldOut(_)) => self.sold_out_row(row),
            Some(
                Over::Items(_)
                | Over::Teach(_)
                | Over::SignIn(_)
                | Over::Refused(_)
                | Over::Help
                | Over::Quit,
            )
            | None => Vec::new(),
        }
    }
}
