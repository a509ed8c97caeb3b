//! Changing the order on the screen: add, quantity, remove, note, place; each with its way back.

use super::entry::{Amount, Wanted, split_note};
use super::find;
use super::model::{Focus, Model, Opened};
use super::options::{Options, choices_of, sold_out};
use super::overlay::Overlay;
use super::place::Placing;
use super::turn::{Ask, Undo};
use crate::domain::choice::{self, Choice};
use crate::domain::command::{Command, NewLine, Opening, Step};
use crate::domain::id::{LineId, OrderId};
use crate::domain::menu::{Item, Menu, Unit};
use crate::domain::money::{Money, Quantity};
use crate::domain::order::{Line, Order};
use crate::domain::rejection::Rejection;
use crate::tui::input::Key;
use crate::tui::widgets::MessageKind;

/// One piece, as `+` and `-` count.
const ONE: Quantity = Quantity::pieces(1);

/// What one piece of a line costs, its options included; nothing when that leaves the range.
fn unit(order: &Order, line: &Line) -> Money {
    line.unit(order.service).map_or(Money::ZERO, |(unit, _)| unit)
}

impl Model {
    /// Decides a command; a refusal is said and nothing has changed then.
    pub(super) fn act(&mut self, command: &Command) -> Option<u64> {
        match self.front.act(command) {
            Ok((batch, effects)) => {
                self.outbox.extend(effects);
                Some(batch)
            }
            Err(rejection) => {
                self.say(MessageKind::Warning, sentence(&rejection.to_string()));
                None
            }
        }
    }

    /// Does a step on the order on the screen, or opens the next order with it.
    /// Answers its identity, and the number of the paid order that it comes after.
    fn step(&mut self, step: Step) -> Option<(OrderId, Option<String>)> {
        let (step, paid) = self.beyond_paid(step);
        if let Some(id) = self.order {
            return self.act(&Command::Order(id, vec![step])).map(|_| (id, None));
        }
        let id = OrderId(self.front.desk.mint());
        let opening = self.next.clone();
        let usual = Opening { service: self.settings.service, ..Opening::default() };
        let asks = self.settings.asks_service && opening == usual;
        self.act(&Command::Open { order: id, opening, steps: vec![step] })?;
        self.order = Some(id);
        self.undo.clear();
        self.next = usual;
        if asks {
            self.open(&Ask::Service(Some(id)));
        }
        Some((id, paid))
    }

    /// Adds an item as it was typed; asks for required options first. Answers whether the entry
    /// line has done its work.
    pub(super) fn add_item(&mut self, at: usize, wanted: &Wanted) -> bool {
        let Some(item) = self.menu().items.get(at).cloned() else { return false };
        let menu = std::sync::Arc::clone(self.finder.menu());
        if self.front.desk.state.is_86(&item.code, self.now()) {
            self.say(MessageKind::Warning, format!("{} is sold out: choose another.", item.name));
            return false;
        }
        let quantity = match (wanted.quantity, item.unit) {
            (Some(amount), unit) => amount.of(&item.name, unit),
            (None, None) => Ok(ONE),
            (None, Some(unit)) => {
                self.ask_how_much(&item, unit);
                return false;
            }
        };
        let options = quantity.and_then(|quantity| {
            let options = options_of(&menu, &item, wanted);
            options.map(|options| (quantity, options)).map_err(|r| sentence(&r.to_string()))
        });
        let (quantity, options) = match options {
            Ok(both) => both,
            Err(words) => {
                self.say(MessageKind::Warning, words);
                return false;
            }
        };
        let chosen = options.clone().unwrap_or_else(|| choice::defaults(&menu, &item));
        let incomplete = choice::missing(&menu, &item, &chosen).is_some();
        let gone = sold_out(&self.front, &menu, &item, &chosen);
        let (note, allergy) = split_note(wanted.note.as_deref().unwrap_or_default());
        let line = LineId(self.front.desk.mint());
        let item = item.code;
        let Placing { seat, course } = self.place;
        let of = None;
        let new = NewLine { line, item, options, quantity, note, allergy, of, seat, course };
        if incomplete || gone.is_some() {
            if let Some(gone) = gone {
                self.say(MessageKind::Warning, format!("{gone} is sold out: choose another."));
            }
            let service = self.opening().service;
            if let Some(options) = Options::of_new(&self.front, service, new) {
                let over = Overlay::Options(Box::new(options));
                self.overlays.push(Opened { ask: None, over, warned: None });
            }
            return true;
        }
        self.add_line(new)
    }

