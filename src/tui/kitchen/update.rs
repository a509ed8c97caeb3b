//! How the kitchen answers a message: keys to acts, arrivals to news and the bell.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a screen names the keys it knows; every other key does nothing on it"
)]

use super::model::{Model, Over};
use super::view::RECALL_ROWS;
use crate::domain::board::CardLine;
use crate::tui::effect::Effect;
use crate::tui::input::{Input, Key, Press};
use crate::tui::msg::{Msg, Now};
use crate::tui::widgets::MessageKind;

/// Takes a message; answers what is to be done outside.
pub fn update(model: &mut Model, msg: &Msg, now: Now) -> Vec<Effect> {
    let mut effects = model.front.absorb(msg, now);
    let row_ms = model.row_ms();
    match msg {
        Msg::Input(Input::Resize { width, height }) => {
            model.size = (*width, *height);
            model.lay_out();
            model.rail.settled();
        }
        Msg::Input(input) => {
            model.bell.silence();
            model.messages.acted(row_ms);
            effects.extend(model.input(input));
        }
        Msg::Known(_) | Msg::Disowned(_) => {
            model.refresh(true);
            effects.extend(model.news(false));
        }
        Msg::Tick => {
            model.messages.tick(row_ms);
            model.watch_cook();
            model.refresh(true);
            effects.extend(model.news(false));
        }
        Msg::Arrived(_) | Msg::TookBack(_) | Msg::Loaded(..) | Msg::Asked { .. } => {
            model.refresh(true);
            effects.extend(model.news(true));
        }
        Msg::NotSaved { reason, .. } => {
            let words = format!("Cannot save: {reason}. Work goes on, it is tried again.");
            model.say(MessageKind::Error, words);
        }
        Msg::Durable { .. } => {
            if model.front.not_saved.is_none() {
                model.messages.dismiss();
            }
        }
        Msg::PinChecked { .. } => effects.extend(model.pin_checked(msg)),
        Msg::Link(_) => {
            model.watch_refusal();
            model.say_clock();
        }
        Msg::Paired(_) => model.paired(msg),
        Msg::Learnt(_) | Msg::PinKept { .. } | Msg::Searched { .. } | Msg::Customers(_) => {}
        Msg::Warn(words) => model.say(MessageKind::Warning, words.clone()),
        Msg::Terminate => effects.push(Effect::Quit),
    }
    effects.extend(model.speak());
    effects
}

impl Model {
    /// Says that the clock of this machine is off.
    fn say_clock(&mut self) {
        if let Some(words) = self.front.clock_news() {
            self.say(MessageKind::Warning, words);
        }
    }

    /// What is new or late on the board since the last look; rings for it.
    fn news(&mut self, arrived: bool) -> Vec<Effect> {
        let news = self.bell.seen(&self.cards);
        let mono = self.mono();
        let mut ring = false;
        let mut effects = Vec::new();
        for order in &news.fresh {
            if let Some(card) = self.card(*order) {
                effects.push(Effect::Announce(format!("{} {} is new", card.number, card.place)));
            }
        }
        for order in &news.late {
            if let Some(card) = self.card(*order) {
                effects.push(Effect::Announce(format!("{} {} is LATE", card.number, card.place)));
            }
            ring |= self.bell.on;
        }
        if !news.fresh.is_empty() {
            ring |= self.bell.start(mono);
        } else if !arrived {
            let (every, times) = (self.settings.bell_every_ms, self.settings.bell_times);
            ring |= self.bell.again(mono, every, times);
        }
        if ring {
            effects.push(Effect::Bell);
        }
        effects
    }

    fn input(&mut self, input: &Input) -> Vec<Effect> {
        match input {
            Input::Press(press) => self.press(*press),
            Input::Mouse(mouse) => self.mouse(*mouse),
            Input::Paste(_) | Input::Resize { .. } => Vec::new(),
        }
    }

    pub(super) fn press(&mut self, press: Press) -> Vec<Effect> {
        let teaching = matches!(self.over, Some(Over::Teach(_)));
        let key = if teaching { press.key } else { self.settings.bump_bar.usual(press.key) };
        match key {
            Key::Ctrl('q' | 'c') => {
                self.over = Some(Over::Quit);
                return Vec::new();
            }
            Key::Ctrl('l') => return vec![Effect::Redraw],
            Key::Ctrl('z') => return self.undo(),
            _ => {}
        }
        // A key held down must not carry a ticket through all its steps.
        if press.repeat && !matches!(key, Key::Up | Key::Down | Key::Left | Key::Right) {
            return Vec::new();
        }
        match self.over.clone() {
            None => self.board_key(key),
            Some(Over::Items(_)) => self.items_key(key),
            Some(Over::Recall { rows, at }) => self.recall_key(key, &rows, at),
            Some(Over::Menu { at }) => self.menu_key(key, at),
            Some(Over::Stations { at }) => self.stations_key(key, at),
            Some(Over::Push { at }) => self.push_key(key, at),
            Some(Over::Offer { at }) => self.offer_key(key, at),
            Some(Over::SoldOut(list)) => self.sold_out_key(key, list),
            Some(Over::Teach(_)) => self.teach_key(key),
            Some(Over::SignIn(_)) => self.sign_in_key(key),
            Some(Over::Refused(_)) => self.refused_key(key),
            Some(Over::Help) => {
                self.over = None;
                Vec::new()
            }
            Some(Over::Quit) => self.quit_key(key),
        }
    }

    /// The digit a key stands for, 0 to 9.
    pub(super) fn digit(&mut self, key: Key) -> Option<usize> {
        let Key::Char(c) = key else { return None };
        let digit = self.digits.digit(c)?;
        digit.to_digit(10).and_then(|digit| usize::try_from(digit).ok())
    }

