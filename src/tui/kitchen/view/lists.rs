//! The kitchen menu, the stations, help and the question before leaving.

use ratatui::layout::{Position, Rect};

use super::Drawn;
use crate::tui::input::Key;
use crate::tui::kitchen::model::Model;
use crate::tui::kitchen::mouse::Target;
use crate::tui::kitchen::soldout::{DISHES, SoldOut};
use crate::tui::layout::overlay;
use crate::tui::theme::Role;
use crate::tui::widgets::{Panel, Pen};

const WIDTH: u16 = 48;
/// Columns and rows of an entry in the touch layout.
const BUTTON: (u16, u16) = (37, 3);

/// What can be answered at the first start.
const OFFER: [(&str, &str); 2] =
    [("1", "Yes, teach its keys now"), ("2", "No: digits, arrows, numpad")];

const HELP: [(&str, &str); 16] = [
    ("1-9 0, arrows", "choose a ticket"),
    ("Enter, b", "BUMP: start, then ready, then gone"),
    ("+, i", "items of the ticket, each done by its number"),
    ("u", "take the last step back, for 60 minutes"),
    ("-, r", "list of bumped tickets; - - brings the last one back"),
    ("*, a", "all day: how many of each dish are still to be made"),
    ("/, n, PgDn", "next page"),
    ("t", "station, or all of them as the pass"),
    ("p", "ticket to the front, and back"),
    ("m", "bell off and on"),
    ("Space, .", "kitchen menu, also to sign in; . goes back everywhere"),
    ("Space *", "dishes that are sold out, on every counter"),
    ("Ctrl+Q", "quit"),
    ("", ""),
    (".. ok -- VOID", "cooking, ready, served, not wanted any more"),
    ("* ! !!", "new, getting old, late"),
];

pub(super) fn frame(
    pen: &mut Pen<'_>,
    content: Rect,
    title: &str,
    size: (u16, u16),
    drawn: &mut Drawn,
) -> Rect {
    let area = overlay(content, size.0, size.1);
    let inner = Panel::new(title).focused(true).draw(pen, area);
    drawn.hits.clear();
    drawn.hits.push(pen.buffer.area, Target::Outside);
    drawn.hits.push(area, Target::Inside);
    inner
}

/// The size of a list of so many rows, its frame included. In the touch layout the entries are
/// buttons in two columns.
fn size(model: &Model, rows: usize) -> (u16, u16) {
    let rows = u16::try_from(rows).unwrap_or(u16::MAX);
    if is_touch(model) {
        (2 * BUTTON.0 + 2, rows.div_ceil(2).saturating_mul(BUTTON.1).saturating_add(2))
    } else {
        (WIDTH, rows.saturating_add(4))
    }
}

fn is_touch(model: &Model) -> bool {
    model.look.layout(model.screen()).is_touch()
}

fn list(
    model: &Model,
    pen: &mut Pen<'_>,
    inner: Rect,
    (at, rows): (usize, &[(String, String)]),
    drawn: &mut Drawn,
) {
    if is_touch(model) {
        let places = buttons(inner, rows.len());
        let rows = rows.iter().enumerate().zip(places);
        for ((index, (_, label)), place) in rows.filter(|((_, (_, label)), _)| !label.is_empty()) {
            let role = if index == at { Role::Choice } else { Role::Text };
            pen.button(place, label, index == at, role);
            if index == at {
                drawn.caret = Some(Position::new(place.x, place.y));
            }
            drawn.hits.push(place, Target::Row(index));
        }
        return;
    }
    for ((index, (key, label)), y) in rows.iter().enumerate().zip(inner.y + 1..inner.bottom()) {
        if label.is_empty() {
            continue;
        }
        let place = Rect { y, height: 1, ..inner };
        let sign = if index == at { pen.look.glyphs.chosen } else { " " };
        pen.left(place, &format!(" {sign} {key:<4} {label}"), Role::Text);
        if index == at {
            pen.tint(place, Role::Choice);
            drawn.caret = Some(Position::new(place.x, y));
        }
        drawn.hits.push(place, Target::Row(index));
    }
}

/// The places of buttons, row by row, as many as fit.
fn buttons(inner: Rect, count: usize) -> Vec<Rect> {
    let width = (inner.width / 2).max(1);
    let place = |index: u16| {
        let (row, column) = (index / 2, index % 2);
        let y = inner.y.saturating_add(row.saturating_mul(BUTTON.1));
        Rect { x: inner.x.saturating_add(column * width), y, width, height: BUTTON.1 }
    };
    let all = (0..u16::try_from(count).unwrap_or(u16::MAX)).map(place);
    all.filter(|place| place.bottom() <= inner.bottom()).collect()
}

pub(super) fn menu(model: &Model, at: usize, pen: &mut Pen<'_>, content: Rect, drawn: &mut Drawn) {
    let rows: Vec<(String, String)> = model
        .entries()
        .iter()
        .map(|(number, letter, entry)| {
            (format!("{} {letter}", Model::entry_sign(*number)), model.entry_label(*entry))
        })
        .collect();
    let inner = frame(pen, content, "KITCHEN MENU", size(model, rows.len()), drawn);
    list(model, pen, inner, (at, &rows), drawn);
}

