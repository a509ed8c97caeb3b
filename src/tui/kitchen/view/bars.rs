//! The key bar of each part of the kitchen: what works now, and a place to tap for it.

use crate::tui::input::Key;
use crate::tui::kitchen::grid::Stage;
use crate::tui::kitchen::model::{Model, Over};
use crate::tui::kitchen::mouse::Target;
use crate::tui::layout::split_row;
use crate::tui::pairfield::PairField;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, Pen};

type Entry = (KeyEntry, Key);

fn entry(key: &str, label: &str, does: Key) -> Entry {
    (KeyEntry::new(key, label), does)
}

fn main(key: &str, label: &str, does: Key) -> Entry {
    (KeyEntry::new(key, label).keep(), does)
}

fn range(count: usize) -> String {
    match count {
        11.. => format!("01-{count}"),
        0 | 1 => "1".to_owned(),
        2..=9 => format!("1-{count}"),
        _ => "1-9 0".to_owned(),
    }
}

fn board(model: &Model, wide: bool) -> Vec<Entry> {
    let mut keys = Vec::new();
    let shown = model.shown().iter().filter(|slot| slot.is_some()).count();
    if shown > 0 {
        let roomy = wide && model.all_day.is_none();
        let bump = match (roomy, model.settings.start_step) {
            (true, true) => "BUMP: start, ready, gone",
            (true, false) => "BUMP: ready, gone",
            (false, _) => "BUMP",
        };
        keys.push(entry(&range(shown), "Ticket", Key::Right));
        keys.push(main("Enter", bump, Key::Enter));
        keys.push(entry("+", "Items", Key::Char('+')));
    }
    keys.push(entry("-", "Recall", Key::Char('-')));
    if shown > 0 || model.all_day.is_some() {
        let all_day = if model.all_day.is_some() && wide { "Hide all day" } else { "All day" };
        keys.push(entry("*", all_day, Key::Char('*')));
    }
    if shown > 0 {
        keys.push(entry("/", "Page", Key::Char('/')));
        keys.push(entry(".", "Back", Key::Char('.')));
    } else {
        keys.push(entry(".", "Menu", Key::Char('.')));
    }
    keys.push(main("?", "Help", Key::Char('?')));
    keys
}

fn items(model: &Model, wide: bool) -> Vec<Entry> {
    let count = model
        .items()
        .map_or(0, |items| items.card.lines.iter().filter(|line| line.is_wanted()).count());
    let numbers = range(count.min(9));
    let label = |long: &'static str, short: &'static str| if wide { long } else { short };
    let mut keys = Vec::new();
    if count > 0 {
        keys.push(entry(&numbers, label("Item done", "Item"), Key::Char('+')));
        keys.push(entry("+", label("Next item", "Next"), Key::Char('+')));
        keys.push(main("Enter", label("This item done", "Done"), Key::Enter));
        keys.push(entry("0", label("All done", "All"), Key::Char('0')));
    }
    keys.push(entry("-", "Undo", Key::Char('-')));
    keys.push(entry(".", label("Back to tickets", "Back"), Key::Char('.')));
    keys.push(main("?", "Help", Key::Char('?')));
    keys
}

fn recall(rows: usize) -> Vec<Entry> {
    let mut keys = Vec::new();
    if rows > 0 {
        keys.push(entry(&range(rows.min(9)), "Bring back", Key::Enter));
        keys.push(main("Enter", "Bring back", Key::Enter));
        keys.push(entry("+", "Next", Key::Char('+')));
        keys.push(entry("/", "Page", Key::Char('/')));
    }
    keys.push(entry(".", "Back", Key::Char('.')));
    keys.push(main("?", "Help", Key::Char('?')));
    keys
}

fn teach(touch: bool) -> Vec<Entry> {
    let stop = if touch { "Stop" } else { "Stop, keep what is taught" };
    vec![
        main("Press the key to teach", "", Key::Enter),
        entry(" Down", "Skip", Key::Down),
        entry(" Up", "Back", Key::Up),
        main(" Esc", stop, Key::Esc),
    ]
}

fn list() -> Vec<Entry> {
    vec![
        entry("+", "Next", Key::Char('+')),
        main("Enter", "Choose", Key::Enter),
        entry(".", "Back", Key::Char('.')),
    ]
}

fn refused(field: &PairField) -> Vec<Entry> {
    match field {
        PairField::Off => vec![
            main("p", "Pair again", Key::Char('p')),
            entry("r", "Try now", Key::Char('r')),
            main("Esc", "Keep cooking", Key::Esc),
        ],
        PairField::Code(_) => vec![
            entry("0-9", "Code", Key::Char('0')),
            main("Enter", "Pair again", Key::Enter),
            main("Esc", "Back", Key::Esc),
        ],
        PairField::Asking(_) => vec![main("Esc", "Back", Key::Esc)],
        PairField::Compare { .. } => vec![
            main("y", "Yes, pair", Key::Char('y')),
            main("n", "No", Key::Char('n')),
            main("Esc", "Back", Key::Esc),
        ],
    }
}

/// Draws the bar; in the touch layout its entries are buttons.
pub(super) fn keys(model: &Model, pen: &mut Pen<'_>, stage: &Stage, hits: &mut HitMap<Target>) {
    let wide = stage.layout.is_wide();
    let keys = match &model.over {
        None => board(model, wide),
        Some(Over::Items(_)) => items(model, wide),
        Some(Over::Recall { rows, .. }) => recall(rows.len()),
        Some(
            Over::Menu { .. } | Over::Stations { .. } | Over::Push { .. } | Over::Offer { .. },
        ) => list(),
        Some(Over::SoldOut(list)) => {
            let page = (list.page().1 > 1).then(|| entry("/", "Page", Key::Char('/')));
            self::list().into_iter().chain(page).collect()
        }
        Some(Over::Teach(_)) => teach(stage.layout.is_touch()),
        Some(Over::SignIn(_)) => vec![
            entry("0-9", "PIN", Key::Char('0')),
            main("Enter", "Sign in", Key::Enter),
            entry(".", "Only look", Key::Char('.')),
        ],
        Some(Over::Refused(field)) => refused(field),
        Some(Over::Help) => vec![main("Enter", "Back to tickets", Key::Enter)],
        Some(Over::Quit) => {
            vec![main("y", "Quit", Key::Char('y')), main("Enter", "Stay", Key::Enter)]
        }
    };
    let area = stage.rows.keys;
    if stage.layout.is_touch() {
        // A button for each thing that is done; numbers of slots and rows are tapped where they are.
        let mut buttons: Vec<&Entry> = Vec::new();
        for key in keys.iter().filter(|(key, _)| !key.label.is_empty()) {
            if buttons.iter().all(|(known, _)| known.label != key.0.label) {
                buttons.push(key);
            }
        }
        let count = u16::try_from(buttons.len()).unwrap_or(1);
        for ((key, does), place) in buttons.iter().zip(split_row(area, count)) {
            pen.button(place, &key.label, false, Role::Strong);
            hits.push(place, Target::Key(*does));
        }
        return;
    }
    let entries: Vec<KeyEntry> = keys.iter().map(|(entry, _)| entry.clone()).collect();
    for (place, index) in pen.key_bar(area, &entries) {
        if let Some((_, does)) = keys.get(index) {
            hits.push(place, Target::Key(*does));
        }
    }
}
