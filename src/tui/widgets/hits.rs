//! Places to tap: rectangles with a meaning, and the rule that an action happens on release.

use ratatui::layout::{Position, Rect};

use crate::tui::input::{Mouse, MouseKind};

/// Rectangles and what a tap on them means; where they overlap the last one wins, as it is on top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HitMap<T> {
    places: Vec<(Rect, T)>,
}

impl<T> Default for HitMap<T> {
    fn default() -> Self {
        Self { places: Vec::new() }
    }
}

impl<T> HitMap<T> {
    /// Adds a place on top of those already there.
    pub fn push(&mut self, area: Rect, target: T) {
        self.places.push((area, target));
    }

    /// Forgets the places below an overlay: only what is pushed afterwards can be tapped.
    pub fn clear(&mut self) {
        self.places.clear();
    }

    /// What is at a cell.
    pub fn at(&self, column: u16, row: u16) -> Option<&T> {
        let cell = Position::new(column, row);
        self.places.iter().rev().find(|(area, _)| area.contains(cell)).map(|(_, target)| target)
    }

    /// All places, the lowest first.
    pub fn places(&self) -> &[(Rect, T)] {
        &self.places
    }
}

/// What the mouse asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Click<T> {
    /// A left click or a tap, complete: press and release inside the same target.
    Tap(T),
    /// A right click.
    Right(T),
    /// The wheel over a target; true is away from the user, towards the beginning.
    Wheel(T, bool),
}

/// Remembers where the button went down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clicker<T> {
    down: Option<T>,
}

impl<T> Default for Clicker<T> {
    fn default() -> Self {
        Self { down: None }
    }
}

impl<T: Clone + PartialEq> Clicker<T> {
    /// Takes one mouse event with the places of the frame that is on the screen.
    pub fn mouse(&mut self, places: &HitMap<T>, mouse: Mouse) -> Option<Click<T>> {
        let target = places.at(mouse.column, mouse.row).cloned();
        match mouse.kind {
            MouseKind::Down => {
                self.down = target;
                None
            }
            MouseKind::Up => {
                let down = self.down.take()?;
                (target.as_ref() == Some(&down)).then_some(Click::Tap(down))
            }
            MouseKind::Right => target.map(Click::Right),
            MouseKind::WheelUp => target.map(|target| Click::Wheel(target, true)),
            MouseKind::WheelDown => target.map(|target| Click::Wheel(target, false)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mouse(column: u16, kind: MouseKind) -> Mouse {
        Mouse { column, row: 0, kind }
    }

    #[test]
    fn an_action_needs_press_and_release_on_the_same_target() {
        let mut places = HitMap::default();
        places.push(Rect::new(0, 0, 10, 1), "pay");
        places.push(Rect::new(10, 0, 10, 1), "void");
        places.push(Rect::new(15, 0, 2, 1), "top");
        let mut clicker = Clicker::default();
        assert_eq!(clicker.mouse(&places, mouse(3, MouseKind::Down)), None);
        assert_eq!(clicker.mouse(&places, mouse(9, MouseKind::Up)), Some(Click::Tap("pay")));
        assert_eq!(clicker.mouse(&places, mouse(9, MouseKind::Up)), None);
        assert_eq!(clicker.mouse(&places, mouse(3, MouseKind::Down)), None);
        assert_eq!(clicker.mouse(&places, mouse(12, MouseKind::Up)), None);
        assert_eq!(
            clicker.mouse(&places, mouse(16, MouseKind::WheelUp)),
            Some(Click::Wheel("top", true))
        );
        assert_eq!(clicker.mouse(&places, mouse(40, MouseKind::Right)), None);
    }
}
