//! Choosing a ticket: digits, arrows, pages, and the sums over all of them.

use super::grid::Stage;
use super::model::Model;
use super::view::count_pages;
use super::view::ticket::slot_label;
use crate::domain::command::Step;
use crate::domain::id::OrderId;
use crate::tui::effect::Effect;
use crate::tui::widgets::MessageKind;

impl Model {
    /// A digit chooses a slot; with more than ten of them the second one does.
    pub(super) fn digit_key(&mut self, before: Option<usize>, digit: usize) -> Vec<Effect> {
        if !self.two_digits() {
            return self.slot((digit + 9) % 10);
        }
        let Some(tens) = before else {
            self.digit_before = Some(digit);
            self.say(MessageKind::Info, format!("Slot {digit}_"));
            return Vec::new();
        };
        self.messages.dismiss();
        let number = tens * 10 + digit;
        number.checked_sub(1).map_or_else(Vec::new, |slot| self.slot(slot))
    }

    /// True right after a ticket was moved to the front, while its message offers to take it back.
    pub(super) fn moved_to_front(&self) -> bool {
        let offered =
            self.messages.current().is_some_and(|message| message.kind == MessageKind::Undo);
        let last = self.done.last();
        offered && last.is_some_and(|done| matches!(done.back[..], [Step::Prioritise(_)]))
    }

    /// Shows the sums over all tickets, or hides them; the slots are numbered anew.
    pub(super) fn toggle_all_day(&mut self) {
        let before = self.shown();
        self.all_day = if self.all_day.is_some() { None } else { Some(0) };
        self.lay_out();
        let (after, mono) = (self.shown(), self.mono());
        self.rail.moved(before, &after, mono);
    }

    /// The number of a slot: chooses its ticket, or bumps it at once where that is set.
    pub(super) fn slot(&mut self, slot: usize) -> Vec<Effect> {
        let Some(order) = self.meant(slot) else {
            let label = slot_label(slot, self.two_digits());
            let words = format!("There is no ticket in slot {label}.");
            self.say(MessageKind::Info, words);
            return Vec::new();
        };
        if self.settings.direct_bump {
            return self.bump(order);
        }
        self.choose(order);
        Vec::new()
    }

    /// The ticket that a slot of the page means now.
    pub(super) fn meant(&self, slot: usize) -> Option<OrderId> {
        self.rail.meant(slot, &self.shown(), self.mono())
    }

    pub(super) fn choose(&mut self, order: OrderId) {
        if self.card(order).is_some() {
            self.chosen = Some(order);
            self.lost = None;
        } else {
            let known = self.front.desk.state.order(order);
            let number = known.map_or_else(String::new, crate::domain::order::Order::title);
            self.say(MessageKind::Warning, format!("{number} is gone: it was bumped elsewhere."));
        }
    }

    pub(super) fn row_length(&self) -> isize {
        let lines = if self.per_page() > 5 { 2 } else { 1 };
        isize::try_from(self.per_page() / lines).unwrap_or(1).max(1)
    }

    pub(super) fn walk(&mut self, by: isize) {
        let Some(slot) = self.chosen.and_then(|order| self.rail.slot_of(order)) else { return };
        let last = self.rail.slots().len().saturating_sub(1);
        let to = slot.saturating_add_signed(by).min(last);
        // A ticket in several slots is one step.
        let to = self.beyond(to, by);
        if by.unsigned_abs() == 1 || slot.checked_add_signed(by).is_some_and(|to| to <= last) {
            self.chosen = self.rail.near(to);
            self.lost = None;
        }
    }

    /// The first slot from `to` on, in the direction of `by`, that holds another ticket.
    pub(super) fn beyond(&self, to: usize, by: isize) -> usize {
        let slots = self.rail.slots();
        let other = |slot: &usize| slots.get(*slot).copied().flatten() != self.chosen;
        let found = if by < 0 { (0..=to).rev().find(other) } else { (to..slots.len()).find(other) };
        found.unwrap_or(to)
    }

    /// The next page of the sums, and behind the last one the next page of tickets.
    pub(super) fn page_key(&mut self) {
        if let Some(at) = self.all_day {
            let panel = Stage::of(self, self.screen()).panel;
            let pages = panel.map_or(1, |area| count_pages(self, area));
            let next = (at + 1) % pages.max(1);
            self.all_day = Some(next);
            if next > 0 {
                return;
            }
        }
        self.next_page(true);
    }

    pub(super) fn next_page(&mut self, forward: bool) {
        let per_page = self.per_page();
        let pages = self.pages(per_page);
        if pages < 2 {
            self.say(MessageKind::Info, "All tickets are on this page.");
            return;
        }
        let step = if forward { 1 } else { pages - 1 };
        let page = (self.page(per_page) + step) % pages;
        self.chosen = self.rail.near(page * per_page);
        self.lost = None;
    }
}
