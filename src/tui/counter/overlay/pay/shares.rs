//! Paying one order share by share: what the one who pays now owes.

use super::Pay;
use crate::domain::id::{OrderId, PaymentId};
use crate::domain::money::Money;
use crate::domain::order::Order;
use crate::tui::counter::overlay::words;
use crate::tui::counter::settings::CounterSettings;
use crate::tui::front::Front;

impl Pay {
    /// The payment screen of an order that several people share.
    pub fn shares(
        front: &mut Front,
        settings: &CounterSettings,
        order: OrderId,
        shares: &[Money],
    ) -> Option<Self> {
        let this = Self::open(front, settings, order)?;
        let before = this.figures(front).paid;
        Some(Self { shares: shares.to_vec(), before, ..this })
    }

    /// The number of what is paid: of the bill, or of the share of the one who pays now.
    pub(super) fn title(&self, front: &Front, order: &Order) -> String {
        match self.shares.len() {
            0 => words::bill(front, order),
            _ => format!("{}-{}", order.title(), self.place(front)),
        }
    }

    /// Which share is paid now: `share 1 of 4`; `None` where one bill is paid as one.
    pub(super) fn which(&self, front: &Front) -> Option<String> {
        let count = self.shares.len();
        (count > 0).then(|| format!("share {} of {count}", self.place(front).min(count)))
    }

    /// The place of the share that is paid now, from 1.
    fn place(&self, front: &Front) -> usize {
        let mut upto = self.before;
        let paid = self.figures(front).paid;
        let done = self.shares.iter().take_while(|share| {
            upto = upto.plus(**share).unwrap_or(upto);
            upto <= paid
        });
        done.count().saturating_add(1)
    }

    /// What is left of the share of the one who pays now, by what is paid so far.
    pub(super) fn share(&self, paid: Money) -> Option<Money> {
        let mut upto = self.before;
        for share in &self.shares {
            upto = upto.plus(*share).ok()?;
            if upto > paid {
                return upto.minus(paid).ok();
            }
        }
        None
    }

    /// The amount of a payment that is for a share alone.
    pub(super) fn apart(&self, front: &Front) -> Option<Money> {
        let open = self.known(front)?.settlement().ok()?.due;
        let due = self.figures(front).due;
        (due < open).then_some(due)
    }

    /// The change of a payment behind the words that it is saved; empty without any.
    pub(super) fn change_of(&self, front: &Front, payment: PaymentId) -> String {
        let taken = self.known(front).and_then(|order| order.payment(payment));
        let change = taken.map(|row| row.payment.change).filter(|change| change.is_positive());
        let currency = self.amount.currency();
        change.map_or_else(String::new, |change| format!(" CHANGE {}.", currency.format(change)))
    }
}
