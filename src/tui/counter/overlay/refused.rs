//! The hub does not take this terminal: what that means, and that selling goes on.

use ratatui::layout::{Position, Rect};

use super::pinfield::keypad_every;
use super::sheet::{Sheet, place};
use super::words;
use crate::domain::time::At;
use crate::sync::status::LinkStatus;
use crate::tui::counter::turn::{Hit, Over, Turn};
use crate::tui::effect::Effect;
use crate::tui::front::Front;
use crate::tui::input::Input;
use crate::tui::msg::Msg;
use crate::tui::pairfield::{Came, PairField, Typed};
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Panel, Pen};

/// The refusal.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused {
    since: At,
    details: bool,
    pairing: PairField,
}

impl Refused {
    /// The refusal, noticed now.
    pub fn open(front: &Front) -> Self {
        Self { since: front.now.at, details: false, pairing: PairField::Off }
    }
}

impl Refused {
    /// A key while a code is typed or a fingerprint is compared.
    fn pair(&mut self, word: &str) -> Turn {
        match self.pairing.press(word) {
            Typed::Taken => Turn::stay(),
            Typed::Say(kind, sentence) => Turn::stay().say(kind, sentence),
            Typed::Ask(effect) => Turn::stay().with(vec![effect]),
        }
    }

    /// The lower half while a code is typed or a fingerprint is compared.
    fn draw_pairing(&self, front: &Front, sheet: &mut Sheet<'_, '_>) {
        match &self.pairing {
            PairField::Off => {}
            PairField::Code(code) => {
                let shown = format!("Code from `tillrail hub pair`   {code:_<6}");
                sheet.text(3, 7, &shown, Role::Strong);
                sheet.keyed(3, 9, "[Enter] Pair again   [Esc] Back", Role::Text);
                keypad_every(sheet, (43, 7), 1);
            }
            PairField::Asking(_) => {
                let words = format!("Asking {} ...", words::hub(front));
                sheet.text(3, 7, &words, Role::Text);
                sheet.keyed(3, 9, "[Esc] Back", Role::Text);
            }
            PairField::Compare { seen, .. } => {
                let words = "The hub shows the certificate";
                sheet.text(3, 7, words, Role::Text);
                sheet.text(3, 8, seen, Role::Strong);
                let words = "Does `tillrail hub pair` on the hub show the same?";
                sheet.text(3, 9, words, Role::Text);
                sheet.keyed(3, 10, "[y] Yes, pair   [n] No, somebody stands between", Role::Text);
            }
        }
    }
}