pub(super) fn stations(
    model: &Model,
    at: usize,
    pen: &mut Pen<'_>,
    content: Rect,
    drawn: &mut Drawn,
) {
    let counts = |station: Option<&str>| model.load_of(station);
    let pass = format!("{:<24}{}", "All stations (the pass)", counts(None));
    let mut rows = vec![("0".to_owned(), pass)];
    for (index, (code, name)) in model.stations().into_iter().enumerate() {
        let key = if index < 9 { (index + 1).to_string() } else { String::new() };
        rows.push((key, format!("{name:<24}{}", counts(Some(&code)))));
    }
    let inner = frame(pen, content, "STATION", size(model, rows.len()), drawn);
    list(model, pen, inner, (at, &rows), drawn);
}

/// The stations that the chosen ticket can be given to.
pub(super) fn push(model: &Model, at: usize, pen: &mut Pen<'_>, content: Rect, drawn: &mut Drawn) {
    let rows: Vec<(String, String)> = model
        .push_stations()
        .into_iter()
        .enumerate()
        .map(|(index, (_, name))| ((index + 1).to_string(), name))
        .collect();
    let number = model.chosen_card().map_or_else(String::new, |card| card.number.clone());
    let title = format!("GIVE {number} TO");
    let inner = frame(pen, content, &title, size(model, rows.len()), drawn);
    list(model, pen, inner, (at, &rows), drawn);
}

/// A page of the dishes that can be taken off sale, and the way to the next one.
pub(super) fn sold_out(
    model: &Model,
    list: &SoldOut,
    pen: &mut Pen<'_>,
    content: Rect,
    drawn: &mut Drawn,
) {
    let dishes = list.items.iter().skip(list.first()).take(DISHES);
    let mut rows: Vec<(String, String)> =
        (1..).zip(dishes).map(|(key, code)| (key.to_string(), model.dish_label(code))).collect();
    let (page, pages) = list.page();
    // The next page stands behind nine dishes, also on a page with fewer.
    let next = (pages > 1).then(|| ("/".to_owned(), format!("Next page ({page} of {pages})")));
    if next.is_some() {
        rows.resize(DISHES, (String::new(), String::new()));
    }
    rows.extend(next);
    let inner = frame(pen, content, "SOLD OUT", size(model, rows.len()), drawn);
    self::list(model, pen, inner, (list.at - list.first(), &rows), drawn);
}

/// The question of the first start: whether there is a bump bar to be taught.
pub(super) fn offer(model: &Model, at: usize, pen: &mut Pen<'_>, content: Rect, drawn: &mut Drawn) {
    let rows: Vec<(String, String)> =
        OFFER.iter().map(|(key, words)| ((*key).to_owned(), (*words).to_owned())).collect();
    let (width, height) = size(model, rows.len());
    let inner = frame(pen, content, "BUMP BAR", (width, height.saturating_add(3)), drawn);
    let words = [" Is there a bump bar at this kitchen?", " . 4 teaches it at any time."];
    for (y, words) in (inner.y + 1..).zip(words) {
        let place = Rect { y, height: 1, ..inner }.intersection(inner);
        pen.left(place, words, Role::Strong);
    }
    let below =
        Rect { y: inner.y.saturating_add(3), height: inner.height.saturating_sub(3), ..inner };
    list(model, pen, below, (at, &rows), drawn);
}

pub(super) fn help(pen: &mut Pen<'_>, content: Rect, drawn: &mut Drawn) {
    let height = u16::try_from(HELP.len()).unwrap_or(0).saturating_add(4);
    let inner = frame(pen, content, "HELP  kitchen", (72, height), drawn);
    for ((keys, words), y) in HELP.iter().zip(inner.y + 1..inner.bottom()) {
        let place = Rect { y, height: 1, ..inner };
        pen.left(place, &format!("  {keys}"), Role::KeyHint);
        let right = Rect { x: place.x + 17, width: place.width.saturating_sub(17), ..place };
        pen.left(right.intersection(place), words, Role::Text);
    }
    drawn.hits.push(pen.buffer.area, Target::Key(Key::Enter));
}

pub(super) fn quit(pen: &mut Pen<'_>, content: Rect, drawn: &mut Drawn) {
    let inner = frame(pen, content, "QUIT", (WIDTH, 8), drawn);
    let rows = [
        (1, " Leave the kitchen screen?", Role::Strong),
        (2, " Every step is saved; the tickets stay.", Role::Text),
        (4, " [Enter] Stay     [y] Quit", Role::Text),
    ];
    for (y, words, role) in rows {
        let place = Rect { y: inner.y + y, height: 1, ..inner }.intersection(inner);
        pen.left(place, words, role);
    }
    drawn.caret = Some(Position::new(inner.x, inner.y + 1));
}
