//! Opening overlays, handing them keys and news, and doing what they answer.

use crate::domain::order::Order;
use crate::tui::counter::action::Action;
use crate::tui::counter::model::{Model, Opened, Sale};
use crate::tui::counter::overlay::Overlay;
use crate::tui::counter::turn::{Ask, Then, Turn, Undo};
use crate::tui::counter::update::fetch::Fetch;
use crate::tui::counter::update::people::Replay;
use crate::tui::effect::Effect;
use crate::tui::input::{Input, Key, Press};
use crate::tui::msg::Msg;
use crate::tui::widgets::{Message, MessageKind};

impl Model {
    /// Opens an overlay over what is on the screen.
    pub(in crate::tui::counter) fn open(&mut self, ask: &Ask) {
        if self.fetch(Fetch::Open(ask.clone())) {
            return;
        }
        if matches!(ask, Ask::Refund(None) | Ask::Receipts) {
            let effects = self.front.ask_disk("");
            self.outbox.extend(effects);
        }
        if let Some(over) = self.build(ask) {
            self.overlays.push(Opened { ask: Some(ask.clone()), over, warned: None });
        }
    }

    fn build(&mut self, ask: &Ask) -> Option<Overlay> {
        if let Ask::Paid { order, payment, .. } = ask {
            self.sale = Some(Sale { order: *order, payment: *payment });
            // Whatever was said about the money before, such as a declined card, is settled.
            self.messages.solved();
        }
        Overlay::open(self, ask)
    }

    /// Gives an input to the topmost overlay.
    pub(super) fn give_overlay(&mut self, input: &Input) {
        let Some(at) = self.overlays.len().checked_sub(1) else { return };
        if let Input::Press(press) = input
            && matches!(press.key, Key::Char('?') | Key::F(1))
        {
            let help = self.overlays.get(at).map_or("", |top| top.over.over().help());
            if !help.is_empty() {
                return self.say(MessageKind::Info, help);
            }
        }
        let input = &self.as_figure(input);
        let front = &mut self.front;
        let before = self.overlays.get(at).cloned();
        let turn = self.overlays.get_mut(at).map(|top| top.over.over_mut().update(front, input));
        self.apply(at, turn);
        self.ask_approval(before.map(|before| (at, before)), Replay::Input(input.clone()));
    }

    /// Where figures are typed, a sign of a digit row that needs Shift is its figure, and a numpad
    /// without `NumLock` is noticed.
    fn as_figure(&mut self, input: &Input) -> Input {
        let takes = self.overlays.last().is_some_and(|top| {
            top.over.over().keys(&self.front).iter().any(|entry| entry.key == "0-9")
        });
        let Input::Press(press) = input else { return input.clone() };
        if !takes {
            return input.clone();
        }
        if matches!(press.key, Key::Home | Key::End | Key::Insert) {
            self.say(MessageKind::Warning, "NumLock seems to be off.");
        }
        let figure = if let Key::Char(sign) = press.key { self.digits.digit(sign) } else { None };
        let key = figure.map_or(press.key, Key::Char);
        Input::Press(Press { key, ..*press })
    }

    /// Gives a tap on a row to the topmost overlay.
    pub(super) fn tap_overlay(&mut self, row: u16) {
        let Some(at) = self.overlays.len().checked_sub(1) else { return };
        let front = &mut self.front;
        let before = self.overlays.get(at).cloned();
        let turn = self.overlays.get_mut(at).map(|top| top.over.over_mut().tap(front, row));
        self.apply(at, turn);
        self.ask_approval(before.map(|before| (at, before)), Replay::Row(row));
    }

    /// Tells every overlay what happened, the lowest first.
    pub(super) fn notice(&mut self, msg: &Msg) {
        let mut at = 0;
        while at < self.overlays.len() {
            let before = self.overlays.len();
            let front = &mut self.front;
            let turn =
                self.overlays.get_mut(at).map(|open| open.over.over_mut().notice(front, msg));
            self.apply(at, turn);
            // One that closed made room for the next at the same place.
            if self.overlays.len() >= before {
                at = at.saturating_add(1);
            }
        }
    }

    fn apply(&mut self, at: usize, turn: Option<Turn>) {
        let Some(turn) = turn else { return };
        let done = !turn.effects.is_empty();
        self.outbox.extend(turn.effects);
        self.undo.extend(turn.undo.map(|undo| {
            let shows = undo.shows.or(self.order);
            Undo { shows, ..undo }
        }));
        let pass = turn.pass;
        let voids = self.overlays.get(at).is_some_and(|top| matches!(top.over, Overlay::Void(_)));
        if turn.then == Then::Stay {
            if done && turn.say.is_none() {
                self.forget_warning(at);
            }
            self.note_warning(at, turn.say.as_ref());
        } else if !matches!(turn.then, Then::Open(_)) {
            self.forget_warning(at);
        }
        // What closes may have words of its own; those of the turn come after and win.
        self.go(at, turn.then);
        if self.overlays.is_empty() {
            self.front.draft = None;
            if voids {
                self.leave_void_line();
            }
        }
        if let Some(message) = turn.say {
            self.say_message(message);
        }
        if let Some(input) = pass {
            self.pass(&input);
        }
    }

