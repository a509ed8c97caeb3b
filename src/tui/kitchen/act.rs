//! What the cook does: steps become commands, and each remembers how to be taken back.

use super::model::{Done, Items, Model, Over, UNDO_MS, UNDO_STEPS};
use super::signin::Meant;
use super::view::ticket::slot_label;
use crate::domain::board::{CardLine, Mark, Recall, recallable, undo_of};
use crate::domain::command::{Command, Step};
use crate::domain::event::LineStep;
use crate::domain::id::{LineId, OrderId};
use crate::tui::effect::Effect;
use crate::tui::widgets::{Message, MessageKind};

impl Model {
    pub(super) fn say(&mut self, kind: MessageKind, text: impl Into<String>) {
        let right = if kind == MessageKind::Undo { "u undo" } else { "" };
        let now = self.row_ms();
        let message = Message::new(kind, text).with_right(right);
        if self.listens {
            self.lines.push(message.text.clone());
        }
        self.messages.show(message, now);
    }

    /// Does a step and says so; answers the effects and whether it was done.
    pub(super) fn perform(
        &mut self,
        order: OrderId,
        step: &Step,
        (kind, words): (MessageKind, &str),
    ) -> (Vec<Effect>, bool) {
        if self.wants_cook() {
            let words = words.to_owned();
            self.ask_cook(Some(Meant { order, step: step.clone(), kind, words }));
            return (Vec::new(), false);
        }
        let Some(known) = self.front.desk.state.order(order) else {
            return (Vec::new(), false);
        };
        let (back, number) = (undo_of(known, step), known.title());
        match self.front.act(&Command::Order(order, vec![step.clone()])) {
            Ok((_, effects)) => {
                let at = self.now();
                self.done.push(Done { at, order, number, back });
                if self.done.len() > UNDO_STEPS {
                    self.done.remove(0);
                }
                self.refresh(false);
                self.say(kind, words);
                (effects, true)
            }
            Err(rejection) => {
                self.say(MessageKind::Warning, rejection.to_string());
                (Vec::new(), false)
            }
        }
    }

    /// BUMP: the next step of a ticket.
    pub(super) fn bump(&mut self, order: OrderId) -> Vec<Effect> {
        let Some(card) = self.card(order) else {
            let known = self.front.desk.state.order(order);
            let number = known.map_or_else(String::new, crate::domain::order::Order::title);
            self.say(MessageKind::Warning, format!("{number} is gone: it was bumped elsewhere."));
            return Vec::new();
        };
        let step = card.next_step(self.settings.start_step);
        let word = if let Step::Advance(_, reached) = &step {
            match reached {
                LineStep::Started => "is COOKING",
                LineStep::Ready => "is READY",
                LineStep::Served => "is handed over",
            }
        } else {
            "is gone"
        };
        let words = format!("{} {word}.", card.number);
        self.perform(order, &step, (MessageKind::Undo, &words)).0
    }

    /// BUMP on the chosen ticket; nothing when that ticket left by itself a moment ago.
    pub(super) fn bump_chosen(&mut self) -> Vec<Effect> {
        let mono = self.mono();
        if let Some((number, since)) = self.lost.take()
            && mono.saturating_sub(since) < super::rail::PROTECTED_MS
        {
            self.say(MessageKind::Warning, format!("{number} is gone: it was bumped elsewhere."));
            return Vec::new();
        }
        match self.chosen {
            Some(order) => self.bump(order),
            None => Vec::new(),
        }
    }

    /// Takes the last step back, for 60 minutes.
    pub(super) fn undo(&mut self) -> Vec<Effect> {
        if self.wants_cook() {
            self.ask_cook(None);
            return Vec::new();
        }
        let now = self.now();
        self.done.retain(|done| now.since(done.at) <= UNDO_MS);
        let Some(done) = self.done.pop() else {
            self.say(MessageKind::Info, "Nothing to take back here in the last 60 minutes.");
            return Vec::new();
        };
        match self.front.act(&Command::Order(done.order, done.back.clone())) {
            Ok((_, effects)) => {
                self.refresh(false);
                if self.card(done.order).is_some() {
                    self.chosen = Some(done.order);
                }
                let state = self.card(done.order).map_or("gone", |card| card.state.word());
                self.say(MessageKind::Done, format!("{} is {state} again.", done.number));
                effects
            }
            Err(rejection) => {
                self.say(MessageKind::Warning, rejection.to_string());
                Vec::new()
            }
        }
    }

    /// Moves the chosen ticket to the front, or back to its place.
    pub(super) fn prioritise(&mut self) -> Vec<Effect> {
        let Some(card) = self.chosen_card() else { return Vec::new() };
        let (order, on) = (card.order, !card.prioritised);
        let place = if on { "is at the front" } else { "is in its own place again" };
        let words = format!("{} {place}.", card.number);
        self.perform(order, &Step::Prioritise(on), (MessageKind::Undo, &words)).0
    }

    /// Gives what is not ready of the chosen ticket to another station.
    pub(super) fn push_to(&mut self, code: &str, name: &str) -> Vec<Effect> {
        let Some(card) = self.chosen_card() else { return Vec::new() };
        let (order, lines) = (card.order, card.open_lines());
        let words = format!("{} went to {name}.", card.number);
        let step = Step::Route(lines, code.to_owned());
        self.perform(order, &step, (MessageKind::Undo, &words)).0
    }