    fn board_key(&mut self, key: Key) -> Vec<Effect> {
        let before = self.digit_before.take();
        match key {
            Key::Enter if before.is_some() => {
                return before
                    .and_then(|slot| slot.checked_sub(1))
                    .map_or_else(Vec::new, |slot| self.slot(slot));
            }
            Key::Char('a' | '*') => self.toggle_all_day(),
            // What has just been moved to the front goes back at once.
            Key::Char('-') if self.moved_to_front() => return self.undo(),
            Key::Enter | Key::Char('b') => return self.bump_chosen(),
            Key::Char('i' | '+') => self.open_items(),
            Key::Char('u') => return self.undo(),
            Key::Char('r' | '-') => self.open_recall(),
            Key::Char('n' | '/') | Key::PageDown => self.page_key(),
            Key::PageUp => self.next_page(false),
            Key::Char('t') => self.over = Some(Over::Stations { at: self.station_row() }),
            Key::Char('p') => return self.prioritise(),
            Key::Char('m') => self.mute(),
            Key::Char('h') if self.is_refused() => self.open_refused(),
            Key::Char(' ' | '.') => self.over = Some(Over::Menu { at: 0 }),
            Key::Char('?') | Key::F(1) => self.over = Some(Over::Help),
            Key::Esc => {
                if !self.messages.dismiss() {
                    let words = "Nothing to go back to. Space shows the kitchen menu.";
                    self.say(MessageKind::Info, words);
                }
            }
            Key::Left => self.walk(-1),
            Key::Right => self.walk(1),
            Key::Up => self.walk(-self.row_length()),
            Key::Down => self.walk(self.row_length()),
            Key::Home => self.chosen = self.rail.near(0),
            Key::End => self.chosen = self.rail.near(usize::MAX),
            _ => {
                if let Some(digit) = self.digit(key) {
                    return self.digit_key(before, digit);
                }
            }
        }
        Vec::new()
    }

    pub(super) fn mute(&mut self) {
        self.bell.on = !self.bell.on;
        let words = if self.bell.on {
            "The bell is on."
        } else {
            "The bell is off. New tickets come without a sound; m turns it on."
        };
        self.say(MessageKind::Done, words);
    }

    fn items_key(&mut self, key: Key) -> Vec<Effect> {
        let Some(items) = self.items() else { return Vec::new() };
        let (at, gone, number) = (items.at, items.gone, items.card.number.clone());
        let wanted: Vec<usize> = items
            .card
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| CardLine::is_wanted(line))
            .map(|(row, _)| row)
            .collect();
        match key {
            Key::Esc | Key::Char('.') => self.over = None,
            Key::Char('u' | '-') => return self.undo(),
            Key::Char('?') => self.over = Some(Over::Help),
            _ if gone => {
                let words = format!("{number} is gone: it was bumped elsewhere. . goes back.");
                self.say(MessageKind::Warning, words);
            }
            Key::Char('+') | Key::Down => self.item_row(&wanted, at, true),
            Key::Up => self.item_row(&wanted, at, false),
            Key::Enter => return self.item_done(at),
            Key::Char('b') => {
                let order = self.items().map(|items| items.card.order);
                self.over = None;
                return order.map_or_else(Vec::new, |order| self.bump(order));
            }
            _ => match self.digit(key) {
                Some(0) => return self.all_done(),
                Some(digit) => {
                    if let Some(row) = wanted.get(digit.saturating_sub(1)) {
                        return self.item_done(*row);
                    }
                }
                None => {}
            },
        }
        Vec::new()
    }

    fn item_row(&mut self, wanted: &[usize], at: usize, forward: bool) {
        let later = wanted.iter().find(|row| **row > at).or(wanted.first());
        let earlier = wanted.iter().rev().find(|row| **row < at).or(wanted.last());
        if let (Some(row), Some(Over::Items(items))) =
            (if forward { later } else { earlier }, &mut self.over)
        {
            items.at = *row;
        }
    }

    fn recall_key(
        &mut self,
        key: Key,
        rows: &[crate::domain::board::Recall],
        at: usize,
    ) -> Vec<Effect> {
        let last = rows.len().saturating_sub(1);
        let to = match key {
            Key::Esc | Key::Char('.') => {
                self.over = None;
                return Vec::new();
            }
            Key::Enter => return self.recall_row(rows, at),
            Key::Char('-') => return self.minus_twice(rows),
            Key::Char('+') => (at + 1) % rows.len().max(1),
            Key::Down => (at + 1).min(last),
            Key::Up => at.saturating_sub(1),
            Key::PageDown | Key::Char('/' | 'n') => {
                let next = (at / RECALL_ROWS + 1) * RECALL_ROWS;
                if next > last { 0 } else { next }
            }
            Key::PageUp => at.saturating_sub(RECALL_ROWS),
            _ => {
                return match self.digit(key) {
                    Some(digit @ 1..) => self.recall_row(rows, digit - 1),
                    Some(0) | None => Vec::new(),
                };
            }
        };
        if let Some(Over::Recall { at, .. }) = &mut self.over {
            *at = to;
        }
        Vec::new()
    }

    pub(super) fn recall_row(
        &mut self,
        rows: &[crate::domain::board::Recall],
        row: usize,
    ) -> Vec<Effect> {
        if let Some(row) = rows.get(row) {
            return self.recall(row);
        }
        self.say(MessageKind::Info, "There is no such ticket to bring back.");
        Vec::new()
    }

    fn quit_key(&mut self, key: Key) -> Vec<Effect> {
        match key {
            Key::Char('y') => return vec![Effect::Quit],
            Key::Enter | Key::Esc | Key::Char('.' | 'n') => self.over = None,
            _ => {}
        }
        Vec::new()
    }
}
