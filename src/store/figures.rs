//! Figures: what rollups add up and reports read, in minor units and thousandths.

use crate::domain::event::Tender;
use crate::domain::id::{ShiftId, StaffId, TerminalId, TerminalKind};
use crate::domain::money::Rate;
use crate::domain::number::Letter;
use crate::domain::time::{At, Day};

/// Names the fields of [`Figures`] once, so that columns, sums and differences never disagree.
macro_rules! figures {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        /// The sums of one part of one or more business days.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub struct Figures {
            $($(#[$doc])* pub $name: i64,)+
        }

        impl Figures {
            /// The columns, in the order of [`Figures::values`].
            pub const COLUMNS: &'static [&'static str] = &[$(stringify!($name)),+];

            /// The sums in the order of [`Figures::COLUMNS`].
            pub fn values(&self) -> [i64; Self::COLUMNS.len()] {
                [$(self.$name),+]
            }

            /// Figures of these sums.
            pub fn of_values(values: [i64; Self::COLUMNS.len()]) -> Self {
                let [$($name),+] = values;
                Self { $($name),+ }
            }
        }
    };
}

figures! {
    /// Orders settled, or in which the part occurs.
    orders,
    /// Guests of those orders; an order that does not say counts one.
    guests,
    /// Sold quantity in thousandths.
    quantity,
    /// Before any reduction, as priced.
    gross,
    /// What guests owed: after reductions, with tax and charge. For a tender: what was applied.
    sales,
    /// Discounts given.
    discounts,
    /// Made and served, not charged.
    comps,
    /// Of the sales, what is not tax.
    net,
    /// Of the sales, the tax.
    tax,
    /// Of the sales, the service charge as priced.
    charge,
    /// Tips, beside the sales.
    tips,
    /// What cash rounding added or took, beside the sales.
    rounding,
    /// Refunds given, on their own days.
    refunds,
    /// Money given back, on the days it was given back.
    refunded,
    /// Voids.
    voids,
    /// Orders cancelled or rejected.
    cancelled,
}

impl Figures {
    /// True when every sum is zero.
    pub fn is_zero(&self) -> bool {
        *self == Self::default()
    }

    /// Adds another's sums `sign` times.
    pub fn add(&mut self, other: &Self, sign: i64) {
        let mut sums = self.values();
        for (sum, value) in sums.iter_mut().zip(other.values()) {
            *sum = sum.saturating_add(value.saturating_mul(sign));
        }
        *self = Self::of_values(sums);
    }

    /// Sales less money given back.
    pub fn takings(&self) -> i64 {
        self.sales.saturating_sub(self.refunded)
    }
}

/// The figures of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemFigures {
    /// Its code; `None` for open items.
    pub code: Option<String>,
    /// Its name when it was sold.
    pub name: String,
    /// Its sums.
    pub figures: Figures,
}

/// The figures of one tender.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenderFigures {
    /// The tender.
    pub tender: Tender,
    /// Its sums: orders, sales (applied), tips, rounding, refunds.
    pub figures: Figures,
}

/// The figures of one tax rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaxFigures {
    /// The rate.
    pub rate: Rate,
    /// Its sums: net and tax.
    pub figures: Figures,
}

/// The figures of one member of staff: orders whose last payment they took, refunds they gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffFigures {
    /// Who.
    pub staff: StaffId,
    /// Their sums.
    pub figures: Figures,
}

/// What completeness is judged by: one journal as it is held here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalFigures {
    /// The journal.
    pub terminal: TerminalId,
    /// What the terminal is; `None` while its pairing has not arrived.
    pub kind: Option<TerminalKind>,
    /// What people call it.
    pub name: String,
    /// Its letter, when it sells.
    pub letter: Option<Letter>,
    /// Whether it was retired.
    pub retired: bool,
    /// The last place held.
    pub seq: u64,
    /// When its last held fact was made.
    pub last_at: At,
    /// The business day of that fact.
    pub last_day: Option<Day>,
    /// Its open shift, when it has one.
    pub open_shift: Option<ShiftId>,
}
