//! The facts: one closed enum whose tags are the format on disk and on the wire.
//!
//! A field is never renamed or removed, a changed meaning is a new kind. Undo is a fact of its own,
//! never a deletion. What each kind means stands in GLOSSARY.md and PROTOCOL.md.

use serde::{Deserialize, Deserializer, Serialize};

use super::id::{
    DiscountId, LineId, OrderId, PaymentId, PersonId, RefundId, SendId, ShiftId, StaffId,
    TerminalId, TerminalKind,
};
use super::menu::Menu;
use super::money::{Money, Quantity, Rate};
use super::number::{Letter, OrderNumber, SeriesNumber};
use super::routing::PassRule;
use super::settings::{Pricing, Service, SettingsPatch};
use super::time::At;

mod kind;
mod line;
mod money;

pub(in crate::domain) use kind::Straight;
pub use line::{ChosenOption, LineAdded, LinePrice, LineVoided, MovedLine, SoldPart};
pub use money::{
    CashMoved, CashWay, LateRow, Payment, PaymentFlagged, Refund, ShiftClosed, ShiftFigures,
    ShiftOpened, Tender,
};

/// True for the usual value of a field, which is then not written.
pub(in crate::domain) fn usual<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Reads a field that is there, `null` included, as `Some`: absent means unchanged.
///
/// # Errors
/// Those of the inner type.
pub fn given<'de, T, D>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::deserialize(deserializer).map(Some)
}

/// A person's data in an erasable row, pinned by its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRef {
    /// Who.
    pub person: PersonId,
    /// SHA-256 of salt and data, in hex.
    pub digest: String,
}

/// The start of an order and the settings its totals need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderOpened {
    /// The number that people say.
    pub number: OrderNumber,
    /// How it reaches its guest.
    pub service: Service,
    /// The table, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// How many guests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guests: Option<u32>,
    /// A pick-up word, not a person's record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<PersonRef>,
    /// The shift it was taken in; it belongs there whenever it arrives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<ShiftId>,
    /// The settings of the site that its totals need.
    pub pricing: Pricing,
}

/// A change of what an order is for; absent fields stay, `null` clears.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderChanged {
    /// The service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<Service>,
    /// The table.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    pub table: Option<Option<String>>,
    /// The number of guests.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    pub guests: Option<Option<u32>>,
    /// The pick-up word.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    pub name: Option<Option<String>>,
    /// The customer.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    pub customer: Option<Option<PersonRef>>,
    /// When it is wanted; the kitchen sees it that much earlier as its lead time says.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    pub due: Option<Option<At>>,
    /// How it leaves the kitchen, as the site's setting was when it was sent first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pass: Option<PassRule>,
    /// Who looks after its guests from then on; who opened it when nobody was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<StaffId>,
    /// The bill was printed as the order stands now.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub bill: bool,
}

/// A discount's size: a share or an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reduction {
    /// A share of what it discounts.
    Percent(Rate),
    /// An amount, clamped to what it discounts.
    Amount(Money),
}

/// A price reduction on a line or on the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscountApplied {
    /// Its identity.
    pub discount: DiscountId,
    /// The line, or the whole order when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<LineId>,
    /// How much.
    pub off: Reduction,
    /// What it is called on the screen and the receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Why, when a person gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who approved it, when it needed that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approver: Option<StaffId>,
}

/// Lines handed to the kitchen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderSent {
    /// The identity of this send; tickets are named by it.
    pub send: SendId,
    /// Which lines, and how much of each.
    pub lines: Vec<(LineId, Quantity)>,
    /// The courses that fire at once; the others are held.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub courses: Vec<u8>,
    /// Whether the site had a kitchen terminal; without one a line counts as served when paid.
    pub kitchen: bool,
}

/// What goes along from one order to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinesMoved {
    /// The order that takes them.
    pub to: OrderId,
    /// The lines.
    pub lines: Vec<MovedLine>,
    /// Discounts of the order that go along.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub discounts: Vec<DiscountId>,
    /// Payments that go along.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payments: Vec<PaymentId>,
}

/// A step of a sent line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineStep {
    /// Somebody works on it.
    Started,
    /// It can be handed over.
    Ready,
    /// It was handed over.
    Served,
}

/// A ticket taken off a screen or brought back; both list their lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketMoved {
    /// The station of the screen.
    pub station: String,
    /// The sends that the card showed.
    pub sends: Vec<SendId>,
    /// The lines that the card showed.
    pub lines: Vec<LineId>,
}

