//! The status line, the row above the tickets, and what is said when nothing else is.

use ratatui::layout::Rect;

use crate::domain::board::{CardState, NEW_MS};
use crate::domain::shift::Shift;
use crate::sync::status::LinkStatus;
use crate::tui::input::Key;
use crate::tui::kitchen::grid::Stage;
use crate::tui::kitchen::link;
use crate::tui::kitchen::model::Model;
use crate::tui::kitchen::mouse::Target;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, Pen, StatusField};

/// A ticket that is ready for this long is mentioned, in milliseconds.
const READY_WAITS_MS: i64 = 60_000;

fn mode(model: &Model) -> String {
    format!("KITCHEN {}", model.station_title())
}

fn load(model: &Model, wide: bool) -> String {
    let counts = model.counts();
    let tickets = match counts.tickets {
        many if counts.late > 0 && !wide => many.to_string(),
        1 => "1 ticket".to_owned(),
        many => format!("{many} tickets"),
    };
    if counts.late > 0 { format!("{tickets}, {} late", counts.late) } else { tickets }
}

fn shift(model: &Model) -> Option<String> {
    let open = model.front.desk.state.shifts().find(|shift| Shift::is_open(shift))?;
    Some(format!("Shift {}", open.number.as_ref()?.count()?))
}

fn link_fields(model: &Model, wide: bool) -> Vec<StatusField> {
    let (view, started, now) = (&model.front.link, model.started, model.now());
    let word = link::word(view, started, now);
    let role = match view.status {
        LinkStatus::Online { .. } => Role::Ok,
        LinkStatus::Alone | LinkStatus::Connecting => Role::Text,
        LinkStatus::Syncing { .. } | LinkStatus::Offline { .. } => Role::BadgeOffline,
        LinkStatus::Refused { .. } => Role::BadgeDanger,
    };
    let named = if view.hub.is_empty() { word.clone() } else { format!("{word} {}", view.hub) };
    let mut fields = vec![StatusField::new(named, role).or(2, word)];
    if let Some(age) = link::silence(view, started, now).filter(|_| view.status.is_connected()) {
        let words = if wide {
            format!("synced {}", link::long_age(age))
        } else {
            format!("sync {}", link::short_age(age))
        };
        fields.push(StatusField::new(words, Role::Text).or(3, ""));
    }
    fields.push(StatusField::unsent(view.unsent, view.is_growing(now)));
    fields
}

/// Draws the status line. Mode, link, unsent, load and clock are there at every width; STALE comes
/// right behind the mode, where nothing can push it off.
pub(super) fn status(model: &Model, pen: &mut Pen<'_>, stage: &Stage, hits: &mut HitMap<Target>) {
    let wide = stage.layout.is_wide();
    let desk = &model.front.desk;
    let staff =
        if model.wants_cook() { "nobody".to_owned() } else { desk.state.staff_name(desk.staff()) };
    let short = text::cut(&staff, 6, model.look.glyphs.cut);
    let mut fields = vec![StatusField::new(mode(model), Role::Strong)];
    if let Some(age) = link::stale(&model.front.link, model.started, model.now()) {
        let words = format!("STALE {}", link::short_age(age));
        fields.push(StatusField::new(words, Role::BadgeDanger));
    }
    fields.push(StatusField::new(staff, Role::Text).or(4, short).or(5, ""));
    if let Some(shift) = shift(model) {
        fields.push(StatusField::new(shift, Role::Text).or(1, ""));
    }
    let link_at = fields.len();
    fields.extend(link_fields(model, wide));
    let late = model.counts().late > 0;
    let load_at = fields.len();
    fields.push(StatusField::new(load(model, wide), if late { Role::Danger } else { Role::Text }));
    if !model.bell.on {
        fields.push(StatusField::new("bell off", Role::Warn));
    }
    let clock = model.clock();
    let short = clock.hours_minutes(model.now());
    let time = if wide { clock.long(model.now()) } else { short.clone() };
    fields.push(StatusField::new(time, Role::Text).or(0, short));
    for (place, index) in pen.status(stage.rows.status, &fields) {
        if index == 0 {
            hits.push(place, Target::Key(Key::Char(' ')));
        } else if index == load_at {
            hits.push(place, Target::Key(Key::Char('*')));
        } else if index == link_at && model.is_refused() {
            hits.push(place, Target::Key(Key::Char('h')));
        }
    }
}

/// The row above the tickets: station, order, page and ages; STALE takes its place in words.
pub(super) fn header(model: &Model, pen: &mut Pen<'_>, row: Rect, hits: &mut HitMap<Target>) {
    let per_page = model.per_page();
    let page = format!("page {} of {}", model.page(per_page) + 1, model.pages(per_page));
    let stations = model.stations().len();
    let station = match (&model.station, stations) {
        (None, _) => format!("All stations ({stations})"),
        (Some(_), 0..=1) => format!("Station {}", model.station_title()),
        (Some(_), many) => format!("Station {} (of {many})", model.station_title()),
    };
    let limits = model.settings.thresholds.of_screen(model.station.as_deref());
    let middle = match link::stale(&model.front.link, model.started, model.now()) {
        Some(age) => {
            let age = link::short_age(age);
            (format!("STALE {age}: tickets may be missing, work goes on"), Role::BadgeDanger)
        }
        None => ("ORDER oldest first".to_owned(), Role::Text),
    };
    let fields = [
        (station, Role::Strong, Some(Key::Char('t'))),
        (middle.0, middle.1, None),
        (page, Role::Text, Some(Key::PageDown)),
        (format!("warn ! from {}", text::age(limits.warn_ms)), Role::Muted, None),
        (format!("late !! from {}", text::age(limits.late_ms)), Role::Muted, None),
    ];
    let mut x = row.x;
    for (words, role, key) in fields {
        let width = u16::try_from(text::width(&words)).unwrap_or(u16::MAX);
        let place = Rect { x, width: width.min(row.right().saturating_sub(x)), ..row };
        pen.left(place, &words, role);
        if let Some(key) = key {
            hits.push(place, Target::Key(key));
        }
        x = x.saturating_add(width).saturating_add(4).min(row.right());
    }
}

/// What the message row says on its own: the opened ticket, what is new, what waits to be fetched.
pub(super) fn idle(model: &Model) -> Option<String> {
    if let Some(items) = model.items() {
        return Some(items.last.clone().unwrap_or_else(|| model.items_title()));
    }
    let mut words = Vec::new();
    let newest = model.cards.iter().filter(|card| card.age_ms < NEW_MS).max_by_key(|c| c.since);
    if let Some(card) = newest.filter(|card| card.state == CardState::New) {
        words.push(format!("{} {} is new.", card.number, card.place));
    }
    let waits = model.cards.iter().filter_map(|card| Some((card.ready_since?, card)));
    if let Some((since, card)) = waits.min_by_key(|(since, _)| *since) {
        let age = model.now().since(since);
        if age >= READY_WAITS_MS {
            words.push(format!("{} has been READY for {} min.", card.number, age / 60_000));
        }
    }
    words.extend(model.scheduled());
    (!words.is_empty()).then(|| words.join("   "))
}

/// The sentence and the state for a window that is too small.
pub(super) fn small_words(model: &Model) -> (String, String) {
    let safe = match model.counts().tickets {
        0 => "There are no tickets.".to_owned(),
        1 => "Your ticket is safe.".to_owned(),
        many => format!("Your {many} tickets are safe."),
    };
    let word = link::word(&model.front.link, model.started, model.now());
    let time = model.clock().hours_minutes(model.now());
    (safe, format!("{word}  {} unsent  {time}", model.front.link.unsent))
}