    /// Minus pressed again on the list takes the last step back: a bump by bringing its ticket
    /// back, anything newer by undoing it.
    pub(super) fn minus_twice(&mut self, rows: &[Recall]) -> Vec<Effect> {
        let bumped = rows.first().map(|row| row.bumped);
        let newer = |done: &Done| {
            bumped.is_none_or(|bumped| done.at >= bumped)
                && !done.back.iter().any(|step| matches!(step, Step::Recall(_)))
        };
        if self.done.last().is_some_and(newer) {
            self.over = None;
            return self.undo();
        }
        self.recall_row(rows, 0)
    }

    /// Opens the list of tickets that can come back.
    pub(super) fn open_recall(&mut self) {
        let state = &self.front.desk.state;
        let keep = self.settings.keep;
        let rows = recallable(state, self.station.as_deref(), self.front.now.at, keep);
        self.over = Some(Over::Recall { rows, at: 0 });
    }

    /// Brings a ticket back with its old timer.
    pub(super) fn recall(&mut self, row: &Recall) -> Vec<Effect> {
        let words = format!("{} is back with its old timer, RECALLED.", row.number);
        let step = Step::Recall(row.ticket.clone());
        let (effects, done) = self.perform(row.order, &step, (MessageKind::Undo, &words));
        if done {
            self.over = None;
            if self.card(row.order).is_some() {
                self.chosen = Some(row.order);
            }
        }
        effects
    }

    /// Opens the chosen ticket at its first row that is still to be done.
    pub(super) fn open_items(&mut self) {
        let Some(card) = self.chosen_card().cloned() else { return };
        let open = |line: &CardLine| matches!(line.mark, Mark::Waiting | Mark::Cooking);
        let first = card.lines.iter().position(CardLine::is_wanted);
        let at = card.lines.iter().position(open).or(first).unwrap_or(0);
        self.over = Some(Over::Items(Box::new(Items { card, gone: false, at, last: None })));
    }

    /// The opened ticket.
    pub(super) fn items(&self) -> Option<&Items> {
        if let Some(Over::Items(items)) = &self.over { Some(items) } else { None }
    }

    fn items_mut(&mut self) -> Option<&mut Items> {
        if let Some(Over::Items(items)) = &mut self.over { Some(items) } else { None }
    }

    /// One item of the opened ticket is ready.
    pub(super) fn item_done(&mut self, row: usize) -> Vec<Effect> {
        let Some(items) = self.items() else { return Vec::new() };
        let Some(line) = items.card.lines.get(row).cloned() else { return Vec::new() };
        let order = items.card.order;
        if let Some(items) = self.items_mut() {
            items.at = row;
        }
        match line.mark {
            Mark::Void => {
                self.say(MessageKind::Info, format!("{} is void: BUMP clears it.", line.name));
                Vec::new()
            }
            Mark::Held => {
                self.say(
                    MessageKind::Info,
                    format!("{} is held: its course comes later.", line.name),
                );
                Vec::new()
            }
            Mark::Ready | Mark::Served => {
                let words = format!("{} is done already. Undo with -", line.name);
                self.say(MessageKind::Info, words);
                Vec::new()
            }
            Mark::Waiting | Mark::Cooking => self.ready(order, vec![line.line], &line.name),
        }
    }

    /// All items of the opened ticket are ready.
    pub(super) fn all_done(&mut self) -> Vec<Effect> {
        let Some(items) = self.items() else { return Vec::new() };
        let (order, open) = (items.card.order, items.card.open_lines());
        if open.is_empty() {
            self.say(MessageKind::Info, "All items are done already.");
            return Vec::new();
        }
        self.ready(order, open, "all items")
    }

    fn ready(&mut self, order: OrderId, lines: Vec<LineId>, what: &str) -> Vec<Effect> {
        let at = self.now();
        let step = Step::Advance(lines, LineStep::Ready);
        let title = self.items_title();
        let words = format!("{title}: {what} done {}. Undo with -", self.clock().hours_minutes(at));
        let (effects, done) = self.perform(order, &step, (MessageKind::Done, &words));
        if let (true, Some(items)) = (done, self.items_mut()) {
            items.last = Some(words);
        }
        effects
    }

    /// How the message row names the opened ticket: `ITEMS of 3 A52`.
    pub(super) fn items_title(&self) -> String {
        let Some(items) = self.items() else { return String::new() };
        let shown = self.shown();
        let slot = shown.iter().position(|order| *order == Some(items.card.order));
        let label = |slot| format!("{} ", slot_label(slot, self.two_digits()));
        let slot = slot.map_or_else(String::new, label);
        format!("ITEMS of {slot}{}", items.card.number)
    }

    /// A tap on an item of a ticket on the board: its next step.
    pub(super) fn step_item(&mut self, order: OrderId, row: usize) -> Vec<Effect> {
        self.chosen = Some(order);
        let Some(card) = self.card(order) else { return Vec::new() };
        let Some(line) = card.lines.get(row).cloned() else { return Vec::new() };
        let (step, word) = match line.mark {
            Mark::Waiting if self.settings.start_step => (LineStep::Started, "cooking"),
            Mark::Waiting | Mark::Cooking => (LineStep::Ready, "done"),
            Mark::Held | Mark::Ready | Mark::Served | Mark::Void => return Vec::new(),
        };
        let words = format!("{}: {} {word}.", card.number, line.name);
        let step = Step::Advance(vec![line.line], step);
        self.perform(order, &step, (MessageKind::Undo, &words)).0
    }
}
