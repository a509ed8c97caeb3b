//! What a message changes: one pure function from model and message to effects.

mod enter;
mod fetch;
mod hold;
mod keys;
mod link;
mod mouse;
mod orders;
pub(super) mod people;
mod scan;
mod speak;
mod turns;

pub(super) use fetch::Fetch;
pub(super) use hold::Held;
pub(super) use speak::Spoken;

use super::entry::{self, Typed};
use super::find::{Finder, Found};
use super::model::{Model, NextNumber, Opened};
use super::turn::Ask;
use crate::domain::decide::next_number;
use crate::domain::envelope::Fact;
use crate::domain::event::Event;
use crate::domain::id::{AggregateId, OrderId};
use crate::domain::number::Letter;
use crate::domain::order::Status;
use crate::tui::effect::Effect;
use crate::tui::input::Input;
use crate::tui::msg::{Msg, Now};
use crate::tui::widgets::{Message, MessageKind};
use std::sync::Arc;

/// Takes in a message; answers what is to be done outside.
pub fn update(model: &mut Model, msg: &Msg, now: Now) -> Vec<Effect> {
    let absorbed = model.front.absorb(msg, now);
    model.outbox.extend(absorbed);
    match msg {
        Msg::Input(input) => model.input(input),
        Msg::Tick => model.tick(msg),
        Msg::Durable { .. } => {
            model.notice(msg);
            model.say_pending();
        }
        Msg::NotSaved { .. } => {
            model.open_not_saved();
            model.notice(msg);
        }
        Msg::Arrived(facts) => {
            model.notice(msg);
            model.say_ready(facts);
        }
        Msg::Link(_) => {
            model.notice(msg);
            model.watch_link();
        }
        Msg::TookBack(envelopes) => {
            model.notice(msg);
            let words = format!(
                "{} older changes of this terminal came back from the hub.",
                envelopes.len()
            );
            model.say(MessageKind::Info, words);
        }
        Msg::Loaded(aggregate, _) => {
            model.notice(msg);
            model.fetched(aggregate);
        }
        Msg::Known(_)
        | Msg::Asked { .. }
        | Msg::Searched { .. }
        | Msg::PinChecked { .. }
        | Msg::Paired(_)
        | Msg::PinKept { .. }
        | Msg::Customers(_) => {
            model.notice(msg);
        }
        Msg::Disowned(facts) => model.disowned(msg, facts.len()),
        Msg::Learnt(_) => {}
        Msg::Warn(words) => model.say(MessageKind::Warning, words.clone()),
        Msg::Terminate => model.outbox.push(Effect::Quit),
    }
    let outside = matches!(
        msg,
        Msg::Arrived(_)
            | Msg::Known(_)
            | Msg::Disowned(_)
            | Msg::TookBack(_)
            | Msg::Loaded(..)
            | Msg::Searched { .. }
            | Msg::Asked { .. }
    );
    let before = if outside { model.found.take() } else { None };
    model.refresh();
    model.name_customers();
    model.watch_lock();
    if let Some(before) = before {
        model.keep_choice(&before);
    }
    model.speak();
    std::mem::take(&mut model.outbox)
}

impl Model {
    fn tick(&mut self, msg: &Msg) {
        self.release_due();
        self.messages.tick(self.front.now.at.0);
        self.watch_link();
        self.notice(msg);
    }

    /// What came ahead is in no journal.
    fn disowned(&mut self, msg: &Msg, count: usize) {
        self.notice(msg);
        let words = format!(
            "{count} changes that the hub sent ahead are in no journal: they were dropped. Look at \
             the open orders and run `tillrail doctor` on the hub."
        );
        self.say(MessageKind::Warning, words);
    }

    /// Shows a message and writes it for those who listen.
    pub(super) fn say(&mut self, kind: MessageKind, words: impl Into<String>) {
        self.say_message(Message::new(kind, words));
    }

    pub(super) fn say_message(&mut self, message: Message) {
        self.outbox.push(Effect::Announce(message.text.clone()));
        self.messages.show(message, self.front.now.at.0);
    }

    fn input(&mut self, input: &Input) {
        if let Input::Resize { width, height } = input {
            self.size = (*width, *height);
            return;
        }
        let acted = matches!(input, Input::Press(_) | Input::Paste(_))
            || matches!(input, Input::Mouse(mouse) if mouse.kind != crate::tui::input::MouseKind::Up);
        if acted {
            self.messages.acted(self.front.now.at.0);
        }
        self.note_act(input);
        if !matches!(input, Input::Press(_)) {
            self.release();
        }
        match input {
            Input::Press(press) => self.press(*press),
            Input::Paste(text) if self.overlays.is_empty() && !self.too_small() => {
                self.focus = super::model::Focus::Entry;
                self.entry.insert(text);
            }
            Input::Paste(_) => self.give_overlay(input),
            Input::Mouse(mouse) => self.mouse(*mouse),
            Input::Resize { .. } => {}
        }
    }

