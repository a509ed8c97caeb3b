//! The split screen as it is drawn: what is together at the left, one bill at the right.

use ratatui::layout::{Position, Rect};

use super::plan::TOGETHER;
use super::{Split, Stage, Way};
use crate::domain::id::LineId;
use crate::domain::money::{Money, Quantity};
use crate::domain::order::{Line, Order};
use crate::tui::counter::overlay::sheet::{Sheet, columns};
use crate::tui::counter::turn::{Hit, Over, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::layout::overlay;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, Panel, Pen, button_entries, scroll};

/// Rows below the two panels: the ways, what a number does, the sum.
const FOOT_ROWS: u16 = 3;
/// The widest that both panels are together.
const WIDEST: u16 = 120;
/// A row tapped on the right side has this added to its number.
const RIGHT_ROW: u16 = 1_000;

/// One line on one side.
struct Row {
    number: usize,
    words: String,
    amount: Money,
}

/// One side: its lines and what they come to.
#[derive(Default)]
struct Side {
    rows: Vec<Row>,
    total: Money,
}

/// `1 Club sandwich, side salad`.
fn words(line: &Line, quantity: Quantity) -> String {
    let differs = line.options.iter().filter(|option| !option.usual);
    let names = std::iter::once(line.sold.name.as_str());
    let names: Vec<&str> = names.chain(differs.map(|option| option.name.as_str())).collect();
    format!("{quantity} {}", names.join(", "))
}

impl Split {
    /// What is together and what lies on each bill, with the amounts as these would have them.
    fn sides(&self, front: &Front) -> Vec<Side> {
        let Some((family, bills)) = self.tried(front) else { return Vec::new() };
        let names = std::iter::once(self.order).chain(bills);
        let side = |(bill, name)| {
            let here = self.plan.on(bill);
            family.order(name).map_or_else(Side::default, |found| self.side_of(front, &here, found))
        };
        names.enumerate().map(side).collect()
    }

    /// The rows of these lines of the order, with the amounts of `found`, which has the same lines
    /// under the same or under new names.
    fn side_of(&self, front: &Front, here: &[(LineId, Quantity)], found: &Order) -> Side {
        let Some(order) = self.known(front) else { return Side::default() };
        let totals = found.totals().unwrap_or_default();
        let mut rows = Vec::with_capacity(here.len());
        for (at, (id, quantity)) in here.iter().enumerate() {
            let Some(line) = order.line(*id) else { continue };
            let number = self.plan.lines().iter().position(|known| known == id).unwrap_or(0);
            let row = totals.line(*id).or_else(|| totals.lines.get(at));
            let amount = row.map(|row| row.net).unwrap_or_default();
            rows.push(Row { number, words: words(line, *quantity), amount });
        }
        Side { rows, total: totals.total }
    }

    fn draw_side(
        &self,
        front: &Front,
        sheet: &mut Sheet<'_, '_>,
        side: &Side,
        (framed, right, rows): (bool, bool, u16),
    ) {
        let Some(order) = self.known(front) else { return };
        let currency = order.pricing.currency;
        let end = sheet.width();
        let room = usize::from(rows);
        let at = side.rows.iter().position(|row| row.number == self.chosen).unwrap_or(0);
        let first = scroll(0, at, side.rows.len(), room);
        for (y, row) in (0..rows).zip(side.rows.iter().skip(first)) {
            let chosen = framed && row.number == self.chosen;
            if chosen {
                let whole = sheet.row(0, y);
                sheet.pen.tint(whole, Role::Choice);
                let sign = sheet.pen.look.glyphs.chosen;
                sheet.cell((0, y), 1, sign, Role::Choice);
            }
            if row.number < 9 {
                sheet.cell((1, y), 1, &(row.number + 1).to_string(), Role::KeyHint);
            }
            let amount = currency.format(row.amount);
            let width = end.saturating_sub(16);
            sheet.cell((4, y), width, &row.words, Role::Text);
            sheet.ends(end.saturating_sub(1), y, &amount, Role::Text);
            let number = u16::try_from(row.number).unwrap_or(0);
            let hit = if right { number.saturating_add(RIGHT_ROW) } else { number };
            sheet.tap_row(y, Hit::Row(hit));
        }
    }

