//! The float and the count as they are drawn.

use ratatui::layout::{Position, Rect};

use super::{ShiftScreen, Stage, unpaid};
use crate::domain::number::SeriesNumber;
use crate::domain::tally::tally;
use crate::tui::counter::overlay::sheet::{Sheet, columns, place};
use crate::tui::counter::turn::{Hit, Over, Turn};
use crate::tui::front::Front;
use crate::tui::input::Input;
use crate::tui::msg::Msg;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, Panel, Pen, button_entries};

/// The first row of the pieces.
const FIRST_ROW: u16 = 3;
/// The words beside the pieces begin here.
const BESIDE: u16 = 37;
/// So many columns are there for names of tables.
const BESIDE_COLUMNS: usize = 24;

impl Over for ShiftScreen {
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        self.press(front, input)
    }

    fn tap(&mut self, _front: &mut Front, row: u16) -> Turn {
        if matches!(self.stage, Stage::Float | Stage::Count) {
            self.grid.choose(usize::from(row));
        }
        Turn::stay()
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
            Stage::Float => Some(self.draw_float(front, &staff, (pen, area, hits))),
            Stage::Count => Some(self.draw_count(front, &staff, (pen, area, hits))),
            Stage::Result(result) => super::result::draw(front, &staff, result, (pen, area, hits)),
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
                sheet.text(3, 3, &format!("Its text lies in print/z-{z}.txt."), Role::Text);
                sheet.keyed(3, 5, "[p] Show the Z report", Role::Text);
                sheet.keyed(3, 6, "[Enter] Back", Role::Text);
                None
            }
        }
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        let help = KeyEntry::new("?", "Help").keep();
        let back = KeyEntry::new("Esc", "Back").priority(1);
        let counting = |done: &str, back: &str| {
            vec![
                KeyEntry::new("?", "Help").keep(),
                KeyEntry::new("0-9", "Pieces"),
                KeyEntry::new("Enter", "Next"),
                KeyEntry::new("Up/Down", "Row"),
                KeyEntry::new("t", "Total"),
                KeyEntry::new("F9", done).keep(),
                KeyEntry::new("Esc", back).priority(1),
            ]
        };
        match &self.stage {
            Stage::Float => counting("OPEN", "Lock"),
            Stage::Count => counting("COUNTED", "Back"),
            Stage::Result(_) => vec![
                help,
                KeyEntry::new("1-4", "Reason"),
                KeyEntry::new("r", "Recount"),
                KeyEntry::new("F9", "CLOSE").keep(),
                back,
            ],
            Stage::Saving(_) => Vec::new(),
            Stage::Closed(_) => {
                vec![help, KeyEntry::new("p", "Show Z"), KeyEntry::new("Enter", "Back").keep()]
            }
        }
    }

    /// The main button is the last one, which is the widest.
    fn buttons(&self, front: &Front) -> Vec<KeyEntry> {
        let mut buttons = button_entries(&self.keys(front));
        buttons.sort_by_key(|entry| entry.key == "F9");
        buttons
    }

    fn covers(&self) -> bool {
        true
    }

    fn is_typing(&self) -> bool {
        match &self.stage {
            Stage::Float | Stage::Count => true,
            Stage::Result(result) => result.leaving.is_some(),
            Stage::Saving(_) | Stage::Closed(_) => false,
        }
    }
}

impl ShiftScreen {
    /// The rows of the pieces; answers where the caret is.
    fn pieces(&self, sheet: &mut Sheet<'_, '_>) -> Position {
        let mark = sheet.pen.look.glyphs.chosen;
        let mut caret = sheet.area(3, FIRST_ROW, 1, 1);
        for (y, row) in (FIRST_ROW..).zip(self.grid.shown()) {
            let chosen = row.at == self.grid.at() && !self.grid.is_total();
            let hit = Hit::Row(u16::try_from(row.at).unwrap_or(u16::MAX));
            let place = sheet.area(0, y, BESIDE.saturating_sub(1), 1);
            sheet.hits.push(place, hit);
            if chosen {
                sheet.text(3, y, mark, Role::Strong);
            }
            let Some(typed) = &row.typed else {
                sheet.text(4, y, &row.kind, Role::Text);
                sheet.ends(34, y, &row.worth, Role::Text);
                if chosen {
                    caret = sheet.area(34, y, 1, 1);
                }
                continue;
            };
            sheet.ends(11, y, &row.kind, Role::Text);
            sheet.text(13, y, &format!("x {typed}"), Role::Text);
            if chosen {
                caret = sheet.area(columns(typed).saturating_add(15), y, 1, 1);
                let place = Rect { ..caret };
                sheet.pen.left(place, "_", Role::Strong);
            }
            sheet.ends(31, y, &row.worth, Role::Text);
        }
        Position::new(caret.x, caret.y)
    }

