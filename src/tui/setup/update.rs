//! How the set-up screen reacts to a key.

use super::{CODE_DIGITS, Focus, Model, SetupEffect, Stage};
use crate::domain::id::TerminalKind;
use crate::domain::number::Letter;
use crate::tui::input::{Input, Key};
use crate::tui::msg::Now;
use crate::tui::widgets::TextField;

/// The kinds a terminal can be set up as, in the order of the screen.
const KINDS: [TerminalKind; 3] =
    [TerminalKind::Counter, TerminalKind::Kitchen, TerminalKind::Display];

/// The longest name of a terminal.
const NAME_LIMIT_CHARS: usize = 40;

/// Takes in a key, pasted text or a new size.
pub fn update(model: &mut Model, input: &Input, now: Now) -> Vec<SetupEffect> {
    model.now = now;
    match input {
        Input::Resize { width, height } => {
            model.size = (*width, *height);
            Vec::new()
        }
        Input::Paste(text) if !model.asking => {
            if let Some(field) = field(model) {
                field.insert(text);
            }
            Vec::new()
        }
        Input::Press(press) => key(model, press.key),
        Input::Paste(_) | Input::Mouse(_) => Vec::new(),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "every other key is for the field it is in")]
fn key(model: &mut Model, key: Key) -> Vec<SetupEffect> {
    match key {
        Key::Ctrl('q' | 'c') => return vec![SetupEffect::Quit],
        Key::Ctrl('l') => return vec![SetupEffect::Redraw],
        _ if model.asking => return Vec::new(),
        Key::Enter => return enter(model),
        Key::Esc => back(model),
        Key::Up => choose(model, false),
        Key::Down => choose(model, true),
        Key::Tab | Key::BackTab => model.focus = next_focus(model, key == Key::BackTab),
        _ => typed(model, key),
    }
    Vec::new()
}

/// The fields that Tab goes through: the step's own, the name, and the letter of a counter.
fn next_focus(model: &Model, backward: bool) -> Focus {
    let sells = model.kind == TerminalKind::Counter;
    match (model.focus, backward) {
        (Focus::Name, false) | (Focus::Step, true) if sells => Focus::Letter,
        (Focus::Step, _) | (Focus::Letter, true) => Focus::Name,
        (Focus::Name | Focus::Letter, false) | (Focus::Name, true) => Focus::Step,
    }
}

fn back(model: &mut Model) {
    model.error = None;
    if model.focus != Focus::Step {
        model.focus = Focus::Step;
        return;
    }
    model.stage = match model.stage {
        Stage::Kind | Stage::Hub => Stage::Kind,
        Stage::Code => Stage::Hub,
    };
}

fn choose(model: &mut Model, down: bool) {
    model.error = None;
    if model.focus != Focus::Step {
        model.focus = next_focus(model, !down);
        return;
    }
    match model.stage {
        Stage::Kind => {
            let at = KINDS.iter().position(|kind| *kind == model.kind).unwrap_or(0);
            let next = if down { at + 1 } else { at + KINDS.len() - 1 } % KINDS.len();
            if let Some(kind) = KINDS.get(next) {
                model.choose(*kind);
            }
        }
        Stage::Hub => model.alone = down && model.kind == TerminalKind::Counter,
        Stage::Code => {}
    }
}

/// The field that takes what is typed.
fn field(model: &mut Model) -> Option<&mut TextField> {
    match (model.focus, model.stage) {
        (Focus::Name, _) => Some(&mut model.name),
        (Focus::Letter, _) => Some(&mut model.letter),
        (Focus::Step, Stage::Kind) => None,
        (Focus::Step, Stage::Hub) => (!model.alone).then_some(&mut model.address),
        (Focus::Step, Stage::Code) => Some(&mut model.code),
    }
}

fn typed(model: &mut Model, key: Key) {
    model.error = None;
    let step = model.focus == Focus::Step;
    if step && model.stage == Stage::Kind {
        if let Key::Char(digit @ '1'..='3') = key {
            let at = usize::try_from(u32::from(digit) - u32::from('1')).unwrap_or(0);
            if let Some(kind) = KINDS.get(at) {
                model.choose(*kind);
            }
        }
        return;
    }
    if step && model.stage == Stage::Hub && model.alone && matches!(key, Key::Char(_)) {
        model.alone = false;
        model.address.clear();
    }
    let code = step && model.stage == Stage::Code;
    let full = model.code.text().len() >= CODE_DIGITS;
    let digit = matches!(key, Key::Char(sign) if sign.is_ascii_digit());
    if code && matches!(key, Key::Char(_)) && (full || !digit) {
        return;
    }
    if let Some(field) = field(model) {
        field.key(key);
    }
}

fn enter(model: &mut Model) -> Vec<SetupEffect> {
    model.error = None;
    if model.focus != Focus::Step {
        model.focus = Focus::Step;
        return Vec::new();
    }
    match model.stage {
        Stage::Kind => {
            model.stage = Stage::Hub;
            Vec::new()
        }
        Stage::Hub if model.alone => finish(model),
        Stage::Hub if model.address.text().trim().is_empty() => {
            model.error =
                Some("Type the address of the hub, for example 10.0.0.5:7700.".to_owned());
            Vec::new()
        }
        Stage::Hub => {
            model.stage = Stage::Code;
            Vec::new()
        }
        Stage::Code if model.code.text().len() != CODE_DIGITS => {
            model.error =
                Some("The pairing code has six digits: tillrail hub pair shows it.".to_owned());
            Vec::new()
        }
        Stage::Code => finish(model),
    }
}

fn finish(model: &mut Model) -> Vec<SetupEffect> {
    let name = model.name.text().trim().to_owned();
    if name.is_empty() || name.chars().count() > NAME_LIMIT_CHARS {
        model.error = Some("The name must have 1 to 40 characters: Tab goes to it.".to_owned());
        return Vec::new();
    }
    let letter = match model.letter.text().to_uppercase().parse::<Letter>() {
        Ok(letter) => Some(letter).filter(|_| model.kind == TerminalKind::Counter),
        Err(error) if model.kind == TerminalKind::Counter => {
            model.error = Some(error.to_string());
            return Vec::new();
        }
        Err(_) => None,
    };
    if let (true, Some(letter)) = (model.alone, &letter) {
        return vec![SetupEffect::WorkAlone { name, letter: letter.clone() }];
    }
    model.asking = true;
    vec![SetupEffect::Join {
        kind: model.kind,
        address: model.address.text().trim().to_owned(),
        code: model.code.text(),
        name,
        letter,
    }]
}
