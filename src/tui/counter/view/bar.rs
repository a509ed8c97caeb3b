//! The key bar: what works now, in the order of the numbers.

use ratatui::layout::Rect;

use super::find;
use crate::tui::counter::action::Action;
use crate::tui::counter::model::{Focus, Model};
use crate::tui::counter::turn::Hit;
use crate::tui::input::Key;
use crate::tui::layout::WIDE_WIDTH;
use crate::tui::widgets::{HitMap, KeyEntry, Pen};

pub(super) fn draw(model: &Model, pen: &mut Pen<'_>, area: Rect, hits: &mut HitMap<Hit>) {
    let wide = area.width >= WIDE_WIDTH;
    let entries = match model.overlays.last() {
        Some(open) => open.over.over().keys(&model.front),
        None => entries(model, wide),
    };
    for (place, index) in pen.key_bar(area, &entries) {
        let key = entries.get(index).and_then(|entry| entry.key.parse::<Key>().ok());
        if let Some(key) = key {
            hits.push(place, Hit::Key(key));
        }
    }
}

fn entries(model: &Model, wide: bool) -> Vec<KeyEntry> {
    if find::is_shown(model, wide) {
        return finding(model);
    }
    if model.focus == Focus::Menu {
        return menu(model);
    }
    let mut works = model.works();
    // More is the last, so that it is found without looking.
    works.sort_by_key(|action| *action == Action::More);
    let labelled = works.iter().filter_map(|action| {
        let label = label(*action, wide, model.has_lines())?;
        let key = action.key()?.to_string();
        let entry = KeyEntry::new(key, label).priority(action.row().priority);
        let keep = matches!(action, Action::Help | Action::Pay | Action::More);
        Some(if keep { entry.keep() } else { entry })
    });
    labelled.collect()
}

fn finding(model: &Model) -> Vec<KeyEntry> {
    let some = model.found.as_ref().is_some_and(|found| !found.rows.is_empty());
    let mut entries = vec![KeyEntry::new("?", "Help").keep()];
    if some {
        entries.push(KeyEntry::new("Enter", "Add").priority(3));
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
