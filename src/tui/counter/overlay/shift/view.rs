//! The shift screens as they are drawn.

use ratatui::layout::{Position, Rect};

use super::{REASONS, ShiftScreen, Stage};
use crate::domain::event::{ShiftFigures, Tender};
use crate::domain::money::Money;
use crate::domain::number::SeriesNumber;
use crate::tui::counter::overlay::sheet::{Sheet, place};
use crate::tui::counter::turn::{Hit, Over, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::msg::Msg;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, Panel, Pen};

/// Amounts of the result end before these columns.
const LEFT_END: u16 = 43;
const RIGHT_END: u16 = 67;

impl Over for ShiftScreen {
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        self.press(front, input)
    }

    fn notice(&mut self, front: &mut Front, _msg: &Msg) -> Turn {
        self.look(front)
    }

    fn view(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let staff = front.desk.state.staff_name(front.desk.staff());
        match &self.stage {
            Stage::Float => Some(self.draw_float(&staff, pen, area, hits)),
            Stage::Count => Some(self.draw_count(front, &staff, (pen, area, hits))),
            Stage::Result { counted, figures, reason } => {
                self.draw_result(front, &staff, (*counted, figures, *reason), (pen, area, hits));
                None
            }
            Stage::Saving(_) => {
                let panel = Panel::new("CLOSE SHIFT").right(&staff).focused(true);
                let mut sheet = Sheet::open(pen, hits, place(area, 8, 0, (64, 20)), &panel);
                sheet.text(3, 1, "Saving ...", Role::Strong);
                None
            }
            Stage::Closed(z) => {
                let panel = Panel::new("SHIFT CLOSED").right(&staff).focused(true);
                let mut sheet = Sheet::open(pen, hits, place(area, 8, 0, (64, 20)), &panel);
                sheet.text(3, 1, &format!("Z {z} is saved and will never change."), Role::Strong);
                let again = format!("Z {z} stays in the journal as it was printed.");
                sheet.text(3, 3, &again, Role::Text);
                sheet.keyed(3, 5, "[Enter] Back", Role::Text);
                None
            }
        }
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        let help = KeyEntry::new("?", "Help").keep();
        let back = KeyEntry::new("Esc", "Back").priority(1);
        match &self.stage {
            Stage::Float => {
                vec![help, KeyEntry::new("0-9", "Float"), KeyEntry::new("F9", "OPEN").keep(), back]
            }
            Stage::Count => {
                let counted = KeyEntry::new("F9", "COUNTED").keep();
                vec![help, KeyEntry::new("0-9", "Counted cash"), counted, back]
            }
            Stage::Result { .. } => vec![
                help,
                KeyEntry::new("1-4", "Reason"),
                KeyEntry::new("r", "Recount"),
                KeyEntry::new("F9", "CLOSE").keep(),
                back,
            ],
            Stage::Saving(_) => Vec::new(),
            Stage::Closed(_) => vec![help, KeyEntry::new("Enter", "Back").keep()],
        }
    }

    fn covers(&self) -> bool {
        true
    }

    fn is_typing(&self) -> bool {
        matches!(self.stage, Stage::Float | Stage::Count)
    }
}

impl ShiftScreen {
    fn field(&self, sheet: &mut Sheet<'_, '_>, head: &str) -> Position {
        let code = self.amount.currency().code().to_owned();
        sheet.text(3, 15, &format!("{head} {code}"), Role::Strong);
        sheet.ends(58, 15, &self.amount.shown(), Role::MoneyTotal);
        let caret = sheet.area(57, 15, 1, 1);
        Position::new(caret.x, caret.y)
    }

