//! The hub does not take this terminal: what that means, and that selling goes on.

use ratatui::layout::{Position, Rect};

use super::sheet::{Sheet, place};
use super::words;
use crate::domain::time::At;
use crate::sync::status::LinkStatus;
use crate::tui::counter::turn::{Hit, Over, Turn};
use crate::tui::effect::Effect;
use crate::tui::front::Front;
use crate::tui::input::Input;
use crate::tui::msg::Msg;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Panel, Pen};

/// The refusal.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused {
    since: At,
    details: bool,
}

impl Refused {
    /// The refusal, noticed now.
    pub fn open(front: &Front) -> Self {
        Self { since: front.now.at, details: false }
    }
}

impl Over for Refused {
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        let Input::Press(press) = input else { return Turn::stay() };
        match press.key.to_string().as_str() {
            "Esc" | "k" | "." => {
                let sentence = "Selling goes on. F10 n shows the connection again.";
                Turn::close().say(MessageKind::Info, sentence)
            }
            "r" | "+" => {
                let sentence = format!("Trying {} now.", words::hub(front));
                Turn::stay().with(vec![Effect::TryNow]).say(MessageKind::Info, sentence)
            }
            "d" => {
                self.details = !self.details;
                Turn::stay()
            }
            "?" | "F1" => {
                let sentence = "Nothing is lost: k keeps selling, a manager pairs this terminal.";
                Turn::stay().say(MessageKind::Info, sentence)
            }
            _ => Turn::stay(),
        }
    }

    fn notice(&mut self, front: &mut Front, _msg: &Msg) -> Turn {
        match front.link.status {
            LinkStatus::Refused { .. } => Turn::stay(),
            LinkStatus::Online { .. }
            | LinkStatus::Syncing { .. }
            | LinkStatus::Alone
            | LinkStatus::Connecting
            | LinkStatus::Offline { .. } => Turn::close(),
        }
    }

    fn view(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let (code, sentence) = match &front.link.status {
            LinkStatus::Refused { code, sentence } => (code.as_str(), sentence.as_str()),
            LinkStatus::Online { .. }
            | LinkStatus::Syncing { .. }
            | LinkStatus::Alone
            | LinkStatus::Connecting
            | LinkStatus::Offline { .. } => ("", "it takes this terminal again"),
        };
        let clock = front.desk.state.settings().clock();
        let right = format!("since {}", clock.hours_minutes(self.since));
        let title = "!  THE HUB REFUSES THIS TERMINAL";
        let panel = Panel::new(title).right(&right).focused(true).separators(&[12]);
        let mut sheet = Sheet::open(pen, hits, place(area, 8, 2, (64, 15)), &panel);
        let answer = format!("{} answered: {}.", words::hub(front), sentence.trim_end_matches('.'));
        let used = sheet.paragraph((3, 1), (58, 3), &answer);
        if used < 2 && code == "credential" {
            sheet.text(3, 2, "Somebody may have removed this terminal on the hub.", Role::Text);
        }
        let (what, are) = match front.link.unsent {
            1 => ("1 change".to_owned(), "is"),
            many => (format!("{many} changes"), "are"),
        };
        let safe = format!(
            "You can keep selling. {what} {are} saved here and will be sent after pairing again. \
             Nothing is lost."
        );
        sheet.paragraph((3, 4), (58, 2), &safe);
        sheet.keyed(3, 7, "[r]   Try again now", Role::Text);
        sheet.keyed(3, 8, "[k]   Keep selling offline (F10 n shows this again)", Role::Text);
        let details = format!("[d]   Details for support (reason: {code})");
        sheet.keyed(3, 9, &details, Role::Text);
        if self.details {
            let me = &front.desk.state.me;
            let line = format!("terminal {}, site {}", me.terminal, me.site);
            sheet.text(9, 10, &line, Role::Muted);
        }
        sheet.text(3, 12, "Esc = keep selling", Role::Muted);
        let caret = sheet.area(3, 8, 1, 1);
        Some(Position::new(caret.x, caret.y))
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        vec![
            KeyEntry::new("?", "Help").keep(),
            KeyEntry::new("r", "Try now").priority(1),
            KeyEntry::new("k", "Keep selling").keep(),
            KeyEntry::new("d", "Details"),
        ]
    }

    fn covers(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::counter::overlay::fixture::{bar, drawn, front, offline, online, press};
    use crate::tui::counter::turn::Then;

    const REFUSED: [&str; 17] = [
        "",
        "",
        "        ╔ !  THE HUB REFUSES THIS TERMINAL ═══════════════ since 14:32 ╗",
        "        ║                                                              ║",
        "        ║   bistro-hub answered: the key of Counter A is not valid.    ║",
        "        ║   Somebody may have removed this terminal on the hub.        ║",
        "        ║                                                              ║",
        "        ║   You can keep selling. 7 changes are saved here and will be ║",
        "        ║   sent after pairing again. Nothing is lost.                 ║",
        "        ║                                                              ║",
        "        ║   [r]   Try again now                                        ║",
        "        ║   [k]   Keep selling offline (F10 n shows this again)        ║",
        "        ║   [d]   Details for support (reason: credential)             ║",
        "        ║                                                              ║",
        "        ╠══════════════════════════════════════════════════════════════╣",
        "        ║   Esc = keep selling                                         ║",
        "        ╚══════════════════════════════════════════════════════════════╝",
    ];

    #[test]
    fn the_refusal_is_drawn_as_designed_and_goes_when_the_hub_takes_the_terminal() {
        let mut front = front();
        front.link = offline();
        front.link.status = LinkStatus::Refused {
            code: "credential".to_owned(),
            sentence: "the key of Counter A is not valid".to_owned(),
        };
        let mut refused = Refused::open(&front);
        assert_eq!(drawn(&refused, &front), REFUSED.join("\n"));
        assert_eq!(bar(&refused, &front), "? Help  r Try now  k Keep selling  d Details");
        assert_eq!(press(&mut refused, &mut front, "r").effects, [Effect::TryNow]);
        press(&mut refused, &mut front, "d");
        assert!(drawn(&refused, &front).contains("terminal "));
        assert_eq!(press(&mut refused, &mut front, "Esc").then, Then::Close);
        front.link = online();
        assert_eq!(refused.notice(&mut front, &Msg::Tick).then, Then::Close);
    }
}