    /// Brings what is derived up to date: the prepared menu, what the entry line finds, the next
    /// number, and a chosen line that is gone.
    pub(super) fn refresh(&mut self) {
        if !Arc::ptr_eq(self.finder.menu(), self.front.desk.state.menu()) {
            self.finder = Finder::new(Arc::clone(self.front.desk.state.menu()));
            self.found = None;
            self.category = self.category.min(self.menu().categories.len().saturating_sub(1));
            self.page = 0;
            self.cell = 0;
        }
        self.search();
        if self.order.is_none() {
            self.refresh_number();
        }
        if self.chosen.is_some() && self.chosen_line().is_none() {
            self.chosen = self.lines_in_order().first().copied();
        }
    }

    fn search(&mut self) {
        let text = self.entry.text();
        let wanted = match entry::read(&text) {
            Typed::Item(wanted) if self.typed_category().is_none() => wanted.text,
            Typed::Find(wanted) => {
                let key = format!("/{wanted}");
                if self.found.as_ref().is_none_or(|found| found.text != key) {
                    let effects = self.front.look_for(&wanted);
                    self.outbox.extend(effects);
                    let mut found = self.finder.everything(&wanted, &self.front);
                    found.text = key;
                    self.found = Some(found);
                }
                return;
            }
            Typed::Nothing
            | Typed::Item(_)
            | Typed::Note(_)
            | Typed::SetQuantity(_)
            | Typed::Table(_)
            | Typed::Number(_)
            | Typed::Percent(_)
            | Typed::Open { .. } => {
                self.found = None;
                return;
            }
        };
        if wanted.is_empty() || self.menu().items.is_empty() {
            self.found = None;
        } else if self.found.as_ref().is_none_or(|found| found.text != wanted) {
            let (state, now) = (&self.front.desk.state, self.front.now.at);
            let found = self.finder.items(&wanted, state, now);
            self.found = Some(found);
        }
    }

    /// News may change the list, but never what is chosen in it.
    fn keep_choice(&mut self, before: &Found) {
        let Some(found) = self.found.as_mut().filter(|found| found.text == before.text) else {
            return;
        };
        let target = before.target();
        let place = found.rows.iter().position(|row| Some(*row) == target);
        found.chosen = place.unwrap_or(0);
    }

    fn refresh_number(&mut self) {
        let state = &self.front.desk.state;
        let letter = state.me.letter.clone().unwrap_or_else(Letter::first);
        let day = state.settings().clock().day(self.front.now.at);
        let last = state.series.orders.get(&(letter.clone(), day)).copied().unwrap_or(0);
        if self.number.key != Some((last, day)) {
            let title = next_number(state, letter, day).to_string();
            self.number = NextNumber { key: Some((last, day)), title };
        }
    }

    /// Says what waited for the disk, now that it is there.
    fn say_pending(&mut self) {
        let (ready, waiting): (Vec<_>, Vec<_>) = std::mem::take(&mut self.pending)
            .into_iter()
            .partition(|pending| self.front.is_durable(pending.batch));
        self.pending = waiting;
        for pending in ready {
            self.say_message(pending.message);
        }
    }

    fn open_not_saved(&mut self) {
        let known = self.overlays.last().is_some_and(Opened::is_not_saved);
        if !known {
            self.open(&Ask::NotSaved);
        }
    }

    /// News from the kitchen about orders of this terminal.
    fn say_ready(&mut self, facts: &[Arc<Fact>]) {
        let mut orders: Vec<OrderId> = Vec::new();
        for fact in facts {
            if let (AggregateId::Order(id), Some(Event::LineReady { .. })) =
                (&fact.aggregate, &fact.event)
                && !orders.contains(id)
            {
                orders.push(*id);
            }
        }
        let me = self.front.desk.state.me.terminal;
        for id in orders {
            let state = &self.front.desk.state;
            let Some(order) = state.order(id) else { continue };
            let mine = order.opened.as_ref().is_some_and(|opened| opened.terminal == me);
            if mine && order.status() == Status::Ready {
                let clock = state.settings().clock();
                let time = clock.hours_minutes(self.now());
                let words = format!("{} {} is READY ({time})", order.title(), order.place());
                self.say(MessageKind::Info, words);
            }
        }
    }
}
