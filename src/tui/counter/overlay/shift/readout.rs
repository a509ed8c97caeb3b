//! The X of the open shift and the Z reports of closed ones, to be read and printed again.

use ratatui::layout::{Position, Rect};

use crate::domain::event::ShiftFigures;
use crate::domain::number::SeriesNumber;
use crate::domain::readout::{self, Row, TEXT_COLUMNS};
use crate::domain::shift::Shift;
use crate::domain::tally::tally;
use crate::tui::counter::overlay::sheet::{Sheet, place};
use crate::tui::counter::turn::{Hit, Over, Turn};
use crate::tui::effect::Effect;
use crate::tui::front::Front;
use crate::tui::input::Input;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Panel, Pen};

/// Rows of a report that are seen at once.
const ROWS: usize = 17;

/// The name of the file and the text of a Z, as it is kept below the folder of prints.
pub fn printed(front: &Front, shift: &Shift) -> (String, String) {
    let state = &front.desk.state;
    let figures = ShiftFigures::default();
    let rows = readout::rows(state, shift, &figures, front.now.at, front.mark());
    let z = shift.closed.as_ref().map(|(closed, _)| closed.z.to_string());
    (format!("z-{}.txt", z.unwrap_or_default()), readout::text(&rows))
}

/// A report on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readout {
    /// Which Z, from the latest; `None` is the X of the open shift.
    z: Option<usize>,
    /// The first row that is seen.
    top: usize,
    /// What the drawer should hold is left out of an X.
    blind: bool,
}

impl Readout {
    /// The X of the open shift, or the latest Z.
    pub fn open(z: bool, blind: bool) -> Self {
        Self { z: z.then_some(0), top: 0, blind }
    }

    /// The closed shifts of this drawer that are known here, the latest first.
    fn closed(front: &Front) -> Vec<&Shift> {
        let state = &front.desk.state;
        let me = state.me.terminal;
        let mine = state
            .shifts()
            .filter(|shift| shift.closed.as_ref().is_some_and(|(_, stamp)| stamp.terminal == me));
        let mut mine: Vec<&Shift> = mine.collect();
        let count = |shift: &Shift| shift.number.as_ref().and_then(SeriesNumber::count);
        mine.sort_by_key(|shift| std::cmp::Reverse(count(shift)));
        mine
    }

    fn shift<'f>(&self, front: &'f Front) -> Option<&'f Shift> {
        match self.z {
            Some(at) => Self::closed(front).get(at).copied(),
            None => front.desk.state.my_shift(),
        }
    }

    /// The text as it is shown.
    fn lines(&self, front: &Front) -> Vec<(String, bool)> {
        let state = &front.desk.state;
        let Some(shift) = self.shift(front) else {
            return vec![("No shift was closed here lately.".to_owned(), false)];
        };
        let figures = tally(state, shift).unwrap_or_default();
        let hides = self.blind && shift.closed.is_none();
        let rows = if hides {
            readout::blind(state, shift, &figures, front.now.at, front.mark())
        } else {
            readout::rows(state, shift, &figures, front.now.at, front.mark())
        };
        let strong = |row: &Row| matches!(row, Row::Title(_) | Row::Strong(..));
        let text = |row: &Row| readout::text(std::slice::from_ref(row));
        rows.iter()
            .flat_map(|row| {
                let lines: Vec<String> = text(row).lines().map(str::to_owned).collect();
                lines.into_iter().map(move |line| (line, strong(row)))
            })
            .collect()
    }

    fn print(&self, front: &Front) -> Turn {
        let Some(shift) = self.shift(front) else { return Turn::stay() };
        let (name, text) = if shift.closed.is_some() {
            printed(front, shift)
        } else {
            let lines = self.lines(front).into_iter().map(|(line, _)| line + "\n");
            (format!("x-{}.txt", shift.title()), lines.collect())
        };
        let sentence = format!("The report lies in print/{name}.");
        Turn::stay().with(vec![Effect::Keep { name, text }]).say(MessageKind::Done, sentence)
    }

    fn scroll(&mut self, front: &Front, by: isize) {
        let most = self.lines(front).len().saturating_sub(ROWS);
        self.top = self.top.saturating_add_signed(by).min(most);
    }

    fn turn(&mut self, front: &Front, older: bool) {
        let count = Self::closed(front).len();
        let open = front.desk.state.my_shift().is_some();
        self.top = 0;
        self.z = match (self.z, older) {
            (None, true) if count > 0 => Some(0),
            (None, _) => None,
            (Some(at), true) => Some(at.saturating_add(1).min(count.saturating_sub(1))),
            (Some(0), false) if open => None,
            (Some(at), false) => Some(at.saturating_sub(1)),
        };
    }
}

impl Over for Readout {
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        let Input::Press(press) = input else { return Turn::stay() };
        match press.key.to_string().as_str() {
            "Esc" | "." | "Enter" => return Turn::close(),
            "Up" | "-" => self.scroll(front, -1),
            "Down" | "+" => self.scroll(front, 1),
            "PageUp" => self.scroll(front, -10),
            "PageDown" => self.scroll(front, 10),
            "Left" | "/" => self.turn(front, true),
            "Right" => self.turn(front, false),
            "p" | "*" => return self.print(front),
            "v" if front.may_see_expected() => self.blind = !self.blind,
            "v" => {
                let sentence = "What is expected is shown after the count, or to a manager.";
                return Turn::stay().say(MessageKind::Warning, sentence);
            }
            _ => {}
        }
        Turn::stay()
    }

    fn view(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let lines = self.lines(front);
        let most = lines.len().saturating_sub(ROWS);
        let top = self.top.min(most);
        let title = if self.z.is_some() { "Z REPORT" } else { "X REPORT" };
        let more = lines.len().saturating_sub(top.saturating_add(ROWS));
        let below = if more > 0 { format!("{more} more below") } else { String::new() };
        let panel = Panel::new(title).focused(true).foot_right(&below);
        let width = u16::try_from(TEXT_COLUMNS).unwrap_or(42).saturating_add(6);
        let mut sheet = Sheet::open(pen, hits, place(area, 16, 0, (width, 20)), &panel);
        for (y, (line, strong)) in (0..).zip(lines.iter().skip(top).take(ROWS)) {
            let role = if *strong { Role::Strong } else { Role::Text };
            sheet.text(2, y, line, role);
        }
        let shown = match self.shift(front) {
            Some(_) => "[p] Print   [Left] older   [Esc] Back",
            None => "[Esc] Back",
        };
        sheet.keyed(2, 17, shown, Role::Text);
        None
    }

    fn help(&self) -> &'static str {
        "Up and Down read on, Left and Right turn to other reports, Esc goes back."
    }

    fn keys(&self, front: &Front) -> Vec<KeyEntry> {
        if self.shift(front).is_none() {
            return vec![KeyEntry::new("Esc", "Back").keep()];
        }
        let mut keys = vec![KeyEntry::new("Up/Down", "Read"), KeyEntry::new("Left", "Older")];
        if self.z.is_some() {
            keys.push(KeyEntry::new("Right", "Newer"));
        }
        keys.push(KeyEntry::new("p", "Print"));
        if self.z.is_none() && self.blind && front.may_see_expected() {
            keys.push(KeyEntry::new("v", "Expected"));
        }
        keys.push(KeyEntry::new("Esc", "Back").keep());
        keys
    }
}
