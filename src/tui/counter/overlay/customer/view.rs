//! The customers as they are drawn: the list with what is known of the chosen one, form, question.

use ratatui::layout::{Position, Rect};

use super::form::{FIELDS, Form};
use super::{Customers, Step};
use crate::domain::customer::Person;
use crate::tui::counter::overlay::sheet::{STAGE_HEIGHT, STAGE_WIDTH, Sheet, place};
use crate::tui::counter::turn::{Hit, Over, Turn};
use crate::tui::front::Front;
use crate::tui::input::Input;
use crate::tui::msg::Msg;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, Panel, Pen, scroll};

/// Rows of customers.
const ROWS: usize = 10;
/// The first row of what is known of the chosen one.
const ABOUT: u16 = 13;
/// The first row of the form, and the column of its fields.
const FORM: (u16, u16) = (12, 2);

impl Customers {
    fn draw_list(&self, sheet: &mut Sheet<'_, '_>) {
        let list = self.list();
        let at = self.at();
        let first = scroll(0, at, list.len(), ROWS);
        for ((y, index), person) in (2..).zip(first..).zip(list.iter().skip(first).take(ROWS)) {
            if index == at {
                let row = sheet.row(0, y);
                sheet.pen.tint(row, Role::Choice);
                let sign = sheet.pen.look.glyphs.chosen;
                sheet.cell((0, y), 1, sign, Role::Choice);
            }
            let customer = &person.customer;
            sheet.cell((2, y), 34, &customer.name, Role::Strong);
            sheet.cell((37, y), 18, &customer.phone, Role::Text);
            let has = self.has.as_ref().is_some_and(|has| has.person == person.id);
            let right = if has { "this order" } else { customer.note.as_str() };
            sheet.cell((56, y), 21, right, Role::Muted);
            sheet.tap_row(y, Hit::Row(u16::try_from(index).unwrap_or(u16::MAX)));
        }
        let empty = match &self.found {
            None => "searching ...",
            Some(found) if !found.is_empty() => "",
            Some(_) if self.field.is_empty() => "No customers yet: + adds the first one.",
            Some(_) => "No customer has these words: + adds a new one.",
        };
        sheet.text(2, 2, empty, Role::Muted);
        if let Some(person) = self.chosen() {
            self.draw_about(sheet, person);
        }
        let off = if self.has.is_some() { "   [-] Take off" } else { "" };
        let on = "[Enter] For this order   [*] Usual   [/] Change   ";
        let on = if self.chosen().is_some() { on } else { "" };
        let keys = format!("{on}[+] New{off}");
        sheet.keyed(2, 18, &keys, Role::Text);
    }

    /// What is known of the chosen customer.
    fn draw_about(&self, sheet: &mut Sheet<'_, '_>, person: &Person) {
        let customer = &person.customer;
        let contact: Vec<String> = [customer.email.clone(), customer.address_line()]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect();
        sheet.text(2, ABOUT, &contact.join("   "), Role::Muted);
        let Some(guest) = self.about() else { return };
        let visits = match guest.visits {
            0 => "Not here before".to_owned(),
            1 => "Here once".to_owned(),
            visits => format!("Here {visits} times"),
        };
        sheet.text(2, ABOUT + 1, &visits, Role::Text);
        if let Some(usual) = &guest.usual {
            let word = if usual.times > 1 { "Usual" } else { "Last time" };
            sheet.paragraph((2, ABOUT + 2), (74, 2), &format!("{word}: {}", usual.words()));
        }
    }
}

/// Draws the form; answers where the caret is.
fn draw_form(form: &Form, sheet: &mut Sheet<'_, '_>) -> Position {
    let mut caret = Position::default();
    for ((y, at), (name, field)) in
        (FORM.1..).step_by(2).zip(0..).zip(FIELDS.iter().zip(&form.fields))
    {
        let here = at == form.at;
        sheet.text(2, y, name, if here { Role::Strong } else { Role::Text });
        let room = sheet.area(FORM.0, y, 64, 1);
        if here {
            sheet.pen.tint(room, Role::Choice);
        }
        let end = sheet.pen.field(room, field, if here { Role::Choice } else { Role::Strong });
        if here {
            caret = end;
        }
        sheet.tap_row(y, Hit::Row(u16::try_from(at).unwrap_or(u16::MAX)));
    }
    let saving = if form.saving.is_some() { "Saving ..." } else { "" };
    sheet.text(2, 15, saving, Role::Muted);
    let erase = if form.is_new() { "" } else { "   [F8] Erase for good" };
    sheet.keyed(2, 18, &format!("[F9] Save   [Esc] Back{erase}"), Role::Text);
    caret
}