    fn draw_float(
        &self,
        staff: &str,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Position {
        let panel = Panel::new("OPEN SHIFT").right(staff).focused(true).separators(&[15]);
        let mut sheet = Sheet::open(pen, hits, place(area, 8, 0, (64, 20)), &panel);
        sheet.text(3, 1, "Cash float in the drawer", Role::Text);
        sheet.text(3, 3, "Type what is in the drawer; nothing is 0.", Role::Muted);
        let caret = self.field(&mut sheet, "FLOAT");
        sheet.keyed(3, 17, "[F9] Open shift now    [Esc] Back", Role::Text);
        caret
    }

    fn draw_count(
        &self,
        front: &Front,
        staff: &str,
        (pen, area, hits): (&mut Pen<'_>, Rect, &mut HitMap<Hit>),
    ) -> Position {
        let title = format!("CLOSE SHIFT {}  step 1 of 2  count", number(front));
        let panel = Panel::new(&title).right(staff).focused(true).separators(&[15]);
        let mut sheet = Sheet::open(pen, hits, place(area, 8, 0, (64, 20)), &panel);
        let first = "Count the drawer. The expected amount is shown afterwards.";
        sheet.text(3, 1, first, Role::Text);
        let state = &front.desk.state;
        let mine = state.open_orders(front.now.at).filter(|order| {
            order.opened.as_ref().is_some_and(|stamp| stamp.terminal == state.me.terminal)
        });
        let (held, open): (Vec<_>, Vec<_>) = mine.partition(|order| order.held);
        sheet.text(3, 3, "Before you close:", Role::Text);
        let mut y = 4;
        for (count, what) in [(held.len(), "held"), (open.len(), "open")] {
            if count > 0 {
                let orders = if count == 1 { "order" } else { "orders" };
                sheet.text(3, y, &format!("! {count} {what} {orders}, kept"), Role::Warn);
                y += 1;
            }
        }
        sheet.text(3, y, &format!("{} unsent to hub", front.link.unsent), Role::Text);
        let caret = self.field(&mut sheet, "COUNTED");
        sheet.keyed(3, 17, "[F9] I have counted everything", Role::Text);
        sheet.keyed(3, 18, "[Esc] Back to selling", Role::Text);
        caret
    }

    fn draw_result(
        &self,
        front: &Front,
        staff: &str,
        (counted, figures, reason): (Money, &ShiftFigures, Option<usize>),
        (pen, area, hits): (&mut Pen<'_>, Rect, &mut HitMap<Hit>),
    ) {
        let currency = self.amount.currency();
        let title = format!("CLOSE SHIFT {}  step 2 of 2  result", number(front));
        let panel = Panel::new(&title).right(staff).focused(true).separators(&[15]);
        let mut sheet = Sheet::open(pen, hits, place(area, 4, 0, (72, 20)), &panel);
        for (y, (name, amount)) in (1..).zip(left(front, figures, counted)) {
            sheet.text(3, y, &name, Role::Text);
            sheet.ends(LEFT_END, y, &currency.format(amount), Role::Strong);
        }
        for (y, (name, value)) in (1..).zip(right(self, figures)) {
            sheet.text(49, y, &name, Role::Text);
            sheet.ends(RIGHT_END, y, &value, Role::Strong);
        }
        let difference = counted.minus(figures.expected).unwrap_or_default();
        let (word, role) = match difference.minor() {
            0 => ("EXACT", Role::Ok),
            1.. => ("OVER", Role::Warn),
            _ => ("SHORT", Role::Danger),
        };
        sheet.text(3, 10, "DIFFERENCE", Role::Strong);
        sheet.ends(37, 10, &currency.format(difference), role);
        sheet.text(38, 10, word, role);
        if self.needs_reason(difference) {
            sheet.text(3, 12, "Why?", Role::Text);
            let mut x = 3;
            for (at, name) in REASONS.iter().enumerate() {
                let mark = if reason == Some(at) { "x" } else { "" };
                let words = format!("[{}] {name}{mark}", at.saturating_add(1));
                let words = words.trim_end_matches('x');
                sheet.keyed(x, 13, words, Role::Text);
                let width = u16::try_from(words.len()).unwrap_or(0);
                if reason == Some(at) {
                    let chosen = sheet.area(x, 13, width, 1);
                    sheet.pen.tint(chosen, Role::Choice);
                    sheet.text(8, 12, &format!("{name}."), Role::Strong);
                }
                x = x.saturating_add(width).saturating_add(3);
            }
        }
        sheet.keyed(3, 16, "[F9] Close shift with a Z report", Role::Text);
        sheet.keyed(3, 17, "[r] Count again   [Esc] Back", Role::Text);
        let place = sheet.area(3, 15, 1, 1);
        sheet.hits.push(place, Hit::Key(Key::F(9)));
    }
}

/// The number of the open shift without its letter.
fn number(front: &Front) -> String {
    let shift = front.desk.state.my_shift().and_then(|shift| shift.number.as_ref());
    shift.and_then(SeriesNumber::count).map(|count| count.to_string()).unwrap_or_default()
}

fn left(front: &Front, figures: &ShiftFigures, counted: Money) -> Vec<(String, Money)> {
    let clock = front.desk.state.settings().clock();
    let opened = front.desk.state.my_shift().and_then(|shift| shift.opened.as_ref());
    let time = opened.map(|stamp| clock.hours_minutes(stamp.at)).unwrap_or_default();
    let cash = figures.tenders.iter().find(|(tender, _, _)| *tender == Tender::Cash);
    let count = cash.map_or(0, |(_, count, _)| *count);
    vec![
        (format!("Float at {time}"), figures.float),
        (format!("Cash sales ({count})"), figures.cash),
        ("Cash refunds".to_owned(), figures.cash_refunds.negated()),
        ("Cash in".to_owned(), figures.paid_in),
        ("Cash out".to_owned(), figures.paid_out.plus(figures.drops).unwrap_or_default().negated()),
        ("Expected in drawer".to_owned(), figures.expected),
        ("Counted".to_owned(), counted),
    ]
}

fn right(screen: &ShiftScreen, figures: &ShiftFigures) -> Vec<(String, String)> {
    let currency = screen.amount.currency();
    let mut rows = Vec::new();
    for (tender, _, amount) in &figures.tenders {
        if *tender != Tender::Cash {
            let mut name = tender.to_string();
            if let Some(first) = name.get_mut(..1) {
                first.make_ascii_uppercase();
            }
            rows.push((name, currency.format(*amount)));
        }
    }
    rows.push(("Orders".to_owned(), figures.orders.to_string()));
    rows.push(("Voids".to_owned(), figures.voids.to_string()));
    rows.push(("Discounts".to_owned(), currency.format(figures.discounts.negated())));
    rows
}
