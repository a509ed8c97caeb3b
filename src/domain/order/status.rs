//! Order status: derived from the facts, food and money as two independent answers.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Line, Order};
use crate::domain::settings::Service;
use crate::domain::time::Day;
use crate::domain::totals::Settlement;

/// Where an order's food stands (domain rules, section 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Status {
    /// Nothing sent.
    Draft,
    /// Parked on purpose.
    Held,
    /// Something sent, not accepted.
    Placed,
    /// Accepted.
    Accepted,
    /// A line was started.
    Preparing,
    /// Every sent, not voided line is ready.
    Ready,
    /// Every such line is served.
    Served,
    /// Served and paid in full.
    Completed,
    /// Cancelled with a reason.
    Cancelled,
    /// Refused by the shop.
    Rejected,
    /// All its lines went to another order.
    Merged,
}

impl Status {
    /// All statuses, in the order of an order's life.
    pub const ALL: [Self; 11] = [
        Self::Draft,
        Self::Held,
        Self::Placed,
        Self::Accepted,
        Self::Preparing,
        Self::Ready,
        Self::Served,
        Self::Completed,
        Self::Cancelled,
        Self::Rejected,
        Self::Merged,
    ];

    /// The word: `DRAFT`, `READY` and so on.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Draft => "DRAFT",
            Self::Held => "HELD",
            Self::Placed => "PLACED",
            Self::Accepted => "ACCEPTED",
            Self::Preparing => "PREPARING",
            Self::Ready => "READY",
            Self::Served => "SERVED",
            Self::Completed => "COMPLETED",
            Self::Cancelled => "CANCELLED",
            Self::Rejected => "REJECTED",
            Self::Merged => "MERGED",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.word())
    }
}

/// Where an order's money stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MoneyStatus {
    /// Nothing paid.
    Unpaid,
    /// Less paid than owed.
    PartPaid,
    /// Paid in full.
    Paid,
    /// More paid than owed: something is to be given back.
    Overpaid,
    /// All of it given back.
    Refunded,
    /// The last try to pay failed.
    PaymentFailed,
}

impl fmt::Display for MoneyStatus {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::Unpaid => "UNPAID",
            Self::PartPaid => "PART PAID",
            Self::Paid => "PAID",
            Self::Overpaid => "OVERPAID",
            Self::Refunded => "REFUNDED",
            Self::PaymentFailed => "PAYMENT FAILED",
        })
    }
}

/// Until when an order needs somebody, if no further fact arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Openness {
    /// It needs nobody.
    Closed,
    /// It is unserved: it needs somebody on its business day and the day after.
    WhileRecent(Day),
    /// Money is open: it needs somebody whatever the day.
    Open,
}

impl Openness {
    /// Whether it needs somebody on the business day `today`.
    pub fn on(self, today: Day) -> bool {
        match self {
            Self::Closed => false,
            Self::WhileRecent(day) => day >= today.before(),
            Self::Open => true,
        }
    }
}

impl Order {
    /// Where the food stands. Lines that no station prepares count as served once the order is
    /// sent and paid, and never hold up lines that a kitchen prepares.
    pub fn status(&self) -> Status {
        self.status_when(|| self.is_paid())
    }

    /// The same, for somebody who knows whether it is paid; asked at most once, and only when the
    /// answer depends on it.
    pub fn status_when(&self, is_paid: impl FnOnce() -> bool) -> Status {
        if self.rejected.is_some() {
            return Status::Rejected;
        }
        if self.cancelled.is_some() {
            return Status::Cancelled;
        }
        if self.merged_into().is_some() {
            return Status::Merged;
        }
        if self.held {
            return Status::Held;
        }
        if self.sends.is_empty() {
            return Status::Draft;
        }
        let sent: Vec<&Line> = self
            .work_lines()
            .filter(|line| line.sent.is_some() && line.standing().is_positive())
            .collect();
        let prepared: Vec<&Line> = sent.iter().copied().filter(|line| line.is_prepared()).collect();
        let (is_served, counts) = if prepared.is_empty() {
            (sent.iter().all(|line| line.served.is_some()) && !sent.is_empty(), true)
        } else {
            (prepared.iter().all(|line| line.served.is_some()), false)
        };
        if (is_served || counts) && is_paid() {
            return Status::Completed;
        }
        if is_served {
            return Status::Served;
        }
        // What waits for its course says nothing about the food that was fired.
        let mut fired = prepared.iter().filter(|line| !line.is_held()).peekable();
        let waits = prepared.iter().any(|line| line.is_held());
        let handed_over =
            waits && prepared.iter().all(|line| line.is_held() || line.served.is_some());
        if !handed_over && fired.peek().is_some() && fired.all(|line| line.ready.is_some()) {
            return Status::Ready;
        }
        if !handed_over && sent.iter().any(|line| line.started.is_some()) {
            return Status::Preparing;
        }
        if self.service == Service::Online && self.accepted.is_none() {
            return Status::Placed;
        }
        Status::Accepted
    }

    /// Where the money stands; amounts beyond the range count as unpaid.
    pub fn money_status(&self) -> MoneyStatus {
        self.settlement().map_or(MoneyStatus::Unpaid, |settlement| settlement.status)
    }

    /// True when nothing is owed any more: paid, or paid and given back.
    pub fn is_paid(&self) -> bool {
        self.settlement().is_ok_and(|settlement| self.is_paid_by(&settlement))
    }

    /// The same for a settlement that is known.
    pub fn is_paid_by(&self, settlement: &Settlement) -> bool {
        !settlement.due.is_positive()
            && (!self.payments.is_empty() || self.lines.iter().any(Line::is_live))
    }

    /// True once its bill is closed: a receipt says what was sold, or payments cover it.
    pub fn is_settled(&self) -> bool {
        self.receipt().is_some() || (!self.payments.is_empty() && self.is_paid())
    }

    /// True while the order needs somebody: it is unpaid, a refund is due, or it is unserved and
    /// of `today` or the day before (domain rules, section 5).
    pub fn is_open(&self, today: Day) -> bool {
        self.openness().on(today)
    }

    /// Until when the order needs somebody, if no further fact arrives.
    pub fn openness(&self) -> Openness {
        let Some(day) = self.day() else { return Openness::Open };
        let money = self.settlement().is_ok_and(|settlement| {
            settlement.due.is_positive() || settlement.give_back.is_positive()
        });
        if money || !self.flagged.is_empty() {
            return Openness::Open;
        }
        let live = self.live_lines().next().is_some();
        let done = matches!(
            self.status(),
            Status::Served
                | Status::Completed
                | Status::Cancelled
                | Status::Rejected
                | Status::Merged
        );
        if live && !done { Openness::WhileRecent(day) } else { Openness::Closed }
    }

    /// True while money or a receipt is due.
    pub fn is_payable(&self) -> bool {
        !self.is_paid() || self.is_receipt_due()
    }

    /// True when it is paid but carries no receipt: two part payments met after they were taken
    /// apart (domain rules, section 2).
    pub fn is_receipt_due(&self) -> bool {
        self.is_paid() && !self.payments.is_empty() && self.receipt().is_none()
    }
}
