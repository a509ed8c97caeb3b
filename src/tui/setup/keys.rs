//! What each key and each tap does at the first start.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a screen names the keys it knows; every other key does nothing on it"
)]

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::model::{Model, Row, SetupEffect, SetupMsg, Step, Target};
use super::view::draw;
use crate::domain::time::At;
use crate::tui::input::{Input, Key, Press};
use crate::tui::widgets::Click;

impl Model {
    fn edit(&mut self, key: Key) {
        if let (Row::Alone | Row::Found(_), Key::Char(c)) = (self.at, key)
            && c != ' '
        {
            // Who types on this row means an address.
            self.go(Row::Address);
        }
        let suggested = self.at == Row::Address && std::mem::take(&mut self.suggested);
        if suggested && matches!(key, Key::Char(_)) {
            self.address.clear();
        }
        match self.at {
            Row::Address => {
                self.address.key(key);
            }
            Row::Code => match key {
                Key::Char(c) if !c.is_ascii_digit() => {}
                key => {
                    self.code.key(key);
                }
            },
            Row::Name => self.named |= self.name.key(key),
            Row::Letter => {
                let upper = match key {
                    Key::Char(c) => Key::Char(c.to_ascii_uppercase()),
                    key => key,
                };
                self.letter.key(upper);
                self.suggest_name();
            }
            Row::Kind(_) | Row::Found(_) | Row::Alone => {}
        }
    }

    /// Whether the keys of a number block choose here, because nothing is typed.
    fn is_choosing(&self) -> bool {
        matches!(self.at, Row::Kind(_) | Row::Found(_) | Row::Alone)
            || (self.at == Row::Code && self.step == Step::Code)
    }

    /// Only a clear yes tells the hub anything.
    fn compared(&mut self, key: Key) -> Vec<SetupEffect> {
        match key {
            Key::Char('y' | '+') => self.enter(),
            Key::Char('n' | '-' | '.') | Key::Esc => {
                self.asked = None;
                let words = "Nothing was told to that hub: check its address, or ask who else is \
                             on this network.";
                self.error = Some(words.to_owned());
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn press(&mut self, press: Press) -> Vec<SetupEffect> {
        let key = press.key;
        match key {
            Key::Ctrl('q' | 'c') => return vec![SetupEffect::Quit],
            Key::Ctrl('l') => return vec![SetupEffect::Redraw],
            _ => {}
        }
        if std::mem::take(&mut self.help) || self.busy {
            return Vec::new();
        }
        if self.asked.is_some() {
            return self.compared(key);
        }
        match key {
            Key::Enter if press.repeat => {}
            Key::Enter => return self.enter(),
            Key::Esc => self.back(),
            Key::Char('+') if self.is_choosing() => self.walk(true),
            Key::Char('-') if self.is_choosing() => self.walk(false),
            Key::Char('.') if self.is_choosing() => self.back(),
            Key::Up | Key::BackTab => self.walk(false),
            Key::Down | Key::Tab => self.walk(true),
            Key::F(2) => return vec![SetupEffect::Test],
            Key::Char('?') | Key::F(1) => self.help = true,
            _ => self.edit(key),
        }
        Vec::new()
    }

    fn paste(&mut self, text: &str) {
        let text = crate::domain::name::clean_name(text);
        for c in text.chars() {
            self.edit(Key::Char(c));
        }
    }

    fn mouse(&mut self, mouse: crate::tui::input::Mouse) -> Vec<SetupEffect> {
        let mut scratch = Buffer::empty(Rect::new(0, 0, self.size.0, self.size.1));
        let places = draw(self, &mut scratch).0;
        let mut clicker = std::mem::take(&mut self.clicker);
        let click = clicker.mouse(&places, mouse);
        self.clicker = clicker;
        self.figures |= click.is_some();
        match click {
            Some(Click::Tap(Target::Key(key))) => self.press(Press { key, repeat: false }),
            Some(Click::Tap(Target::Row(row))) if !self.busy => {
                self.go(row);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }
}

/// Takes a message at the wall time `now`; answers what is to be done outside.
pub fn update(model: &mut Model, msg: &SetupMsg, now: At) -> Vec<SetupEffect> {
    model.now = now;
    match msg {
        SetupMsg::Input(Input::Press(press)) => {
            model.figures = false;
            model.press(*press)
        }
        SetupMsg::Input(Input::Mouse(mouse)) => model.mouse(*mouse),
        SetupMsg::Input(Input::Paste(text)) => {
            if !model.busy {
                model.paste(text);
            }
            Vec::new()
        }
        SetupMsg::Input(Input::Resize { width, height }) => {
            model.size = (*width, *height);
            Vec::new()
        }
        SetupMsg::Found(found) => {
            model.heard(found);
            Vec::new()
        }
        SetupMsg::Deaf => {
            model.deaf = true;
            Vec::new()
        }
        SetupMsg::Tick => Vec::new(),
    }
}
