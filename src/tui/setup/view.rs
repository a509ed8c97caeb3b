//! The set-up screen as it is drawn.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::{CODE_DIGITS, Focus, Model, Stage};
use crate::domain::id::TerminalKind;
use crate::tui::layout::too_small;
use crate::tui::terminal::Caret;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::{KeyEntry, Panel, Pen, StatusField};

/// Columns and rows of the form.
const FORM: (u16, u16) = (64, 20);
/// Where answers begin, counted from the inside of the frame.
const ANSWER: u16 = 22;

/// Draws the screen; changes nothing.
pub fn view(model: &Model, frame: &mut Frame<'_>) -> Option<Caret> {
    let screen = frame.area();
    let layout = model.look.layout(screen);
    if screen.width < 80 || screen.height < 24 {
        too_small(frame.buffer_mut(), &model.look, "Nothing is set up yet.", "NEW TERMINAL");
        return None;
    }
    let rows = layout.rows(screen);
    let mut pen = Pen::new(frame.buffer_mut(), &model.look);
    pen.fill(screen, Role::Surface);
    let state =
        ["NEW TERMINAL", "no hub", "not set up"].map(|word| StatusField::new(word, Role::Text));
    pen.status(rows.status, &state);
    let clock = Rect { width: rows.status.width - 1, ..rows.status };
    pen.right(clock, &model.clock, Role::Text);
    let x = (screen.width - FORM.0) / 2;
    let y = if screen.height == 24 { 1 } else { (screen.height - FORM.1) / 2 };
    let caret = form(model, &mut pen, Rect::new(x, y, FORM.0, FORM.1));
    let enter = match model.stage {
        Stage::Kind => "Next",
        Stage::Hub if model.alone => "Start",
        Stage::Hub | Stage::Code => "Connect",
    };
    let entries = [
        KeyEntry::new("Up/Down", "Choose"),
        KeyEntry::new("Tab", "Name, letter"),
        KeyEntry::new("Enter", enter).keep(),
        KeyEntry::new("Esc", "Back"),
        KeyEntry::new("Ctrl+Q", "Quit").keep(),
    ];
    pen.key_bar(rows.keys, &entries);
    caret
}

fn form(model: &Model, pen: &mut Pen<'_>, area: Rect) -> Option<Caret> {
    let step = match model.stage {
        Stage::Kind => 1,
        Stage::Hub => 2,
        Stage::Code => 3,
    };
    let inside = Panel::new("SET UP THIS TERMINAL")
        .right(&format!("step {step} of 3"))
        .focused(true)
        .separators(&[area.height - 4])
        .draw(pen, area);
    let at = |line: u16, column: u16| {
        Rect::new(inside.x + column, inside.y + line, inside.width.saturating_sub(column + 1), 1)
    };
    let mut caret = what_is_it(model, pen, at);
    caret = caret.or(which_hub(model, pen, at));
    pen.left(at(10, 3), "3 Pairing code", strong(model.stage == Stage::Code));
    if model.stage == Stage::Code {
        let digits = code_shown(&model.code.text());
        pen.left(at(10, ANSWER), &format!("from the hub screen: {digits}"), Role::Text);
        if model.focus == Focus::Step {
            let typed = u16::try_from(model.code.text().len().min(CODE_DIGITS - 1)).unwrap_or(0);
            let place = at(10, ANSWER + 21 + 2 * typed);
            caret = Some(Caret::shown(ratatui::layout::Position::new(place.x, place.y)));
        }
    }
    pen.left(at(12, 3), "Name on receipts", Role::Muted);
    let name = pen.field(at(12, ANSWER), &model.name, Role::Text);
    if model.focus == Focus::Name {
        caret = Some(Caret::shown(name));
    }
    if model.kind == TerminalKind::Counter {
        pen.left(at(13, 3), "Order letter", Role::Muted);
        let letter = pen.field(Rect { width: 4, ..at(13, ANSWER) }, &model.letter, Role::Text);
        let word = model.letter.text().to_uppercase();
        let example = format!("(orders {word}1, {word}2 ...)");
        pen.left(at(13, ANSWER + 4), &example, Role::Muted);
        if model.focus == Focus::Letter {
            caret = Some(Caret::shown(letter));
        }
    }
    let last = inside.height;
    match (&model.error, model.asking) {
        (_, true) => pen.left(at(last - 2, 3), "Asking the hub ...", Role::Info),
        (Some(error), false) => {
            let lines = text::wrap(&format!("! {error}"), usize::from(inside.width) - 4);
            for (line, words) in (last - 2..last).zip(lines) {
                pen.left(at(line, 3), &words, Role::Danger);
            }
        }
        (None, false) => {
            let enter = if model.stage == Stage::Hub && model.alone { "Start" } else { "Next" };
            pen.left(
                at(last - 2, 3),
                &format!("[Enter] {enter}     [Tab] Name and letter"),
                Role::Text,
            );
            pen.left(at(last - 1, 3), "[Esc] Back", Role::Text);
        }
    }
    caret
}