impl Over for Refused {
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        let Input::Press(press) = input else { return Turn::stay() };
        if self.pairing != PairField::Off {
            return self.pair(&press.key.to_string());
        }
        match press.key.to_string().as_str() {
            // On the numpad `+` pairs, Enter keeps selling and `*` shows the details.
            "p" | "+" => {
                self.pairing.begin();
                Turn::stay()
            }
            "Esc" | "k" | "." | "Enter" => {
                let sentence = "Selling goes on. F10 n shows the connection again.";
                Turn::close().say(MessageKind::Info, sentence)
            }
            "r" => {
                let sentence = format!("Trying {} now.", words::hub(front));
                Turn::stay().with(vec![Effect::TryNow]).say(MessageKind::Info, sentence)
            }
            "d" | "*" => {
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

    fn notice(&mut self, front: &mut Front, msg: &Msg) -> Turn {
        match self.pairing.answer(msg) {
            Some(Came::Done) => {
                let sentence = "Paired again: what waits is sent now.";
                return Turn::close().say(MessageKind::Done, sentence);
            }
            Some(Came::Compare) => return Turn::stay(),
            Some(Came::Refused(why)) => return Turn::stay().say(MessageKind::Error, why),
            None => {}
        }
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
        let hub = words::hub(front);
        let answer = if code == "certificate" {
            format!(
                "{hub} shows another certificate than the one that this terminal trusts. Pair again, \
                 and compare what both screens show."
            )
        } else {
            format!("{hub} answered: {}.", sentence.trim_end_matches('.'))
        };
        let used = sheet.paragraph((3, 1), (58, 3), &answer);
        if used < 2 && code == "credential" {
            sheet.text(3, 2, "Somebody may have removed this terminal on the hub.", Role::Text);
        }
        let what = match front.link.unsent {
            0 => "What you do is".to_owned(),
            1 => "1 change is".to_owned(),
            many => format!("{many} changes are"),
        };
        let safe = format!(
            "You can keep selling. {what} saved here and will be sent after pairing again. Nothing \
             is lost."
        );
        sheet.paragraph((3, 4), (58, 2), &safe);
        if self.pairing == PairField::Off {
            sheet.keyed(3, 7, "[p]   Pair again with a new code (a manager has it)", Role::Text);
            sheet.keyed(3, 8, "[k]   Keep selling offline, ask me again in 30 min", Role::Text);
            let details = format!("[d]   Details for support (reason: {code})");
            sheet.keyed(3, 9, &details, Role::Text);
        }
        if self.details && self.pairing == PairField::Off {
            let me = &front.desk.state.me;
            let line = format!("terminal {}, site {}", me.terminal, me.site);
            sheet.text(9, 10, &line, Role::Muted);
        }
        self.draw_pairing(front, &mut sheet);
        sheet.text(3, 12, "Esc = keep selling", Role::Muted);
        let caret = sheet.area(3, 8, 1, 1);
        Some(Position::new(caret.x, caret.y))
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        match &self.pairing {
            PairField::Off => vec![
                KeyEntry::new("?", "Help").keep(),
                KeyEntry::new("p", "Pair again").keep(),
                KeyEntry::new("k", "Keep selling").keep(),
                KeyEntry::new("d", "Details"),
            ],
            PairField::Code(_) => vec![
                KeyEntry::new("0-9", "Code").keep(),
                KeyEntry::new("Enter", "Pair again").keep(),
                KeyEntry::new("Esc", "Back").keep(),
            ],
            PairField::Asking(_) => vec![KeyEntry::new("Esc", "Back").keep()],
            PairField::Compare { .. } => vec![
                KeyEntry::new("y", "Yes, pair").keep(),
                KeyEntry::new("n", "No").keep(),
                KeyEntry::new("Esc", "Back").keep(),
            ],
        }
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
    use crate::tui::msg::Paired;

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
        "        ║   [p]   Pair again with a new code (a manager has it)        ║",
        "        ║   [k]   Keep selling offline, ask me again in 30 min         ║",
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
        assert_eq!(bar(&refused, &front), "? Help  p Pair again  k Keep selling  d Details");
        assert_eq!(press(&mut refused, &mut front, "r").effects, [Effect::TryNow]);
        press(&mut refused, &mut front, "d");
        assert!(drawn(&refused, &front).contains("terminal "));
        assert_eq!(press(&mut refused, &mut front, "Esc").then, Then::Close);
        front.link = online();
        assert_eq!(refused.notice(&mut front, &Msg::Tick).then, Then::Close);
    }

    #[test]
    fn a_code_pairs_again_once_a_changed_certificate_was_compared() {
        let mut front = front();
        front.link = offline();
        front.link.status =
            LinkStatus::Refused { code: "credential".to_owned(), sentence: "no".to_owned() };
        let mut refused = Refused::open(&front);
        press(&mut refused, &mut front, "p");
        for digit in ["4", "2", "8", "1", "1", "9", "Backspace", "3"] {
            press(&mut refused, &mut front, digit);
        }
        assert!(drawn(&refused, &front).contains("`tillrail hub pair`   428113"));
        assert_eq!(bar(&refused, &front), "0-9 Code  Enter Pair again  Esc Back");
        let asked = |compared: Option<&str>| {
            let compared = compared.map(str::to_owned);
            [Effect::PairAgain { code: "428113".to_owned(), compared }]
        };
        assert_eq!(press(&mut refused, &mut front, "Enter").effects, asked(None));
        let seen = "BA78-16BF-8F01-CFEA-4141-40DE";
        let compare = Msg::Paired(Paired::Compare(seen.to_owned()));
        assert_eq!(refused.notice(&mut front, &compare).then, Then::Stay);
        assert!(drawn(&refused, &front).contains(seen));
        assert_eq!(bar(&refused, &front), "y Yes, pair  n No  Esc Back");
        assert_eq!(press(&mut refused, &mut front, "y").effects, asked(Some(seen)));
        let done = refused.notice(&mut front, &Msg::Paired(Paired::Done));
        assert_eq!(done.then, Then::Close);
    }

    #[test]
    fn a_code_that_is_wrong_is_said_and_typed_again() {
        let mut front = front();
        front.link = offline();
        front.link.status =
            LinkStatus::Refused { code: "credential".to_owned(), sentence: "no".to_owned() };
        let mut refused = Refused::open(&front);
        press(&mut refused, &mut front, "+");
        assert!(press(&mut refused, &mut front, "Enter").effects.is_empty());
        for _ in 0..7 {
            press(&mut refused, &mut front, "1");
        }
        press(&mut refused, &mut front, "Enter");
        let wrong = Msg::Paired(Paired::Refused("the code is wrong".to_owned()));
        assert_eq!(refused.notice(&mut front, &wrong).then, Then::Stay);
        assert!(drawn(&refused, &front).contains("[p]   Pair again"));
    }
}