    fn draw_items(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        content: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let order = self.known(front)?;
        let currency = order.pricing.currency;
        let stage = overlay(content, content.width.min(WIDEST), content.height);
        let height = stage.height.saturating_sub(FOOT_ROWS);
        let wide = stage.width.saturating_mul(9) / 16;
        let left = Rect { width: wide, height, ..stage };
        let rest = stage.width.saturating_sub(wide);
        let right = Rect { x: stage.x + wide, width: rest, height, ..stage };
        let mut sides = self.sides(front);
        let all = Money::sum(sides.iter().map(|side| side.total)).unwrap_or_default();
        let bill = sides.get_mut(self.bill).map(std::mem::take).unwrap_or_default();
        let together = sides.get_mut(TOGETHER).map(std::mem::take).unwrap_or_default();
        let rows = height.saturating_sub(4);
        let line = [height.saturating_sub(3)];
        let title = format!("{} {}  still together", order.title(), order.place());
        let total = currency.format(together.total);
        let panel = Panel::new(&title).right(&total).focused(!self.right).separators(&line);
        let mut sheet = Sheet::open(pen, hits, left, &panel);
        self.draw_side(front, &mut sheet, &together, (!self.right, false, rows));
        sheet.text(1, rows + 1, "Left together", Role::Text);
        sheet.ends(sheet.width().saturating_sub(1), rows + 1, &total, Role::Strong);
        let caret = sheet.area(0, 0, 1, 1);
        let number = self.bill + 1;
        let title = format!("BILL {number} of {}", self.plan.bills() + 1);
        let sum = currency.format(bill.total);
        let panel = Panel::new(&title).right(&sum).focused(self.right).separators(&line);
        let mut sheet = Sheet::open(pen, hits, right, &panel);
        self.draw_side(front, &mut sheet, &bill, (self.right, true, rows.saturating_sub(3)));
        let known = &front.desk.state;
        let today = known.settings().clock().day(front.now.at);
        let next = crate::domain::decide::next_part(known, order, today);
        if let Ok(next) = next {
            let kin = order.number.as_ref().is_some_and(|number| number.is_kin(&next));
            let first = if kin { format!("{}-1", order.title()) } else { order.title() };
            let each = format!("{first}, {next} and a receipt.");
            sheet.text(1, rows.saturating_sub(2), "Each bill gets its own number", Role::Muted);
            sheet.text(1, rows.saturating_sub(1), &each, Role::Muted);
        }
        sheet.text(1, rows + 1, &format!("BILL {number}"), Role::Text);
        sheet.ends(sheet.width().saturating_sub(1), rows + 1, &sum, Role::Strong);
        let typing = self.foot(front, (pen, hits), (stage, all));
        Some(typing.unwrap_or(Position::new(caret.x, caret.y)))
    }