    /// An item that is weighed needs its weight: what was typed stands behind the caret.
    fn ask_how_much(&mut self, item: &Item, unit: Unit) {
        self.focus = Focus::Entry;
        self.entry.set(&format!("x{}", item.code));
        self.entry.key(Key::Home);
        let words =
            format!("{} is sold by the {unit}: type 0.350 or 350{}.", item.name, unit.small());
        self.say(MessageKind::Info, words);
    }

    /// Adds one piece at the price on its label; answers whether it was added.
    pub(super) fn add_labelled(&mut self, at: usize, price: Money) -> bool {
        let Some(item) = self.menu().items.get(at).map(|item| item.code.clone()) else {
            return false;
        };
        let line = LineId(self.front.desk.mint());
        let new = NewLine {
            line,
            item,
            options: None,
            quantity: ONE,
            note: None,
            allergy: None,
            of: None,
            seat: self.place.seat,
            course: self.place.course,
        };
        let Some(at) = self.step(Step::AddLabelled(new, price)) else { return false };
        self.added(at, line, ONE, Step::Remove(line));
        true
    }

    /// Adds a complete line; answers whether it was added.
    pub(super) fn add_line(&mut self, new: NewLine) -> bool {
        let (id, quantity) = (new.line, new.quantity);
        let before: Vec<(LineId, Quantity)> = self.order().map_or_else(Vec::new, |order| {
            order.unsent_lines().map(|line| (line.id, line.quantity)).collect()
        });
        let Some(at) = self.step(Step::Add(new)) else { return false };
        let raised = before.into_iter().find(|(line, was)| {
            let now = self.front.desk.state.line(at.0, *line).map(|(_, line)| line.quantity);
            now.is_some_and(|now| now != *was)
        });
        let (line, back) = match raised {
            Some((line, was)) => (line, Step::SetQuantity(line, was)),
            None => (id, Step::Remove(id)),
        };
        self.added(at, line, quantity, back);
        true
    }

    /// Adds something that is not on the menu, of a tax class; answers whether it was added.
    pub(super) fn add_open(&mut self, name: &str, price: Money, tax: Option<String>) -> bool {
        let line = LineId(self.front.desk.mint());
        let step = Step::AddOpen { line, name: name.to_owned(), price, quantity: ONE, tax };
        let Some(at) = self.step(step) else { return false };
        self.added(at, line, ONE, Step::Remove(line));
        true
    }

    fn added(
        &mut self,
        (order, paid): (OrderId, Option<String>),
        line: LineId,
        quantity: Quantity,
        back: Step,
    ) {
        self.chosen = Some(line);
        self.changed = Some(self.front.now.mono);
        let Some((of, found)) = self.front.desk.state.line(order, line) else { return };
        let name = found.sold.name.clone();
        let sum = unit(of, found).times(quantity).unwrap_or(Money::ZERO);
        let what = format!("{} {name}", found.measure(quantity));
        let sum = self.currency().format(sum);
        let words = match paid {
            Some(paid) => format!("{paid} is paid: {} begins with {what} {sum}", of.title()),
            None => format!("Added {what} {sum}"),
        };
        self.undo.push(Undo::steps(order, vec![back], what));
        self.say(MessageKind::Undo, &words);
    }

