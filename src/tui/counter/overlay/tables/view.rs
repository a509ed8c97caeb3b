//! The map of tables as it is drawn: cells on a grid, a legend, and what the typed number means.

use ratatui::layout::{Position, Rect};

use super::sits::Sit;
use super::{Asking, Tables};
use crate::domain::floor::{Room, Table};
use crate::domain::money::Money;
use crate::domain::order::Order;
use crate::tui::counter::overlay::sheet::columns;
use crate::tui::counter::turn::{Hit, Over, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::layout::{WIDE_HEIGHT, WIDE_WIDTH};
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, Panel, Pen, scroll};

/// Columns of a cell.
const CELL: u16 = 15;
/// Columns of the panel of one table in the wide layout.
const DETAIL: u16 = 36;
/// The column where the chosen order is described in the narrow layout.
const ABOUT: u16 = 25;

/// The sizes of the map: the narrow one has shorter cells without gaps between them.
#[derive(Clone, Copy)]
struct Grid {
    wide: bool,
    /// Rows of a cell, and rows and columns from one cell to the next.
    height: u16,
    down: u16,
    right: u16,
    /// Blank rows above the first cell.
    top: u16,
}

impl Grid {
    const fn of(wide: bool) -> Self {
        if wide {
            Self { wide, height: 5, down: 6, right: 16, top: 1 }
        } else {
            Self { wide, height: 4, down: 5, right: 15, top: 0 }
        }
    }

    /// Rows of cells that fit above legend and input line.
    fn rows(self, inner: Rect) -> u16 {
        let below = if self.wide { 6 } else { 4 };
        (inner.height.saturating_sub(self.top).saturating_sub(below) / self.down).max(1)
    }

    fn columns(self, inner: Rect) -> u16 {
        (inner.width.saturating_sub(1) / self.right).max(1)
    }
}

/// The first row or column that is shown, so that the chosen table is in view.
fn first(chosen: u8, last: u8, seen: u16) -> u8 {
    let at = usize::from(chosen.saturating_sub(1));
    let first = scroll(0, at, usize::from(last), usize::from(seen));
    u8::try_from(first).unwrap_or(0)
}

impl Tables {
    fn head(&self, front: &Front, wide: bool) -> String {
        let rooms = Self::rooms(front);
        let open = |room: &Room| {
            room.tables.iter().filter(|table| Sit::of(front, &table.name).first().is_some()).count()
        };
        let name = |(at, room): (usize, &Room)| match open(room) {
            0 => room.name.clone(),
            _ if at == self.room => room.name.clone(),
            open => format!("{} ({open} open)", room.name),
        };
        if rooms.len() < 2 {
            return String::new();
        }
        let others: Vec<String> = if wide {
            rooms.iter().enumerate().filter(|(at, _)| *at != self.room).map(name).collect()
        } else {
            rooms.iter().enumerate().map(name).collect()
        };
        let list = others.join(if wide { "   " } else { ", " });
        if columns(&list) > 56 {
            return format!("[ and ] rooms: {} of {}", self.room.saturating_add(1), rooms.len());
        }
        if wide { format!("{list}  ]") } else { format!("[ and ] rooms: {list}") }
    }

    fn cells(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        inner: Rect,
        (grid, hits): (Grid, &mut HitMap<Hit>),
    ) -> Option<Position> {
        let room = self.room(front)?;
        let at = self.at();
        let chosen = room.tables.iter().find(|table| Some(&table.name) == at.as_ref());
        let most = |place: fn(&Table) -> u8| room.tables.iter().map(place).max().unwrap_or(0);
        let here = chosen.map_or((1, 1), |table| (table.row, table.column));
        let (rows, across) = (grid.rows(inner), grid.columns(inner));
        let top = first(here.0, most(|table| table.row), rows);
        let left = first(here.1, most(|table| table.column), across);
        let mut caret = None;
        for (index, table) in room.tables.iter().enumerate() {
            let row = table.row.checked_sub(top.saturating_add(1)).map(u16::from);
            let column = table.column.checked_sub(left.saturating_add(1)).map(u16::from);
            let (Some(row), Some(column)) = (row, column) else { continue };
            if row >= rows || column >= across {
                continue;
            }
            let x = inner.x.saturating_add(1).saturating_add(column.saturating_mul(grid.right));
            let y = inner.y.saturating_add(grid.top).saturating_add(row.saturating_mul(grid.down));
            let area = Rect::new(x, y, CELL, grid.height);
            let focused = Some(&table.name) == at.as_ref();
            cell(front, pen, area, table, focused);
            hits.push(area, Hit::Row(u16::try_from(index).unwrap_or(u16::MAX)));
            if focused {
                caret = Some(Position::new(x, y));
            }
        }
        caret
    }

