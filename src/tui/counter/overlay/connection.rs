//! How the terminal stands with its hub: what waits, what works, and whether the kitchen hears.

mod rows;

use ratatui::layout::{Position, Rect};

use super::sheet::{Sheet, place};
use super::words;
use crate::sync::status::LinkStatus;
use crate::tui::counter::turn::{Hit, Over, Turn};
use crate::tui::effect::Effect;
use crate::tui::front::Front;
use crate::tui::input::Input;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Panel, Pen};
use rows::{LOOK, WHY, WHY_ROWS, details, head, rows, waiting};

/// The last row above the keys.
const LAST_ROW: u16 = 13;

/// Where the answers begin.
const ANSWERS: u16 = 21;

/// The connection screen, and what it shows to those who look closer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Connection {
    /// How it stands.
    #[default]
    Main,
    /// What waits for the hub.
    Waiting,
    /// Address, certificate, clock and figures.
    Details,
}

/// True when the kitchen's tickets can be printed here: it has some, and does not get them.
fn can_print(front: &Front) -> bool {
    front.desk.state.has_kitchen() && !front.reaches_kitchen()
}

/// Prints the kitchen's tickets here, from now until it is reached again.
fn print(front: &mut Front) -> Turn {
    if !can_print(front) {
        let sentence = "The kitchen has its tickets: nothing is printed here.";
        return Turn::stay().say(MessageKind::Info, sentence);
    }
    let prints = front.print_tickets_here();
    let sentence = match prints.len() {
        0 => "From now on kitchen tickets are printed here, until the kitchen is back.".to_owned(),
        1 => "1 kitchen ticket is in the folder print; new ones follow by themselves.".to_owned(),
        many => {
            format!(
                "{many} kitchen tickets are in the folder print; new ones follow by themselves."
            )
        }
    };
    Turn::stay().with(prints).say(MessageKind::Done, sentence)
}

