//! The list of orders as it is drawn.

use ratatui::layout::{Position, Rect};

use super::{Orders, Which, of};
use crate::domain::board::shown_from;
use crate::domain::order::{Order, Status};
use crate::tui::counter::overlay::sheet::{STAGE_HEIGHT, STAGE_WIDTH, Sheet, columns, place};
use crate::tui::counter::overlay::words;
use crate::tui::counter::turn::{Hit, Over, Turn};
use crate::tui::front::Front;
use crate::tui::input::Input;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, Panel, Pen, scroll};

/// Rows of orders that fit below the head and above the summary.
const ROWS: usize = 15;
/// The column in front of which totals end, and that of ages.
const TOTAL_END: u16 = 63;
const AGE_END: u16 = 68;

impl Orders {
    /// The first order that is shown.
    pub(super) fn first(&self, list: &[&Order]) -> usize {
        scroll(0, self.at(list), list.len(), ROWS)
    }

    fn summary(&self, front: &Front) -> String {
        let all = matches!(self.which, Which::All | Which::Tabs);
        let listed = of(front, if all { self.which } else { Which::Mine });
        let held = listed.iter().filter(|order| order.held).count();
        let open = listed.len().saturating_sub(held);
        let whose = match self.which {
            Which::All => "all counters",
            Which::Tabs => "the tabs",
            Which::Mine | Which::Closed => "this terminal",
        };
        let other = if self.which == Which::All {
            format!("[o] this terminal ({})", of(front, Which::Mine).len())
        } else {
            format!("[o] all counters ({})", of(front, Which::All).len())
        };
        let last =
            if self.which == Which::Closed { "[c] held and open" } else { "[c] closed today" };
        format!("Of {whose}: {held} held, {open} open.   {other}   {last}")
    }

    /// What else can be listed: the tabs, where there are some, and other days.
    fn others(&self, front: &Front) -> String {
        let tabs = of(front, Which::Tabs).len();
        match self.which {
            Which::Closed if self.day.is_some() && front.search.has_more() => {
                "[Left] a day earlier   [Right] later   The newest are listed: / filters".to_owned()
            }
            Which::Closed if self.day.is_some() => {
                "[Left] a day earlier   [Right] a day later".to_owned()
            }
            Which::Closed => "[Left] a day earlier".to_owned(),
            Which::Tabs => "[b] all of this terminal".to_owned(),
            Which::Mine | Which::All if tabs > 0 => format!("[b] tabs by name ({tabs})"),
            Which::Mine | Which::All => String::new(),
        }
    }

    fn title(&self, front: &Front) -> String {
        let clock = front.desk.state.settings().clock();
        let named = |day| clock.start(day).map(|at| clock.local(at).strftime("%a %d %b %Y"));
        match (self.which, self.day) {
            (Which::Mine, _) => "ORDERS  held and open".to_owned(),
            (Which::All, _) => "ORDERS  of all counters".to_owned(),
            (Which::Tabs, _) => "ORDERS  tabs by name".to_owned(),
            (Which::Closed, None) => "ORDERS  closed today".to_owned(),
            (Which::Closed, Some(day)) => {
                let day = named(day).map_or_else(|| day.to_string(), |text| text.to_string());
                format!("ORDERS  closed {day}")
            }
        }
    }
}

/// Draws one order.
fn row_of(sheet: &mut Sheet<'_, '_>, front: &Front, (y, number): (u16, usize), order: &Order) {
    let now = front.now.at;
    let state = &front.desk.state;
    let stamp = order.opened.as_ref();
    if number <= 9 {
        sheet.cell((2, y), 1, &number.to_string(), Role::KeyHint);
    }
    sheet.cell((5, y), 5, &order.title(), Role::Strong);
    match order.name.as_deref().filter(|_| super::is_tab(order)) {
        Some(name) => sheet.cell((10, y), 9, name, Role::Strong),
        None => sheet.cell((10, y), 9, &order.place(), Role::Text),
    }
    let waits = shown_from(state, order).is_some_and(|from| from > now);
    let cooks = matches!(order.status(), Status::Placed | Status::Accepted);
    let word = if waits && cooks { "LATER" } else { words::state(order, now) };
    let role = match word {
        "CHECK" | "LATE" => Role::Danger,
        "READY" => Role::Ok,
        _ => Role::Text,
    };
    sheet.cell((20, y), 7, word, role);
    let currency = order.pricing.currency;
    let total = order.totals().map(|totals| currency.format(totals.total)).unwrap_or_default();
    let room = (TOTAL_END - 29).saturating_sub(columns(&total)).min(27);
    sheet.cell((28, y), room, &items(front, order), Role::Text);
    sheet.ends(TOTAL_END, y, &total, Role::Strong);
    let age = stamp.map(|stamp| words::age(stamp.at, now)).unwrap_or_default();
    sheet.ends(AGE_END, y, &age, Role::Text);
    let who = order.server().map(|staff| state.staff_name(staff)).unwrap_or_default();
    sheet.cell((70, y), 7, &who, Role::Muted);
}