    /// Sets the quantity of the chosen line.
    pub(super) fn set_quantity(&mut self, amount: Amount) -> bool {
        let Some(line) = self.need_line() else { return false };
        let (id, was, name) = (line.id, line.quantity, line.sold.name.clone());
        let quantity = match amount.of(&name, line.sold.unit) {
            Ok(quantity) => quantity,
            Err(words) => {
                self.say(MessageKind::Warning, words);
                return false;
            }
        };
        self.change_line(id, Step::SetQuantity(id, quantity), Step::SetQuantity(id, was), &|| {
            format!("{name}: now {}", line.measure(quantity))
        })
    }

    /// One more and one less are for pieces; answers whether that was said of a weighed line.
    fn is_weighed(&mut self, line: &Line) -> bool {
        let Some(unit) = line.sold.unit else { return false };
        let words = format!("{} is sold by the {unit}: *0.350 sets how much.", line.sold.name);
        self.say(MessageKind::Info, words);
        true
    }

    /// One more of the chosen line; of a sent one a new line that is marked as more of it.
    pub(in crate::tui::counter) fn one_more(&mut self) {
        let Some(line) = self.need_line() else { return };
        if self.is_weighed(&line) {
            return;
        }
        let (id, sold, quantity) = (line.id, line.sold.clone(), line.quantity);
        if line.sent.is_none() {
            let name = sold.name.clone();
            let more = quantity.plus(ONE);
            self.change_line(
                id,
                Step::SetQuantity(id, more),
                Step::SetQuantity(id, quantity),
                &|| format!("{name}: now {more}"),
            );
            return;
        }
        let Some(item) = sold.item.clone() else {
            self.say(MessageKind::Warning, format!("{} is sent: type it again.", sold.name));
            return;
        };
        let new = NewLine {
            options: Some(choices_of(&line)),
            note: line.note.clone(),
            allergy: line.allergy.clone(),
            of: Some(id),
            seat: sold.seat,
            course: sold.course,
            quantity: ONE,
            item,
            line: LineId(self.front.desk.mint()),
        };
        self.add_line(new);
    }

    /// One less of the chosen line; the last one takes the line off, a sent one asks why.
    pub(in crate::tui::counter) fn one_less(&mut self) {
        let Some(line) = self.need_line() else { return };
        if self.is_weighed(&line) {
            return;
        }
        let (id, quantity, name) = (line.id, line.quantity, line.sold.name.clone());
        let less = quantity.minus(ONE);
        if line.sent.is_some() || !less.is_positive() {
            self.remove_chosen();
            return;
        }
        self.change_line(id, Step::SetQuantity(id, less), Step::SetQuantity(id, quantity), &|| {
            format!("{name}: now {less}")
        });
    }

    /// Takes the chosen line off at once when it is unsent; asks for a reason when it is sent.
    pub(super) fn remove_chosen(&mut self) {
        let Some(line) = self.need_line() else { return };
        let (id, name, quantity) = (line.id, line.sold.name.clone(), line.quantity);
        let Some(order) = self.order else { return };
        if line.is_void() {
            self.say(MessageKind::Warning, format!("{name} is void already."));
            return;
        }
        if line.sent.is_some() {
            self.open(&Ask::Void { order, line: Some(id) });
            return;
        }
        let next = self.neighbour(id);
        let words = format!("Removed {} {name}", line.measure(quantity));
        if self.change_line(id, Step::Remove(id), Step::Restore(id), &|| words.clone()) {
            self.chosen = next;
        }
    }

    /// Sets note and allergy of the chosen line.
    pub(super) fn set_note(&mut self, text: &str) -> bool {
        let Some(line) = self.need_line() else { return false };
        let (id, name) = (line.id, line.sold.name.clone());
        let set = |(note, allergy)| Step::SetNote { line: id, note, allergy };
        let (was, wanted) = ((line.note.clone(), line.allergy.clone()), split_note(text));
        let words = match &wanted {
            (_, Some(allergy)) => format!("{name}: ALLERGY {allergy}"),
            (Some(note), None) => format!("{name}: note \"{note}\""),
            (None, None) => format!("{name}: no note"),
        };
        self.change_line(id, set(wanted), set(was), &|| words.clone())
    }

