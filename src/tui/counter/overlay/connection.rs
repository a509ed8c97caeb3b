//! How the terminal stands with its hub: what waits, what works, and whether the kitchen hears.

use ratatui::layout::{Position, Rect};

use super::sheet::{Sheet, place};
use super::words;
use crate::domain::time::At;
use crate::sync::status::LinkStatus;
use crate::tui::counter::turn::{Hit, Over, Turn};
use crate::tui::effect::Effect;
use crate::tui::front::Front;
use crate::tui::input::Input;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Panel, Pen};

/// Where the answers begin.
const ANSWERS: u16 = 21;

/// The connection screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Connection;

fn minutes(front: &Front, since: At) -> String {
    let minutes = front.now.at.since(since).max(0) / 60_000;
    match minutes {
        0 => String::new(),
        1..120 => format!(" {minutes} min"),
        _ => format!(" {} h", minutes / 60),
    }
}

/// The row that says why, and how many rows its answer may take.
const WHY: &str = "Why";
const WHY_ROWS: usize = 3;

/// The state in the frame: `OFFLINE 12 min`.
fn head(front: &Front) -> String {
    let word = front.link.status.word();
    match &front.link.status {
        LinkStatus::Offline { since, .. } => {
            format!("{word}{}", minutes(front, front.link.last_contact.unwrap_or(At(*since))))
        }
        LinkStatus::Syncing { left } => format!("{word} {left}"),
        LinkStatus::Alone
        | LinkStatus::Connecting
        | LinkStatus::Online { .. }
        | LinkStatus::Refused { .. } => word.to_owned(),
    }
}

fn hub(front: &Front) -> String {
    let name = words::hub(front);
    match &front.link.status {
        LinkStatus::Alone => "none: this terminal is a shop of its own".to_owned(),
        LinkStatus::Online { hub, .. } if *hub != name => format!("{name}  ({hub})"),
        LinkStatus::Online { .. }
        | LinkStatus::Connecting
        | LinkStatus::Syncing { .. }
        | LinkStatus::Offline { .. }
        | LinkStatus::Refused { .. } => name.to_owned(),
    }
}

fn last_contact(front: &Front) -> String {
    let Some(at) = front.link.last_contact else { return "never yet".to_owned() };
    let time = front.desk.state.settings().clock().hours_minutes_seconds(at);
    match minutes(front, at).as_str() {
        "" => format!("{time}, just now"),
        age => format!("{time},{age} ago"),
    }
}

fn why(front: &Front) -> String {
    match &front.link.status {
        LinkStatus::Alone => "no hub is set up".to_owned(),
        LinkStatus::Connecting => "asking the hub now".to_owned(),
        LinkStatus::Online { .. } => "the hub answers".to_owned(),
        LinkStatus::Syncing { left } => format!("{left} changes are on their way"),
        LinkStatus::Offline { why, next_try, .. } => {
            let seconds = next_try.saturating_sub(front.now.at.0).max(0) / 1_000;
            format!("{why}, trying again in {seconds} s")
        }
        LinkStatus::Refused { sentence, .. } => sentence.clone(),
    }
}

/// What the rows say, by their heads.
fn rows(front: &Front) -> Vec<(u16, &'static str, String)> {
    let unsent = front.link.unsent;
    let clock = front.desk.state.settings().clock();
    let waiting = match unsent {
        0 => "nothing".to_owned(),
        1 => "1 change".to_owned(),
        many => format!("{many} changes"),
    };
    let mut rows = vec![
        (1, "Hub", hub(front)),
        (2, "Last contact", last_contact(front)),
        (3, WHY, why(front)),
        (4, "Waiting here", waiting),
    ];
    if let Some(oldest) = front.link.oldest_unsent.filter(|_| unsent > 0) {
        rows.push((5, "Oldest waiting", clock.hours_minutes_seconds(oldest)));
    }
    let safe = match unsent {
        0 => "everything is saved on this terminal".to_owned(),
        1 => "it is saved on this terminal".to_owned(),
        many => format!("all {many} are saved on this terminal"),
    };
    rows.push((6, "Nothing is lost", safe));
    rows.push((8, "Works offline", "selling, cash, card by hand, hold, tables,".to_owned()));
    rows.push((9, "", "shift, X and Z".to_owned()));
    rows.push((10, "Needs the hub", "news from other counters".to_owned()));
    let kitchen = if !front.desk.state.has_kitchen() {
        "none has joined this site"
    } else if words::reaches_kitchen(front) {
        "receives the orders of this counter"
    } else {
        "NOT receiving new orders from this counter!"
    };
    rows.push((12, "Kitchen", kitchen.to_owned()));
    rows
}

