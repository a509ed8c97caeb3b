//! The key bar: what works now, in the order of the numbers.

use ratatui::layout::Rect;

use super::find;
use crate::tui::counter::action::Action;
use crate::tui::counter::find::{Found, Target};
use crate::tui::counter::model::{Focus, Model};
use crate::tui::counter::turn::{Hit, Over};
use crate::tui::front::Front;
use crate::tui::input::Key;
use crate::tui::layout::{WIDE_WIDTH, split_row};
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, Pen};

pub(super) fn draw(model: &Model, pen: &mut Pen<'_>, area: Rect, hits: &mut HitMap<Hit>) {
    let wide = area.width >= WIDE_WIDTH;
    let mut entries = match model.overlays.last() {
        Some(open) => overlay(open.over.over(), &model.front, wide),
        None => entries(model, wide),
    };
    if model.figures && entries.iter().any(KeyEntry::is_figures) {
        entries = figures(entries);
    }
    for (place, index) in pen.key_bar(area, &entries) {
        let Some(entry) = entries.get(index) else { continue };
        if entry.is_figures() {
            hits.push(place, Hit::Figures);
        } else if let Some(key) = entry.key.strip_prefix('[').and_then(figure) {
            hits.push(place, Hit::Key(key));
        }
        for (x, width, key) in entry.parts() {
            let part = Rect { x: place.x.saturating_add(x), width, ..place };
            hits.push(part.intersection(place), Hit::Key(key));
        }
    }
}

/// The keys of figures in place of a range of them, for a mouse that has no other; what ends an
/// amount stays beside them.
fn figures(entries: Vec<KeyEntry>) -> Vec<KeyEntry> {
    let signs = "1234567890.".chars().map(|sign| format!("[{sign}]")).chain(["[<-]".to_owned()]);
    let keys = signs.map(|sign| KeyEntry::new(sign, "").keep());
    let (range, mut rest): (Vec<_>, Vec<_>) = entries.into_iter().partition(KeyEntry::is_figures);
    rest.retain(|entry| entry.key != "." && entry.key != "Backspace");
    let range = range.into_iter().take(1).map(|entry| KeyEntry::new(entry.key, ""));
    keys.chain(range).chain(rest.into_iter().filter(|entry| entry.key != "?")).collect()
}

/// The key behind `[1]` and `[<-]`, without its first bracket.
fn figure(word: &str) -> Option<Key> {
    match word.strip_suffix(']')? {
        "<-" => Some(Key::Backspace),
        sign => sign.parse().ok(),
    }
}

/// The keys of an overlay, with the help that every list has.
fn overlay(over: &dyn Over, front: &Front, wide: bool) -> Vec<KeyEntry> {
    let help = (!over.help().is_empty()).then(|| KeyEntry::new("?", "Help").keep());
    let keys = if wide { over.wide_keys(front) } else { over.keys(front) };
    help.into_iter().chain(keys).collect()
}

/// True when an overlay takes figures, which fingers need keys for.
pub(super) fn digits(over: &dyn Over, front: &Front) -> bool {
    over.keys(front).iter().any(|entry| entry.key == "0-9")
}

/// A row of keys for figures.
pub(super) fn keypad(pen: &mut Pen<'_>, area: Rect, hits: &mut HitMap<Hit>) {
    pen.fill(area, Role::Surface);
    let keys = "1234567890.".chars().map(|sign| (sign.to_string(), Key::Char(sign)));
    let keys = keys.chain([("<-".to_owned(), Key::Backspace)]);
    for ((label, key), place) in keys.zip(split_row(area, 12)) {
        pen.button(place, &label, false, Role::Strong);
        hits.push(place, Hit::Key(key));
    }
}

/// The buttons of the touch layout; `window` is given when what lies over the order screen is
/// taller than the screen, and says how far it is moved by the button up and the one down.
pub(super) fn touch(
    model: &Model,
    pen: &mut Pen<'_>,
    area: Rect,
    window: Option<(i16, i16)>,
    hits: &mut HitMap<Hit>,
) {
    let mut entries = match model.overlays.last() {
        Some(open) => open.over.over().buttons(&model.front),
        None => buttons(model, area.width >= WIDE_WIDTH),
    };
    if let Some((key, label)) = &pen.look.switch {
        entries.insert(0, KeyEntry::new(key, label).keep());
    }
    let scrolls = entries.len();
    if window.is_some() {
        entries.push(KeyEntry::new("PgUp", "Above").keep());
        entries.push(KeyEntry::new("PgDn", "Below").keep());
    }
    let (above, below) = window.unwrap_or_default();
    for (place, index) in pen.button_bar(area, &entries) {
        let key = entries.get(index).and_then(|entry| entry.key.parse::<Key>().ok());
        match (index.checked_sub(scrolls), key) {
            (Some(0), _) => hits.push(place, Hit::Scroll(above)),
            (Some(_), _) => hits.push(place, Hit::Scroll(below)),
            (None, Some(key)) => hits.push(place, Hit::Key(key)),
            (None, None) => {}
        }
    }
}