impl Over for Connection {
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        let Input::Press(press) = input else { return Turn::stay() };
        match press.key.to_string().as_str() {
            "Esc" | "." if *self != Self::Main => {
                *self = Self::Main;
                Turn::stay()
            }
            "Esc" | "." => Turn::close(),
            "w" | "*" if front.link.status != LinkStatus::Alone => {
                *self = if *self == Self::Waiting { Self::Main } else { Self::Waiting };
                Turn::stay()
            }
            "d" | "1" => {
                *self = if *self == Self::Details { Self::Main } else { Self::Details };
                Turn::stay()
            }
            "r" | "+" if front.link.status != LinkStatus::Alone => {
                let sentence = format!("Trying {} now.", words::hub(front));
                Turn::stay().with(vec![Effect::TryNow]).say(MessageKind::Info, sentence)
            }
            "p" | "/" => print(front),
            "?" | "F1" => {
                let sentence = "Selling goes on whatever this says. r tries the hub, d says more.";
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
        // A long reason pushes down what stands below it, until empty rows have taken it up.
        let mut free = 0;
        let shown = match self {
            Self::Main => rows(front),
            Self::Details => details(front),
            Self::Waiting => Vec::new(),
        };
        if *self == Self::Waiting {
            for (y, words) in waiting(front) {
                sheet.cell((3, y), 62, &words, Role::Text);
            }
        }
        for (y, name, words) in shown {
            let y = y.max(free);
            if y > LAST_ROW {
                break;
            }
            sheet.text(3, y, name, Role::Muted);
            let bad = words.starts_with("NOT ") || words.starts_with("PLAIN, ") || name == LOOK;
            let role = if bad { Role::Danger } else { Role::Text };
            let rows = if name == WHY { WHY_ROWS } else { 1 };
            // What fits keeps its spaces.
            let fits = text::width(&words) <= usize::from(room);
            let mut lines = if fits { vec![words] } else { text::wrap(&words, usize::from(room)) };
            if lines.len() > rows {
                let rest = lines.split_off(rows - 1).join(" ");
                lines.push(rest);
            }
            for (line, below) in lines.iter().zip(0_u16..) {
                let y = y.saturating_add(below);
                sheet.cell((ANSWERS, y), room, line, role);
            }
            free = y.saturating_add(u16::try_from(lines.len()).unwrap_or(1));
        }
        let keys = if front.link.status == LinkStatus::Alone {
            "[d] Details   [Esc] Back"
        } else if can_print(front) {
            "[r] Try now   [w] What waits   [p] Print tickets   [Esc] Back"
        } else {
            "[r] Try now   [w] What waits   [d] Details   [Esc] Back"
        };
        let row = free.max(LAST_ROW);
        if *self == Self::Main && can_print(front) && !front.prints_tickets() && row == LAST_ROW {
            sheet.keyed(ANSWERS, row, "[p] Print kitchen tickets here instead", Role::Text);
        }
        sheet.keyed(3, 15, keys, Role::Text);
        let caret = sheet.area(3, 15, 1, 1);
        Some(Position::new(caret.x, caret.y))
    }

    fn keys(&self, front: &Front) -> Vec<KeyEntry> {
        let mut keys = vec![KeyEntry::new("?", "Help").keep()];
        if front.link.status != LinkStatus::Alone {
            keys.push(KeyEntry::new("r", "Try now").keep());
            keys.push(KeyEntry::new("w", "Waiting"));
        }
        if can_print(front) {
            keys.push(KeyEntry::new("p", "Print tickets"));
        } else {
            keys.push(KeyEntry::new("d", "Details"));
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
    use crate::domain::command::{Command, Step};
    use crate::domain::id::SendId;
    use crate::tui::counter::overlay::fixture::{
        bar, drawn, front, offline, online, order, press, wait,
    };
    use crate::tui::counter::turn::Then;
    use crate::tui::msg::Msg;

    const OFFLINE: [&str; 19] = [
        "      ╔ CONNECTION ══════════════════════════════════════ OFFLINE 12 min ╗",
        "      ║                                                                  ║",
        "      ║   Hub               bistro-hub  (10.0.0.5:7700)                  ║",
        "      ║   Last contact      14:32:04, 12 min ago                         ║",
        "      ║   Why               no answer (timeout 5 s), trying again in 3 s ║",
        "      ║   Waiting here      7: 3 orders, 3 payments, 1 void              ║",
        "      ║   Oldest waiting    14:33:10                                     ║",
        "      ║   Nothing is lost   all 7 are saved on this terminal             ║",
        "      ║                                                                  ║",
        "      ║   Works offline     selling, cash, card by hand, hold, tables,   ║",
        "      ║                     refunds, shift, X and Z                      ║",
        "      ║   Needs the hub     news from other counters, online payment     ║",
        "      ║                                                                  ║",
        "      ║   Kitchen           NOT receiving new orders from this counter!  ║",
        "      ║                     [p] Print kitchen tickets here instead       ║",
        "      ╠══════════════════════════════════════════════════════════════════╣",
        "      ║   [r] Try now   [w] What waits   [p] Print tickets   [Esc] Back  ║",
        "      ║                                                                  ║",
        "      ╚══════════════════════════════════════════════════════════════════╝",
    ];

    #[test]
    fn a_long_reason_leaves_the_kitchen_in_its_row() {
        let mut front = front();
        let mut link = offline();
        let why = "no hub listens at 127.0.0.1:7799: start it there or check the address";
        let LinkStatus::Offline { why: said, .. } = &mut link.status else { panic!("not offline") };
        *said = why.to_owned();
        front.link = link;
        let screen = drawn(&Connection::Main, &front);
        let kitchen = screen.lines().find(|row| row.contains("Kitchen")).unwrap();
        assert!(kitchen.contains("║   Kitchen           NOT receiving"), "{screen}");
        assert!(
            screen.contains("╠══════════════════════════════════════════════════════════════════╣")
        );
    }

    #[test]
    fn the_connection_is_drawn_as_designed() {
        let mut front = front();
        front.link = offline();
        wait(&mut front, 720_000);
        let mut screen = Connection::default();
        assert_eq!(drawn(&screen, &front), OFFLINE.join("\n"));
        assert_eq!(bar(&screen, &front), "? Help  r Try now  w Waiting  p Print tickets  Esc Back");
        assert_eq!(press(&mut screen, &mut front, "r").effects, [Effect::TryNow]);
    }

    #[test]
    fn the_longest_reason_leaves_the_row_of_the_kitchen_where_it_is() {
        let mut front = front();
        front.link = offline();
        if let LinkStatus::Offline { why, .. } = &mut front.link.status {
            "no hub listens at 10.0.0.5:7700: start it there or check the address".clone_into(why);
        }
        let shown = drawn(&Connection::default(), &front);
        for row in [
            "║   Nothing is lost   all 7 are saved on this terminal",
            "║   Works offline     selling, cash,",
            "║                     refunds, shift, X and Z",
            "║   Needs the hub     news from other counters",
            "║   Kitchen           NOT receiving new orders",
            "║                     [p] Print kitchen tickets here instead",
        ] {
            assert!(shown.contains(row), "{row} is missing in\n{shown}");
        }
    }

    #[test]
    fn who_looks_closer_sees_the_certificate_the_clock_and_what_waits() {
        let mut front = front();
        front.link = offline();
        let mut screen = Connection::default();
        press(&mut screen, &mut front, "d");
        let shown = drawn(&screen, &front);
        for row in [
            "Line              TLS 3F2A-9C01-77BE-4D10-AA31-0C52",
            "Address           10.0.0.5:7700",
            "Clock             1.2 s ahead of the hub's",
            "Not understood    nothing",
            "On their way      not known now",
        ] {
            assert!(shown.contains(row), "{row} is missing in\n{shown}");
        }
        front.link.facts.line = "PLAIN, everybody on the network can read it".to_owned();
        front.link.facts.quarantined = 2;
        assert!(drawn(&screen, &front).contains("PLAIN, everybody"));
        assert!(drawn(&screen, &front).contains("2, kept and passed on"));
        assert!(!drawn(&screen, &front).contains("FORK"));
        front.link.facts.incomplete = true;
        assert!(drawn(&screen, &front).contains("INCOMPLETE: older orders still arrive"));
        front.link.facts.stopped = Some("The hub cannot read B at 5.".to_owned());
        assert!(drawn(&screen, &front).contains("the hub cannot read a journal: restart it"));
        (front.link.facts.incomplete, front.link.facts.stopped) = (false, None);
        front.link.facts.offset_ms = Some(61_000);
        assert!(drawn(&screen, &front).contains("61.0 s behind the hub's: set it"));
        front.link.facts.forks = 1;
        let shown = drawn(&screen, &front);
        assert!(shown.contains("FORK              1 branch, kept and counted"), "{shown}");
        for (renew, filling, words) in [
            (None, false, "FORK: two machines had one identity, d tells"),
            (None, true, "the hub is filled again with all held here"),
            (Some("forked"), true, "copied: restart to take another identity"),
            (Some("restored"), false, "restored: restart to take another identity"),
        ] {
            front.link.facts.renew = renew.map(str::to_owned);
            front.link.facts.filling = filling;
            let shown = drawn(&Connection::Main, &front);
            assert!(shown.contains(&format!("Look here         {words}")), "{shown}");
        }
        press(&mut screen, &mut front, "*");
        let shown = drawn(&screen, &front);
        assert!(shown.contains("14:33:10  order opened"), "{shown}");
        assert!(shown.contains("and 6 more, all saved on this terminal"), "{shown}");
        assert_eq!(press(&mut screen, &mut front, ".").then, Then::Stay, "back to the first page");
        assert_eq!(screen, Connection::Main);
        assert_eq!(press(&mut screen, &mut front, ".").then, Then::Close);
    }

    #[test]
    fn kitchen_tickets_are_printed_here_once_each_until_the_kitchen_is_back() {
        let mut front = front();
        let send = |front: &mut Front, items: &[(&str, i64)]| {
            let order = order(front, items);
            let send = SendId(front.desk.mint());
            let (_, effects) = front.act(&Command::Order(order, vec![Step::Send(send)])).unwrap();
            let Some(Effect::Append { batch, .. }) = effects.first() else { panic!() };
            front.absorb(&Msg::Durable { batch: *batch }, front.now)
        };
        front.link = offline();
        front.link.oldest_unsent = Some(front.now.at);
        assert!(send(&mut front, &[("12", 2)]).is_empty(), "nobody asked for paper yet");
        let mut screen = Connection::default();
        let prints = press(&mut screen, &mut front, "p").effects;
        let [Effect::Keep { name, text }] = prints.as_slice() else { panic!("{prints:?}") };
        assert_eq!(name, "ticket-A1-hot-1.txt");
        assert!(text.contains("KITCHEN  Hot") && text.contains("2 Cappuccino"), "{text}");
        assert!(drawn(&screen, &front).contains("its tickets are printed here"));
        let later = send(&mut front, &[("42", 1)]);
        let [Effect::Keep { name, .. }] = later.as_slice() else { panic!("{later:?}") };
        assert_eq!(name, "ticket-A2-hot-1.txt", "each send once, as soon as it is durable");
        let again = press(&mut screen, &mut front, "/").effects;
        assert_eq!(again.len(), 2);
        let marked = |effect: &Effect| matches!(effect, Effect::Keep { text, .. } if text.contains("*** DUPLICATE ***"));
        assert!(again.iter().all(marked), "f20: printed again says DUPLICATE: {again:?}");
        assert!(front.absorb(&Msg::Link(online()), front.now).is_empty());
        assert!(send(&mut front, &[("12", 1)]).is_empty(), "the kitchen shows it itself again");
        assert!(press(&mut screen, &mut front, "p").effects.is_empty());
    }

    #[test]
    fn alone_nothing_is_tried() {
        let mut front = front();
        front.link = crate::tui::msg::LinkView::default();
        let mut screen = Connection::default();
        assert!(drawn(&screen, &front).contains("none: this terminal is a shop of its own"));
        assert!(press(&mut screen, &mut front, "r").effects.is_empty());
        let shown = drawn(&screen, &front);
        assert!(shown.contains("Kitchen           receives the orders of this counter"), "{shown}");
        press(&mut screen, &mut front, "w");
        assert_eq!(screen, Connection::Main, "there is no hub that something could wait for");
    }
}