    fn note_warning(&mut self, at: usize, said: Option<&Message>) {
        let warning = said.filter(|said| said.kind == MessageKind::Warning);
        if let (Some(warning), Some(top)) = (warning, self.overlays.get_mut(at)) {
            top.warned = Some(warning.text.clone());
        }
    }

    /// What an overlay warned of is over when it goes, or when it does something.
    fn forget_warning(&mut self, at: usize) {
        let warned = self.overlays.get_mut(at).and_then(|top| top.warned.take());
        let shown = self.messages.current().map(|message| message.text.as_str());
        if warned.is_some() && warned.as_deref() == shown {
            self.messages.solved();
        }
    }

    fn go(&mut self, at: usize, then: Then) {
        match then {
            Then::Stay => {}
            Then::Close => {
                if at < self.overlays.len() {
                    self.overlays.remove(at);
                }
                self.changed = Some(self.front.now.mono);
                if self.overlays.is_empty() && self.sale.is_some() {
                    self.next_order();
                }
                self.leave_if_over();
            }
            Then::Open(ask) => self.open(&ask),
            Then::Become(ask) => self.become_other(at, &ask),
            Then::Do(action) => {
                self.close_all();
                self.do_from_menu(action);
            }
            Then::Take(order) => {
                self.close_all();
                self.take(order);
            }
            Then::Approved(staff) => {
                if at < self.overlays.len() {
                    self.overlays.remove(at);
                }
                self.approved(staff);
            }
            Then::SignIn(staff) => {
                self.overlays.retain(|open| !open.is_lock());
                self.changed = Some(self.front.now.mono);
                self.sign_in(&staff);
            }
            Then::Next => {
                self.close_all();
                self.next_order();
            }
            Then::Bill(order) => {
                self.close_all();
                self.next_order();
                self.order = Some(order);
                self.open_pay();
            }
            Then::Add(new) => {
                self.close_all();
                self.add_line(*new);
            }
            Then::AddOpen { name, price, tax } => {
                self.close_all();
                self.add_open(&name, price, tax);
            }
            Then::Change(change) => {
                self.close_all();
                self.change_place(change);
            }
            Then::For(whom) => {
                self.close_all();
                self.give_to(*whom);
            }
            Then::Sit(table) => {
                self.close_all();
                self.sit(table);
            }
            Then::Place(place) => {
                self.close_all();
                self.place_line(place);
            }
            Then::Seat(seat) => self.seat_line(seat),
        }
    }

    /// Puts another overlay in the place of this one.
    pub(super) fn become_other(&mut self, at: usize, ask: &Ask) {
        if self.fetch(Fetch::Become(at, ask.clone())) {
            return;
        }
        let built = self.build(ask);
        match (built, self.overlays.get_mut(at)) {
            (Some(over), Some(slot)) => {
                *slot = Opened { ask: Some(ask.clone()), over, warned: None }
            }
            (None, Some(_)) => {
                self.overlays.remove(at);
            }
            (_, None) => {}
        }
        if self.overlays.is_empty() && self.sale.is_some() {
            self.next_order();
        }
        if matches!(ask, Ask::Paid { .. }) {
            self.overlays.retain(|over| over.is_paid() || over.is_not_saved());
        }
    }

    /// From the menu nobody sees which line is chosen: with several lines, Void asks for one.
    fn do_from_menu(&mut self, action: Action) {
        let several = self.lines_in_order().len() > 1;
        if action == Action::Void
            && several
            && let Some(order) = self.order
        {
            self.open(&Ask::Void { order, line: None });
        } else {
            self.act_on(action);
        }
    }

    pub(in crate::tui::counter) fn close_all(&mut self) {
        self.overlays.retain(Opened::is_lock);
        self.changed = Some(self.front.now.mono);
    }

    /// An order that was voided or held by an overlay does not stay on the screen; one that went
    /// into another gives its place to that one.
    fn leave_if_over(&mut self) {
        if self.overlays.is_empty()
            && let Some(into) = self.order().and_then(Order::merged_into).map(|merged| merged.into)
        {
            self.order = Some(into);
            self.chosen = self.lines_in_order().first().copied();
        }
        let over = self.order().is_some_and(|order| {
            order.cancelled.is_some() || order.rejected.is_some() || order.held
        });
        if over && self.overlays.is_empty() {
            self.leave();
            self.undo.clear();
        }
    }

    /// A key that belongs to what comes after the overlay.
    fn pass(&mut self, input: &Input) {
        match input {
            Input::Press(press) if self.overlays.is_empty() => {
                self.key(Press { key: press.key, repeat: press.repeat });
            }
            Input::Paste(text) if self.overlays.is_empty() => self.entry.insert(text),
            Input::Press(_) | Input::Paste(_) | Input::Mouse(_) | Input::Resize { .. } => {}
        }
    }

    /// Rings the bell.
    pub(super) fn bell(&mut self) {
        self.outbox.push(Effect::Bell);
    }
}