/// A terminal that belongs to the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TerminalPaired {
    /// Which terminal.
    pub terminal: TerminalId,
    /// What it is; fixed for its life.
    pub terminal_kind: TerminalKind,
    /// What people call it.
    pub name: String,
    /// Its order letter, when it sells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<Letter>,
    /// SHA-256 of its credential, in hex; absent for the terminal that founded the site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
}

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffSaved {
    /// Who.
    pub staff: StaffId,
    /// The name on screens.
    pub name: String,
    /// The role's word.
    pub role: String,
    /// The PIN as an argon2 text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<String>,
}

/// A fact, in the past tense.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each kind is a term of the glossary, documented there once")]
pub enum Event {
    OrderOpened(OrderOpened),
    OrderChanged(OrderChanged),
    LineAdded(Box<LineAdded>),
    LineQuantitySet {
        line: LineId,
        quantity: Quantity,
    },
    LineOptionsSet {
        line: LineId,
        options: Vec<ChosenOption>,
    },
    LineNoteSet {
        line: LineId,
        note: Option<String>,
        allergy: Option<String>,
        /// The seat from then on, counted from 1; 0 for none. As it was when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seat: Option<u8>,
    },
    LinePriced {
        line: LineId,
        price: Option<Money>,
        reason: Option<String>,
        approver: Option<StaffId>,
    },
    LineSplit {
        line: LineId,
        into: LineId,
        quantity: Quantity,
    },
    LineRemoved {
        line: LineId,
    },
    LineRestored {
        line: LineId,
    },
    LineVoided(LineVoided),
    LineComped(LineVoided),
    DiscountApplied(DiscountApplied),
    DiscountRemoved {
        discount: DiscountId,
    },
    DiscountRestored {
        discount: DiscountId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        approver: Option<StaffId>,
    },
    ServiceChargeSet {
        rate: Option<Rate>,
        tax: Rate,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        approver: Option<StaffId>,
    },
    OrderHeld {},
    OrderResumed {},
    OrderSent(OrderSent),
    CourseFired {
        course: u8,
    },
    OrderAccepted {
        eta: Option<At>,
    },
    OrderRejected {
        reason: String,
    },
    OrderPrioritised {
        on: bool,
    },
    OrderCalled {},
    LinesRouted {
        lines: Vec<LineId>,
        station: String,
    },
    LinesMoved(LinesMoved),
    OrderCancelled {
        reason: String,
        approver: Option<StaffId>,
    },
    LineStarted {
        lines: Vec<LineId>,
    },
    LineReady {
        lines: Vec<LineId>,
    },
    LineServed {
        lines: Vec<LineId>,
    },
    LineStepUndone {
        lines: Vec<LineId>,
        step: LineStep,
    },
    TicketBumped(TicketMoved),
    TicketRecalled(TicketMoved),
    PaymentTaken(Box<Payment>),
    PaymentFailed {
        payment: PaymentId,
        tender: Tender,
        amount: Money,
        reason: String,
    },
    PaymentRefunded(Box<Refund>),
    TipAdded {
        payment: PaymentId,
        tip: Money,
    },
    PaymentFlagged(PaymentFlagged),
    ReceiptIssued {
        number: SeriesNumber,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        refund: Option<RefundId>,
    },
    ReceiptReprinted {
        number: SeriesNumber,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        approver: Option<StaffId>,
    },
    ShiftOpened(ShiftOpened),
    CashMoved(CashMoved),
    DrawerOpened {
        drawer: String,
        reason: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        approver: Option<StaffId>,
    },
    ShiftCounted {
        counted: Money,
        pieces: Vec<(Money, u32)>,
    },
    ShiftClosed(Box<ShiftClosed>),
    MenuPublished {
        menu: Menu,
    },
    #[serde(rename = "item_86ed")]
    Item86ed {
        remaining: Option<u32>,
        until: Option<At>,
    },
    ItemRestored {},
    StaffSaved(StaffSaved),
    StaffDisabled {
        staff: StaffId,
    },
    TerminalPaired(TerminalPaired),
    TerminalRetired {
        terminal: TerminalId,
    },
    SettingsChanged(Box<SettingsPatch>),
    PersonalErased {
        person: PersonId,
    },
    ClockDrifted {
        offset_ms: i64,
    },
}
