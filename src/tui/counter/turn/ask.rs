//! Which overlay is asked for, and what it is about.

use crate::domain::id::{LineId, OrderId, PaymentId};
use crate::domain::money::Money;
use crate::domain::number::SeriesNumber;
use crate::tui::counter::action::Page;
use crate::tui::front::Wanted;

/// An overlay that can be opened, with what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// All actions by number and letter.
    Actions {
        /// Which page.
        page: Page,
    },
    /// The tables; with `placing`, the table of the order on the screen is chosen there.
    Tables {
        /// Whether the order on the screen looks for its table.
        placing: bool,
    },
    /// Guests, seat and course.
    Seats,
    /// Held and open orders.
    Orders,
    /// Paying an order.
    Pay(OrderId),
    /// A card on a terminal of its own, by hand.
    Card {
        /// The order.
        order: OrderId,
        /// The payment's number, minted when the payment was opened.
        payment: PaymentId,
        /// What the card is charged, in minor units.
        amount: Money,
        /// True when that is less than what is due.
        part: bool,
        /// Of the amount, the tip.
        tip: Money,
        /// Other orders that are paid with it, with the numbers of their payments.
        with: Vec<(OrderId, PaymentId)>,
    },
    /// The payment that is on its way to the disk with this batch, then the change to give.
    Paid {
        /// The order.
        order: OrderId,
        /// The payment.
        payment: PaymentId,
        /// The batch to wait for.
        batch: u64,
        /// Other orders that were paid with the same sum.
        with: Vec<OrderId>,
    },
    /// Paying several orders at once.
    PayTogether(Vec<OrderId>),
    /// How the total of an order comes about.
    Explain(OrderId),
    /// A service charge by hand.
    Charge(OrderId),
    /// A payment of which nobody was sure.
    Doubt(OrderId),
    /// An order to look at: lines, payments, who and when.
    Sale(OrderId),
    /// The receipts, to be found and shown.
    Receipts,
    /// A receipt as it is printed.
    Receipt {
        /// The order.
        order: OrderId,
        /// The number.
        number: SeriesNumber,
    },
    /// What is typed for an invoice or an e-mail.
    Paper {
        /// The order.
        order: OrderId,
        /// Which of the two.
        kind: crate::tui::counter::overlay::paper::Kind,
    },
    /// The receipt of an order as a QR code.
    Qr(OrderId),
    /// The bill of an order as it is printed, once this batch is on the disk.
    Bill {
        /// The order.
        order: OrderId,
        /// The batch that says that it was printed.
        batch: u64,
        /// The other bills of its order that are printed with it.
        with: Vec<OrderId>,
    },
    /// A tip after the payment.
    Tip {
        /// The order.
        order: OrderId,
        /// The payment.
        payment: PaymentId,
    },
    /// Giving money back; without an order the sale is found first.
    Refund(Option<OrderId>),
    /// Options and note of an unsent line.
    Options {
        /// The order.
        order: OrderId,
        /// The line.
        line: LineId,
        /// True when the note is typed first.
        note: bool,
    },
    /// Service and table of the order on the screen, or of the next one.
    Service(Option<OrderId>),
    /// A reason to void a sent line; without a line it asks for the line's number.
    Void {
        /// The order.
        order: OrderId,
        /// The line, when it is known.
        line: Option<LineId>,
    },
    /// A reason to void a whole order.
    VoidOrder(OrderId),
    /// A discount on the order or on a line.
    Discount {
        /// The order.
        order: OrderId,
        /// The line, or the whole order.
        line: Option<LineId>,
        /// What was typed behind `%` on the entry line; may be empty.
        typed: String,
    },
    /// Counting and closing the open shift, or opening the next one.
    Shift,
    /// What can be done with the open shift.
    ShiftMenu,
    /// The X of the open shift, or the Z reports of closed ones.
    Readout {
        /// True for the Z reports.
        z: bool,
    },
    /// Cash in, cash out and to the safe.
    Cash,
    /// The drawer without a sale.
    NoSale,
    /// Another price for an unsent line.
    Price {
        /// The order.
        order: OrderId,
        /// The line.
        line: LineId,
    },
    /// The card with codes.
    Codes,
    /// How something that is not on the menu is taxed.
    TaxClass {
        /// What it is called.
        name: String,
        /// The price of one piece, in minor units.
        price: Money,
    },
    /// Which items cannot be sold.
    SoldOut,
    /// One bill in several.
    Split(OrderId),
    /// An order to another table or into another order.
    Move(OrderId),
    /// Paying an order share by share.
    Shares {
        /// The order.
        order: OrderId,
        /// What each of the next ones pays, in minor units.
        shares: Vec<Money>,
    },
    /// How the terminal stands with its hub.
    Connection,
    /// The hub does not take this terminal.
    Refused,
    /// Something is not on the disk yet.
    NotSaved,
    /// What works here.
    Help,
    /// Who works here.
    People,
    /// Who sells: a PIN.
    Lock,
    /// A PIN of somebody who may do what was refused.
    Approve(Box<Wanted>),
    /// Customers, for the order on the screen or the next one.
    Customer,
    /// Whether to leave the program.
    Quit,
}

impl Ask {
    /// The order that must be loaded for it, where that may be one of an older day.
    pub const fn order(&self) -> Option<OrderId> {
        if let Self::Sale(order)
        | Self::Refund(Some(order))
        | Self::Receipt { order, .. }
        | Self::Tip { order, .. }
        | Self::Explain(order)
        | Self::Pay(order)
        | Self::Doubt(order) = self
        {
            Some(*order)
        } else {
            None
        }
    }
}
