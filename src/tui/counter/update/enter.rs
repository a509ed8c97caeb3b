//! Enter on the order screen: what the second row of the entry box promised.

use crate::domain::money::Money;
use crate::domain::number::OrderNumber;
use crate::tui::counter::action::Action;
use crate::tui::counter::cart::sentence;
use crate::tui::counter::entry::{self, Typed, Wanted};
use crate::tui::counter::find::Target;
use crate::tui::counter::model::Model;
use crate::tui::counter::turn::Ask;
use crate::tui::input::Press;
use crate::tui::widgets::MessageKind;

/// A bouncing Enter within this many milliseconds of a change does not open PAY.
const BOUNCE_MS: u64 = 120;

impl Model {
    pub(super) fn enter(&mut self, press: Press) {
        if self.entry.is_empty() {
            self.enter_on_nothing(press);
            return;
        }
        if let Some(category) = self.typed_category() {
            self.open_category(category);
            self.entry.clear();
            return;
        }
        let done = match entry::read(&self.entry.text()) {
            Typed::Nothing => true,
            Typed::Item(wanted) => self.enter_item(&wanted),
            Typed::Note(note) => self.set_note(&note),
            Typed::SetQuantity(Some(amount)) => self.set_quantity(amount),
            Typed::SetQuantity(None) => false,
            Typed::Table(table) => self.enter_table(&table),
            Typed::Number(number) => self.enter_number(&number),
            Typed::Percent(percent) => self.enter_percent(&percent),
            Typed::Open { amount, name } => self.enter_open(&amount, &name),
            Typed::Find(_) => self.enter_found(),
        };
        if done {
            self.entry.clear();
            self.found = None;
        }
    }

    fn enter_on_nothing(&mut self, press: Press) {
        let now = self.front.now.mono;
        let bounced = self.changed.is_some_and(|at| now.saturating_sub(at) < BOUNCE_MS);
        if press.repeat || bounced || !self.settings.enter_opens_pay || !self.has_lines() {
            return;
        }
        self.act_on(Action::Pay);
    }

    fn enter_item(&mut self, wanted: &Wanted) -> bool {
        if wanted.quantity.is_none() && self.add_label(&wanted.text) {
            return true;
        }
        let Some(at) = self.wanted_item(wanted) else { return false };
        self.add_item(at, wanted)
    }

    /// The item that is typed: the chosen match, with another half one that has halves.
    pub(in crate::tui::counter) fn wanted_item(&self, wanted: &Wanted) -> Option<usize> {
        let found = self.found.as_ref()?;
        let at = |target: &Target| match target {
            Target::Item(at) => Some(*at),
            Target::Order(_) | Target::Receipt(..) | Target::Customer(_) => None,
        };
        let chosen = found.target().as_ref().and_then(at)?;
        let halves =
            |at: &usize| self.menu().items.get(*at).is_some_and(|item| item.halves.is_some());
        if wanted.half.is_none() || halves(&chosen) {
            return Some(chosen);
        }
        found.rows.iter().filter_map(at).find(halves).or(Some(chosen))
    }

    fn enter_found(&mut self) -> bool {
        match self.found.as_ref().and_then(super::super::find::Found::target) {
            Some(Target::Item(at)) => self.add_item(at, &Wanted::default()),
            Some(Target::Order(order)) => self.open_order(order),
            Some(Target::Receipt(order, at)) => self.open_receipt(order, at),
            Some(Target::Customer(person)) => self.attach(person),
            None => false,
        }
    }

    fn enter_table(&mut self, table: &str) -> bool {
        if table.is_empty() {
            self.say(MessageKind::Info, "Type the number of the table behind the @, then Enter.");
            return false;
        }
        self.set_table(table)
    }

    /// The order number that is typed; digits alone are of this terminal.
    pub(in crate::tui::counter) fn number_of(&self, text: &str) -> Option<OrderNumber> {
        if text.starts_with(|first: char| first.is_ascii_digit()) {
            let letter = self.front.desk.state.me.letter.as_ref()?;
            return format!("{letter}{text}").parse().ok();
        }
        text.parse().ok()
    }

    fn enter_number(&mut self, text: &str) -> bool {
        let Some(number) = self.number_of(text) else {
            self.say(
                MessageKind::Warning,
                "Type an order number: #47, or #B12 of another counter.",
            );
            return false;
        };
        let order = self.front.desk.state.order_by_number(&number, self.now()).map(|o| o.id);
        let Some(order) = order else {
            self.say(MessageKind::Warning, format!("{number} is not known here. F6 lists all."));
            return false;
        };
        self.take(order);
        true
    }

    fn enter_percent(&mut self, percent: &str) -> bool {
        if !self.has_lines() {
            self.say(MessageKind::Warning, "The order is empty: add an item first.");
            return false;
        }
        self.open_discount(percent);
        true
    }

    pub(super) fn open_discount(&mut self, typed: &str) {
        if let Some(order) = self.order {
            let line = self.chosen_line().map(|line| line.id);
            self.open(&Ask::Discount { order, line, typed: typed.to_owned() });
        }
    }

    /// The price of an open item as it is typed.
    pub(in crate::tui::counter) fn open_price(&self, amount: &str) -> Option<Money> {
        let price = entry::amount(amount, self.currency(), self.settings.amount_entry)?;
        price.is_positive().then_some(price)
    }

    fn enter_open(&mut self, amount: &str, name: &str) -> bool {
        let Some(price) = self.open_price(amount) else {
            let words = format!("`{amount}` is not an amount: type =350 coffee");
            self.say(MessageKind::Warning, sentence(&words));
            return false;
        };
        if name.is_empty() {
            self.say(
                MessageKind::Warning,
                "Type a blank and a name behind the amount: =350 coffee.",
            );
            return false;
        }
        if self.front.desk.state.settings().tax_classes.len() > 1 {
            self.open(&Ask::TaxClass { name: name.to_owned(), price });
            return true;
        }
        self.add_open(name, price, None)
    }
}