/// The first items; before them what must be checked, or how old the knowledge is.
fn items(front: &Front, order: &Order) -> String {
    if let Some(words) = words::to_check(order) {
        return words;
    }
    let clock = front.desk.state.settings().clock();
    let wanted = order.due.filter(|_| order.status() != Status::Completed);
    let wanted =
        wanted.map_or_else(String::new, |due| format!("for {}: ", clock.hours_minutes(due)));
    let name = front.customers.of(order.customer.as_ref());
    let name = name.map(|name| format!("{name}: ")).unwrap_or_default();
    let items = format!("{wanted}{name}{}", words::first_items(order));
    let stamp = order.opened.as_ref();
    let foreign = stamp.is_some_and(|stamp| stamp.terminal != front.desk.state.me.terminal);
    match front.link.last_contact {
        Some(at) if foreign && !front.link.status.is_connected() => {
            let time = clock.hours_minutes(at);
            format!("as of {time}: {items}")
        }
        _ => items,
    }
}

impl Over for Orders {
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        self.update_keys(front, input)
    }

    fn tap(&mut self, front: &mut Front, row: u16) -> Turn {
        self.take(front, usize::from(row))
    }

    fn view(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let title = self.title(front);
        let waiting = if self.day.is_some() { front.search.words() } else { "" };
        let filter = match (self.typing, self.filter.as_str()) {
            _ if !waiting.is_empty() => waiting.to_owned(),
            (false, "") => "/ filter".to_owned(),
            (_, text) => format!("filter: {text}"),
        };
        let panel = Panel::new(&title).right(&filter).focused(true);
        let place = place(area, 0, 0, (STAGE_WIDTH, STAGE_HEIGHT));
        let mut sheet = Sheet::open(pen, hits, place, &panel);
        let head = Rect { height: 1, ..place };
        sheet.hits.push(head, Hit::Key(crate::tui::input::Key::Char('/')));
        for (x, word) in [(5, "No"), (10, "Where"), (20, "State"), (28, "Items"), (70, "Who")] {
            sheet.text(x, 0, word, Role::Muted);
        }
        sheet.ends(TOTAL_END, 0, "Total", Role::Muted);
        sheet.ends(AGE_END, 0, "Age", Role::Muted);
        let list = self.list(front);
        let (at, first) = (self.at(&list), self.first(&list));
        let mut caret = sheet.area(0, 1, 1, 1);
        let shown: Vec<&Order> = list.iter().skip(first).take(ROWS).copied().collect();
        for ((y, index), order) in (1..).zip(first..).zip(&shown) {
            if index == at {
                let row = sheet.row(0, y);
                sheet.pen.tint(row, Role::Choice);
                let sign = sheet.pen.look.glyphs.chosen;
                sheet.cell((0, y), 1, sign, Role::Choice);
                caret = Rect { width: 1, ..row };
            }
            let number = index.saturating_sub(first).saturating_add(1);
            if self.marked.contains(&order.id) {
                sheet.cell((1, y), 1, "*", Role::Strong);
            }
            row_of(&mut sheet, front, (y, number), order);
            let row = u16::try_from(index).unwrap_or(u16::MAX);
            sheet.tap_row(y, Hit::Row(row));
        }
        if list.is_empty() {
            let sentence = if !self.filter.is_empty() {
                "No order matches the filter. Esc clears it."
            } else if !waiting.is_empty() {
                "The orders of this day are being read."
            } else if self.which == Which::Closed {
                "Nothing was closed on this day. Left shows the day before."
            } else if self.which == Which::Tabs {
                "No tab is open. F2 5 and a name begins one."
            } else {
                "No orders here. n starts a new one."
            };
            sheet.text(5, 1, sentence, Role::Muted);
        }
        let y = u16::try_from(shown.len()).unwrap_or(0).saturating_add(3).min(17);
        sheet.keyed(1, y, &self.summary(front), Role::Muted);
        sheet.keyed(1, y.saturating_add(1).min(18), &self.others(front), Role::Muted);
        Some(Position::new(caret.x, caret.y))
    }

    fn keys(&self, front: &Front) -> Vec<KeyEntry> {
        if self.typing {
            return vec![
                KeyEntry::new("Type", "Filter"),
                KeyEntry::new("Enter", "Done").keep(),
                KeyEntry::new("Esc", "No filter").priority(1),
            ];
        }
        if self.marking {
            return vec![
                KeyEntry::new("1-9", "Mark"),
                KeyEntry::new("Enter", format!("Pay {}", self.marked.len())).keep(),
                KeyEntry::new("-", "Done").priority(1),
            ];
        }
        let mut keys = vec![KeyEntry::new("?", "Help").keep()];
        let any = !self.list(front).is_empty();
        if any {
            keys.push(KeyEntry::new("1-9", "Open it"));
            keys.push(KeyEntry::new("Enter", "Open").keep());
        }
        keys.push(KeyEntry::new("n", "New order").priority(1));
        if self.which == Which::Closed {
            keys.push(KeyEntry::new("Left", "Earlier").priority(1));
            if self.day.is_some() {
                keys.push(KeyEntry::new("Right", "Later").priority(1));
            }
        } else if any {
            if !self.marked.is_empty() {
                keys.push(KeyEntry::new("p", format!("Pay {}", self.marked.len())).priority(2));
            }
            keys.push(KeyEntry::new("m", "Merge"));
            let list = self.list(front);
            let ready = list.get(self.at(&list)).filter(|order| order.status() == Status::Ready);
            if ready.is_some() {
                keys.push(KeyEntry::new("a", "Call again").priority(1));
            }
            keys.push(KeyEntry::new("v", "Void order"));
        }
        keys.push(KeyEntry::new("Esc", "Back").priority(2));
        keys
    }

    fn covers(&self) -> bool {
        true
    }

    fn is_typing(&self) -> bool {
        self.typing
    }
}