    /// Does a step on a line with its way back and says it; answers whether it was done.
    pub(super) fn change_line(
        &mut self,
        line: LineId,
        step: Step,
        back: Step,
        words: &dyn Fn() -> String,
    ) -> bool {
        let Some(order) = self.order else { return false };
        if self.act(&Command::Order(order, vec![step])).is_none() {
            return false;
        }
        let words = words();
        self.undo.push(Undo::steps(order, vec![back], words.clone()));
        self.chosen = Some(line);
        self.say(MessageKind::Undo, &words);
        true
    }

    /// The chosen line, or the last one; says what to do when there is none.
    pub(super) fn need_line(&mut self) -> Option<Line> {
        if self.chosen_line().is_none() {
            self.say(MessageKind::Warning, "No line is chosen: add an item first.");
            return None;
        }
        self.chosen_line().cloned()
    }

    /// The line that is chosen when this one goes: the one below, else the one above.
    fn neighbour(&self, id: LineId) -> Option<LineId> {
        let lines = self.lines_in_order();
        let at = lines.iter().position(|line| *line == id)?;
        let above = at.checked_sub(1);
        lines.get(at.saturating_add(1)).or_else(|| lines.get(above?)).copied()
    }

    /// After a void the next line that stands is chosen, so that the next void finds one.
    pub(super) fn leave_void_line(&mut self) {
        let Some(order) = self.order() else { return };
        let void = |id: &LineId| order.line(*id).is_none_or(Line::is_void);
        let Some(chosen) = self.chosen.filter(|id| void(id)) else { return };
        let lines = self.lines_in_order();
        let at = lines.iter().position(|id| *id == chosen).unwrap_or(0);
        let (before, after) = lines.split_at(at);
        let next = after.iter().chain(before.iter().rev()).find(|id| !void(id)).copied();
        self.chosen = next.or(self.chosen);
    }

    /// The lines from top to bottom of the screen: unsent ones first, then each send.
    pub(super) fn lines_in_order(&self) -> Vec<LineId> {
        let Some(order) = self.order() else { return Vec::new() };
        let unsent = order.unsent_lines().map(|line| line.id);
        let mut lines: Vec<LineId> = unsent.collect();
        for (send, _) in &order.sends {
            let sent = order.live_lines().filter(|l| l.sent.is_some_and(|s| s.send == *send));
            lines.extend(sent.map(|line| line.id));
        }
        lines
    }
}

/// The choice of what was typed, the other half included; the item's defaults when nothing was.
fn options_of(menu: &Menu, item: &Item, wanted: &Wanted) -> Result<Option<Vec<Choice>>, Rejection> {
    if wanted.options.is_empty() && wanted.half.is_none() {
        return Ok(None);
    }
    choices(menu, item, wanted).map(Some)
}

/// The choice of what was typed, the other half and the defaults included.
pub(super) fn choices(menu: &Menu, item: &Item, wanted: &Wanted) -> Result<Vec<Choice>, Rejection> {
    let mut chosen = choice::from_words(menu, item, &wanted.options)?;
    if let Some(word) = &wanted.half {
        let other = find::half(menu, item, word)
            .ok_or_else(|| Rejection::NoHalf { item: item.name.clone(), other: word.clone() })?;
        let half = choice::half(menu, item, other)?;
        choice::add(menu, item, &mut chosen, &half);
    }
    Ok(chosen)
}

/// A refusal as a sentence of its own.
pub(super) fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(char::to_uppercase);
    let text: String = first.into_iter().flatten().chain(letters).collect();
    if text.ends_with('.') { text } else { format!("{text}.") }
}
