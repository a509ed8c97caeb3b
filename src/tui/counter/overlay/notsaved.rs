//! The only error that stops selling: something is not on the disk yet.

use ratatui::layout::{Position, Rect};

use super::sheet::{Sheet, place};
use crate::tui::counter::turn::{Hit, Over, Turn};
use crate::tui::front::Front;
use crate::tui::input::Input;
use crate::tui::msg::Msg;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, Panel, Pen};

/// The warning; it closes by itself when saving works again.
#[derive(Debug, Clone, PartialEq)]
pub struct NotSaved {
    step: Option<String>,
    details: bool,
}

impl NotSaved {
    /// The warning about the last step, such as `payment 20.00`.
    pub const fn open(step: Option<String>) -> Self {
        Self { step, details: false }
    }
}

impl Over for NotSaved {
    fn update(&mut self, _front: &mut Front, input: &Input) -> Turn {
        if let Input::Press(press) = input
            && press.key.to_string() == "d"
        {
            self.details = !self.details;
        }
        Turn::stay()
    }

    fn notice(&mut self, front: &mut Front, _msg: &Msg) -> Turn {
        if front.not_saved.is_none() { Turn::close() } else { Turn::stay() }
    }

    fn view(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let waits = front.not_saved.as_ref()?;
        let right = format!("retry {}", waits.tries);
        let panel = Panel::new("!  CANNOT SAVE").right(&right).focused(true);
        let mut sheet = Sheet::open(pen, hits, place(area, 10, 5, (60, 11)), &panel);
        let step = self.step.as_ref().map_or_else(String::new, |step| format!(" ({step})"));
        sheet.text(3, 1, &format!("The last step{step} is NOT saved yet."), Role::Danger);
        let change = "Do not hand out change before this window closes.";
        sheet.text(3, 2, change, Role::Strong);
        let reason = format!("Reason: {}", waits.reason);
        sheet.paragraph((3, 4), (54, 2), &reason);
        sheet.text(3, 6, "Trying again every second.", Role::Text);
        sheet.keyed(3, 7, "[d] Details", Role::Text);
        if self.details {
            let line = format!("batch {} of this start, tried {} times", waits.batch, waits.tries);
            sheet.text(3, 8, &line, Role::Muted);
        }
        let caret = sheet.area(3, 1, 1, 1);
        Some(Position::new(caret.x, caret.y))
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        vec![KeyEntry::new("d", "Details").keep()]
    }

    fn scan_refused(&self) -> &'static str {
        "Scan ignored, the last step is not saved yet."
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::counter::overlay::fixture::{bar, drawn, front, press};
    use crate::tui::counter::turn::Then;

    const WARNING: [&str; 11] = [
        "          ╔ !  CANNOT SAVE ═════════════════════════════════ retry 3 ╗",
        "          ║                                                          ║",
        "          ║   The last step (payment 20.00) is NOT saved yet.        ║",
        "          ║   Do not hand out change before this window closes.      ║",
        "          ║                                                          ║",
        "          ║   Reason: disk is full (0 MB free)                       ║",
        "          ║                                                          ║",
        "          ║   Trying again every second.                             ║",
        "          ║   [d] Details                                            ║",
        "          ║                                                          ║",
        "          ╚══════════════════════════════════════════════════════════╝",
    ];

    #[test]
    fn the_warning_is_drawn_as_designed_and_no_key_closes_it() {
        let mut front = front();
        let reason = "disk is full (0 MB free)".to_owned();
        let batch = 9;
        front.absorb(&Msg::NotSaved { batch, reason, tries: 3 }, front.now);
        let mut warning = NotSaved::open(Some("payment 20.00".to_owned()));
        let screen = drawn(&warning, &front);
        let rows: Vec<&str> = screen.lines().skip(5).collect();
        assert_eq!(rows.join("\n"), WARNING.join("\n"));
        assert_eq!(bar(&warning, &front), "d Details");
        for key in ["Enter", "Esc", "y", "Space", "F9", "d"] {
            assert_eq!(press(&mut warning, &mut front, key).then, Then::Stay, "{key}");
        }
        assert!(drawn(&warning, &front).contains("tried 3 times"));
        front.absorb(&Msg::Durable { batch }, front.now);
        assert_eq!(warning.notice(&mut front, &Msg::Durable { batch }).then, Then::Close);
    }
}
