//! Draws the display: name and clock, the two columns, the line for guests, the line for staff.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::model::{LOST_MS, MAY_BE_LATE, Model, NEW_MS};
use super::size::{Size, choose};
use crate::domain::pickup::PickupNumber;
use crate::sync::status::LinkStatus;
use crate::tui::kitchen::link;
use crate::tui::layout::WIDE_WIDTH;
use crate::tui::terminal::Caret;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::{Panel, Pen};

/// The least size in which numbers are shown.
const LEAST: (u16, u16) = (40, 12);
/// Below this only two words are written.
const WORDS: (u16, u16) = (20, 3);
/// [`MAY_BE_LATE`] for a narrow board.
const LISTEN: &str = "Please listen for your number.";
/// A link that is silent for longer than this is called by its age in minutes, not STALE.
const OFFLINE_MS: i64 = 60_000;

/// Draws a frame; the display has no cursor.
pub fn view(model: &Model, frame: &mut Frame<'_>) -> Option<Caret> {
    let screen = frame.area();
    let mut pen = Pen::new(frame.buffer_mut(), &model.look);
    pen.fill(screen, Role::Surface);
    if screen.width < LEAST.0 || screen.height < LEAST.1 {
        too_small(&mut pen, screen);
        return None;
    }
    let margin = if screen.width >= WIDE_WIDTH { 2 } else { 1 };
    let row = |y: u16| Rect {
        x: screen.x + margin,
        y: screen.y + y,
        width: screen.width - 2 * margin,
        height: 1,
    };
    let settings = model.front.desk.state.settings();
    let time = settings.clock().hours_minutes(model.now());
    pen.spread(row(0), (&settings.name.to_uppercase(), Role::Strong), (&time, Role::Text));
    let guests = row(screen.height - 2);
    let board = Rect { y: screen.y + 1, height: screen.height - 3, ..screen };
    if model.stale().is_some_and(|age| age >= LOST_MS) {
        let middle = Rect { y: board.y + board.height / 2, height: 1, ..board };
        pen.centre(middle, may_be_late(middle), Role::Strong);
    } else {
        columns(model, &mut pen, board);
        guest_line(model, &mut pen, guests);
    }
    let mut last = row(screen.height - 1);
    if let Some((key, label)) = &model.look.switch {
        let switch = format!("{key} {label}");
        pen.right(last, &switch, Role::KeyHint);
        let taken = u16::try_from(text::width(&switch)).unwrap_or(u16::MAX).saturating_add(1);
        last.width = last.width.saturating_sub(taken);
    }
    pen.left(last, &staff_line(model, usize::from(last.width)), Role::Muted);
    None
}

/// What guests read when numbers may be old, as far as there is room.
fn may_be_late(row: Rect) -> &'static str {
    if text::width(MAY_BE_LATE) <= usize::from(row.width) { MAY_BE_LATE } else { LISTEN }
}

fn too_small(pen: &mut Pen<'_>, screen: Rect) {
    if screen.width < WORDS.0 || screen.height < WORDS.1 {
        pen.left(screen, "too small", Role::Strong);
        return;
    }
    let now = format!("Now {} x {}.", screen.width, screen.height);
    let lines = ["The window is too", "small for numbers.", &now, "Needed 40 x 12."];
    for (y, line) in (screen.top()..screen.bottom()).zip(lines) {
        pen.centre(Rect { y, height: 1, ..screen }, line, Role::Text);
    }
}

fn columns(model: &Model, pen: &mut Pen<'_>, board: Rect) {
    let wide = board.width >= WIDE_WIDTH;
    let left = if wide { board.width * 2 / 5 } else { board.width * 3 / 8 };
    let preparing = Rect { width: left, ..board };
    let ready = Rect { x: board.x + left, width: board.width - left, ..board };
    let inside =
        Rect { x: ready.x + 1, y: ready.y + 1, width: ready.width - 2, height: ready.height - 2 };
    let numbers: Vec<&str> = model.shown.ready.iter().map(|n| n.number.as_str()).collect();
    let (size, smaller) = choose(&numbers, inside);
    preparing_column(model, pen, preparing, smaller);
    ready_column(model, pen, ready, (size, inside), wide);
}

/// The page of a list now, and how many there are.
fn page(model: &Model, len: usize, on_a_page: usize) -> (usize, usize) {
    let pages = len.div_ceil(on_a_page.max(1)).max(1);
    let turned = model.shown_ms() / model.settings.page_ms.max(1);
    let count = u64::try_from(pages).unwrap_or(u64::MAX);
    (usize::try_from(turned % count).unwrap_or(0), pages)
}

fn preparing_column(model: &Model, pen: &mut Pen<'_>, area: Rect, size: Size) {
    let shown = &model.shown.preparing;
    let numbers: Vec<&str> = shown.iter().map(|number| number.number.as_str()).collect();
    let inside = Rect {
        x: area.x + 1,
        y: area.y + 1,
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(2),
    };
    let places = size.places(inside, &numbers);
    let (page, _) = page(model, shown.len(), places.len());
    let seen: Vec<&&str> = numbers.iter().skip(page * places.len()).take(places.len()).collect();
    let more = numbers.len() - seen.len();
    let foot = if more > 0 { format!("and {more} more") } else { String::new() };
    Panel::new("PREPARING").foot_left(&foot).draw(pen, area);
    for (place, number) in places.iter().zip(seen) {
        write(pen, *place, number, size, Role::BoardPreparing);
    }
}