    fn foot(
        &self,
        front: &Front,
        (pen, hits): (&mut Pen<'_>, &mut HitMap<Hit>),
        (stage, all): (Rect, Money),
    ) -> Option<Position> {
        let order = self.known(front)?;
        let below = stage.y + stage.height.saturating_sub(FOOT_ROWS);
        let area = Rect { y: below, height: FOOT_ROWS, ..stage };
        let mut foot = Sheet::bare(pen, hits, area);
        let glyph = foot.pen.look.glyphs.chosen;
        let mark = |way: Way| if self.way == way { glyph } else { " " };
        let ways = format!(
            " {}[i] By item  {}[e] Even  {}[s] By seat  {}[m] By amount   [+] New   [d] Divide",
            mark(Way::Item),
            mark(Way::Even),
            mark(Way::Seat),
            mark(Way::Amount)
        );
        let mut caret = None;
        let hint = match &self.stage {
            Stage::To(typed) => {
                let (question, where_to) = self.where_words(front, order, typed);
                foot.text(0, 0, &format!("{question}{typed}"), Role::Strong);
                let at = columns(&question).saturating_add(columns(typed));
                let place = foot.area(at, 0, 1, 1);
                caret = Some(Position::new(place.x, place.y));
                format!(" {where_to}")
            }
            Stage::Divide => {
                " Into how many parts? 2 to 9 divide the chosen dish, Esc goes back.".to_owned()
            }
            Stage::Items | Stage::Even(_) | Stage::Amount(_) => {
                " A number moves one piece from the framed side to the other. Tab: other side."
                    .to_owned()
            }
        };
        if caret.is_none() {
            foot.keyed(0, 0, &ways, Role::Text);
        }
        foot.text(0, 1, &hint, Role::Muted);
        let currency = order.pricing.currency;
        let whole = order.totals().map(|totals| totals.total).unwrap_or_default();
        let (sum, total) = (currency.format(all), currency.format(whole));
        let line = if all == whole {
            format!(" Total of all bills {sum} = order total {total}")
        } else {
            let off = currency.format(all.minus(whole).unwrap_or_default());
            format!(" Total of all bills {sum}, order total {total}: {off} by rounding")
        };
        foot.text(0, 2, &line, Role::Text);
        caret
    }
}

impl Over for Split {
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        self.update_keys(front, input)
    }

    fn tap(&mut self, front: &mut Front, row: u16) -> Turn {
        if self.stage != Stage::Items {
            return self.update(front, &Input::key(Key::Char('?')));
        }
        self.right = row >= RIGHT_ROW;
        self.shift(usize::from(row % RIGHT_ROW))
    }

    fn view(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        match self.stage {
            Stage::Items | Stage::Divide | Stage::To(_) => self.draw_items(front, pen, area, hits),
            Stage::Even(_) | Stage::Amount(_) => self.draw_shares(front, pen, area, hits),
        }
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        let help = KeyEntry::new("?", "Help").keep();
        let pay = format!("PAY bill {}", self.bill + 1);
        match self.stage {
            Stage::Even(_) => vec![
                help,
                KeyEntry::new("2-99", "People"),
                KeyEntry::new("Enter", "Split").keep(),
                KeyEntry::new("Esc", "Back").keep(),
            ],
            Stage::Amount(_) => vec![
                help,
                KeyEntry::new("0-9", "Amount"),
                KeyEntry::new("Enter", "Split").keep(),
                KeyEntry::new("Esc", "Back").keep(),
            ],
            Stage::To(_) => vec![
                KeyEntry::new("Type", "Table or #order"),
                KeyEntry::new("Enter", "Move").keep(),
                KeyEntry::new("Esc", "Back").keep(),
            ],
            Stage::Divide => {
                vec![help, KeyEntry::new("2-9", "Parts"), KeyEntry::new("Esc", "Back").keep()]
            }
            Stage::Items => vec![
                help,
                KeyEntry::new("1-9", "Move"),
                KeyEntry::new("Tab", "Side").priority(2),
                KeyEntry::new("e", "Even"),
                KeyEntry::new("d", "Divide"),
                KeyEntry::new("F9", pay).keep(),
                KeyEntry::new("Esc", "Undo split").priority(3),
            ],
        }
    }

    fn wide_keys(&self, front: &Front) -> Vec<KeyEntry> {
        let mut keys = self.keys(front);
        if self.stage == Stage::Items {
            let at = keys.iter().position(|entry| entry.key == "F9").unwrap_or(keys.len());
            keys.insert(at, KeyEntry::new("t", "To a table"));
            keys.insert(at.saturating_add(1), KeyEntry::new("p", "Print bills"));
        }
        keys
    }

    fn buttons(&self, front: &Front) -> Vec<KeyEntry> {
        button_entries(&self.wide_keys(front))
    }

    fn covers(&self) -> bool {
        true
    }

    fn is_typing(&self) -> bool {
        matches!(self.stage, Stage::To(_))
    }
}
