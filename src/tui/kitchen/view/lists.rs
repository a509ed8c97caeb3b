//! The kitchen menu, the stations, help and the question before leaving.

use ratatui::layout::{Position, Rect};

use super::Drawn;
use crate::tui::input::Key;
use crate::tui::kitchen::menu::Entry;
use crate::tui::kitchen::model::Model;
use crate::tui::kitchen::mouse::Target;
use crate::tui::layout::overlay;
use crate::tui::theme::Role;
use crate::tui::widgets::{Panel, Pen};

const WIDTH: u16 = 48;

const HELP: [(&str, &str); 15] = [
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
    ("Space, .", "kitchen menu; . goes back everywhere"),
    ("Ctrl+Q", "quit"),
    ("", ""),
    (".. ok -- VOID", "cooking, ready, served, not wanted any more"),
    ("* ! !!", "new, getting old, late"),
];

fn frame(
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

fn list(pen: &mut Pen<'_>, inner: Rect, at: usize, rows: &[(String, String)], drawn: &mut Drawn) {
    for ((index, (key, label)), y) in rows.iter().enumerate().zip(inner.y + 1..inner.bottom()) {
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

pub(super) fn menu(model: &Model, at: usize, pen: &mut Pen<'_>, content: Rect, drawn: &mut Drawn) {
    let rows: Vec<(String, String)> = Entry::ALL
        .iter()
        .map(|(number, letter, entry)| (format!("{number} {letter}"), model.entry_label(*entry)))
        .collect();
    let height = u16::try_from(rows.len()).unwrap_or(0).saturating_add(4);
    let inner = frame(pen, content, "KITCHEN MENU", (WIDTH, height), drawn);
    list(pen, inner, at, &rows, drawn);
}

pub(super) fn stations(
    model: &Model,
    at: usize,
    pen: &mut Pen<'_>,
    content: Rect,
    drawn: &mut Drawn,
) {
    let counts = |station: Option<&str>| model.load_of(station);
    let pass = format!("All stations (the pass)   {}", counts(None));
    let mut rows = vec![("0".to_owned(), pass)];
    for (index, (code, name)) in model.stations().into_iter().enumerate() {
        let key = if index < 9 { (index + 1).to_string() } else { String::new() };
        rows.push((key, format!("{name:<24}{}", counts(Some(&code)))));
    }
    let height = u16::try_from(rows.len()).unwrap_or(u16::MAX).saturating_add(4);
    let inner = frame(pen, content, "STATION", (WIDTH, height), drawn);
    list(pen, inner, at, &rows, drawn);
}

/// The stations that the chosen ticket can be given to.
pub(super) fn push(model: &Model, at: usize, pen: &mut Pen<'_>, content: Rect, drawn: &mut Drawn) {
    let rows: Vec<(String, String)> = model
        .push_stations()
        .into_iter()
        .enumerate()
        .map(|(index, (_, name))| ((index + 1).to_string(), name))
        .collect();
    let height = u16::try_from(rows.len()).unwrap_or(u16::MAX).saturating_add(4);
    let number = model.chosen_card().map_or_else(String::new, |card| card.number.clone());
    let title = format!("GIVE {number} TO");
    let inner = frame(pen, content, &title, (WIDTH, height), drawn);
    list(pen, inner, at, &rows, drawn);
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
