//! How the terminal stands with its hub: what waits, what works, and whether the kitchen hears.

use ratatui::layout::{Position, Rect};

use super::sheet::{Sheet, place};
use super::words;
use crate::domain::id::AggregateId;
use crate::domain::order::Order;
use crate::domain::time::At;
use crate::sync::status::LinkStatus;
use crate::tui::counter::turn::{Hit, Over, Turn};
use crate::tui::effect::Effect;
use crate::tui::front::Front;
use crate::tui::input::Input;
use crate::tui::msg::Waiting;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Panel, Pen};

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
        LinkStatus::Offline { .. } if front.link.facts.address != name => {
            let address = &front.link.facts.address;
            if address.is_empty() { name.to_owned() } else { format!("{name}  ({address})") }
        }
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

fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// What waits, by what people call it: `7: 3 orders, 3 payments, 1 void`. Nothing when not all of it
/// is known.
fn by_kind(front: &Front) -> Option<String> {
    let (mut orders, mut payments, mut voids, mut steps) = (0_u64, 0_u64, 0_u64, 0_u64);
    for (kind, count) in &front.link.facts.kinds {
        let sum = match kind.as_str() {
            "order_opened" => &mut orders,
            "payment_taken" | "payment_refunded" => &mut payments,
            "line_voided" | "order_cancelled" => &mut voids,
            _ => &mut steps,
        };
        *sum = sum.saturating_add(*count);
    }
    let all = orders.saturating_add(payments).saturating_add(voids).saturating_add(steps);
    let parts = [
        (orders, "order", "orders"),
        (payments, "payment", "payments"),
        (voids, "void", "voids"),
        (steps, "step", "steps"),
    ];
    let parts = parts.iter().filter(|(count, ..)| *count > 0);
    let parts: Vec<String> = parts.map(|(count, one, many)| counted(*count, one, many)).collect();
    (all == front.link.unsent).then(|| format!("{all}: {}", parts.join(", ")))
}

/// The clock of this terminal beside the hub's.
fn clock(offset_ms: Option<i64>) -> String {
    let Some(offset) = offset_ms else { return "not compared yet".to_owned() };
    let away = offset.unsigned_abs();
    let far = format!("{}.{} s", away / 1_000, away % 1_000 / 100);
    match offset {
        -99..=99 => "the same as the hub's".to_owned(),
        100.. => format!("{far} behind the hub's"),
        _ => format!("{far} before the hub's"),
    }
}

/// What those see who look closer.
fn details(front: &Front) -> Vec<(u16, &'static str, String)> {
    let facts = &front.link.facts;
    let me = &front.desk.state.me;
    let missing = match front.link.status {
        LinkStatus::Syncing { left } => counted(left, "change", "changes"),
        LinkStatus::Online { .. } => "nothing".to_owned(),
        LinkStatus::Alone
        | LinkStatus::Connecting
        | LinkStatus::Offline { .. }
        | LinkStatus::Refused { .. } => "not known now".to_owned(),
    };
    let or_none = |words: &str| if words.is_empty() { "none".to_owned() } else { words.to_owned() };
    let quarantined = match facts.quarantined {
        0 => "nothing".to_owned(),
        many => format!("{many}, kept and passed on: update this program"),
    };
    vec![
        (1, "Hub", hub(front)),
        (2, "Address", or_none(&facts.address)),
        (3, "Line", or_none(&facts.line)),
        (5, "Not sent", counted(front.link.unsent, "change", "changes")),
        (6, "On their way", missing),
        (7, "Not understood", quarantined),
        (9, "Clock", clock(facts.offset_ms)),
        (11, "This terminal", me.terminal.to_string()),
        (12, "Site", me.site.to_string()),
    ]
}