fn strong(now: bool) -> Role {
    if now { Role::Strong } else { Role::Text }
}

fn code_shown(typed: &str) -> String {
    let digits = typed.chars().chain(std::iter::repeat('_')).take(CODE_DIGITS);
    digits.map(String::from).collect::<Vec<_>>().join(" ")
}

fn what_is_it(model: &Model, pen: &mut Pen<'_>, at: impl Fn(u16, u16) -> Rect) -> Option<Caret> {
    pen.left(at(1, 3), "1 What is it?", strong(model.stage == Stage::Kind));
    if model.stage != Stage::Kind {
        pen.left(at(1, ANSWER), word(model.kind), Role::Text);
        return None;
    }
    let kinds = [
        (TerminalKind::Counter, "takes orders and money"),
        (TerminalKind::Kitchen, "shows tickets and bumps them"),
        (TerminalKind::Display, "shows guests their numbers"),
    ];
    let mut caret = None;
    for (line, (kind, what)) in (3..).zip(kinds) {
        let chosen = kind == model.kind;
        let mark = if chosen { model.look.glyphs.chosen } else { " " };
        let text = format!("{mark} {:<18}{what}", word(kind));
        pen.left(at(line, 3), &text, if chosen { Role::Strong } else { Role::Text });
        if chosen {
            let place = at(line, 3);
            caret = Some(Caret::hidden(ratatui::layout::Position::new(place.x, place.y)));
        }
    }
    caret
}

fn which_hub(model: &Model, pen: &mut Pen<'_>, at: impl Fn(u16, u16) -> Rect) -> Option<Caret> {
    if model.stage == Stage::Kind {
        return None;
    }
    pen.left(at(2, 3), "2 Which hub?", strong(model.stage == Stage::Hub));
    if model.stage == Stage::Code {
        pen.left(at(2, ANSWER), &model.address.text(), Role::Text);
        return None;
    }
    let chosen = model.look.glyphs.chosen;
    let mark = |on: bool| if on { chosen } else { " " };
    let role = |on: bool| if on { Role::Strong } else { Role::Text };
    pen.left(at(4, 3), &format!("{} Type an address", mark(!model.alone)), role(!model.alone));
    let address = pen.field(at(4, ANSWER + 1), &model.address, Role::Text);
    let mut caret = Caret::shown(address);
    if model.kind == TerminalKind::Counter {
        let words =
            format!("{} Work alone        no hub, can be connected later", mark(model.alone));
        pen.left(at(5, 3), &words, role(model.alone));
        if model.alone {
            let place = at(5, 3);
            caret = Caret::hidden(ratatui::layout::Position::new(place.x, place.y));
        }
        pen.left(at(7, 5), "Alone, this machine is a whole shop: the hub runs", Role::Muted);
        pen.left(at(8, 5), "inside, and other terminals can join it.", Role::Muted);
    } else {
        pen.left(at(7, 5), "It needs a hub: a counter that works alone is one.", Role::Muted);
        pen.left(at(8, 5), "There, tillrail hub pair shows the code.", Role::Muted);
    }
    Some(caret)
}

const fn word(kind: TerminalKind) -> &'static str {
    match kind {
        TerminalKind::Counter => "Counter",
        TerminalKind::Kitchen => "Kitchen",
        TerminalKind::Display => "Display",
        TerminalKind::Hub => "Hub",
    }
}
