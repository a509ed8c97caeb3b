//! Clicks, taps and the wheel: each does what a key does.

use crate::domain::id::LineId;
use crate::tui::counter::model::{Focus, Model};
use crate::tui::counter::turn::Hit;
use crate::tui::counter::update::people::Replay;
use crate::tui::counter::view;
use crate::tui::input::{Input, Key, Mouse, MouseKind, Press};
use crate::tui::layout::LayoutSetting;
use crate::tui::widgets::Click;

impl Model {
    pub(super) fn mouse(&mut self, mouse: Mouse) {
        if !self.settings.mouse || self.too_small() {
            return;
        }
        // What lies over the order screen scrolls wherever the pointer is.
        if let (false, MouseKind::WheelUp | MouseKind::WheelDown) =
            (self.overlays.is_empty(), mouse.kind)
        {
            let up = mouse.kind == MouseKind::WheelUp;
            return self.give_overlay(&Input::key(if up { Key::Up } else { Key::Down }));
        }
        let hits = view::hits(self);
        let Some(click) = self.clicker.mouse(&hits, mouse) else { return };
        match click {
            Click::Tap(hit) => {
                let before = self.overlays.len();
                self.tap(&hit);
                self.ask_approval(None, Replay::Hit(hit));
                if self.overlays.len() != before {
                    self.scroll = 0;
                }
                self.figures &= !self.overlays.is_empty();
                self.watch.tap(self.mono());
                self.lay_out();
            }
            Click::Right(Hit::Line(line)) => {
                self.choose_line(line);
                self.open_options(false);
            }
            Click::Right(_) => {}
            Click::Wheel(hit, up) => self.wheel(&hit, up),
        }
    }

    pub(super) fn tap(&mut self, hit: &Hit) {
        match hit {
            Hit::Key(key) => self.press_tapped(*key),
            Hit::Row(row) => self.tap_overlay(*row),
            Hit::Category(at) => {
                self.entry.clear();
                self.open_category(*at);
            }
            Hit::Item(at) => {
                self.add_item(*at, &crate::tui::counter::entry::Wanted::default());
            }
            Hit::Found(at) => self.tap_found(*at),
            Hit::Line(line) => self.tap_line(*line),
            Hit::MenuTitle => self.entry.clear(),
            Hit::Step(true) => self.one_more(),
            Hit::Step(false) => self.one_less(),
            Hit::Scroll(by) => self.scroll = *by,
            Hit::Figures => self.figures = !self.figures,
            Hit::Leaf(next) => self.leaf(if *next { 1 } else { -1 }),
            Hit::OrderPanel => self.focus = Focus::Entry,
            Hit::Status => {
                if self.overlays.is_empty() {
                    self.open_connection();
                }
            }
            Hit::MessageRow => self.tap_message(),
        }
    }

    /// The keys that a message offers at its right, such as `F10 n Details`.
    fn tap_message(&mut self) {
        if self.offers_undo() {
            return self.undo_last();
        }
        let offer = self.messages.current().map(|message| message.right.clone());
        let offer = offer.unwrap_or_default();
        let keys: Vec<Key> = offer.split(' ').map_while(|word| word.parse().ok()).collect();
        // What an overlay does not know belongs to the order screen.
        let above = keys.first().is_some_and(|key| matches!(key, Key::F(_) | Key::Ctrl(_)));
        if above && !self.overlays.is_empty() {
            return;
        }
        for key in keys {
            self.press_tapped(key);
        }
    }

    /// A tap on a key is that key, but never a part of a scan.
    fn press_tapped(&mut self, key: Key) {
        let press = Press { key, repeat: false };
        if matches!(key, Key::Ctrl('q')) {
            self.quit();
        } else if self.overlays.is_empty() {
            self.key(press);
        } else {
            self.give_overlay(&Input::Press(press));
        }
    }

    fn tap_found(&mut self, at: usize) {
        let Some(found) = &mut self.found else { return };
        if found.chosen != at {
            found.chosen = at;
            return;
        }
        if found.target().is_some() {
            self.enter(Press { key: Key::Enter, repeat: false });
        }
    }

    /// The first tap chooses, the second opens the options.
    fn tap_line(&mut self, line: LineId) {
        if self.chosen != Some(line) {
            self.choose_line(line);
            return;
        }
        if self.chosen_line().is_some_and(|line| line.sent.is_none()) {
            self.open_options(false);
        }
    }

    fn wheel(&mut self, hit: &Hit, up: bool) {
        let by = if up { -1 } else { 1 };
        match hit {
            Hit::Line(_) | Hit::OrderPanel => {
                let found = self.found.take();
                self.steer(by);
                self.found = found;
            }
            Hit::Found(_) => self.steer(by),
            Hit::Item(_) | Hit::MenuTitle | Hit::Leaf(_) | Hit::Category(_) => self.leaf(by),
            Hit::Key(_)
            | Hit::Row(_)
            | Hit::Status
            | Hit::MessageRow
            | Hit::Step(_)
            | Hit::Figures
            | Hit::Scroll(_) => {}
        }
    }

    fn mono(&self) -> i64 {
        i64::try_from(self.front.now.mono).unwrap_or(i64::MAX)
    }

    /// A key was pressed: the keyboard is in use.
    pub(super) fn typed(&mut self) {
        self.scroll = 0;
        self.figures = false;
        self.watch.key(self.mono());
        self.lay_out();
    }

    /// With the setting auto, taps without keys lead to the touch layout and a key leads back.
    fn lay_out(&mut self) {
        let touch = self.layout == LayoutSetting::Auto && self.watch.is_active();
        self.look.layout = if touch { LayoutSetting::Touch } else { self.layout };
    }
}