    fn prompt(&self) -> String {
        let name = self.chosen.clone().unwrap_or_default();
        match self.asking {
            Asking::Table => "Go to table: ".to_owned(),
            Asking::Move => format!("Move table {name} to: "),
            Asking::Join => format!("Join to table {name}: "),
            Asking::Guests => format!("Guests at table {name}: "),
        }
    }

    /// The chosen table in one row: `A52, Anna K., 4 guests, opened 14:21, 49.80`.
    fn about(&self, front: &Front) -> String {
        let Some(sit) = self.sit(front) else {
            return "Type a number, or choose with the arrows.".to_owned();
        };
        let Some(first) = sit.first() else {
            let name = &sit.name;
            let known = Self::rooms(front).iter().flat_map(|room| &room.tables);
            let plan = known.into_iter().any(|table| table.name == *name);
            let not = if plan { "is free" } else { "is not on the plan" };
            return format!("Table {name} {not}. Enter opens it.");
        };
        if let Some(second) = sit.second().filter(|_| sit.is_several()) {
            let (first, second) = (first.title(), second.title());
            return format!("{first} and {second}: {} orders, join? [j]", sit.orders.len());
        }
        let clock = front.desk.state.settings().clock();
        let bills: Vec<String> = sit.bills().map(Order::title).collect();
        let title = if bills.len() > 1 { bills.join(", ") } else { first.title() };
        let mut words = vec![title, sit.who(front)];
        words.extend(guests(sit.guests()));
        words.extend(sit.since().map(|at| format!("opened {}", clock.hours_minutes(at))));
        words.push(first.pricing.currency.format(sit.total()));
        words.join(", ")
    }

    fn counts(&self, front: &Front) -> String {
        let tables = self.room(front).map_or(&[][..], |room| &room.tables);
        let open: Vec<Sit<'_>> = tables
            .iter()
            .map(|table| Sit::of(front, &table.name))
            .filter(|sit| sit.first().is_some())
            .collect();
        let sum = Money::sum(open.iter().map(Sit::total)).unwrap_or_default();
        let sum = front.desk.state.settings().currency.format(sum);
        format!("{} tables, {} open, {sum} on open tables", tables.len(), open.len())
    }
}

/// `4 guests`; nothing when nobody counted them.
pub(super) fn guests(guests: u32) -> Option<String> {
    match guests {
        0 => None,
        1 => Some("1 guest".to_owned()),
        more => Some(format!("{more} guests")),
    }
}

fn cell(front: &Front, pen: &mut Pen<'_>, area: Rect, table: &Table, focused: bool) {
    let sit = Sit::of(front, &table.name);
    let now = front.now.at;
    let stand = sit.stand(now);
    let letter = sit.letter(front).unwrap_or_default();
    let right = format!("{letter} {}", stand.sign());
    let inner = Panel::new(&table.name).right(right.trim()).focused(focused).draw(pen, area);
    let row = |y: u16| Rect { y: inner.y.saturating_add(y), height: 1, ..inner };
    pen.centre(row(0), &sit.word(now), stand.role());
    let second = match sit.first() {
        None => match (&table.note, table.seats) {
            (Some(note), _) => note.clone(),
            (None, 0) => String::new(),
            (None, 1) => "1 seat".to_owned(),
            (None, seats) => format!("{seats} seats"),
        },
        Some(_) if sit.is_several() => "join?".to_owned(),
        Some(order) => {
            let total = order.pricing.currency.format(sit.total());
            match sit.guests() {
                0 => total,
                guests => format!("{total}  {guests}p"),
            }
        }
    };
    let role = if sit.orders.is_empty() { Role::Muted } else { stand.role() };
    pen.centre(row(1), &second, role);
    if inner.height > 2 {
        pen.centre(row(2), &sit.who(front), Role::Muted);
    }
}

