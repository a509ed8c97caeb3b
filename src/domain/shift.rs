//! A shift: one drawer's open-to-close period with one responsible person.

use super::envelope::Fact;
use super::event::{CashMoved, Event, ShiftClosed};
use super::folded::Fold;
use super::id::{ShiftId, StaffId};
use super::money::Money;
use super::number::SeriesNumber;
use super::order::Stamped;

/// A count of the cash in a drawer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// What was counted, in minor units.
    pub counted: Money,
    /// How many of which note or coin; empty when the total was typed.
    pub pieces: Vec<(Money, u32)>,
    /// When and by whom.
    pub stamp: Stamped,
}

/// The drawer opened without a sale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoSale {
    /// Why.
    pub reason: String,
    /// Who approved it, when it needed that.
    pub approver: Option<StaffId>,
    /// When and by whom.
    pub stamp: Stamped,
}

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
    /// The drawer opened without a sale.
    pub no_sales: Vec<NoSale>,
    /// The last count, when one was made.
    pub count: Option<Count>,
    /// What was counted before it, when that was another amount.
    pub recounted: Option<Money>,
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
            no_sales: Vec::new(),
            count: None,
            recounted: None,
            closed: None,
        }
    }

    /// True between open and close.
    pub fn is_open(&self) -> bool {
        self.opened.is_some() && self.closed.is_none()
    }

    /// Its number as text; empty until its opening has arrived.
    pub fn title(&self) -> String {
        self.number.as_ref().map(ToString::to_string).unwrap_or_default()
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
            Some(Event::DrawerOpened { reason, approver, .. }) => {
                let (reason, approver) = (reason.clone(), approver.clone());
                self.no_sales.push(NoSale { reason, approver, stamp });
            }
            Some(Event::ShiftCounted { counted, pieces }) => {
                let before = self.count.as_ref().map(|count| count.counted);
                self.recounted = before.filter(|before| before != counted).or(self.recounted);
                self.count = Some(Count { counted: *counted, pieces: pieces.clone(), stamp });
            }
            Some(Event::ShiftClosed(closed)) if self.closed.is_none() => {
                self.closed = Some(((**closed).clone(), stamp));
            }
            _ => {}
        }
    }
}