/// The actions that have a button on the order screen; one that does not work leaves its place
/// empty, so that the others stay where they are. More stands between Void and PAY.
fn buttons(model: &Model, wide: bool) -> Vec<KeyEntry> {
    let works = model.works();
    let hold = if works.contains(&Action::Recall) { Action::Recall } else { Action::Hold };
    let send = if model.fires() { Action::Fire } else { Action::Send };
    let row = [
        Action::Service,
        Action::Find,
        Action::Options,
        send,
        hold,
        Action::Undo,
        Action::Void,
        Action::More,
        Action::Pay,
    ];
    let entry = |action: Action| {
        let key = key_of(model, action).map_or_else(String::new, |key| key.to_string());
        let label = if !works.contains(&action) {
            String::new()
        } else if action == Action::Pay {
            format!("PAY {}", super::due(model))
        } else if action == Action::Undo {
            "Undo".to_owned()
        } else {
            label(action, wide, true).unwrap_or_default().to_owned()
        };
        KeyEntry::new(key, label)
    };
    row.into_iter().map(entry).collect()
}

fn entries(model: &Model, wide: bool) -> Vec<KeyEntry> {
    if find::is_shown(model, wide) {
        return finding(model);
    }
    if model.focus == Focus::Menu {
        return menu(model);
    }
    let mut works = model.works();
    // More is the last, so that it is found without looking; Fire stands where Send is.
    let before = [Action::Help, Action::Service, Action::Find, Action::Options, Action::Fire];
    works.sort_by_key(|action| (*action == Action::More, !before.contains(action)));
    let labelled = works.iter().filter_map(|action| {
        let label = label(*action, wide, model.has_lines())?;
        let key = key_of(model, *action)?.to_string();
        let entry = KeyEntry::new(key, label).priority(action.row().priority);
        let keep = matches!(action, Action::Help | Action::Pay | Action::More);
        Some(if keep { entry.keep() } else { entry })
    });
    labelled.collect()
}

/// The key of an action; firing a course has that of Send while there is nothing to send.
fn key_of(model: &Model, action: Action) -> Option<Key> {
    let fires = model.fires();
    match (action == Action::Fire, fires) {
        (true, true) => model.key_of(Action::Send),
        (true, false) => None,
        (false, _) => model.key_of(action),
    }
}

fn finding(model: &Model) -> Vec<KeyEntry> {
    let some = model.found.as_ref().is_some_and(|found| !found.rows.is_empty());
    let mut entries = vec![KeyEntry::new("?", "Help").keep()];
    if some {
        let target = model.found.as_ref().and_then(Found::target);
        let verb = match target {
            Some(Target::Order(_) | Target::Receipt(..)) => "Open",
            Some(Target::Customer(_)) => "For them",
            Some(Target::Item(_)) | None => "Add",
        };
        entries.push(KeyEntry::new("Enter", verb).priority(3));
        entries.push(KeyEntry::new("Up/Down", "Choose").priority(2));
    }
    entries.push(KeyEntry::new("Tab", "Menu"));
    entries.push(KeyEntry::new("Esc", "Clear").priority(3));
    entries.extend(pay_and_more(model));
    entries
}

fn menu(model: &Model) -> Vec<KeyEntry> {
    let mut entries = vec![
        KeyEntry::new("?", "Help").keep(),
        KeyEntry::new("Enter", "Add").priority(3),
        KeyEntry::new("Arrows", "Choose").priority(2),
        KeyEntry::new("PgUp/PgDn", "Page"),
        KeyEntry::new("Tab", "Order").priority(3),
    ];
    entries.extend(pay_and_more(model));
    entries
}

fn pay_and_more(model: &Model) -> Vec<KeyEntry> {
    let mut entries = Vec::with_capacity(2);
    if model.works().contains(&Action::Pay) {
        entries.push(KeyEntry::new("F9", "PAY").keep());
    }
    entries.push(KeyEntry::new("F10", "More").keep());
    entries
}

/// The word in the bar; `None` for what stands in the menus only.
fn label(action: Action, wide: bool, lines: bool) -> Option<&'static str> {
    // The tables leave the bar to the lines of an order.
    let words = action.row().bar.filter(|_| action != Action::Tables || !lines);
    words.map(|(narrow, full)| if wide { full } else { narrow })
}