    /// The sum below the line; answers the caret while the total is typed.
    fn sum(&self, sheet: &mut Sheet<'_, '_>, y: u16, head: &str) -> Option<Position> {
        let currency = self.grid.currency();
        sheet.text(3, y, &format!("{head} {currency}"), Role::Strong);
        let shown = self.grid.total_shown().unwrap_or_else(|| currency.format(self.grid.sum()));
        sheet.ends(59, y, &shown, Role::MoneyTotal);
        let caret = sheet.area(59, y, 1, 1);
        self.grid.is_total().then(|| {
            sheet.pen.left(caret, "_", Role::Strong);
            Position::new(caret.x, caret.y)
        })
    }

    fn draw_float(
        &self,
        front: &Front,
        staff: &str,
        (pen, area, hits): (&mut Pen<'_>, Rect, &mut HitMap<Hit>),
    ) -> Position {
        let panel = Panel::new("OPEN SHIFT").right(staff).focused(true).separators(&[14]);
        let mut sheet = Sheet::open(pen, hits, place(area, 8, 0, (64, 20)), &panel);
        sheet.text(3, 1, "Cash float in the drawer", Role::Text);
        let caret = self.pieces(&mut sheet);
        last_count(front, &mut sheet);
        sheet.keyed(BESIDE, 6, "[t] type the total", Role::Text);
        sheet.text(41, 7, "instead", Role::Text);
        let total = self.sum(&mut sheet, 14, "FLOAT");
        sheet.keyed(3, 16, "[Enter] next row, on the last row: open", Role::Text);
        sheet.keyed(3, 17, "[F9] Open shift now    [Esc] Lock screen", Role::Text);
        total.unwrap_or(caret)
    }

    fn draw_count(
        &self,
        front: &Front,
        staff: &str,
        (pen, area, hits): (&mut Pen<'_>, Rect, &mut HitMap<Hit>),
    ) -> Position {
        let title = format!("CLOSE SHIFT {}  step 1 of 2  count", number(front));
        let panel = Panel::new(&title).right(staff).focused(true).separators(&[14]);
        let mut sheet = Sheet::open(pen, hits, place(area, 8, 0, (64, 20)), &panel);
        let state = &front.desk.state;
        let shown = (!self.blind || self.peeking).then(|| state.my_shift()).flatten();
        let first = match shown.and_then(|shift| tally(state, shift).ok()) {
            Some(figures) => {
                let expected = self.grid.currency().format(figures.expected);
                format!("Count the drawer. {expected} is expected.")
            }
            None => "Count the drawer. The expected amount is shown afterwards.".to_owned(),
        };
        sheet.text(3, 1, &first, Role::Text);
        let caret = self.pieces(&mut sheet);
        before(front, &mut sheet);
        let total = self.sum(&mut sheet, 14, "COUNTED");
        sheet.keyed(3, 16, "[F9] I have counted everything", Role::Text);
        sheet.keyed(3, 17, "[Esc] Back to selling, the count is kept", Role::Text);
        total.unwrap_or(caret)
    }
}

/// What was left in the drawer when it was last closed, and by whom.
fn last_count(front: &Front, sheet: &mut Sheet<'_, '_>) {
    let state = &front.desk.state;
    let last = state.my_last_shift().and_then(|shift| shift.closed.as_ref());
    let Some((closed, stamp)) = last else { return };
    let settings = state.settings();
    let amount = settings.currency.format(closed.left.unwrap_or(closed.counted));
    sheet.text(BESIDE, 3, "Last count", Role::Text);
    sheet.ends(55, 3, &amount, Role::Text);
    let time = settings.clock().local(stamp.at).strftime("%a %H:%M");
    let words = format!("by {}, {time}", state.staff_name(&stamp.staff));
    sheet.text(BESIDE, 4, &words, Role::Text);
}

/// What is better done before a shift is closed.
fn before(front: &Front, sheet: &mut Sheet<'_, '_>) {
    let (held, tables, others) = unpaid(front);
    let many = |count: usize, one: &str| {
        if count == 1 { format!("! 1 {one}") } else { format!("! {count} {one}s") }
    };
    let mut rows = Vec::new();
    if held > 0 {
        rows.push(many(held, "held order"));
    }
    if !tables.is_empty() {
        let names = format!("{} ({})", many(tables.len(), "open table"), tables.join(", "));
        rows.push(text::cut(&names, BESIDE_COLUMNS, sheet.pen.look.glyphs.cut));
    }
    if others > 0 {
        rows.push(many(others, "open order"));
    }
    if !rows.is_empty() {
        sheet.text(BESIDE, 3, "Before you close:", Role::Text);
        let mut y = 4;
        for row in rows {
            sheet.text(BESIDE, y, &row, Role::Warn);
            y = y.saturating_add(1);
        }
        sheet.keyed(39, y, "[o] show them", Role::Text);
    }
    let unsent = front.link.unsent;
    let role = if unsent > 0 { Role::Warn } else { Role::Text };
    sheet.text(39, 8, &format!("{unsent} unsent to hub"), role);
}

/// The number of the open shift without its letter.
pub(super) fn number(front: &Front) -> String {
    let shift = front.desk.state.my_shift().and_then(|shift| shift.number.as_ref());
    shift.and_then(SeriesNumber::count).map(|count| count.to_string()).unwrap_or_default()
}