impl Over for Connection {
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        let Input::Press(press) = input else { return Turn::stay() };
        match press.key.to_string().as_str() {
            "Esc" | "." => Turn::close(),
            "r" | "+" if front.link.status != LinkStatus::Alone => {
                let sentence = format!("Trying {} now.", words::hub(front));
                Turn::stay().with(vec![Effect::TryNow]).say(MessageKind::Info, sentence)
            }
            "?" | "F1" => {
                let sentence = "Selling goes on whatever this says. r tries the hub at once.";
                Turn::stay().say(MessageKind::Info, sentence)
            }
            _ => Turn::stay(),
        }
    }

    fn view(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let right = head(front);
        let panel = Panel::new("CONNECTION").right(&right).focused(true).separators(&[15]);
        let mut sheet = Sheet::open(pen, hits, place(area, 6, 0, (68, 19)), &panel);
        let room = sheet.width().saturating_sub(ANSWERS).saturating_sub(1);
        // A long reason pushes down what stands below it; two rows are free at the end.
        let mut pushed = 0;
        for (y, name, words) in rows(front) {
            sheet.text(3, y.saturating_add(pushed), name, Role::Muted);
            let role = if words.starts_with("NOT ") { Role::Danger } else { Role::Text };
            let rows = if name == WHY { WHY_ROWS } else { 1 };
            let mut lines = text::wrap(&words, usize::from(room));
            if lines.len() > rows {
                let rest = lines.split_off(rows - 1).join(" ");
                lines.push(rest);
            }
            for (line, below) in lines.iter().zip(0_u16..) {
                let y = y.saturating_add(pushed).saturating_add(below);
                sheet.cell((ANSWERS, y), room, line, role);
            }
            pushed = pushed.saturating_add(u16::try_from(lines.len() - 1).unwrap_or(0));
        }
        let keys = if front.link.status == LinkStatus::Alone {
            "[Esc] Back"
        } else {
            "[r] Try now   [Esc] Back"
        };
        sheet.keyed(3, 15, keys, Role::Text);
        let caret = sheet.area(3, 15, 1, 1);
        Some(Position::new(caret.x, caret.y))
    }

    fn keys(&self, front: &Front) -> Vec<KeyEntry> {
        let mut keys = vec![KeyEntry::new("?", "Help").keep()];
        if front.link.status != LinkStatus::Alone {
            keys.push(KeyEntry::new("r", "Try now").keep());
        }
        keys.push(KeyEntry::new("Esc", "Back").priority(1));
        keys
    }

    fn covers(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::counter::overlay::fixture::{bar, drawn, front, offline, press, wait};

    const OFFLINE: [&str; 19] = [
        "      ╔ CONNECTION ══════════════════════════════════════ OFFLINE 12 min ╗",
        "      ║                                                                  ║",
        "      ║   Hub               bistro-hub                                   ║",
        "      ║   Last contact      14:32:04, 12 min ago                         ║",
        "      ║   Why               no answer (timeout 5 s), trying again in 3 s ║",
        "      ║   Waiting here      7 changes                                    ║",
        "      ║   Oldest waiting    14:33:10                                     ║",
        "      ║   Nothing is lost   all 7 are saved on this terminal             ║",
        "      ║                                                                  ║",
        "      ║   Works offline     selling, cash, card by hand, hold, tables,   ║",
        "      ║                     shift, X and Z                               ║",
        "      ║   Needs the hub     news from other counters                     ║",
        "      ║                                                                  ║",
        "      ║   Kitchen           NOT receiving new orders from this counter!  ║",
        "      ║                                                                  ║",
        "      ╠══════════════════════════════════════════════════════════════════╣",
        "      ║   [r] Try now   [Esc] Back                                       ║",
        "      ║                                                                  ║",
        "      ╚══════════════════════════════════════════════════════════════════╝",
    ];

    #[test]
    fn the_connection_is_drawn_as_designed() {
        let mut front = front();
        front.link = offline();
        wait(&mut front, 720_000);
        assert_eq!(drawn(&Connection, &front), OFFLINE.join("\n"));
        assert_eq!(bar(&Connection, &front), "? Help  r Try now  Esc Back");
        assert_eq!(press(&mut Connection, &mut front, "r").effects, [Effect::TryNow]);
    }

    #[test]
    fn alone_nothing_is_tried() {
        let mut front = front();
        front.link = crate::tui::msg::LinkView::default();
        assert!(drawn(&Connection, &front).contains("none: this terminal is a shop of its own"));
        assert!(press(&mut Connection, &mut front, "r").effects.is_empty());
    }
}
