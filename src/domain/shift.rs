//! A shift: one drawer's open-to-close period with one responsible person.

use super::envelope::Fact;
use super::event::{CashMoved, Event, ShiftClosed};
use super::folded::Fold;
use super::id::ShiftId;
use super::money::Money;
use super::number::SeriesNumber;
use super::order::Stamped;

/// A shift as the fold of its facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// Its identity.
    pub id: ShiftId,
    /// Who opened it, when and where; `None` until that fact has arrived.
    pub opened: Option<Stamped>,
    /// Its number: `A-212`.
    pub number: Option<SeriesNumber>,
    /// The drawer it answers for.
    pub drawer: String,
    /// The opening cash, in minor units.
    pub float: Money,
    /// Cash moved without a sale.
    pub moves: Vec<(CashMoved, Stamped)>,
    /// How often the drawer was opened without a sale.
    pub no_sales: u32,
    /// The last count, when one was made.
    pub counted: Option<Money>,
    /// The close, once it was made.
    pub closed: Option<(ShiftClosed, Stamped)>,
}

impl Shift {
    /// A shift of which nothing is known but its identity.
    pub fn new(id: ShiftId) -> Self {
        Self {
            id,
            opened: None,
            number: None,
            drawer: String::new(),
            float: Money::ZERO,
            moves: Vec::new(),
            no_sales: 0,
            counted: None,
            closed: None,
        }
    }

    /// True between open and close.
    pub fn is_open(&self) -> bool {
        self.opened.is_some() && self.closed.is_none()
    }
}

impl Fold for Shift {
    fn fold(&mut self, fact: &Fact) {
        let stamp = Stamped::from(fact);
        match &fact.event {
            Some(Event::ShiftOpened(opened)) if self.opened.is_none() => {
                self.opened = Some(stamp);
                self.number = Some(opened.number.clone());
                self.drawer.clone_from(&opened.drawer);
                self.float = opened.float;
            }
            Some(Event::CashMoved(moved)) => self.moves.push((moved.clone(), stamp)),
            Some(Event::DrawerOpened { .. }) => self.no_sales = self.no_sales.saturating_add(1),
            Some(Event::ShiftCounted { counted, .. }) => self.counted = Some(*counted),
            Some(Event::ShiftClosed(closed)) if self.closed.is_none() => {
                self.closed = Some(((**closed).clone(), stamp));
            }
            _ => {}
        }
    }
}
