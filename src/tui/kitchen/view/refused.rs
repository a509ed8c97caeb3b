//! The refusal of the hub, the code that is typed and the certificate that a person compares.

use ratatui::layout::{Position, Rect};

use super::Drawn;
use super::lists::frame;
use super::signin::keypad;
use crate::sync::status::LinkStatus;
use crate::tui::input::Key;
use crate::tui::kitchen::model::Model;
use crate::tui::kitchen::mouse::Target;
use crate::tui::pairfield::PairField;
use crate::tui::theme::Role;
use crate::tui::widgets::Pen;

/// Columns and rows of the window, its frame included.
const SIZE: (u16, u16) = (62, 16);
/// Columns of the text beside the keypad, and of text alone.
const COLUMNS: (u16, u16) = (30, 56);
/// Columns and rows of a button in the touch layout.
const BUTTON: (u16, u16) = (18, 3);

/// Rows of text, each with the key that a tap on it presses.
type Rows<'a> = &'a [(u16, &'a str, Option<Key>)];

pub(super) fn draw(
    model: &Model,
    field: &PairField,
    pen: &mut Pen<'_>,
    content: Rect,
    drawn: &mut Drawn,
) {
    let inner = frame(pen, content, "! THE HUB REFUSES THIS KITCHEN", SIZE, drawn);
    let view = &model.front.link;
    let hub = if view.hub.is_empty() { "the hub" } else { &view.hub };
    let touch = model.look.layout(model.screen()).is_touch();
    match field {
        PairField::Off => {
            refusal(model, hub, pen, inner);
            let rows: Rows<'_> = &[
                (9, "[p]   Pair again with a new code (a manager has it)", Some(Key::Char('p'))),
                (10, "[r]   Try the hub now", Some(Key::Char('r'))),
                (11, "[Esc] Keep cooking", Some(Key::Esc)),
            ];
            if touch {
                buttons(pen, inner, drawn);
            } else {
                write(pen, inner, (rows, COLUMNS.1), drawn);
            }
        }
        PairField::Code(code) => {
            let shown = format!("{code:_<6}");
            let keys = [Some(Key::Enter), Some(Key::Esc)].map(|key| key.filter(|_| !touch));
            let rows: Rows<'_> = &[
                (1, "Code from the hub:", None),
                (2, "`tillrail hub pair` shows it", None),
                (10, "[Enter] Pair again", keys[0]),
                (11, "[Esc]   Back", keys[1]),
            ];
            write(pen, inner, (rows, COLUMNS.0), drawn);
            let place = at(inner, 5, COLUMNS.0);
            pen.left(place, &shown, Role::Strong);
            let typed = u16::try_from(code.len()).unwrap_or(0);
            drawn.caret = Some(Position::new(place.x.saturating_add(typed), place.y));
            keypad(pen, inner, drawn);
        }
        PairField::Asking(_) => {
            let words = format!("Asking {hub} ...");
            let key = Some(Key::Esc).filter(|_| !touch);
            let rows: Rows<'_> = &[(1, words.as_str(), None), (11, "[Esc] Back", key)];
            write(pen, inner, (rows, COLUMNS.1), drawn);
        }
        PairField::Compare { seen, .. } => {
            let keys = [Key::Char('y'), Key::Char('n')].map(|key| Some(key).filter(|_| !touch));
            let rows: Rows<'_> = &[
                (1, "The hub shows another certificate:", None),
                (5, "Does `tillrail hub pair` on the hub show the same?", None),
                (10, "[y]   Yes, pair", keys[0]),
                (11, "[n]   No, somebody stands between", keys[1]),
            ];
            write(pen, inner, (rows, COLUMNS.1), drawn);
            pen.left(at(inner, 3, COLUMNS.1), seen, Role::Strong);
        }
    }
    if drawn.caret.is_none() {
        drawn.caret = Some(Position::new(inner.x, inner.y.saturating_add(1)));
    }
}

/// A row of the window, two columns from its edge.
fn at(inner: Rect, y: u16, width: u16) -> Rect {
    let place = Rect::new(inner.x.saturating_add(2), inner.y.saturating_add(y), width, 1);
    place.intersection(inner)
}

fn write(pen: &mut Pen<'_>, inner: Rect, (rows, width): (Rows<'_>, u16), drawn: &mut Drawn) {
    for (y, words, key) in rows {
        let place = at(inner, *y, width);
        pen.left(place, words, Role::Text);
        if let Some(key) = key {
            drawn.hits.push(place, Target::Key(*key));
        }
    }
}

/// Why, in the words of the hub, and that nothing is lost.
fn refusal(model: &Model, hub: &str, pen: &mut Pen<'_>, inner: Rect) {
    let why = match &model.front.link.status {
        LinkStatus::Refused { code, .. } if code == "certificate" => format!(
            "{hub} shows another certificate than the one that this kitchen trusts. Pair again, and \
             compare what both screens show."
        ),
        LinkStatus::Refused { sentence, .. } => {
            format!("{hub} answered: {}.", sentence.trim_end_matches('.'))
        }
        LinkStatus::Alone
        | LinkStatus::Connecting
        | LinkStatus::Online { .. }
        | LinkStatus::Syncing { .. }
        | LinkStatus::Offline { .. } => format!("{hub} takes this kitchen again."),
    };
    let rows = |y: u16, height: u16| Rect { height, ..at(inner, y, COLUMNS.1) }.intersection(inner);
    pen.paragraph(rows(1, 3), &why, Role::Text);
    let (what, are) = match model.front.link.unsent {
        1 => ("1 step".to_owned(), "is"),
        many => (format!("{many} steps"), "are"),
    };
    let safe = format!(
        "You can keep cooking what is here. {what} {are} saved and will be sent after pairing again; \
         new orders do not arrive until then. Nothing is lost."
    );
    pen.paragraph(rows(5, 3), &safe, Role::Text);
}

/// What can be done, for fingers.
fn buttons(pen: &mut Pen<'_>, inner: Rect, drawn: &mut Drawn) {
    let all =
        [("Pair again", Key::Char('p')), ("Try now", Key::Char('r')), ("Keep cooking", Key::Esc)];
    for (column, (label, key)) in (0_u16..).zip(all) {
        let x = inner.x.saturating_add(2).saturating_add(column.saturating_mul(BUTTON.0));
        let y = inner.y.saturating_add(9);
        let place = Rect::new(x, y, BUTTON.0, BUTTON.1).intersection(inner);
        pen.button(place, label, false, Role::Strong);
        drawn.hits.push(place, Target::Key(key));
    }
}