fn ready_column(
    model: &Model,
    pen: &mut Pen<'_>,
    area: Rect,
    (size, inside): (Size, Rect),
    wide: bool,
) {
    let shown = &model.shown.ready;
    let numbers: Vec<&str> = shown.iter().map(|number| number.number.as_str()).collect();
    let places = size.places(inside, &numbers);
    let (at, pages) = page(model, shown.len(), places.len());
    let title = if wide { "READY  please collect" } else { "READY" };
    let turn = model.settings.page_ms.max(1);
    let next = (turn - model.shown_ms() % turn).div_ceil(1_000);
    let foot = match (pages, wide) {
        (0 | 1, _) => String::new(),
        (_, true) => format!("page {} of {pages}, next in {next} s", at + 1),
        (_, false) => format!("page {} of {pages}", at + 1),
    };
    Panel::new(title).focused(true).foot_left(&foot).draw(pen, area);
    if shown.is_empty() {
        if model.shown.preparing.is_empty() {
            let middle = Rect { y: inside.y + inside.height / 2, height: 1, ..inside };
            pen.centre(middle, "No orders at the moment.", Role::Text);
        }
        return;
    }
    let seen = shown.iter().skip(at * places.len());
    for (place, number) in places.iter().zip(seen) {
        let fresh = model.now().since(number.since) < NEW_MS;
        if fresh {
            new_number(pen, *place, number, size);
        } else {
            write(pen, *place, &number.number, size, Role::BoardReady);
        }
    }
}

/// A number with a frame and the word NEW; in a dense list with a sign.
fn new_number(pen: &mut Pen<'_>, place: Rect, number: &PickupNumber, size: Size) {
    let Some(pad) = size.pad else {
        let marked = format!("*{}", number.number);
        write(pen, place, &marked, size, Role::BoardNew);
        return;
    };
    let frame = Rect {
        x: place.x.saturating_sub(pad + 1),
        y: place.y.saturating_sub(1),
        width: place.width + 2 * (pad + 1),
        height: place.height + 2,
    };
    Panel::new("").draw(pen, frame);
    let label = Rect { x: frame.x + 1, y: frame.y.saturating_sub(1), width: 3, height: 1 };
    pen.left(label, "NEW", Role::BoardNew);
    write(pen, place, &number.number, size, Role::BoardReady);
}

fn write(pen: &mut Pen<'_>, place: Rect, number: &str, size: Size, role: Role) {
    let drawn = size.digits.is_some_and(|digits| pen.digits_left(place, number, digits, role));
    if !drawn {
        pen.left(place, number, role);
    }
}

fn guest_line(model: &Model, pen: &mut Pen<'_>, row: Rect) {
    if model.stale().is_some() {
        pen.left(row, may_be_late(row), Role::Strong);
        return;
    }
    let lines = &model.front.desk.state.settings().guest_lines;
    let first = lines.first().map_or("", String::as_str);
    pen.left(row, first, Role::Text);
    if let Some(second) = lines.get(1) {
        let room = text::width(first) + text::width(second) + 3;
        if room <= usize::from(row.width) {
            pen.right(row, second, Role::Text);
        }
    }
}

/// Name, link and age for staff, in `room` columns: the hub's name goes first, then the age.
fn staff_line(model: &Model, room: usize) -> String {
    if model.is_quit_asked() {
        let words = "Quit the display? Press y within 5 seconds.";
        let fits = text::width(words) <= room;
        return if fits { words } else { "Quit? Press y within 5 seconds." }.to_owned();
    }
    let name = model.front.desk.state.me.name.to_uppercase();
    let name = if name.starts_with("DISPLAY") { name } else { format!("DISPLAY {name}") };
    let mut parts = vec![name];
    let view = &model.front.link;
    let silence = link::silence(view, model.started.at, model.now()).unwrap_or(0);
    let offline = matches!(view.status, LinkStatus::Offline { .. }) && silence >= OFFLINE_MS;
    let state = match model.stale() {
        Some(age) if !offline => format!("STALE {}", link::short_age(age)),
        Some(_) | None => link::word(view, model.started.at, model.now()),
    };
    let hub = parts.len();
    parts.push(format!("{state} {}", view.hub).trim_end().to_owned());
    if view.facts.incomplete {
        parts.push("INCOMPLETE".to_owned());
    }
    let aged = model.stale().is_none() && view.status.is_connected();
    if aged {
        parts.push(format!("sync {}", link::short_age(silence)));
    }
    let separator = format!(" {} ", model.look.glyphs.separator);
    let fits = |parts: &[String]| text::width(&parts.join(&separator)) <= room;
    if !fits(&parts) {
        if let Some(link) = parts.get_mut(hub) {
            link.clone_from(&state);
        }
        if !fits(&parts) && aged {
            parts.pop();
        }
    }
    parts.join(&separator)
}