/// The first facts that wait: when, about what, which.
fn waiting(front: &Front) -> Vec<(u16, String)> {
    let clock = front.desk.state.settings().clock();
    let row = |one: &Waiting| {
        let about = if let AggregateId::Order(order) = &one.aggregate {
            front.desk.state.order(*order).map(Order::title).unwrap_or_default()
        } else {
            String::new()
        };
        let words = one.kind.replace('_', " ");
        format!("{}  {words}  {about}", clock.hours_minutes_seconds(one.at))
    };
    let list = &front.link.facts.waiting;
    let mut rows: Vec<(u16, String)> = (1..).zip(list.iter().map(row)).collect();
    let more = front.link.unsent.saturating_sub(u64::try_from(list.len()).unwrap_or(0));
    if rows.is_empty() {
        rows.push((1, "Nothing waits: the hub has everything.".to_owned()));
    } else if more > 0 {
        rows.push((13, format!("and {more} more, all saved on this terminal")));
    }
    rows
}

/// What the rows say, by their heads.
fn rows(front: &Front) -> Vec<(u16, &'static str, String)> {
    let unsent = front.link.unsent;
    let clock = front.desk.state.settings().clock();
    let waiting = match unsent {
        0 => "nothing".to_owned(),
        many => by_kind(front).unwrap_or_else(|| counted(many, "change", "changes")),
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
    rows.push((9, "", "refunds, shift, X and Z".to_owned()));
    rows.push((10, "Needs the hub", "news from other counters, online payment".to_owned()));
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
            "Esc" | "." if *self != Self::Main => {
                *self = Self::Main;
                Turn::stay()
            }
            "Esc" | "." => Turn::close(),
            "w" | "*" => {
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
            sheet.text(3, y.saturating_add(pushed), name, Role::Muted);
            let role = if words.starts_with("NOT ") || words.starts_with("PLAIN, ") {
                Role::Danger
            } else {
                Role::Text
            };
            let rows = if name == WHY { WHY_ROWS } else { 1 };
            // What fits keeps its spaces.
            let fits = text::width(&words) <= usize::from(room);
            let mut lines = if fits { vec![words] } else { text::wrap(&words, usize::from(room)) };
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
            "[d] Details   [Esc] Back"
        } else {
            "[r] Try now   [w] What waits   [d] Details   [Esc] Back"
        };
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
        keys.push(KeyEntry::new("d", "Details"));
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
    use crate::tui::counter::turn::Then;

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
        "      ║                                                                  ║",
        "      ╠══════════════════════════════════════════════════════════════════╣",
        "      ║   [r] Try now   [w] What waits   [d] Details   [Esc] Back        ║",
        "      ║                                                                  ║",
        "      ╚══════════════════════════════════════════════════════════════════╝",
    ];

    #[test]
    fn the_connection_is_drawn_as_designed() {
        let mut front = front();
        front.link = offline();
        wait(&mut front, 720_000);
        let mut screen = Connection::default();
        assert_eq!(drawn(&screen, &front), OFFLINE.join("\n"));
        assert_eq!(bar(&screen, &front), "? Help  r Try now  w Waiting  d Details  Esc Back");
        assert_eq!(press(&mut screen, &mut front, "r").effects, [Effect::TryNow]);
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
            "Clock             1.2 s before the hub's",
            "Not understood    nothing",
            "On their way      not known now",
        ] {
            assert!(shown.contains(row), "{row} is missing in\n{shown}");
        }
        front.link.facts.line = "PLAIN, everybody on the network can read it".to_owned();
        front.link.facts.quarantined = 2;
        assert!(drawn(&screen, &front).contains("PLAIN, everybody"));
        assert!(drawn(&screen, &front).contains("2, kept and passed on"));
        press(&mut screen, &mut front, "*");
        let shown = drawn(&screen, &front);
        assert!(shown.contains("14:33:10  order opened"), "{shown}");
        assert!(shown.contains("and 6 more, all saved on this terminal"), "{shown}");
        assert_eq!(press(&mut screen, &mut front, ".").then, Then::Stay, "back to the first page");
        assert_eq!(screen, Connection::Main);
        assert_eq!(press(&mut screen, &mut front, ".").then, Then::Close);
    }

    #[test]
    fn alone_nothing_is_tried() {
        let mut front = front();
        front.link = crate::tui::msg::LinkView::default();
        let mut screen = Connection::default();
        assert!(drawn(&screen, &front).contains("none: this terminal is a shop of its own"));
        assert!(press(&mut screen, &mut front, "r").effects.is_empty());
    }
}