/// Draws the question before somebody is erased; answers where the caret is.
fn draw_question(person: &Person, sheet: &mut Sheet<'_, '_>) -> Position {
    let customer = &person.customer;
    sheet.text(2, 2, &format!("Erase {} for good?", customer.name), Role::Danger);
    let sentence = "Name, phone, e-mail, address and note go from this terminal at once and from \
                    every other one when it hears of it, and never come back. The sales stay, \
                    without a name.";
    sheet.paragraph((2, 4), (74, 3), sentence);
    sheet.keyed(2, 8, "[y] Erase for good   [Esc] Keep", Role::Text);
    let caret = sheet.area(2, 8, 1, 1);
    Position::new(caret.x, caret.y)
}

impl Over for Customers {
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        self.take_input(front, input)
    }

    fn tap(&mut self, front: &mut Front, row: u16) -> Turn {
        let row = usize::from(row);
        let again = row == self.at();
        match &mut self.step {
            Step::Search if again => self.take(front),
            Step::Search => self.choose(row),
            Step::Form(form) => {
                form.go(row);
                Turn::stay()
            }
            Step::Erase(_) => Turn::stay(),
        }
    }

    fn notice(&mut self, front: &mut Front, msg: &Msg) -> Turn {
        self.hear(front, msg)
    }

    fn view(
        &self,
        _front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let (title, right) = match &self.step {
            Step::Search => (format!("CUSTOMER  for {}", self.title), "name, phone"),
            Step::Form(form) if form.is_new() => ("NEW CUSTOMER".to_owned(), ""),
            Step::Form(_) => ("CHANGE CUSTOMER".to_owned(), ""),
            Step::Erase(_) => ("ERASE CUSTOMER".to_owned(), ""),
        };
        let panel = Panel::new(&title).right(right).focused(true);
        let stage = place(area, 0, 0, (STAGE_WIDTH, STAGE_HEIGHT));
        let mut sheet = Sheet::open(pen, hits, stage, &panel);
        match &self.step {
            Step::Search => {
                sheet.text(1, 0, ">", Role::Strong);
                let room = sheet.area(3, 0, 74, 1);
                let caret = sheet.pen.field(room, &self.field, Role::Strong);
                self.draw_list(&mut sheet);
                Some(caret)
            }
            Step::Form(form) => Some(draw_form(form, &mut sheet)),
            Step::Erase(person) => Some(draw_question(person, &mut sheet)),
        }
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        let entry = KeyEntry::new;
        match &self.step {
            Step::Search => {
                let mut keys = vec![entry("Type", "Search")];
                if self.chosen().is_some() {
                    keys.push(entry("Enter", "For this order").keep());
                    keys.push(entry("*", "Usual").priority(2));
                    keys.push(entry("/", "Change").priority(1));
                }
                keys.push(entry("+", "New").priority(2));
                if self.has.is_some() {
                    keys.push(entry("-", "Take off").priority(1));
                }
                keys.push(entry("Esc", "Back").keep());
                keys
            }
            Step::Form(form) => {
                let mut keys = vec![entry("Enter", "Next"), entry("F9", "Save").keep()];
                if !form.is_new() {
                    keys.push(entry("F8", "Erase").priority(1));
                }
                keys.push(entry("Esc", "Back").keep());
                keys
            }
            Step::Erase(_) => {
                vec![entry("y", "Erase for good").keep(), entry("Esc", "Keep").keep()]
            }
        }
    }

    fn spoken(&self, _front: &Front) -> Option<String> {
        let person = self.chosen().filter(|_| self.step == Step::Search)?;
        let customer = &person.customer;
        let usual = self.about().and_then(|guest| guest.usual.as_ref());
        let usual = usual.map_or_else(String::new, |usual| format!(", usual: {}", usual.words()));
        Some(format!("{} {}{usual}", customer.name, customer.phone).trim().to_owned())
    }

    fn covers(&self) -> bool {
        true
    }

    fn is_typing(&self) -> bool {
        !matches!(self.step, Step::Erase(_))
    }
}
