//! Whether to leave the program while an order is open; Enter stays.

use ratatui::layout::{Position, Rect};

use super::sheet::{Sheet, place};
use super::words;
use crate::domain::command::{Command, Step};
use crate::domain::id::OrderId;
use crate::tui::counter::turn::{Hit, Over, Turn};
use crate::tui::effect::Effect;
use crate::tui::front::Front;
use crate::tui::input::Input;
use crate::tui::msg::Msg;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, Panel, Pen};

/// The question.
#[derive(Debug, Clone, PartialEq)]
pub struct Quit {
    order: Option<OrderId>,
    leaving: bool,
}

impl Quit {
    /// The question about the order on the screen.
    pub const fn open(order: Option<OrderId>) -> Self {
        Self { order, leaving: false }
    }

    /// Leaves once everything is on the disk.
    fn leave(&mut self, front: &Front) -> Turn {
        self.leaving = true;
        if front.is_saving() { Turn::stay() } else { Turn::stay().with(vec![Effect::Quit]) }
    }

    fn hold(&mut self, front: &mut Front) -> Turn {
        let Some(order) = self.order else { return self.leave(front) };
        match front.act(&Command::Order(order, vec![Step::Hold])) {
            Ok((_, effects)) => {
                let turn = self.leave(front);
                Turn::stay().with(effects).with(turn.effects)
            }
            Err(rejection) => words::refused(&rejection),
        }
    }
}

impl Over for Quit {
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        let Input::Press(press) = input else { return Turn::stay() };
        if press.repeat || self.leaving {
            return Turn::stay();
        }
        match press.key.to_string().as_str() {
            "Enter" | "Esc" | "." => Turn::close(),
            "y" | "+" => self.leave(front),
            "h" | "*" => self.hold(front),
            _ => Turn::stay(),
        }
    }

    fn notice(&mut self, front: &mut Front, _msg: &Msg) -> Turn {
        if self.leaving && !front.is_saving() {
            return Turn::stay().with(vec![Effect::Quit]);
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
        let panel = Panel::new("QUIT?").focused(true);
        let mut sheet = Sheet::open(pen, hits, place(area, 14, 7, (52, 8)), &panel);
        let order = self.order.and_then(|order| front.desk.state.order(order));
        let words = match order {
            Some(order) => format!(
                "Order {} with {} is open. It stays saved and will be here at the next start.",
                order.title(),
                words::items(order)
            ),
            None => "No order is open. Everything is saved.".to_owned(),
        };
        sheet.paragraph((2, 1), (46, 2), &words);
        if self.leaving {
            sheet.text(2, 4, "Saving ...", Role::Strong);
            return None;
        }
        sheet.keyed(2, 4, "[Enter] Stay     [y] Quit     [h] Hold and quit", Role::Text);
        let caret = sheet.area(2, 4, 1, 1);
        Some(Position::new(caret.x, caret.y))
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        vec![
            KeyEntry::new("Enter", "Stay").keep(),
            KeyEntry::new("y", "Quit").keep(),
            KeyEntry::new("h", "Hold and quit"),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::counter::overlay::fixture::{
        bar, drawn, durable, front, known, next, number_from, order, press,
    };
    use crate::tui::counter::turn::Then;

    const QUESTION: [&str; 8] = [
        "              ╔ QUIT? ═══════════════════════════════════════════╗",
        "              ║                                                  ║",
        "              ║  Order A47 with 3 items is open. It stays saved  ║",
        "              ║  and will be here at the next start.             ║",
        "              ║                                                  ║",
        "              ║  [Enter] Stay     [y] Quit     [h] Hold and quit ║",
        "              ║                                                  ║",
        "              ╚══════════════════════════════════════════════════╝",
    ];

    #[test]
    fn the_question_is_drawn_as_designed_and_enter_stays() {
        let mut front = front();
        number_from(&mut front, 46);
        let order = order(&mut front, &[("12", 2), ("31", 1)]);
        let mut quit = Quit::open(Some(order));
        let screen = drawn(&quit, &front);
        let rows: Vec<&str> = screen.lines().skip(7).collect();
        assert_eq!(rows.join("\n"), QUESTION.join("\n"));
        assert_eq!(bar(&quit, &front), "Enter Stay  y Quit  h Hold and quit");
        assert_eq!(next(&mut quit, &mut front, "Enter"), Then::Close);
        assert_eq!(press(&mut quit, &mut front, "y").effects, [Effect::Quit]);
    }

    #[test]
    fn the_program_is_left_only_when_the_hold_is_on_the_disk() {
        let mut front = front();
        let order = order(&mut front, &[("12", 2)]);
        let mut quit = Quit::open(Some(order));
        let turn = press(&mut quit, &mut front, "h");
        assert!(!turn.effects.contains(&Effect::Quit));
        assert!(quit.notice(&mut front, &Msg::Tick).effects.is_empty());
        durable(&mut front, &turn.effects);
        assert_eq!(quit.notice(&mut front, &Msg::Tick).effects, [Effect::Quit]);
        assert!(known(&front, order).held);
    }
}