impl Over for Tables {
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        match input {
            Input::Press(press) => self.press(front, press.key),
            Input::Paste(_) | Input::Mouse(_) | Input::Resize { .. } => Turn::stay(),
        }
    }

    fn tap(&mut self, front: &mut Front, row: u16) -> Turn {
        self.tapped(front, usize::from(row))
    }

    fn view(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let wide = area.width >= WIDE_WIDTH && area.height.saturating_add(3) >= WIDE_HEIGHT;
        let grid = Grid::of(wide);
        let map = Rect { width: area.width.saturating_sub(if wide { DETAIL } else { 0 }), ..area };
        let name = self.room(front).map_or("", |room| room.name.as_str());
        let what = if self.placing.is_some() { "TABLE FOR THIS ORDER" } else { "TABLES" };
        let title = format!("{what}  {name}");
        let head = self.head(front, wide);
        let inner = Panel::new(title.trim_end()).right(&head).draw(pen, map);
        hits.push(Rect { height: 1, ..map }, Hit::Key(Key::Char(']')));
        let row = |y: u16| {
            let y = inner.y.saturating_add(y);
            Rect::new(inner.x.saturating_add(1), y, inner.width.saturating_sub(1), 1)
        };
        self.cells(front, pen, inner, (grid, hits));
        let last = inner.height.saturating_sub(1);
        let legend = if wide {
            let after = grid.top.saturating_add(self.rows_shown(front, grid, inner));
            after.saturating_add(1).min(last.saturating_sub(4))
        } else {
            last.saturating_sub(2)
        };
        let words = "free    OPEN ordered    READY food waits *    LATE !!    BILL printed";
        if Self::rooms(front).is_empty() {
            let words = "No tables yet: write a plan, then tillrail floor import FILE.";
            pen.left(row(1), words, Role::Text);
        } else {
            pen.left(row(legend), words, Role::Muted);
        }
        if wide {
            pen.left(row(legend.saturating_add(2)), &self.counts(front), Role::Text);
        }
        let prompt = self.prompt();
        let end = row(last);
        pen.left(end, &prompt, Role::Text);
        let at = columns(&prompt);
        let field =
            Rect { x: end.x.saturating_add(at), width: end.width.saturating_sub(at), ..end };
        let caret = pen.field(field, &self.typed, Role::Strong);
        if wide {
            let x = map.right();
            let place = Rect { x, width: DETAIL, ..area };
            self.detail(front, pen, place, hits);
        } else {
            let from = at.saturating_add(columns(&self.typed.text())).saturating_add(3).max(ABOUT);
            let from = from.saturating_sub(1);
            let place = Rect {
                x: end.x.saturating_add(from),
                width: end.width.saturating_sub(from),
                ..end
            };
            pen.left(place, &self.about(front), Role::Text);
            hits.push(place, Hit::Key(Key::Enter));
        }
        Some(caret)
    }

    fn keys(&self, front: &Front) -> Vec<KeyEntry> {
        let sit = self.sit(front);
        let order = sit.as_ref().and_then(Sit::first);
        let mut keys = vec![KeyEntry::new("?", "Help").keep()];
        if self.asking != Asking::Table {
            keys.push(KeyEntry::new("0-9", "Number"));
            keys.push(KeyEntry::new("Enter", "Done").keep());
            keys.push(KeyEntry::new("Esc", "Back").keep());
            return keys;
        }
        keys.push(KeyEntry::new("0-9", "Table"));
        keys.push(KeyEntry::new("Enter", "Open").keep());
        if order.is_some() {
            for (key, label) in [("m", "Move"), ("j", "Join"), ("g", "Guests"), ("p", "Print bill")]
            {
                keys.push(KeyEntry::new(key, label).priority(1));
            }
        }
        if order.is_some_and(|order| !order.is_paid()) {
            keys.push(KeyEntry::new("F9", "PAY").keep());
        }
        keys.push(KeyEntry::new("Esc", "Back").priority(2));
        keys
    }

    fn wide_keys(&self, front: &Front) -> Vec<KeyEntry> {
        let mut keys = self.keys(front);
        if let Some(at) = keys.iter().position(|entry| entry.key == "p") {
            keys.insert(at.saturating_add(1), KeyEntry::new("w", "Take over"));
        }
        keys
    }

    fn covers(&self) -> bool {
        true
    }

    fn undoes(&self) -> bool {
        true
    }

    fn is_typing(&self) -> bool {
        true
    }
}

impl Tables {
    /// Rows of the screen that the cells take.
    fn rows_shown(&self, front: &Front, grid: Grid, inner: Rect) -> u16 {
        let tables = self.room(front).map_or(&[][..], |room| &room.tables);
        let last = tables.iter().map(|table| table.row).max().unwrap_or(0);
        u16::from(last).min(grid.rows(inner)).saturating_mul(grid.down)
    }
}
